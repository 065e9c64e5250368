import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { admit } from './admission.js';
import { DOCS_POLICY, docsPage, type Shown } from './docs-page.js';
import type { ProblemFilter } from './filter.js';
import { BODY_BYTES_MAX } from './limits.js';
import { type Log, logRequests } from './log.js';
import { Problem } from './problems.js';
import { draining } from './process/draining.js';
import { remembering } from './tokens.js';
import { observeRequests } from './telemetry/spans.js';
import type { Health, Host, RateLimit } from './types.js';

/** No part of a path that we make is longer. */
const PARAMETER_CHARS_MAX = 200;

/** The HTTP side of a service before its controllers: what the edge does to every request. */
export type Edge = {
  readonly adapter: FastifyAdapter;
  readonly fastify: FastifyInstance;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Lets nobody in any more, and resolves when what was under way is answered, or has had its time. */
  readonly drain: () => Promise<void>;
};

/** Makes the edge of a service whose open routes are named by their templates. */
export const edgeOf = (service: string, { clock, tokens, rate, log }: Pick<Host, 'clock' | 'tokens'> & { readonly rate: RateLimit; readonly log: Log }, open: ReadonlySet<string>, filter: ProblemFilter): Edge => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    routerOptions: { maxParamLength: PARAMETER_CHARS_MAX },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => filter.send(error, request, reply),
  } as ConstructorParameters<typeof FastifyAdapter>[0]) as FastifyAdapter;
  const fastify: FastifyInstance = adapter.getInstance();
  jsonOnly(fastify);
  observeRequests(fastify, service);
  logRequests(fastify, log);
  fastify.addHook('onSend', async (_request, reply) => void reply.header('x-content-type-options', 'nosniff'));
  admit(fastify, { identify: remembering(tokens, clock.machine), rate, isOpen: (route) => open.has(route) });
  return { adapter, fastify, ...draining((request, response) => fastify.routing(request, response)) };
};

/** Bodies are JSON in UTF-8 and nothing else; bytes that are no UTF-8 are refused, not repaired. */
const jsonOnly = (fastify: FastifyInstance): void => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    let text: string;
    try {
      text = utf8.decode(bytes as Buffer);
    } catch {
      done(new Problem(400, 'malformed', 'The request is not well formed', { detail: 'The body must be JSON in UTF-8.' }));
      return;
    }
    void parse(request, text, done);
  });
};

/** The routes that every service has beside its controllers': its document, a page to read it, its health. They are open. */
export const serveOwn = (fastify: FastifyInstance, paths: OwnPaths, document: object, health: () => Promise<Health>): void => {
  const page = docsPage(document as Shown);
  fastify.get(paths.document, async (_request, reply) => reply.header('cache-control', 'no-cache').send(document));
  fastify.get(paths.page, async (_request, reply) => reply.header('content-security-policy', DOCS_POLICY).header('referrer-policy', 'no-referrer').type('text/html; charset=utf-8').send(page));
  fastify.get(paths.health, async (_request, reply) => {
    const said = await health();
    return reply.status(said.ready ? 200 : 503).header('cache-control', 'no-store').send(said);
  });
};

/** Where a service's own routes lie. */
export type OwnPaths = { readonly document: string; readonly page: string; readonly health: string };

/** The same three under every service's prefix. */
export const ownPathsUnder = (prefix: string): OwnPaths => ({ document: `${prefix}/openapi.json`, page: `${prefix}/docs`, health: `${prefix}/health` });
