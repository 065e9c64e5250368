import { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, StreamableFile, type Type } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Ledger } from '@cpmp/ledger';
import { z } from 'zod';
import type { EdgeRequest } from './admission.js';
import { LEDGER } from './injection.js';
import { NewsDesk } from './news.js';
import { In, Operation } from './operation.js';
import { Problem } from './problems.js';
import type { Input } from './types.js';

/** So many streams may be named at once. */
const STREAMS_MAX = 50;
const STREAM = '[a-z]{1,20}-[a-z0-9._@-]{1,64}';
const Query = z.strictObject({
  stream: z.string().regex(new RegExp(`^${STREAM}(,${STREAM}){0,${STREAMS_MAX - 1}}$`), `1 to ${STREAMS_MAX} streams with commas between`).transform((list) => list.split(',')).optional(),
});
const LAST_ID = /^[a-z-]{1,40}\/\d{1,9}\/\d{1,15}$/;

/** The live news of a service whose routes lie under a prefix. Naming a stream that does not exist, or that the caller may not know of, is answered alike: with silence. */
export const eventsController = (prefix: string): Type => {
  @Controller(`${prefix}/events`)
  class EventsController {
    constructor(
      @Inject(NewsDesk) private readonly desk: NewsDesk,
      @Inject(LEDGER) private readonly ledger: Ledger,
    ) {}

    @Operation({
      id: 'listen',
      summary: 'Hear live what changes, by stream and instant: `event: changed`, or `ended` where an authority ended or a recall was ordered, `data: {stream, at}`. Come back with `Last-Event-ID` to miss nothing; `event: missed` says that too much was missed to be told. Without `stream`: of all that you may know of',
      query: Query,
      stream: true,
    })
    @Get()
    listen(@In() { principal, actor, query }: Input<{}, z.output<typeof Query>>, @Req() request: EdgeRequest): StreamableFile {
      const lastId = request.headers['last-event-id'];
      if (lastId !== undefined && (typeof lastId !== 'string' || !LAST_ID.test(lastId))) throw new Problem(400, 'last-event-id-malformed', 'The Last-Event-ID is not one of ours', { detail: 'Send the last id that you heard.' });
      // A HEAD would listen for ever and hear nothing.
      if (request.method === 'HEAD') return asEvents(Readable.from([]));
      const { lines } = this.desk.listen({ principal, untilMs: request.tokenUntilMs ?? 0, ...(query.stream ? { streams: new Set(query.stream) } : {}), ...(lastId === undefined ? {} : { lastId }) });
      this.ledger.access({ actor, what: 'events', why: 'listened for changes' });
      return asEvents(lines);
    }
  }
  return EventsController;
};

const asEvents = (lines: Readable): StreamableFile => new StreamableFile(lines, { type: 'text/event-stream' });

/** Every answer to a known person says in `Last-Event-ID` which place of the log it has passed: who listens from there misses nothing that came since. */
export const sayPlace = (fastify: FastifyInstance, desk: NewsDesk): void => {
  const places = new WeakMap<object, string>();
  fastify.addHook('onRequest', async (request) => void places.set(request, desk.place));
  fastify.addHook('onSend', async (request: EdgeRequest, reply) => {
    if (request.principal) void reply.header('last-event-id', places.get(request));
  });
};
