import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHmac, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BODY_BYTES_MAX, createLog } from '@cpmp/shell';
import { people } from './demonstration.js';
import { type Platform, startPlatform } from './platform.js';
import { developmentIssuer } from './sign-in.js';

const CANARY = 'CANARY-grey-house';
const CASES = '/api/authorisation/v1/authorisations';
const DRAFT = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: [CANARY],
  tactics: [{ tactic: 'foot-surveillance', because: `${CANARY} is seen on foot.` }],
  necessity: `Needed for ${CANARY}.`, proportionality: 'Public places only.', collateral: 'Others are not recorded.',
};
const APPLICATION = { operation: CANARY, components: [DRAFT] };
const GRANT = { form: 'written', statement: `Needed for ${CANARY}.`, reviewBy: '2026-03-30T12:00:00+01:00' };

const folder = mkdtempSync(join(tmpdir(), 'cpmp-refusals-'));
const logged: string[] = [];
const refused: string[] = [];
let platform: Platform;
let keys = 0;

type Call = { readonly as?: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
type Answered = { readonly status: number; readonly headers: Headers; readonly body: any };

const tokens = new Map<string, string>();
const tokenOf = async (person: string): Promise<string> => {
  const known = tokens.get(person);
  if (known) return known;
  const answer = await fetch(`${platform.url}/api/standalone/v1/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ person }) });
  const { token } = (await answer.json()) as { token: string };
  tokens.set(person, token);
  return token;
};

/** A body that is text is sent as it is. A header that is empty is left out. */
const call = async (method: string, path: string, { as, body, headers }: Call = {}): Promise<Answered> => {
  const all = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(method === 'POST' ? { 'idempotency-key': `refusal-${++keys}` } : {}), ...(as ? { authorization: `Bearer ${await tokenOf(as)}` } : {}), ...headers };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  const answer = await fetch(platform.url + path, { method, headers: sent, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  if (answer.status >= 400) refused.push(text);
  return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
};

/** What is common to every "no": its media type, its stable type, its code twice, its reference. */
const problem = ({ status, headers, body }: Answered, code: string): Answered['body'] => {
  expect([headers.get('content-type')?.split(';')[0], headers.get('cache-control')]).toEqual(['application/problem+json', 'no-store']);
  expect(body).toMatchObject({ type: `urn:cpmp:problem:${code}`, code, status, title: expect.any(String), reference: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  if ([403, 409, 412].includes(status)) expect(body).toMatchObject({ because: expect.stringMatching(/\.$/), instead: expect.stringMatching(/\.$/) });
  return body;
};

const apply = async (as = 'dc-ahmed'): Promise<string> => (await call('POST', CASES, { as, body: APPLICATION })).body.id;
const grant = (id: string, headers: Record<string, string>, body: unknown = GRANT) => call('POST', `${CASES}/${id}/components/c1/grant`, { as: 'supt-okafor', body, headers });

let id: string;
beforeAll(async () => {
  const log = createLog('debug', { write: (line) => void logged.push(line) });
  platform = await startPlatform({ data: folder, port: 0, clock: { kind: 'virtual', startsAt: '2026-03-02T09:00:00Z' }, demonstration: true, log });
  id = await apply();
});
afterAll(async () => {
  await platform.close();
  rmSync(folder, { recursive: true });
});

describe('what cannot be read', () => {
  it.each([
    ['JSON that breaks off', `{"operation": "${CANARY}`],
    ['JSON that is none', CANARY],
    ['a key twice that would change a prototype', `{"__proto__": {"a": "${CANARY}"}}`],
  ])('given %s, then 400 malformed', async (_, body) => {
    const answer = await call('POST', CASES, { as: 'dc-ahmed', body });
    expect(answer.status).toBe(400);
    problem(answer, 'malformed');
  });

  it('given text that is not JSON by its type, then 415; given too much of it, then 413', async () => {
    const typed = await call('POST', CASES, { as: 'dc-ahmed', body: CANARY, headers: { 'content-type': 'text/plain' } });
    expect(typed.status).toBe(415);
    problem(typed, 'media-type');
    const large = await call('POST', CASES, { as: 'dc-ahmed', body: { ...APPLICATION, operation: CANARY.repeat(BODY_BYTES_MAX / 10) } });
    expect(large.status).toBe(413);
    problem(large, 'too-large');
  });

  it.each([
    ['an unknown field', { ...APPLICATION, [`x${CANARY}`]: 1 }, `/x${CANARY}`, 'unknown-field'],
    ['an unknown field further in', { ...APPLICATION, components: [{ ...DRAFT, colour: CANARY }] }, '/components/0/colour', 'unknown-field'],
    ['a wrong type', { ...APPLICATION, operation: 7 }, '/operation', 'invalid-type'],
    ['nothing where something must be', { ...APPLICATION, operation: '  ' }, '/operation', 'too-small'],
    ['half a character', `{"operation": "${CANARY}\\ud800", "components": []}`, '/operation', 'ill-formed-text'],
    ['a number that no computer keeps', `{"operation": 9007199254740993, "components": []}`, '/operation', 'number-not-safe'],
  ])('given %s, then 422 points to it', async (_, body, pointer, rule) => {
    const answer = await call('POST', CASES, { as: 'dc-ahmed', body });
    expect(answer.status).toBe(422);
    const { errors } = problem(answer, 'not-valid');
    // The field's own name is the caller's text too, but it is theirs alone to see.
    expect(errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer, rule, detail: expect.any(String) })]));
    refused.pop();
  });

  it('given a time without its zone, or a day that the calendar has not, then 422 points to it', async () => {
    for (const reviewBy of ['2026-03-30T12:00:00', '2026-02-30T12:00:00Z']) {
      const answer = await grant(id, { 'if-match': '"1"' }, { ...GRANT, reviewBy });
      expect(answer.status).toBe(422);
      expect(problem(answer, 'not-valid').errors).toEqual([expect.objectContaining({ pointer: '/reviewBy', rule: 'instant-without-zone' })]);
    }
  });
});

