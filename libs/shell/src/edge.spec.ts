import type { Principal } from './types.js';
import { serve, type Served, type TestHost, testHost } from './testing/test-host.js';
import { toyManifest, toyParts } from './testing/toy.js';

const TOYS = '/api/toys/v1/toys';
const NOWHERE = `${TOYS}/${'a'.repeat(16)}`;
const maker: Principal = { person: 'm.aker', rank: 'inspector', force: 'met', roles: ['maker'] };
const other: Principal = { person: 'o.ther', roles: ['reader'] };
const CANARY = 'CANARY-blue-van';
const toy = { name: CANARY, fadesAt: '2026-03-03T09:00:00Z' };

let host: TestHost;
let served: Served;
beforeAll(async () => {
  host = await testHost({ manifest: toyManifest });
  served = await serve(host, toyParts);
});
afterAll(() => served.close());

const make = (headers: Record<string, string> = {}, body: unknown = toy) => served.call('POST', TOYS, { as: maker, body, headers });

/** A refused request: problem+json with a stable type, never a stack trace. */
const expectProblem = (called: Awaited<ReturnType<Served['call']>>, status: number, code: string) => {
  expect({ status: called.status, code: called.body?.code }).toEqual({ status, code });
  expect(called.headers.get('content-type')).toContain('application/problem+json');
  expect(called.headers.get('x-content-type-options')).toBe('nosniff');
  expect(called.body).toMatchObject({ type: `urn:cpmp:problem:${code}`, status, title: expect.any(String), reference: expect.any(String) });
  expect(called.text).not.toMatch(/ at .*:\d+|node_modules|\.ts|\.js/);
};

describe('given a request that is well formed', () => {
  it('when it makes something, then the answer has its status, its Location and its version', async () => {
    const made = await make();
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: CANARY, edition: 1 });
    expect(made.headers.get('location')).toBe(`${TOYS}/${made.body.id}`);
    expect(made.headers.get('etag')).toBe('"1"');
    expect(made.headers.get('cache-control')).toBe('no-store');
  });

  it('when it reads what it has already, then it is answered 304', async () => {
    const { body } = await make();
    const read = await served.call('GET', `${TOYS}/${body.id}`, { as: other, headers: { 'if-none-match': '"1"' } });
    expect([read.status, read.text]).toEqual([304, '']);
    expect((await served.call('GET', `${TOYS}/${body.id}`, { as: other, headers: { 'if-none-match': '"7"' } })).status).toBe(200);
    expect((await served.call('HEAD', `${TOYS}/${body.id}`, { as: other })).status).toBe(200);
  });

  it('when a rule or a role says no, then it is told with code, reason, clause and what would be allowed, and the access log has it', async () => {
    expect((await served.call('POST', TOYS, { as: other, body: toy })).body).toMatchObject({ code: 'not-permitted', instead: 'These roles may: maker.' });
    const refused = await make({}, { ...toy, fadesAt: '2026-03-01T09:00:00Z' });
    expectProblem(refused, 409, 'fades-too-soon');
    expect(refused.body).toMatchObject({ because: 'It would fade before it is made.', clause: 'Toy Rules r.1', confirmed: false, instead: 'A later instant.' });
    await served.service.ledger.open('sealed:v1:x', { actor: maker, what: 'flush', why: 'flush' }).catch(() => {});
    const { access } = await host.stores('toys');
    const written = (await access.readAfter(0, 1000)).map(({ body }) => Buffer.from(body).toString()).join('\n');
    expect(written).toContain('"code":"fades-too-soon"');
    expect(written).toContain('"person":"m.aker"');
    expect(written).toContain('"code":"not-permitted"');
    expect(written).not.toContain(CANARY);
  });
});

describe('given a list that may be asked for in lines', () => {
  it('when a caller accepts NDJSON, then each line is JSON, the head first; without that, and for what has no lines, it is JSON as ever', async () => {
    await make();
    const asked = (path: string, accept: string) => host.tokenOf(maker).then((token) => fetch(served.url + path, { headers: { accept, authorization: `Bearer ${token}` } }));
    const lines = await asked(TOYS, 'application/x-ndjson');
    expect([lines.status, lines.headers.get('content-type'), lines.headers.get('cache-control')]).toEqual([200, 'application/x-ndjson; charset=utf-8', 'no-store']);
    const [head, ...toys] = (await lines.text()).trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly toys?: number; readonly id?: string });
    expect(head).toEqual({ toys: toys.length });
    expect((await asked(TOYS, 'application/json')).headers.get('content-type')).toMatch(/^application\/json/);
    expect((await asked(`${TOYS}/${toys[0]?.id ?? ''}`, 'application/x-ndjson')).headers.get('content-type')).toMatch(/^application\/json/);
  });
});

