import { randomBytes, randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import statics from '@fastify/static';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createClient } from '@cpmp/client';
import { observeRequests, traceOf } from '@cpmp/shell';
import type { ConsoleOptions } from './console-options.js';
import type { Keeping } from './sealing.js';
import { isSecure, type Sessions } from './session.js';
import { assets } from './showing.js';
import { type PageRequest, pathOf } from './visit.js';

/** The largest form, in bytes: more than the APIs take of any request, since a form is written with more letters. */
const FORM_BYTES_MAX = 1024 * 1024;
const NONCE_BYTES = 16;
const YEAR_SECONDS = 365 * 24 * 3600;

/** A form came from another site, or nobody knows from where. */
export class ElsewhereForm extends Error {}

const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

const headersOf = (nonce: string) => ({
  'content-security-policy': policy(nonce),
  // Not `no-referrer`: with it browsers name the origin of their own forms `null`, and no form could be told from another site's.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=()',
});

/** Did a form come from one of our own pages? Browsers say so themselves; what says nothing is refused. */
const isOurs = ({ headers }: FastifyRequest): boolean => {
  const { origin, host } = headers;
  return headers['sec-fetch-site'] === 'same-origin' || (headers['sec-fetch-site'] === undefined && origin !== undefined && URL.canParse(origin) && new URL(origin).host === host);
};

/** Makes the HTTP side of the console: what every request meets before its page. */
export const webOf = async (options: ConsoleOptions, { sessions, keeping }: { readonly sessions: Sessions; readonly keeping: Keeping }): Promise<FastifyAdapter> => {
  const adapter = new FastifyAdapter({ bodyLimit: FORM_BYTES_MAX, genReqId: () => randomUUID(), requestIdHeader: false, frameworkErrors: unreadable } as ConstructorParameters<typeof FastifyAdapter>[0]) as FastifyAdapter;
  const fastify: FastifyInstance = adapter.getInstance();
  // Forms and nothing else.
  fastify.removeAllContentTypeParsers();
  await fastify.register(cookie);
  await fastify.register(formbody, { bodyLimit: FORM_BYTES_MAX });
  const { folder, prefix } = assets();
  await fastify.register(statics, { root: folder, prefix, immutable: true, maxAge: YEAR_SECONDS * 1000, preCompressed: true, index: false, decorateReply: false });
  observeRequests(fastify, 'console');
  fastify.decorateRequest('arrival');
  fastify.addHook('onRequest', async (request, reply) => arrive(request as PageRequest, reply, { options, sessions, keeping }));
  fastify.addHook('onResponse', async (request, reply) => {
    options.log.info({ request: request.id, method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });
  return adapter;
};

/** What is answered to an address that is none, before any page is sought. */
export const noAddress = (reply: FastifyReply): void => void reply.status(404).header('x-content-type-options', 'nosniff').type('text/plain; charset=utf-8').send('Page not found');

const unreadable = (_error: unknown, _request: FastifyRequest, reply: FastifyReply): void => noAddress(reply);

/** Asks in the trace of the request that it is for, and notes the first place of each service's log that an answer has passed: what came later is news to the page made of it. */
const asking =
  (places: Map<string, string>, trace: string | undefined): typeof fetch =>
  async (address, sent) => {
    const answer = await fetch(address, trace === undefined ? sent : { ...sent, headers: { ...(sent?.headers as Record<string, string>), traceparent: trace } });
    const place = answer.headers.get('last-event-id');
    const [service = ''] = place?.split('/') ?? [];
    if (place && !places.has(service)) places.set(service, place);
    return answer;
  };

/** Asked by scripts of open pages. */
const BACKGROUND = /^\/events$|\/state$/;

type Given = { readonly options: ConsoleOptions; readonly sessions: Sessions; readonly keeping: Keeping };

const arrive = async (request: PageRequest, reply: FastifyReply, { options, sessions, keeping }: Given): Promise<void> => {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  void reply.headers(headersOf(nonce));
  if (isSecure(request)) void reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}`);
  const isPage = !request.url.startsWith('/static/');
  // What a page asks in the background is nobody reading it.
  const { session, whose } = isPage ? await sessions.of(request, reply, { reads: !BACKGROUND.test(pathOf(request)) }) : {};
  const places = new Map<string, string>();
  const client = createClient({ baseUrl: options.api.baseUrl, fetch: asking(places, traceOf(request)), ...(session ? { token: session.token } : {}) });
  request.arrival = { nonce, client, places, now: options.clock(), kept: keeping.open, ...(session ? { session } : {}), ...(whose ? { whose } : {}) };
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isOurs(request)) throw new ElsewhereForm();
};
