import type { IncomingMessage } from 'node:http';
import { cacheInProcess, createLog } from '@cpmp/shell';
import { type Console, type ConsoleOptions, createConsole } from './app.module.js';
import { CASE, DEPLOYMENT, listening, PART } from './spec-api.js';

/** What a request to an API said, and what it is answered. */
type Asked = { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: any };
type Said = { readonly status: number; readonly body?: object; readonly headers?: Readonly<Record<string, string>> };

const CASES = '/api/authorisation/v1/authorisations';
const RENEW = `/cases/${CASE.id}/components/c1/renew`;
const EMPTY = { items: [] };

const problem = (status: number, code: string, more: object = {}): Said => ({ status, body: { type: `urn:cpmp:problem:${code}`, title: 'A title', status, code, reference: 'ref-17', ...more } });
const tokenOf = (person: string): string => `h.${Buffer.from(JSON.stringify({ sub: person, name: `Name of ${person}`, roles: ['authorising-officer', 'resource-manager'] })).toString('base64url')}.s`;

let asked: Asked[];
let answers: Record<string, Said | ((asked: Asked) => Said)>;
let logged: string[];
let desk: Console;
let url: string;
let close: () => Promise<void>;

const options = (baseUrl: string): ConsoleOptions => ({
  api: { baseUrl }, clock: () => '2026-03-02T11:00:00.000Z', signIn: { kind: 'development' }, marking: 'SECRET', secret: new Uint8Array(32).fill(7), shared: cacheInProcess(() => Date.now()), log: createLog('info', { write: (line) => void logged.push(line) }),
});

beforeEach(async () => {
  [asked, logged] = [[], []];
  answers = {
    'GET /api/standalone/v1/people': { status: 200, body: { items: [{ person: 'supt-okafor', name: 'Supt Ada Okafor', roles: ['authorising-officer'] }] } },
    'POST /api/standalone/v1/sign-in': ({ body }) => ({ status: 200, body: { token: tokenOf(body.person), expiresAt: new Date(Date.now() + 10 * 3_600_000).toISOString() } }),
    [`GET ${CASES}/${CASE.id}`]: { status: 200, body: CASE },
    [`GET ${CASES}/${CASE.id}/events`]: { status: 200, body: EMPTY },
    [`GET /api/asset-registry/v1/deployments/${DEPLOYMENT.id}`]: { status: 200, body: DEPLOYMENT },
    [`POST ${CASES}/${CASE.id}/components/c1/renew`]: { status: 200, body: PART },
  };
  const api = await listening((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const text = Buffer.concat(parts).toString();
      const [path = ''] = (request.url ?? '').split('?');
      const one: Asked = { method: request.method ?? '', path, headers: request.headers, body: text === '' ? undefined : JSON.parse(text) };
      asked.push(one);
      const found = answers[`${one.method} ${path}`] ?? { status: 200, body: EMPTY };
      const { status, body, headers } = typeof found === 'function' ? found(one) : found;
      if (status === 0) return void response.destroy();
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body ?? {}));
    });
  });
  desk = await createConsole(options(api.url));
  const door = await listening((request, response) => desk.handle(request, response));
  url = door.url;
  close = async () => {
    await desk.close();
    await Promise.all([door.close(), api.close()]);
  };
});
afterEach(() => close());