describe('given somebody at the door', () => {
  it.each([
    ['no token', { authorization: '' }, 'token-missing'],
    ['something that is no token', { authorization: 'Bearer not.a.token' }, 'token-invalid'],
    ['another scheme', { authorization: 'Basic bWU6bWU=' }, 'token-missing'],
  ])('when they bring %s, then they are told to sign in', async (_, headers, code) => {
    const called = await served.call('GET', TOYS, { headers });
    expectProblem(called, 401, code);
    expect(called.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('when the token is forged or has expired, then they are told to sign in', async () => {
    for (const token of [await host.forgedTokenOf(maker), await host.tokenOf(maker, -1)]) {
      const called = await served.call('GET', TOYS, { headers: { authorization: `Bearer ${token}` } });
      expectProblem(called, 401, 'token-invalid');
    }
  });

  it.each([['force', 'a\uD800'], ['unit', 'a\u0000b'], ['rank', 'sealed:v1:AAAA']])('when the %s of their token is %j, which no ledger could hold, then they are told to sign in', async (claim, value) => {
    const token = await host.tokenOf({ ...maker, [claim]: value });
    expectProblem(await served.call('POST', TOYS, { body: toy, headers: { authorization: `Bearer ${token}` } }), 401, 'token-invalid');
  });

  it('when they have no token, then their body is not even read, and an unknown address is not told from a known one', async () => {
    expectProblem(await served.call('POST', TOYS, { body: '{"malformed' }), 401, 'token-missing');
    expectProblem(await served.call('GET', '/api/toys/v1/nothing'), 401, 'token-missing');
  });

  it('when their role may not, or nobody named the action, then it is denied', async () => {
    expectProblem(await served.call('POST', TOYS, { as: other, body: toy }), 403, 'not-permitted');
    expectProblem(await served.call('POST', `${TOYS}/unnamed`, { as: maker }), 403, 'not-permitted');
  });
});

describe('given a request that is not well formed', () => {
  it.each([
    ['malformed JSON', '{"name":', 400, 'malformed'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, 'malformed'],
    ['a polluting key', '{"__proto__":{"a":1}}', 400, 'malformed'],
    ['too much', JSON.stringify({ ...toy, name: 'x'.repeat(262_145) }), 413, 'too-large'],
  ])('when its body is %s, then it is refused', async (_, body, status, code) => {
    expectProblem(await make({}, body), status, code);
  });

  it('when it is no JSON by its type, then it is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) expectProblem(await make({ 'content-type': type }, 'name=x'), 415, 'media-type');
  });

  it.each<[string, unknown, string, string]>([
    ['an unknown field', { ...toy, colour: CANARY }, '/colour', 'unknown-field'],
    ['a wrong type', { ...toy, name: 7 }, '/name', 'invalid-type'],
    ['a missing field', { name: 'x' }, '/fadesAt', 'invalid-type'],
    ['a time without zone', { ...toy, fadesAt: '2026-03-03T09:00:00' }, '/fadesAt', 'instant-without-zone'],
    ['ill-formed text', '{"name":"a\\ud800b","fadesAt":"2026-03-03T09:00:00Z"}', '/name', 'ill-formed-text'],
    ['a NUL in a text', '{"name":"a\\u0000b","fadesAt":"2026-03-03T09:00:00Z"}', '/name', 'nul-in-text'],
    ['an unsafe number', '{"name":"a","fadesAt":"2026-03-03T09:00:00Z","size":9007199254740993}', '/size', 'number-not-safe'],
    ['a number without end', '{"name":"a","fadesAt":"2026-03-03T09:00:00Z","size":1e999}', '/size', 'number-not-finite'],
    ['text that begins like a seal', { ...toy, name: `sealed:v1:${CANARY}` }, '/name', 'text-like-a-seal'],
    ['a fault inside a choice', { ...toy, shape: { sides: 'three' } }, '/shape/sides', 'invalid-type'],
    ['nothing but spaces', { ...toy, name: '   ' }, '/name', 'too-small'],
    ['null', 'null', '', 'invalid-type'],
  ])('when it holds %s, then its pointer and its rule are named and its value is not', async (_, body, pointer, rule) => {
    const called = await make({}, body);
    expectProblem(called, 422, 'not-valid');
    expect(called.body.errors).toContainEqual({ pointer, rule, detail: expect.any(String) });
    expect(called.text).not.toContain(CANARY);
  });

  it('when several fields are at fault, then each is named', async () => {
    const { body } = await make({}, { name: 1, fadesAt: 2, more: 3 });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(['/fadesAt', '/more', '/name']);
  });

  it('when its query is at fault, or its cursor is not ours, then it is refused', async () => {
    expectProblem(await served.call('GET', `${TOYS}?colour=red`, { as: maker }), 422, 'not-valid');
    const called = await served.call('GET', `${TOYS}?after=nonsense`, { as: maker });
    expectProblem(called, 422, 'not-valid');
    expect(called.body.errors[0].pointer).toBe('/query/after');
  });

  it('when its address is at fault, then it is refused', async () => {
    expectProblem(await served.call('GET', `${TOYS}/%ff`, { as: maker }), 400, 'malformed');
    expectProblem(await served.call('GET', '/api/toys/v1/nothing', { as: maker }), 404, 'not-found');
    const wrong = await served.call('DELETE', NOWHERE, { as: maker });
    expectProblem(wrong, 405, 'method-not-allowed');
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
  });

  it('when an id does not exist, or could not, then it is the same 404', async () => {
    const missing = await served.call('GET', NOWHERE, { as: maker });
    const impossible = await served.call('GET', `${TOYS}/${CANARY}`, { as: maker });
    for (const called of [missing, impossible]) expectProblem(called, 404, 'not-found');
    expect({ ...missing.body, reference: '' }).toEqual({ ...impossible.body, reference: '' });
  });
});

describe('given an Idempotency-Key', () => {
  it('when it is missing or unusable, then the request is refused', async () => {
    expectProblem(await make({ 'idempotency-key': '' }), 400, 'idempotency-key-missing');
    for (const key of ['short', 'has spaces in it', 'x'.repeat(201)]) expectProblem(await make({ 'idempotency-key': key }), 400, 'idempotency-key-malformed');
  });

  it('when it is repeated, then the same answer comes and nothing happens twice', async () => {
    const key = { 'idempotency-key': 'repeat-0001' };
    const [first, second] = [await make(key), await make(key)];
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect((await served.call('GET', TOYS, { as: maker })).body.items.filter(({ id }: { id: string }) => id === first.body.id)).toHaveLength(1);
  });

  it('when it is repeated with another body, then it is refused; by another person, it is another key', async () => {
    const key = { 'idempotency-key': 'repeat-0002' };
    const first = await make(key);
    expectProblem(await make(key, { ...toy, name: 'another' }), 422, 'idempotency-key-reused');
    const theirs = await served.call('POST', TOYS, { as: { ...maker, person: 'm.aker2' }, body: toy, headers: key });
    expect(theirs.body.id).not.toBe(first.body.id);
  });

  it('when the first try was refused, then it decides anew', async () => {
    const key = { 'idempotency-key': 'repeat-0003' };
    expect((await make(key, { ...toy, fadesAt: '2026-03-01T09:00:00Z' })).status).toBe(409);
    expect((await make(key)).status).toBe(201);
  });
});

describe('given a version', () => {
  it('when If-Match is missing, malformed or stale, then each is told apart', async () => {
    const { body } = await make();
    const rename = (headers: Record<string, string>) => served.call('PUT', `${TOYS}/${body.id}/name`, { as: maker, body: { name: 'new' }, headers });
    expectProblem(await rename({}), 428, 'if-match-missing');
    for (const bad of ['1', 'W/"1"', '"one"', '*', '"1", "2"']) expectProblem(await rename({ 'if-match': bad }), 400, 'if-match-malformed');
    expectProblem(await rename({ 'if-match': '"7"' }), 412, 'stale');
    const renamed = await rename({ 'if-match': '"1"' });
    expect([renamed.status, renamed.headers.get('etag'), renamed.body.name]).toEqual([200, '"2"', 'new']);
    expectProblem(await rename({ 'if-match': '"1"' }), 412, 'stale');
  });

  it('when an act that took effect is repeated with its key, then it is answered, not called stale', async () => {
    const { body } = await make();
    const again = () => served.call('PUT', `${TOYS}/${body.id}/name`, { as: maker, body: { name: 'newer' }, headers: { 'if-match': '"1"', 'idempotency-key': 'rename-0001' } });
    const [first, second] = [await again(), await again()];
    expect([first.status, second.status, second.body]).toEqual([200, 200, first.body]);
    expect(second.body.edition).toBe(2);
  });
});

describe('given something unexpected', () => {
  it('when it breaks, then the caller gets a reference, and the log has the chain of causes by class and place but nobody’s words', async () => {
    const called = await served.call('POST', `${TOYS}/break`, { as: maker, body: { word: CANARY } });
    expectProblem(called, 500, 'unexpected');
    const lines = host.logged.filter((line) => line.includes(called.body.reference) && line.includes('unexpected'));
    const { causes } = JSON.parse(lines.find((line) => line.includes('causes')) as string) as { causes: { name: string; at: string[] }[] };
    expect(causes.map(({ name }) => name)).toEqual(['Error', 'TypeError']);
    expect(causes[0]?.at[0]).toMatch(/toy\.[jt]s/);
    expect(lines.filter((line) => line.includes('causes'))).toHaveLength(1);
  });

  it('when all of this has been asked, then no covert text and no person is in the log', () => {
    const log = host.logged.join('\n');
    expect(log).toContain('"route":"/api/toys/v1/toys/:id"');
    expect(log).not.toContain(CANARY);
    expect(log).not.toContain('m.aker');
  });
});
