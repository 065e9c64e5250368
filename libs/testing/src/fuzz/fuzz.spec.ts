import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { calls, together } from './calls.js';
import { operationsOf } from './document.js';
import { budgetFrom, fuzz, type Fuzzed, isLong } from './fuzz.js';
import { Journey } from './journey.js';
import { secretsKept } from './ledgers.js';
import { Memory } from './memory.js';
import { transportTo } from './transport.js';

const BOXES = '/api/toy/v1/boxes';
const id = { type: 'string', pattern: '^[a-z2-7]{16}$' };
const problems = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, { description: status === 409 ? 'No. Codes: `open-already`.' : 'No.', content: { 'application/problem+json': { schema: { type: 'object' } } } }]));
const box = { 'application/json': { schema: { $ref: '#/components/schemas/Box' } } };
const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } };
const path = { name: 'id', in: 'path', required: true, schema: id };

/** A document of three operations, as a service of ours would write it. */
const DOCUMENT = {
  paths: {
    [BOXES]: { post: { operationId: 'make', parameters: [key], requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { name: { type: 'string', minLength: 1, maxLength: 20 } }, required: ['name'], additionalProperties: false } } } }, responses: { 201: { description: 'Made.', content: box }, ...problems(400, 401, 413, 415, 422) } } },
    [`${BOXES}/{id}`]: { get: { operationId: 'read', parameters: [path], responses: { 200: { description: 'Read.', content: box }, ...problems(400, 401, 404, 422) } } },
    [`${BOXES}/{id}/open`]: { post: { operationId: 'open', parameters: [path, key], responses: { 200: { description: 'Opened.', content: box }, ...problems(400, 401, 404, 409, 413, 415, 422) } } },
  },
  components: { schemas: { Box: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' }, open: { type: 'boolean' } }, required: ['id', 'name', 'open'], additionalProperties: false } } },
};

type Kept = { readonly id: string; readonly name: string; readonly owner: string; open: boolean };
type Heard = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };

/** One mistake that somebody could make, planted in the toy. */
type Mistake =
  | 'breaks' | 'breaks the second time' | 'an undocumented status' | 'an undocumented refusal' | 'says no and nothing else' | 'a field too many' | 'tells that it exists' | 'tells strangers' | 'repeats text' | 'repeats text in a header'
  | 'logs text' | 'logs an error' | 'lets ill-formed text through' | 'lets anybody in' | 'forgets keys' | 'shows its inside' | 'says no in HTML' | 'is stricter than it says';

const OWNERS = ['ann', 'bob'];