describe('what is not there, or not for this caller', () => {
  it('given an id that nobody has and one in another compartment, then the two answers are the same 404', async () => {
    const [none, other] = [await call('GET', `${CASES}/aaaaaaaaaaaaaaaa`, { as: 'rm-price' }), await call('GET', `${CASES}/${id}`, { as: 'rm-price' })];
    expect((await call('GET', `${CASES}/${id}`, { as: 'dc-ahmed' })).status).toBe(200);
    const [{ reference: _, ...one }, { reference: __, ...two }] = [problem(none, 'not-found'), problem(other, 'not-found')];
    expect([none.status, one]).toEqual([404, two]);
  });

  it('given an address that nothing has, under a service or under none, then 404; given another method, then 405 names those that are', async () => {
    for (const path of ['/api/authorisation/v1/nothing', '/api/nobody/v1/x', '/api', `${CASES}/%C3%28`]) {
      const answer = await call('GET', path, { as: 'dc-ahmed' });
      expect([path, answer.status === 404 || answer.status === 400]).toEqual([path, true]);
      problem(answer, answer.status === 404 ? 'not-found' : 'malformed');
    }
    const answer = await call('DELETE', `${CASES}/${id}`, { as: 'dc-ahmed' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    problem(answer, 'method-not-allowed');
  });

  it('given a role that may not, then 403 says which may', async () => {
    const answer = await call('POST', CASES, { as: 'rm-price', body: APPLICATION });
    expect(answer.status).toBe(403);
    expect(problem(answer, 'not-permitted').instead).toContain('applicant');
  });
});

describe('whoever did not sign in', () => {
  const secret = () => createHmac('sha256', readFileSync(join(folder, 'keys', 'standalone.key'))).update('sign-in').digest();
  const officer = people.find(({ person }) => person === 'dc-ahmed')!;

  it.each([
    ['no token', async () => '', 'token-missing'],
    ['nonsense', async () => `Bearer ${CANARY}`, 'token-invalid'],
    ['a token that has expired', async () => `Bearer ${(await (await developmentIssuer(secret())).tokenFor(officer, -1)).token}`, 'token-invalid'],
    ['a token of another key', async () => `Bearer ${(await (await developmentIssuer(randomBytes(32))).tokenFor(officer)).token}`, 'token-invalid'],
    ['a token that says it needs no signature', async () => `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"dc-ahmed","roles":["applicant"],"exp":9999999999}').toString('base64url')}.`, 'token-invalid'],
    ['a token whose claims were changed', async () => {
      const [head, , signature] = (await tokenOf('dc-ahmed')).split('.');
      return `Bearer ${head}.${Buffer.from('{"sub":"supt-okafor","roles":["authorising-officer"],"exp":9999999999}').toString('base64url')}.${signature}`;
    }, 'token-invalid'],
  ])('given %s, then 401', async (_, authorization, code) => {
    const answer = await call('GET', CASES, { headers: { authorization: await authorization() } });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    problem(answer, code);
  });

  it('given a token of the same key that has not expired, then it is let in: only time was wrong with the other', async () => {
    const { token } = await (await developmentIssuer(secret())).tokenFor(officer);
    expect((await call('GET', CASES, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });
});

describe('what was decided on', () => {
  it('given no version, then 428; one that is none, then 400; one that is old, then 412, and nothing is changed', async () => {
    const [missing, none, stale] = [await grant(id, {}), await grant(id, { 'if-match': '*' }), await grant(id, { 'if-match': '"77"' })];
    expect([missing.status, none.status, stale.status]).toEqual([428, 400, 412]);
    problem(missing, 'if-match-missing');
    problem(none, 'if-match-malformed');
    expect(problem(stale, 'stale').instead).toEqual(expect.any(String));
    expect((await call('GET', `${CASES}/${id}/components/c1`, { as: 'supt-okafor' })).body.state).toBe('submitted');
  });

  it('given an act without its key, then 400; with one that cannot be a key, too', async () => {
    for (const [key, code] of [['', 'idempotency-key-missing'], ['short', 'idempotency-key-malformed']] as const) {
      const answer = await call('POST', CASES, { as: 'dc-ahmed', body: APPLICATION, headers: { 'idempotency-key': key } });
      expect(answer.status).toBe(400);
      problem(answer, code);
    }
  });

  it('given a key twice, then the answer is the same and it happened once; with another body it is refused', async () => {
    const headers = { 'idempotency-key': 'one-application' };
    const first = await call('POST', CASES, { as: 'dc-ahmed', body: APPLICATION, headers });
    const count = async () => (await call('GET', CASES, { as: 'dc-ahmed' })).body.items.length;
    const before = await count();
    const second = await call('POST', CASES, { as: 'dc-ahmed', body: APPLICATION, headers });
    expect([second.status, second.body, await count()]).toEqual([201, first.body, before]);
    const other = await call('POST', CASES, { as: 'dc-ahmed', body: { ...APPLICATION, operation: 'Another' }, headers });
    expect(other.status).toBe(422);
    problem(other, 'idempotency-key-reused');
    expect((await call('POST', CASES, { as: 'ds-cole', body: APPLICATION, headers })).status).toBe(403); // another person's key is another key
  });

  it('given a refusal under a key, when it is asked again once the way is free, then it is decided anew', async () => {
    const request = { headers: { 'if-match': '"1"', 'idempotency-key': 'decided-anew' }, body: GRANT };
    const path = `${CASES}/${await apply()}/components/c1/grant`;
    const low = await call('POST', path, { as: 'supt-okafor', ...request, headers: { ...request.headers, 'if-match': '"9"' } });
    expect(low.status).toBe(412);
    const again = await call('POST', path, { as: 'supt-okafor', ...request });
    expect([again.status, again.body.state]).toEqual([200, 'in-force']);
    expect((await call('POST', path, { as: 'supt-okafor', ...request })).body).toEqual(again.body);
  });
});

describe('the law and the rules', () => {
  it('given a rank that is too low, then 409 with reason, clause, whether a lawyer confirmed it, and what would be allowed', async () => {
    const track = { ...DRAFT, power: 'property-interference', ground: 'serious-crime', tactics: [{ tactic: 'vehicle-tracker', because: 'It moves.' }], otherMeans: 'None is left.' };
    const { body } = await call('POST', CASES, { as: 'dc-ahmed', body: { ...APPLICATION, components: [track] } });
    const answer = await grant(body.id, { 'if-match': '"1"' });
    expect(answer.status).toBe(409);
    expect(problem(answer, 'rank-too-low')).toMatchObject({ because: expect.any(String), clause: expect.stringContaining('s.93(5)'), confirmed: expect.any(Boolean), instead: expect.any(String) });
  });
});

describe('too many requests', () => {
  it('given far more at once than a person may make, then some are told to wait, and for how long', async () => {
    const { hostname, port } = new URL(platform.url);
    const request = `GET /api/authorisation/v1/nothing HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${await tokenOf('ipco-frost')}\r\n`;
    const many = 3_000;
    const text = await new Promise<string>((settle, fail) => {
      const chunks: Buffer[] = [];
      const socket = connect(Number(port), hostname, () => socket.write(`${request}\r\n`.repeat(many - 1) + `${request}connection: close\r\n\r\n`));
      socket.on('data', (chunk) => void chunks.push(chunk)).on('error', fail).on('close', () => settle(Buffer.concat(chunks).toString()));
    });
    const answers = text.split('HTTP/1.1 ').filter((part) => part.startsWith('429'));
    expect(answers.length).toBeGreaterThan(0);
    expect(answers[0]).toMatch(/retry-after: [1-9]/i);
    expect(answers[0]).toContain('application/problem+json');
    expect(answers[0]).toContain('urn:cpmp:problem:too-many-requests');
  });
});

describe("the host's own door", () => {
  const json = { 'content-type': 'application/json' };

  it('given a sign-in, then a demonstration person needs no more than the name; whoever says roles is who they say', async () => {
    const signIn = (body: object) => call('POST', '/api/standalone/v1/sign-in', { body, headers: { 'idempotency-key': '' } });
    const claims = ({ body }: Answered) => JSON.parse(Buffer.from(body.token.split('.')[1], 'base64url').toString());
    expect(claims(await signIn({ person: 'rm-price' }))).toMatchObject({ sub: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['resource-manager', 'asset-custodian'] });
    const other = claims(await signIn({ person: 'rm-price', roles: ['gatekeeper'] }));
    expect([other.roles, other.rank]).toEqual([['gatekeeper'], undefined]);
    for (const [body, pointer] of [[{ person: 'nobody-we-know' }, '/roles'], [{ person: 'x y', roles: [] }, '/person'], [{ person: 'x', roles: ['king'] }, '/roles/0'], [{ person: 'x', roles: [], colour: 'red' }, '/colour']] as const)
      expect(problem(await signIn(body), 'not-valid').errors[0].pointer).toBe(pointer);
  });

  it('given a clock that is told to go back, then 422 points to it; given an instant without zone, too', async () => {
    for (const [to, rule] of [['2026-03-02T08:00:00Z', 'time-goes-forward'], ['2026-04-02T08:00:00', 'instant-without-zone']]) {
      const answer = await call('POST', '/api/standalone/v1/clock', { body: { to } });
      expect(answer.status).toBe(422);
      expect(problem(answer, 'not-valid').errors).toEqual([expect.objectContaining({ pointer: '/to', rule })]);
    }
    expect((await call('GET', '/api/standalone/v1/clock')).body).toEqual({ kind: 'virtual', now: '2026-03-02T09:00:00.000Z' });
  });

  it('given the same faults of form as elsewhere, then the same answers', async () => {
    const at = (body: string) => fetch(`${platform.url}/api/standalone/v1/clock`, { method: 'POST', headers: json, body });
    expect([(await at('{')).status, (await at(`{"to": "${'x'.repeat(BODY_BYTES_MAX)}"}`)).status]).toEqual([400, 413]);
    expect((await call('DELETE', '/api/standalone/v1/clock', { as: 'dc-ahmed' })).status).toBe(405);
  });

  it('given a name that somebody made to point here, then 421: their pages may not act as their reader', async () => {
    const { port, hostname } = new URL(platform.url);
    const text = await new Promise<string>((settle) => {
      const socket = connect(Number(port), hostname, () => socket.end(`GET /health HTTP/1.1\r\nhost: evil.example:${port}\r\nconnection: close\r\n\r\n`));
      let all = '';
      socket.on('data', (chunk) => void (all += chunk)).on('close', () => settle(all));
    });
    expect(text).toMatch(/^HTTP\/1\.1 421 /);
    expect(text).toContain('urn:cpmp:problem:misdirected');
  });

  it('given health, then one page for all services, without a token; another method is refused', async () => {
    const answer = await call('GET', '/health');
    expect([answer.status, answer.body.ready, answer.body.services.map(({ service }: any) => service)]).toEqual([200, true, ['standalone', 'authorisation', 'asset-registry', 'resource-allocation', 'risk-assessment', 'notification']]);
    const posted = await call('POST', '/health');
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    problem(posted, 'method-not-allowed');
  });
});

describe('given every refusal above', () => {
  it('when answers and log are searched, then no covert word and no trace of our insides is in them', () => {
    expect(refused.length).toBeGreaterThan(25);
    for (const text of [...refused, ...logged]) expect(text).not.toContain(CANARY);
    for (const text of refused) expect(text).not.toMatch(/\bat \S+ \(|\.[jt]s:\d+|node_modules|node:internal/);
  });
});