type Sent = { readonly form?: Readonly<Record<string, string>>; readonly cookie?: string; readonly headers?: Readonly<Record<string, string>> };
const visit = async (path: string, { form, cookie = '', headers = {} }: Sent = {}) => {
  const sent = form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {};
  const own = form ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } : {};
  const answer = await fetch(url + path, { redirect: 'manual', ...sent, headers: { ...own, cookie, ...headers } });
  const html = await answer.text();
  return { status: answer.status, headers: answer.headers, html, to: answer.headers.get('location'), h1: /<h1[^>]*>\s*([^<]*?)\s*</.exec(html)?.[1], words: html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') };
};
const cookieOf = (headers: Headers): string => (headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
const signIn = async (person = 'supt-okafor'): Promise<string> => cookieOf((await visit('/sign-in', { form: { person } })).headers);
const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
const TYPED = { value: 'It gave <two> names & more.', statement: 'Still needed.', form: 'written', key: 'key-of-the-form', version: '7' };

describe('a session', () => {
  it('given a person, when they sign in, then one sealed cookie is set that no script reads and no other site sends, by its name over TLS', async () => {
    const plain = await visit('/sign-in', { form: { person: 'supt-okafor', to: RENEW } });
    expect([plain.status, plain.to, plain.headers.getSetCookie()]).toEqual([303, RENEW, [expect.stringMatching(/^session=[\w-]+; Path=\/; HttpOnly; SameSite=Strict$/)]]);
    expect(Buffer.from(cookieOf(plain.headers).slice('session='.length), 'base64url').toString('latin1')).not.toMatch(/okafor|token|h\.ey/);
    const secure = await visit('/sign-in', { form: { person: 'supt-okafor' }, headers: { 'x-forwarded-proto': 'https' } });
    expect([secure.headers.getSetCookie()[0], secure.headers.get('strict-transport-security')]).toEqual([expect.stringMatching(/^__Host-session=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/), expect.stringContaining('max-age')]);
  });

  it('given a cookie that somebody changed, when it comes, then nobody is signed in and no API is asked for them', async () => {
    const cookie = await signIn();
    const { status, h1 } = await visit(`/cases/${CASE.id}`, { cookie: `${cookie.slice(0, -3)}AAA` });
    expect([status, h1, asked.some(({ path }) => path.startsWith(CASES))]).toEqual([401, 'Sign in', false]);
  });

  it.each(['https://elsewhere.test/', '//elsewhere.test', '/sign-out', '/cases/../x', '/Copper%20Weir'])('given %s as where to go after signing in, then one’s work is gone to instead', async (to) => {
    const signed = await visit('/sign-in', { form: { person: 'supt-okafor', to } });
    expect([signed.to, (await visit('/', { cookie: cookieOf(signed.headers) })).to]).toEqual(['/', '/deploy']);
  });

  it('given a session, when it is signed out, then the browser forgets it, and the old cookie opens nothing any more', async () => {
    const cookie = await signIn();
    const out = await visit('/sign-out', { form: {}, cookie });
    expect([out.status, out.to, out.headers.get('clear-site-data'), out.headers.getSetCookie()[0]]).toEqual([303, '/sign-in', '"cache", "storage"', expect.stringContaining('session=;')]);
    expect((await visit('/notices', { cookie })).status).toBe(401);
  });

  it('given no page for twenty minutes, when a form is sent, then what was typed waits thirty minutes for that person and nobody else', async () => {
    const cookie = await signIn();
    const now = Date.now;
    try {
      Date.now = () => now() + 19 * 60_000;
      expect((await visit('/session/extend', { form: {}, cookie })).html).toBe('{"seconds":1200,"ends":"11:20"}');
      Date.now = () => now() + 21 * 60_000;
      const ended = await visit(RENEW, { form: TYPED, cookie });
      expect([ended.status, ended.h1, asked.some(({ path }) => path.endsWith('/renew'))]).toEqual([401, 'Sign in', false]);
      const kept = hidden(ended.html, 'kept');
      expect(ended.html).not.toContain('names &amp; more');
      const other = await visit('/sign-in', { form: { person: 'ac-whitfield', kept, to: hidden(ended.html, 'to') } });
      expect([other.status, other.to]).toEqual([303, RENEW]);
      const same = await visit('/sign-in', { form: { person: 'supt-okafor', kept, to: hidden(ended.html, 'to') } });
      expect([same.status, same.h1]).toEqual([200, 'You are signed in again']);
      const again = await visit(RENEW, { form: { kept: hidden(same.html, 'kept') }, cookie: cookieOf(same.headers) });
      expect([again.status, again.h1, again.html.includes('It gave &lt;two&gt; names &amp; more.'), hidden(again.html, 'key')]).toEqual([200, 'Renew directed surveillance', true, TYPED.key]);
      const thief = await visit(RENEW, { form: { kept }, cookie: cookieOf(other.headers) });
      expect(thief.html).not.toContain('names &amp; more');
      Date.now = () => now() + 52 * 60_000;
      expect((await visit('/sign-in', { form: { person: 'supt-okafor', kept } })).status).toBe(303);
    } finally {
      Date.now = now;
    }
  });
});

describe('every answer', () => {
  it('given any page, then nothing may be kept, framed, or run but our own, and its nonce is new', async () => {
    const [one, two] = [await visit('/help'), await visit('/sign-in')];
    const policy = one.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'nonce-[^']+'; style-src 'self' 'nonce-[^']+'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/);
    expect(two.headers.get('content-security-policy')).not.toBe(policy);
    expect(['cache-control', 'referrer-policy', 'x-content-type-options'].map((name) => one.headers.get(name))).toEqual(['no-store', 'same-origin', 'nosniff']);
    const sheet = /href="(\/static\/[^"]+\.css)"/.exec(one.html)?.[1] ?? '';
    const style = await visit(sheet);
    expect([style.status, style.headers.get('cache-control'), one.html.includes(`<style nonce="${/nonce-([^']+)/.exec(policy)?.[1]}"`)]).toEqual([200, 'public, max-age=31536000, immutable', true]);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403], [{ 'sec-fetch-site': 'same-site' }, 403], [{ 'sec-fetch-site': 'none' }, 403],
  ])('given a form that the browser says is %j, when it comes, then it is not taken', async (headers, status) => {
    const answer = await visit('/sign-in', { form: { person: 'supt-okafor' }, headers });
    expect([answer.status, answer.h1, asked]).toEqual([status, 'This form cannot be taken', []]);
  });

  it('given a browser that says less, when a form comes from our own origin, then it is taken; from another, or from nowhere, it is not', async () => {
    const from = async (origin: Record<string, string>) => (await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', body: 'person=supt-okafor', headers: { 'content-type': 'application/x-www-form-urlencoded', ...origin } })).status;
    expect([await from({ origin: url }), await from({ origin: 'https://elsewhere.test' }), await from({ origin: 'null' }), await from({})]).toEqual([303, 403, 403, 403]);
  });

  it('given a form that is too large, or is none, when it comes, then a page says so', async () => {
    const cookie = await signIn();
    expect((await visit(RENEW, { form: { value: 'x'.repeat(1_100_000) }, cookie })).h1).toBe('What you entered is too long');
    expect((await visit(RENEW, { form: {}, cookie, headers: { 'content-type': 'text/plain' } })).h1).toBe('This form cannot be read');
  });

  it('given an address that is none, when it is asked for, then there is no page and nothing to guess at', async () => {
    const none = await visit('/notices%ff');
    expect([none.status, none.html, none.headers.get('x-content-type-options')]).toEqual([404, 'Page not found', 'nosniff']);
  });

  it('given acts, pages and faults, when they are logged, then there is a route and no address, name or text', async () => {
    const cookie = await signIn();
    await visit(RENEW, { form: TYPED, cookie });
    await visit('/search', { form: { reference: 'Copper Weir' }, cookie });
    expect(logged.some((line) => line.includes('"route":"/cases/:id/components/:component/:step"'))).toBe(true);
    expect(logged.join('')).not.toMatch(new RegExp(`Copper|okafor|${CASE.id}|two`));
  });
});