/** A service of boxes that keeps its document, but for one mistake. */
const toy = (logged: string[], mistake?: Mistake) => {
  const boxes = new Map<string, Kept>();
  const byKey = new Map<string, { readonly said: string; readonly id: string }>();
  const no = (status: number, code: string, more: object = {}): Heard => ({ status, body: { type: `urn:cpmp:problem:${code}`, title: 'No', status, code, ...more, reference: 'r' }, headers: status === 401 ? { 'www-authenticate': 'Bearer' } : status === 405 ? { allow: 'GET' } : {} });
  const shown = ({ owner: _owner, ...kept }: Kept) => (mistake === 'a field too many' ? { ...kept, inner: 1 } : kept);

  const make = (said: string, by: string, act: string): Heard => {
    const before = mistake === 'forgets keys' ? undefined : byKey.get(act);
    if (before) return before.said === said ? { status: 201, body: shown(boxes.get(before.id) as Kept), headers: { location: `${BOXES}/${before.id}` } } : no(422, 'idempotency-key-reused');
    let body: { name?: unknown };
    try {
      body = JSON.parse(said) as { name?: unknown };
    } catch (error) {
      return no(400, 'malformed', mistake === 'shows its inside' ? { detail: String((error as Error).stack) } : {});
    }
    const { name } = (typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}) as { name?: unknown };
    const fits = typeof name === 'string' && name.trim() !== '' && name.length <= (mistake === 'is stricter than it says' ? 19 : 20) && (name.isWellFormed() || mistake === 'lets ill-formed text through') && !name.includes('\0') && !name.startsWith('sealed:') && Object.keys(body).join() === 'name';
    if (!fits) return no(422, 'not-valid', { errors: [{ pointer: '/name', rule: 'ill', detail: mistake === 'repeats text' ? `Not ${JSON.stringify(body)}` : 'No.' }] });
    if (mistake === 'breaks' && name.length === 20) return no(500, 'unexpected');
    if (mistake === 'an undocumented status') return { status: 200, body: {} };
    if (mistake === 'logs text') logged.push(`{"name":"${name}"}`);
    if (mistake === 'logs an error') logged.push('{"level":"error"}');
    const made = { id: `aaaaaaaaaaaaaaa${'abcdefghijklmnopqrstuvwxyz234567'[boxes.size % 32]}`, name, owner: by, open: false };
    boxes.set(made.id, made);
    byKey.set(act, { said, id: made.id });
    return { status: 201, body: shown(made), headers: { location: `${BOXES}/${made.id}`, ...(mistake === 'repeats text in a header' ? { 'x-name': encodeURIComponent(name) } : {}) } };
  };

  const open = (kept: Kept): Heard => {
    if (!kept.open || mistake === undefined) kept.open = true;
    else if (mistake === 'breaks the second time') return no(500, 'unexpected');
    else if (mistake === 'an undocumented refusal') return no(409, 'stuck', { because: 'Stuck.', instead: 'Wait.' });
    else if (mistake === 'says no and nothing else') return no(409, 'open-already', { because: 'It is open.' });
    return { status: 200, body: shown(kept) };
  };

  return (request: IncomingMessage, said: string): Heard => {
    const [at = '', query] = (request.url ?? '').split('?');
    const owner = OWNERS.find((name) => request.headers.authorization === `Bearer ${name}.token.signed`) ?? (mistake === 'lets anybody in' ? 'ann' : undefined);
    if (!owner) return no(401, 'token-missing');
    const act = String(request.headers['idempotency-key'] ?? '');
    const [, wanted, verb] = new RegExp(`^${BOXES}/([a-z2-7]{16})(/open)?$`).exec(at) ?? [];
    const isKnown = at === BOXES || wanted !== undefined;
    if (!isKnown) return no(404, 'not-found');
    if ((request.method === 'GET') !== (wanted !== undefined && verb === undefined) || !['GET', 'POST'].includes(request.method ?? '')) return mistake === 'says no in HTML' ? { status: 405 } : no(405, 'method-not-allowed');
    if (query !== undefined) return no(422, 'not-valid', { errors: [{ pointer: '/query', rule: 'unknown-field', detail: 'No.' }] });
    if (said.length > 262_144) return no(413, 'too-large');
    if (said !== '' && request.method === 'POST' && !/^application\/json(; ?charset=utf-8)?$/i.test(request.headers['content-type'] ?? '')) return no(415, 'media-type');
    if (request.method === 'POST' && at === BOXES && said === '') return no(400, 'malformed');
    if (request.method === 'POST' && !/^[\x21-\x7e]{8,200}$/.test(act)) return no(400, 'key');
    if (at === BOXES) return make(said, owner, `${owner} ${act}`);
    const kept = boxes.get(wanted as string);
    if (kept && kept.owner !== owner && mistake === 'tells that it exists') return no(404, 'not-found', { detail: 'Not yours.' });
    if (!kept || (kept.owner !== owner && mistake !== 'tells strangers')) return no(404, 'not-found');
    if (said !== '' && said !== '{}' && verb) return no(422, 'not-valid', { errors: [{ pointer: '', rule: 'unknown-field', detail: 'No.' }] });
    return verb ? open(kept) : { status: 200, body: shown(kept) };
  };
};

