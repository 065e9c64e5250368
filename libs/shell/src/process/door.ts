import type { ServerResponse } from 'node:http';
import { Unavailable } from '@cpmp/ledger';
import { Problem } from '../problems.js';
import { sendProblem } from '../raw-problems.js';
import type { Answering } from './listening.js';
import { type Moved, MOVED_PATH, stand } from './moved.js';

/** What stands behind a process's port. */
export type Behind = {
  readonly handle: Answering;
  /** Alive: a process that is not is restarted. Ready: one that is not gets no requests. Each answers why not. */
  readonly live: () => string | undefined;
  readonly ready: () => Promise<Readiness>;
  /** On a virtual clock: whoever moves it tells the time, and hears what is next. */
  readonly moved?: Moved;
};

/** `why`: why it is not ready. `notes`: what a person should look at though it is. */
export type Readiness = { readonly why?: string; readonly notes?: readonly string[] };

/** Answers for a process: its probes, and everything else as what stands behind says. */
export const doorTo = (behind: Behind): Answering => (request, response) => {
  const [path = ''] = (request.url ?? '').split('?');
  if (path === '/live') return say(response, { why: behind.live() });
  if (path === '/ready') return void behind.ready().then((readiness) => say(response, readiness), () => say(response, { why: 'the store does not answer' }));
  if (path === MOVED_PATH && behind.moved) return void stand(request, behind.moved).then((stood) => sendJson(response, 200, stood), (error: unknown) => sendProblem(response, notDone(error)));
  behind.handle(request, response);
};

/** While a store is away whoever moves the time asks again. */
const notDone = (error: unknown): Problem => (error instanceof Unavailable ? new Problem(503, 'away', 'A store does not answer; try again') : new Problem(500, 'due-failed', 'It could not be done'));

const say = (response: ServerResponse, { why, notes }: { readonly why?: string | undefined; readonly notes?: readonly string[] }): void =>
  sendJson(response, why === undefined ? 200 : 503, { ok: why === undefined, ...(why === undefined ? {} : { why }), ...(notes ? { notes } : {}) });

const sendJson = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(JSON.stringify(body));
