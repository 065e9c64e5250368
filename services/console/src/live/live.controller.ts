import { Controller, Get, Req, Res, StreamableFile } from '@nestjs/common';
import { traceOf } from '@cpmp/shell';
import type { FastifyReply } from 'fastify';
import { type PageRequest, SignedOut } from '../web/visit.js';
import { Live, placesIn, STREAMS_MAX } from './live.js';

const STREAM = /^[a-z]{1,20}-[a-z0-9._@-]{1,64}$/;

/** What changes of what a page shows. */
@Controller('events')
export class LiveController {
  constructor(private readonly live: Live) {}

  /** `stream`: what the page shows; `since`: the places that it had passed when it was made. Where there is nothing to hear the browser is told not to come back. */
  @Get()
  events(@Req() request: PageRequest, @Res({ passthrough: true }) reply: FastifyReply): StreamableFile | undefined {
    const { session } = request.arrival;
    if (!session) throw new SignedOut();
    const { stream = '', since = '' } = request.query as { stream?: unknown; since?: unknown };
    const last = request.headers['last-event-id'];
    const streams = String(stream).split(',').filter((name) => STREAM.test(name)).slice(0, STREAMS_MAX);
    const lines = request.method === 'HEAD' ? undefined : this.live.watch({ session, streams, trace: traceOf(request), places: placesIn(typeof last === 'string' && last !== '' ? last : String(since)) });
    if (!lines) return void reply.status(204);
    return new StreamableFile(lines, { type: 'text/event-stream' });
  }
}
