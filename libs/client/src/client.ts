import { randomUUID } from 'node:crypto';
import { operations, type Operations } from './gen/index.js';

/** A "no" as a service says it (RFC 9457). */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: decide on this, show the rest. */
  readonly code: string;
  readonly detail?: string;
  readonly because?: string;
  readonly clause?: string;
  readonly confirmed?: boolean;
  readonly instead?: string;
  readonly errors?: readonly { readonly pointer: string; readonly rule: string; readonly detail: string }[];
  readonly reference: string;
};

/** What a call came to. `status` 0: nobody answered, and whether it was saved is not known; try again with the same key. */
export type Answer<T> = {
  readonly status: number;
  /** The version to decide on, for `ifMatch`. */
  readonly etag?: number;
  readonly location?: string;
  readonly retryAfterSeconds?: number;
  /** The key that the call went with. */
  readonly key?: string;
} & ({ readonly ok: true; readonly value: T; readonly problem?: undefined } | { readonly ok: false; readonly value?: undefined; readonly problem: Problem });

/** How a call is made, beside what it says. */
export type How = {
  /** The ETag of what is decided on. */
  readonly ifMatch?: number;
  /** The Idempotency-Key; a fresh one by default. The same one when an act is tried again. */
  readonly key?: string;
};

/** Whom to call, and as whom. */
export type ClientOptions = {
  /** Where the platform is, e.g. `http://127.0.0.1:8080`; `{service}` in it stands for the name of the service that is called, where each has an address of its own. */
  readonly baseUrl: string;
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Makes the key of each act that brings none: random by default; counted where the same acts must give the same ledgers again. */
  readonly newKey?: () => string;
};

type Shape = { readonly params: object; readonly query: object; readonly body: object; readonly answer: unknown; readonly versioned: boolean };
type Needed<K extends string, T> = {} extends T ? { readonly [k in K]?: T } : { readonly [k in K]: T };
type Asked<O extends Shape> = Needed<'params', O['params']> & Needed<'query', O['query']> & Needed<'body', O['body']> & (O['versioned'] extends true ? How & { readonly ifMatch: number } : How);
type Method<O extends Shape> = {} extends Asked<O> ? (asked?: Asked<O>) => Promise<Answer<O['answer']>> : (asked: Asked<O>) => Promise<Answer<O['answer']>>;
type Services = { readonly [S in keyof Operations]: { readonly [O in keyof Operations[S]]: Operations[S][O] extends Shape ? Method<Operations[S][O]> : never } };

/** The services by name, each with a method an operation, and `call` for an address that is none of theirs. */
export type Client = Services & { readonly call: <T = unknown>(method: string, path: string, asked?: Sent) => Promise<Answer<T>> };

/** What `call` sends. */
export type Sent = How & { readonly query?: object; readonly body?: unknown; /** Asks for all of it in lines (NDJSON), where a service has it so: the answer is their text. */ readonly lines?: true };

const NDJSON = 'application/x-ndjson';

/** Nobody waits longer for an answer, in milliseconds. */
export const ANSWER_MS = 30_000;

/** Makes a client for one caller. It never throws for what a service or the network says: that is the answer. */
export const createClient = (options: ClientOptions): Client => {
  const call = <T>(method: string, path: string, sent: Sent = {}): Promise<Answer<T>> => send(options, { method, path, ...sent });
  const services = Object.entries(operations).map(([service, methods]) => [service, Object.fromEntries(Object.entries(methods).map(([operation, [method, path]]) => [operation, called(call, method, path)]))]);
  return { ...(Object.fromEntries(services) as Services), call };
};

const called =
  (call: Client['call'], method: string, template: string) =>
  ({ params = {}, ...sent }: Sent & { readonly params?: Readonly<Record<string, string>> } = {}): Promise<Answer<unknown>> =>
    call(method, template.replaceAll(/{(\w+)}/g, (_, name: string) => encodeURIComponent(params[name] ?? '')), { ...sent, ...(method === 'GET' ? {} : { body: sent.body ?? {} }) });

/** Where a path is: a platform with one address, or one for each service. */
export const addressOf = (baseUrl: string, path: string): string => baseUrl.replace(/\/$/, '').replace('{service}', path.split('/')[2] ?? '') + path;

const send = async <T>({ baseUrl, token, fetch = globalThis.fetch, newKey = randomUUID }: ClientOptions, { method, path, query = {}, body, ifMatch, key, lines }: Sent & { method: string; path: string }): Promise<Answer<T>> => {
  const idempotencyKey = key ?? (method === 'GET' ? undefined : newKey());
  const headers = {
    accept: lines ? NDJSON : 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
  const kept = idempotencyKey === undefined ? {} : { key: idempotencyKey };
  try {
    const response = await fetch(addressOf(baseUrl, path) + searchOf(query), { method, headers, signal: AbortSignal.timeout(ANSWER_MS), ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { ...kept, ...(await answerOf<T>(response)) };
  } catch {
    return { ...kept, status: 0, ok: false, problem: said(0, 'unreachable', 'The service does not answer') };
  }
};

const searchOf = (query: object): string => {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

const answerOf = async <T>(response: Response): Promise<Answer<T>> => {
  const { status, headers, ok } = response;
  const text = await response.text();
  const type = headers.get('content-type') ?? '';
  const value: unknown = type.startsWith(NDJSON) ? text : type.includes('json') && text !== '' ? JSON.parse(text) : undefined;
  const etag = /^"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1];
  const location = headers.get('location');
  const retryAfter = headers.get('retry-after');
  const about = { status, ...(etag ? { etag: Number(etag) } : {}), ...(location ? { location } : {}), ...(retryAfter ? { retryAfterSeconds: Number(retryAfter) } : {}) };
  if (ok) return { ...about, ok, value: value as T };
  return { ...about, ok: false, problem: isProblem(value) ? value : said(status, 'no-problem', 'The answer cannot be read') };
};

const isProblem = (value: unknown): value is Problem => typeof value === 'object' && value !== null && typeof (value as Problem).code === 'string';

const said = (status: number, code: string, title: string): Problem => ({ type: `urn:cpmp:problem:${code}`, title, status, code, reference: '' });