describe('what the APIs say', () => {
  it('given a form that is sent twice, then both carry its key and the version that was seen, and the body is what was typed', async () => {
    const cookie = await signIn();
    const done = [await visit(RENEW, { form: TYPED, cookie }), await visit(RENEW, { form: TYPED, cookie })];
    expect(done.map(({ status, to }) => [status, to])).toEqual(Array(2).fill([303, `/cases/${CASE.id}?done=renew&part=c1`]));
    const sent = asked.filter(({ method }) => method === 'POST').slice(-2);
    expect(sent.map(({ headers, body }) => [headers['idempotency-key'], headers['if-match'], headers.authorization, body])).toEqual(Array(2).fill(['key-of-the-form', '"7"', `Bearer ${tokenOf('supt-okafor')}`, { form: 'written', statement: 'Still needed.', value: 'It gave <two> names & more.' }]));
  });

  it.each(['', 'short', '\u202E\u202E\u202E\u202E', 'a\u0000b-c-d-e-f'])('given the key %j, which no form of ours made, when the form is sent, then no key is made up and the page says that it cannot be read', async (key) => {
    const cookie = await signIn();
    answers[`POST ${CASES}/${CASE.id}/components/c1/renew`] = ({ headers }) => (headers['idempotency-key'] ? { status: 200, body: PART } : problem(400, 'idempotency-key-malformed'));
    const no = await visit(RENEW, { form: { ...TYPED, key }, cookie });
    expect([no.status, no.h1]).toEqual([400, 'This form cannot be read']);
  });

  it('given a notice that waits no more though nobody acknowledged it, when notices are read, then the page is there and calls nothing acknowledged', async () => {
    const notice = { id: 'deadline-x.once', to: 'supt-okafor', about: 'review', text: 'Review, MET-26-0001', stream: 'authority-x', component: 'c1', thing: null, reference: 'MET-26-0001', due: null, sentAt: '2026-03-02T10:00:00.000Z', escalatesAt: null, waiting: false, recipients: 1, acknowledgedAt: null, acknowledgedBy: null };
    answers['GET /api/notification/v1/notices'] = { status: 200, body: { items: [notice] } };
    const page = await visit('/notices?done=deadline-x.once', { cookie: await signIn() });
    expect([page.status, page.words.includes('cknowledged at')]).toEqual([200, false]);
  });

  it('given a refusal, then it is said what, why, on which clause, that it is not confirmed, and what would be allowed; nothing typed is lost', async () => {
    const cookie = await signIn();
    answers[`POST ${CASES}/${CASE.id}/components/c1/renew`] = problem(409, 'expired', { because: 'It ended before.', clause: 'RIPA 2000 s.43(4)', confirmed: false, instead: 'Apply again.' });
    const no = await visit(RENEW, { form: TYPED, cookie });
    expect([no.status, no.h1, no.words.includes('Why is part 1 in force?')]).toEqual([409, 'Part 1 was not renewed', true]);
    expect(no.words).toMatch(/It ended before\. RIPA 2000 s\.43\(4\) Not confirmed What would be allowed Apply again\..*Nothing was done\. Code: expired\./);
    const again = await visit(RENEW, { form: { kept: hidden(no.html, 'kept') }, cookie });
    expect([again.status, again.html.includes('It gave &lt;two&gt; names &amp; more.'), hidden(again.html, 'version')]).toEqual([200, true, '7']);
  });

  it('given a version that is not the current one, then what was typed is shown and comes back on what is there now, under another key', async () => {
    const cookie = await signIn();
    answers[`POST ${CASES}/${CASE.id}/components/c1/renew`] = problem(412, 'stale');
    const stale = await visit(RENEW, { form: { ...TYPED, version: '6' }, cookie });
    expect([stale.status, stale.h1, stale.html.includes('It gave &lt;two&gt; names &amp; more.')]).toEqual([412, 'It changed while you were writing', true]);
    const again = await visit(RENEW, { form: { kept: hidden(stale.html, 'kept') }, cookie });
    expect([hidden(again.html, 'version'), hidden(again.html, 'key') === TYPED.key, again.html.includes('names &amp; more')]).toEqual(['7', false, true]);
  });

  it('given a deployment that was checked, when its session ends or the service is away before the last button, then what was typed survives both', async () => {
    const cookie = await signIn();
    const form = { reference: 'met-26-0001', part: '1', tactic: 'foot-surveillance', 'target-kind': 'vehicle', target: 'AB12CDE', thing: `asset:${'e'.repeat(16)}`, 'from-day': '2', 'from-month': '3', 'from-year': '2026', 'from-time': '1200', 'to-day': '3', 'to-month': '3', 'to-year': '2026', 'to-time': '1200', key: 'key-of-deploy' };
    const checked = await visit('/deploy', { form, cookie });
    expect([checked.status, checked.h1]).toEqual([200, 'Check before you deploy']);
    const go = { kept: hidden(checked.html, 'kept'), do: 'go' };
    answers['POST /api/asset-registry/v1/deployments'] = problem(503, 'unavailable');
    const away = await visit('/deploy', { form: go, cookie });
    expect((await visit('/deploy', { form: { kept: hidden(away.html, 'kept') }, cookie })).html).toContain('value="AB12CDE"');
    const now = Date.now;
    try {
      Date.now = () => now() + 21 * 60_000;
      const ended = await visit('/deploy', { form: go, cookie });
      const same = await visit('/sign-in', { form: { person: 'supt-okafor', kept: hidden(ended.html, 'kept'), to: '/deploy' } });
      expect((await visit('/deploy', { form: { kept: hidden(same.html, 'kept') }, cookie: cookieOf(same.headers) })).html).toContain('value="AB12CDE"');
    } finally {
      Date.now = now;
    }
    answers['POST /api/asset-registry/v1/deployments'] = { status: 202, body: DEPLOYMENT };
    const sent = await visit('/deploy', { form: go, cookie });
    expect([sent.status, sent.to, asked.at(-1)?.headers['idempotency-key'], asked.at(-1)?.body.authorisation]).toEqual([303, `/deployments/assets/${DEPLOYMENT.id}`, 'key-of-deploy', 'MET-26-0001']);
    const word = await visit('/deploy', { form: { ...form, reference: 'Copper Weir' }, cookie });
    expect([word.status, /<title>([^<]*)/.exec(word.html)?.[1], word.words.includes('A case reference looks like MET-26-0001')]).toEqual([422, 'Error: Deploy and recall – Covert policing', true]);
  });

  it('given faults of the API, then each is said at its field, in the order of the page', async () => {
    const cookie = await signIn();
    answers[`POST ${CASES}/${CASE.id}/components/c1/renew`] = problem(422, 'not-valid', { errors: [{ pointer: '/statement', rule: 'too-big', detail: 'Too big: expected string to have <=8000 characters' }, { pointer: '/value', rule: 'too-small', detail: 'say something' }] });
    const { status, html } = await visit(RENEW, { form: TYPED, cookie });
    expect([status, [...html.matchAll(/<a href="#([\w-]+)">([^<]+)</g)].map(([, field, text]) => [field, text])]).toEqual([422, [['value', 'Enter what it has given so far'], ['statement', 'Your reasons must be 8,000 characters or less']]]);
  });

  it.each<{ given: string; said: Said; status: number; h1: string; words: RegExp }>([
    { given: 'an error', said: problem(500, 'unexpected'), status: 500, h1: 'Something went wrong', words: /We do not know whether it was saved\. Check the case before you try again\. Reference for support: ref-17/ },
    { given: 'a store that is away', said: { ...problem(503, 'unavailable'), headers: { 'retry-after': '4' } }, status: 503, h1: 'Not now', words: /Nothing was saved\. Try again in 4 seconds\./ },
    { given: 'silence', said: { status: 0 }, status: 503, h1: 'The service does not answer', words: /We do not know whether it was saved\./ },
    { given: 'too many requests', said: { ...problem(429, 'too-many-requests'), headers: { 'retry-after': '1' } }, status: 429, h1: 'Too many tries', words: /Wait 1 second\. Nothing was saved\./ },
    { given: 'a key that took effect with other text', said: problem(422, 'idempotency-key-reused'), status: 422, h1: 'This form was sent before with other text', words: /What you sent first was saved/ },
    { given: 'nothing there', said: problem(404, 'not-found'), status: 404, h1: 'Page not found', words: /check that it is right/ },
    { given: 'a token that is good no more', said: problem(401, 'token-invalid'), status: 401, h1: 'Sign in', words: /You have been signed out\. What you typed is kept/ },
  ])('given $given for an act, then the page is $status, $h1', async ({ said, status, h1, words }) => {
    const cookie = await signIn();
    answers[`POST ${CASES}/${CASE.id}/components/c1/renew`] = said;
    const no = await visit(RENEW, { form: TYPED, cookie });
    expect([no.status, no.h1]).toEqual([status, h1]);
    expect(no.words).toMatch(words);
    if (status >= 429) expect(hidden((await visit(RENEW, { form: { kept: hidden(no.html, 'kept') }, cookie })).html, 'key')).toBe(TYPED.key);
  });

  it('given what is not there and what may not be known of, then the page is the same, letter for letter', async () => {
    const cookie = await signIn();
    answers[`GET ${CASES}/${'b'.repeat(16)}`] = problem(404, 'not-found');
    const plain = ({ html, status }: { html: string; status: number }) => [status, html.replaceAll(/nonce="[^"]*"/g, '')];
    expect(plain(await visit(`/cases/${'b'.repeat(16)}`, { cookie }))).toEqual(plain(await visit('/no/such/page', { cookie })));
  });

  it('given a read that fails, then it says that nothing was saved', async () => {
    const cookie = await signIn();
    answers[`GET ${CASES}/${CASE.id}`] = problem(500, 'unexpected');
    expect((await visit(`/cases/${CASE.id}`, { cookie })).words).toMatch(/Something went wrong Nothing was saved\. Reference for support: ref-17/);
  });

  it('given a request that waits for the authority, then its page says so, and can be asked again with and without script', async () => {
    const cookie = await signIn();
    const page = await visit(`/deployments/assets/${DEPLOYMENT.id}`, { cookie });
    expect([page.status, page.words.includes('Waiting for the authority’s answer.'), page.html.includes(`data-awaits="/deployments/assets/${DEPLOYMENT.id}"`), page.html.includes('>Check again</a>')]).toEqual([200, true, true, true]);
    expect((await visit(`/deployments/assets/${DEPLOYMENT.id}/state`, { cookie })).html).toBe('{"state":"requested"}');
  });
});

describe('what is sent of a decision', () => {
  const sentTo = async (step: string, form: Readonly<Record<string, string>>): Promise<any> => {
    answers[`POST ${CASES}/${CASE.id}/components/c1/${step}`] = { status: 200, body: PART };
    await visit(`/cases/${CASE.id}/components/c1/${step}`, { cookie: await signIn(), form: { key: 'key-of-the-form', version: '7', ...form } });
    return asked.find(({ method, path }) => method === 'POST' && path.endsWith(`/${step}`))?.body;
  };
  const RENEWAL = { value: 'Two names.', statement: 'Still needed.', form: 'written' };

  it('given whoever decides in another’s place, or near the matter, then in whose place, why, and why it must be them', async () => {
    expect(await sentTo('renew', { ...RENEWAL, instead: 'ac-whitfield', 'instead-because': 'On leave.', conflict: 'Nobody else is awake.' })).toEqual({ ...RENEWAL, insteadOf: [{ person: 'ac-whitfield', because: 'On leave.' }], conflictReason: 'Nobody else is awake.' });
  });

  it('given whoever decides in their own place, then nothing of it', async () => {
    expect(await sentTo('renew', { ...RENEWAL, instead: '', 'instead-because': '', conflict: '' })).toEqual(RENEWAL);
  });

  it('given a cancellation, then what becomes of the equipment, who noted it, and in whose place it was decided', async () => {
    const ceased = { 'ceased-day': '2', 'ceased-month': '3', 'ceased-year': '2026', 'ceased-time': '10:30' };
    expect(await sentTo('cancel', { ...ceased, reason: 'Done.', value: 'Two names.', equipment: 'The camera stays until Friday.', 'noted-by': 'cab-lane', instead: 'ac-whitfield', 'instead-because': 'On leave.' })).toEqual({
      reason: 'Done.', value: 'Two names.', ceasedAt: '2026-03-02T10:30:00.000Z', told: [], equipment: 'The camera stays until Friday.', notedBy: 'cab-lane', insteadOf: [{ person: 'ac-whitfield', because: 'On leave.' }],
    });
  });

  it('given a review of a part with confidential material, then what came of it, what was obtained and met, and what falls away', async () => {
    answers[`GET ${CASES}/${CASE.id}`] = { status: 200, body: { ...CASE, components: [{ ...PART, confidential: 'personal', subjects: ['subject-a', 'subject-b'], tactics: [...PART.tactics, { tactic: 'mobile-surveillance', because: 'By car.' }] }] } };
    const form = { changed: 'One is out of it.', decision: 'narrow', 'next-day': '30', 'next-month': '3', 'next-year': '2026', product: 'Four logs.', collateral: 'A neighbour, twice.', confidential: 'One letter, still needed.', withdrawn: 'foot-surveillance', removed: 'subject-b', added: 'subject-c' };
    expect(await sentTo('review', form)).toEqual({
      changed: 'One is out of it.', decision: 'narrow', nextReview: '2026-03-30T23:00:00.000Z', product: 'Four logs.', collateralMet: 'A neighbour, twice.', confidentialComment: 'One letter, still needed.', tacticsWithdrawn: ['foot-surveillance'], subjectsRemoved: ['subject-b'], subjectsAdded: ['subject-c'],
    });
  });

  it('given a review of confidential material that does not say what came of it, then it is asked for', async () => {
    answers[`GET ${CASES}/${CASE.id}`] = { status: 200, body: { ...CASE, components: [{ ...PART, confidential: 'personal' }] } };
    expect(await sentTo('review', { changed: 'Nothing.', decision: 'continue', 'next-day': '30', 'next-month': '3', 'next-year': '2026', confidential: '' })).toBeUndefined();
  });
});

describe('what a console is given', () => {
  it.each([['an unknown marking', { marking: 'PRIVATE' }, /marking must be one of/], ['no marking', { marking: '' }, /marking/], ['too short a secret', { secret: new Uint8Array(8) }, /at least 32 bytes/]])('given %s, when it starts, then it does not', async (_, change, why) => {
    await expect(createConsole({ ...options('http://127.0.0.1:1'), ...change })).rejects.toThrow(why);
  });

  it('given a console that is closed, then it hears no more of what other consoles say', async () => {
    const heard: string[] = [];
    const shared: ConsoleOptions['shared'] = { ...cacheInProcess(() => Date.now()), hear: (what) => (heard.push(what), () => void heard.push('no more')) };
    const one = await createConsole({ ...options('http://127.0.0.1:1'), shared });
    await one.close();
    expect(heard).toEqual(['signed-out', 'no more']);
  });
});
