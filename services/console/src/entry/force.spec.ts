import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from './provider.js';
import { PlainBrowser } from './spec-browser.js';
import { ACCOUNTS, type Force, passed, startForce } from './spec-force.js';
import { AUDIENCE, CLIENT, RESOURCE, startProvider, type TestProvider } from './spec-provider.js';

let force: Force;
let provider: TestProvider;
let url: string;
let browser: PlainBrowser;

beforeAll(async () => {
  force = await startForce();
  ({ provider, url } = force);
});
beforeEach(() => {
  Object.assign(provider, { person: 'supt-okafor', away: false, seconds: 600, renews: true, audience: AUDIENCE });
  provider.asked.length = 0;
  force.answerBy(force.desk);
  browser = new PlainBrowser();
});
afterAll(() => force.close());

const signIn = (to = '/notices', more: Record<string, string> = {}) => browser.go(`${url}/sign-in`, { to, ...more });
const cookies = () => browser.jar.get('127.0.0.1') ?? new Map<string, string>();
/** Goes as far as the provider would send the browser back. */
const toCallback = async (to = '/notices', by = browser): Promise<string> => (await by.go(`${url}/sign-in`, { to }, /\/sign-in\/callback/)).url;
const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
describe('signing in at the force’s identity provider', () => {
  it('given a person, when they sign in, then they are led back to the page that they wanted, which a service answered on their token', async () => {
    const asks = await browser.go(`${url}/notices`);
    expect([asks.status, asks.h1]).toEqual([401, 'Sign in']);
    const page = await signIn(hidden(asks.html, 'to'));
    expect([page.status, page.url, page.h1]).toEqual([200, `${url}/notices`, 'Notices']);
    expect(page.words).toContain('Supt Ada Okafor');
    const asked = new URL(browser.went.find((address) => address.startsWith(`${provider.issuer}/auth?`)) ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({ response_type: 'code', client_id: 'console', redirect_uri: `${url}/sign-in/callback`, code_challenge_method: 'S256', prompt: 'login', max_age: '600', resource: RESOURCE });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
  });

  it('given somebody whose token is larger than a cookie, then a small sealed cookie stands for it, and no answer or cookie has a token in it', async () => {
    provider.person = 'dc-long';
    const page = await signIn();
    expect([page.h1, page.words]).toEqual(['Notices', expect.stringContaining('DC Long')]);
    const session = cookies().get('session') ?? '';
    expect([session.length > 0, session.length < 500]).toEqual([true, true]);
    for (const [, value] of cookies()) expect(Buffer.from(value, 'base64url').toString('latin1')).not.toMatch(/eyJ|okafor|dc-long/);
    expect(page.html).not.toMatch(/eyJ/);
  });

  it('given a token that has run out, when a page is asked for, then it is renewed once for all who ask, and signing out takes that back, here and at the provider', async () => {
    provider.seconds = 60;
    await signIn();
    provider.seconds = 600;
    const renewals = () => provider.asked.filter((path) => path === '/token').length - 1;
    const back = passed(40_000);
    try {
      const pages = await Promise.all([1, 2, 3].map(() => browser.go(`${url}/notices`)));
      expect([pages.map(({ h1 }) => h1), renewals()]).toEqual([['Notices', 'Notices', 'Notices'], 1]);
    } finally {
      back();
    }
    const copied = new Map(cookies());
    const left = await browser.go(`${url}/sign-out`, {}, /\/session\/end/);
    expect([left.h1, left.headers.get('clear-site-data'), new URL(left.url).searchParams.get('post_logout_redirect_uri')]).toEqual(['You are signed out here', '"cache", "storage"', `${url}/sign-in`]);
    expect(left.url).not.toContain('eyJ');
    expect(provider.asked).toContain('/token/revocation');
    browser.jar.set('127.0.0.1', copied);
    expect((await browser.go(`${url}/notices`)).status).toBe(401);
  });

  it('given a form that is sent after the session’s end, then what was typed comes back after the sign-in, to whoever typed it alone', async () => {
    await signIn();
    const back = passed(21 * 60_000);
    try {
      const TYPED = { text: 'Two names.', key: 'key-of-the-form' };
      const ended = await browser.go(`${url}/notices/x/acknowledge`, TYPED);
      expect([ended.status, ended.words]).toEqual([401, expect.stringContaining('What you typed is kept')]);
      const form = { to: hidden(ended.html, 'to'), kept: hidden(ended.html, 'kept') };
      provider.person = 'cab-lane';
      const other = await browser.go(`${url}/sign-in`, form);
      expect([other.html.includes('name="kept"'), other.html.includes('Two names')]).toEqual([false, false]);
      cookies().delete('session');
      provider.person = 'supt-okafor';
      const again = await browser.go(`${url}/sign-in`, form);
      expect([again.h1, hidden(again.html, 'kept')]).toEqual(['You are signed in again', form.kept]);
    } finally {
      back();
    }
  });

  it('given a provider that renews nothing, when the token runs out, then the person signs in again', async () => {
    Object.assign(provider, { renews: false, seconds: 60 });
    await signIn();
    const back = passed(61_000);
    try {
      const ended = await browser.go(`${url}/notices`);
      expect([ended.status, ended.words]).toEqual([401, expect.stringContaining('You have been signed out')]);
    } finally {
      back();
    }
  });

  it('given a provider that takes the client’s secret in the body alone, then it gets it there', async () => {
    const other = await startProvider(url, ACCOUNTS, { takes: 'client_secret_post' });
    other.person = 'supt-okafor';
    await force.replace(other.issuer);
    try {
      expect((await signIn('/help')).words).toContain('Supt Ada Okafor');
    } finally {
      await other.close();
    }
  });

  it('given a session that ended, when its tab was left open and another one signed in, then one press goes on there with what was typed', async () => {
    await signIn();
    const back = passed(21 * 60_000);
    try {
      const left = await browser.go(`${url}/notices/x/acknowledge`, { text: 'Two names.' });
      await signIn();
      provider.asked.length = 0;
      const page = await signIn(hidden(left.html, 'to'), { kept: hidden(left.html, 'kept') });
      expect([page.h1, provider.asked]).toEqual(['You are signed in again', []]);
    } finally {
      back();
    }
  });

  it('given a session whose token the services refuse, then signing in again ends it, and what renews it is taken back', async () => {
    const other = await startProvider(url, ACCOUNTS);
    other.person = 'supt-okafor';
    await force.replace(other.issuer);
    try {
      const refused = await signIn();
      expect([refused.status, refused.h1, hidden(refused.html, 'refused')]).toEqual([401, 'Sign in', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
      const before = cookies().get('session');
      await signIn('/help', { refused: hidden(refused.html, 'refused') });
      expect([other.asked.filter((path) => path === '/token/revocation').length, cookies().get('session') === before]).toEqual([1, false]);
    } finally {
      await other.close();
    }
  });

  it('given a session that is going on, when it is met by way of another site, then one press goes on without signing in', async () => {
    await signIn();
    provider.asked.length = 0;
    expect([(await signIn('/notices')).h1, provider.asked]).toEqual(['Notices', []]);
  });
});

describe('a sign-in that comes to nothing', () => {
  it('given somebody who stops at the provider, then they are told so, and may begin again', async () => {
    provider.person = undefined;
    const page = await signIn();
    expect([page.status, page.h1, hidden(page.html, 'to')]).toEqual([401, 'You did not sign in', '/notices']);
    expect(new URL(page.url).search).toBe('');
    provider.person = 'supt-okafor';
    expect((await signIn(hidden(page.html, 'to'))).h1).toBe('Notices');
  });

  it('given the callback of a sign-in that another browser began, then nobody is signed in by it', async () => {
    const address = await toCallback();
    const victim = new PlainBrowser();
    const page = await victim.go(address);
    expect([page.status, page.h1, victim.jar.get('127.0.0.1')?.has('session') ?? false]).toEqual([400, 'Sign in again', false]);
  });

  it.each([
    ['another state', (address: URL) => address.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (address: URL) => address.searchParams.delete('state')],
    ['another issuer', (address: URL) => address.searchParams.set('iss', 'https://elsewhere.example')],
    ['another code', (address: URL) => address.searchParams.set('code', 'x'.repeat(43))],
    ['no code', (address: URL) => address.searchParams.delete('code')],
  ])('given a callback with %s, then nobody is signed in', async (_, change) => {
    const address = new URL(await toCallback());
    change(address);
    const page = await browser.go(address.href);
    expect([page.status, page.h1, cookies().has('session')]).toEqual([400, 'Sign in again', false]);
  });

  it.each(['state', 'nonce', 'verifier'] as const)('given an answer of the provider to another %s than the browser began with, then it is refused', async (what) => {
    const at = await Provider.at({ issuer: provider.issuer, audience: AUDIENCE, scope: 'openid', resource: RESOURCE, consoleUrl: url, clientId: CLIENT.id, client: { secret: CLIENT.secret } });
    const [one, two] = [await at.begin(), await at.begin()];
    const came = new URL((await browser.go(one.address, undefined, /\/sign-in\/callback/)).url).search;
    await expect(at.finish(came, { ...one, [what]: two[what] })).rejects.toMatchObject({ why: 'again' });
  });

  it('given an address from which somebody took the demand to show who they are, then an older sign-in at the provider signs nobody in', async () => {
    await signIn();
    cookies().delete('session');
    const back = passed(11 * 60_000);
    try {
      const asks = new URL((await browser.go(`${url}/sign-in`, { to: '/notices' }, /\/auth\?/)).url);
      asks.searchParams.delete('prompt');
      asks.searchParams.set('max_age', '86400');
      provider.asked.length = 0;
      const page = await browser.go(asks.href);
      expect(provider.asked.filter((path) => path.startsWith('/interaction/'))).toEqual([]);
      expect([page.status, page.h1, cookies().has('session')]).toEqual([400, 'Sign in again', false]);
    } finally {
      back();
    }
  });

  it('given a callback that is used once more, then its code is good for nothing, whoever kept the cookie', async () => {
    const address = await toCallback();
    const copied = new Map(cookies());
    expect((await browser.go(address)).h1).toBe('Notices');
    const thief = new PlainBrowser();
    thief.jar.set('127.0.0.1', copied);
    const page = await thief.go(address);
    expect([page.status, thief.jar.get('127.0.0.1')?.has('session')]).toEqual([400, false]);
  });

  it('given somebody who takes longer than ten minutes, at the provider or before they come to it, then they begin again', async () => {
    const address = await toCallback();
    const { url: before } = await browser.go(`${url}/sign-in`, { to: '/notices' }, /\/auth\?/);
    const back = passed(601_000);
    try {
      for (const from of [address, before]) {
        const page = await browser.go(from);
        expect([page.status, page.h1]).toEqual([400, 'Sign in again']);
      }
    } finally {
      back();
    }
  });

  it('given two tabs that sign in at once, then each comes back to its own page', async () => {
    const [one, two] = [await toCallback('/notices'), await toCallback('/help')];
    expect([(await browser.go(two)).url, (await browser.go(one)).url]).toEqual([`${url}/help`, `${url}/notices`]);
  });

  it.each(['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)', '/sign-out'])('given %s as the page to go on to, then one’s own work is gone to', async (to) => {
    const address = await toCallback(to);
    expect((await browser.go(address, undefined, /127\.0\.0\.1:\d+\/$/)).url).toBe(`${url}/`);
  });

  it.each([
    ['an account without roles', () => void (provider.person = 'no-roles'), 'roles'],
    ['tokens for another audience', () => void (provider.audience = 'payroll'), 'aud'],
  ])('given %s, then they are told at once, and the log says which claim it is', async (_, change, what) => {
    change();
    const page = await signIn();
    expect([page.status, page.h1, cookies().has('session')]).toEqual([403, 'Your account gives no access here', false]);
    const line = JSON.parse(force.logged.findLast((one) => one.includes('sign-in-no-access')) ?? '{}');
    expect([line.what, page.words.includes(line.request)]).toEqual([what, true]);
  });

  it('given a provider that is away, then a page says so and keeps what was typed, sessions go on, and readiness notes it until it is back', async () => {
    await signIn();
    const another = new PlainBrowser();
    const address = await toCallback('/notices', another);
    expect(force.desk.note()).toBeUndefined();
    provider.away = true;
    const page = await another.go(`${url}/sign-in`, { to: '/notices', kept: 'sealed' });
    expect([page.status, page.h1, hidden(page.html, 'kept')]).toEqual([503, 'Nobody can sign in just now', 'sealed']);
    expect([(await another.go(address)).status, (await browser.go(`${url}/notices`)).status]).toEqual([503, 200]);
    expect(force.desk.note()).toMatch(/identity provider does not answer as it must/);
    provider.away = false;
    while (force.desk.note() !== undefined) await new Promise(setImmediate);
    expect((await another.go(`${url}/sign-in`, { to: '/notices' })).h1).toBe('Notices');
  });

  it('given a provider that is away when the console starts, then it starts, and people sign in when it is there', async () => {
    provider.away = true;
    const early = await force.replace(provider.issuer);
    expect([(await signIn()).status, early.note()]).toEqual([503, expect.stringMatching(/nobody can sign in/)]);
    provider.away = false;
    expect((await signIn()).h1).toBe('Notices');
    expect(early.note()).toBeUndefined();
  });

  it.each([
    ['a client whom the provider does not know so', 'invalid_client', ({ issuer }: TestProvider) => issuer],
    ['a provider that names itself otherwise', 'discovery', ({ issuer }: TestProvider) => issuer.replace('localhost', '127.0.0.1')],
  ])('given %s, then whoever tries is given a reference, and the log says what it is', async (_, what, issuerOf) => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const other = await startProvider(url, ACCOUNTS, { takes: 'private_key_jwt', key: await exportJWK(publicKey) });
    other.person = 'supt-okafor';
    await force.replace(issuerOf(other));
    try {
      const page = await signIn();
      const line = JSON.parse(force.logged.findLast((one) => one.includes('sign-in-set-up')) ?? '{}');
      expect([page.status, page.h1, line.what, page.words.includes(line.request)]).toEqual([503, 'Nobody can sign in just now', what, true]);
    } finally {
      await other.close();
    }
  });

  it('given a code, a state and tokens, then none of them stands in a line of any log', async () => {
    const address = new URL(await toCallback());
    await browser.go(address.href);
    provider.person = undefined;
    expect((await new PlainBrowser().go(`${url}/sign-in`, {})).status).toBe(401);
    const all = [...force.logged, ...force.host.logged].join('\n');
    expect(all).not.toBe('');
    for (const name of ['code', 'state']) expect(all).not.toContain(address.searchParams.get(name));
    expect(all).not.toMatch(/eyJ|code=|state=/);
  });
});