let server: Server;
let answer: ReturnType<typeof toy>;
let logged: string[] = [];
beforeAll(async () => {
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { status, body, headers } = answer(request, Buffer.concat(parts).toString('utf8'));
      response.writeHead(status, { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json', 'x-content-type-options': 'nosniff', ...headers }).end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => new Promise((closed) => {
  server.closeAllConnections();
  server.close(closed);
}));

const fuzzed = (mistake?: Mistake, path?: string): Promise<Fuzzed> =>
  fuzz(together(calls(operationsOf(DOCUMENT), {})), async () => {
    logged = [];
    answer = toy(logged, mistake);
    const transport = transportTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const callers = OWNERS.map((person) => ({ person, circle: person, token: `${person}.token.signed` }));
    const journey = new Journey({ transport, callers, likely: {}, now: () => '2026-03-02T09:00:00.000Z', logged, rest: async () => {}, beyond: ['ill'].slice(mistake === 'is stricter than it says' ? 1 : 0), isPlain: () => false, mayRead: ({ person }, { by }) => by.has(person) });
    return { journey, settled: async () => [], close: async () => transport.close() };
  }, { seed: 7, seconds: 0, runs: 30, steps: 40, ...(path === undefined ? {} : { path }) });

describe('given a service that keeps its document', () => {
  it('when it is called in any order with anything, then nothing is found, and every operation was done', async () => {
    const { failure, reached } = await fuzzed();
    expect(failure).toBeUndefined();
    expect([...reached].toSorted()).toEqual(['make', 'open', 'read']);
  });
});

describe('given a service with one mistake', () => {
  it.each([
    ['breaks', /^a 500\n/], ['breaks the second time', /^a 500\n/], ['an undocumented status', /^200 is not among the answers of make/], ['an undocumented refusal', /^open does not name its refusal stuck/], ['says no and nothing else', /^a refusal open-already that does not say what would be allowed/],
    ['a field too many', /has inner, which the document does not/], ['tells that it exists', /^a 404 that says more than another/], ['tells strangers', /^zq~\d+z told to/], ['repeats text', /^zq~\d+z in a refusal/], ['repeats text in a header', /^zq~\d+z in a header/],
    ['logs text', /^a text in the log/], ['logs an error', /^an error in the log/], ['lets ill-formed text through', /a lone surrogate was let through/], ['lets anybody in', /was answered \d+, not 401/], ['forgets keys', /^(the same act made|a key used again)/],
    ['shows its inside', /^something of our inside/], ['says no in HTML', /^a 405 that is application\/problem\+json|^a problem that is not whole/], ['is stricter than it says', /^make is as the document says, yet 422 \/name ill/],
  ] as const)('when it is this one: %s, then it is found, and told in a few calls', async (mistake, told) => {
    const { failure = '' } = await fuzzed(mistake);
    expect(failure).toMatch(told);
    // What was called at the same time stays together: a failure may need just that.
    expect(new Set(failure.match(/^\d+\. /gm)).size).toBeLessThanOrEqual(6);
  });

  it('when the path of a failure is given, then that one is told at once', async () => {
    const { failure = '' } = await fuzzed('breaks the second time');
    const again = await fuzzed('breaks the second time', /FUZZ_PATH=(\S+)/.exec(failure)?.[1]);
    expect(again.failure).toBe(failure);
    expect(again.steps).toBeLessThanOrEqual(3);
  });
});

describe('given what a session left', () => {
  it('when a text of somebody stands in clear in a log, then it is found, unless it is nobody’s secret or a word of the registers', async () => {
    const memory = new Memory();
    for (const [word, operation] of [['zq~1z', 'apply'], ['zq~2z', 'registerAsset'], ['zq~3z', 'ask']] as const) memory.sent(word, { by: 'ann', circles: [], operation });
    const meta = { id: '', log: 'boxes/1', position: 1, index: 0, stream: 'box-a', streamId: 'a', version: 1, at: '', actor: null };
    const events = [{ type: 'Made', note: 'so zq~1z is said' }, { type: 'Listed', serial: 'zq~2z' }, { type: 'Asked', needs: [{ kind: 'zq~3z' }] }].map((event) => ({ event, meta }));
    const service = { name: 'boxes', ledger: { readAfter: async (position: number) => (position === 0 ? [{ position: 1, events }] : []) } };
    expect(await secretsKept([service], memory, { isPlain: ({ operations }) => operations.has('registerAsset'), fields: ['needs'] })).toEqual(['zq~1z, written with apply, is in clear in Made of boxes (box)']);
  });

  it('when a time is given instead of a number of journeys, then one is gone to its end however short it is, and two minutes are a long run', async () => {
    let steps = 0;
    const journey = { call: async () => ((steps += 1), []), trace: [], reached: new Set<string>() };
    const { runs } = await fuzz(fc.constant(1), async () => ({ journey, settled: async () => [], close: async () => {} }), { seed: 1, seconds: 0, steps: 5 });
    expect([runs, steps]).toEqual([1, 5]);
    const budget = (env: Readonly<Record<string, string | undefined>>) => budgetFrom(env, { seed: 1, seconds: 20, steps: 5 });
    expect([{}, { FUZZ_SECONDS: '120' }, { FUZZ_RUNS: '6', FUZZ_SECONDS: '120' }, { FUZZ_RUNS: '30' }].map((env) => isLong(budget(env)))).toEqual([false, true, false, true]);
  });
});
