import { type Aside, cacheInProcess } from '@cpmp/shell';
import { HeldTokens, type Renew, type Tokens } from './held-tokens.js';

const SECRET = new Uint8Array(32).fill(7);
const HOUR_MS = 3_600_000;
const later = (): number => Date.now() + HOUR_MS;
const stale = (renewal: string): Tokens => ({ token: 'old', expires: Date.now() + 1_000, renewal });

/** Consoles over what they share, at a provider that gives one answer for each thing that renews. */
const consoles = (renew: Renew, aside: Aside = cacheInProcess(() => Date.now()).aside) => ({ aside, one: new HeldTokens(SECRET, aside, renew), two: new HeldTokens(SECRET, aside, renew) });

describe('tokens that are held for a session', () => {
  it('given tokens that run out, when many pages of two consoles ask at once, then the provider is asked once and all get the new ones', async () => {
    const asked: string[] = [];
    const { one, two } = consoles(async (renewal) => {
      asked.push(renewal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { token: 'new', expires: later(), renewal: 'second' };
    });
    await one.hold('session', stale('first'), later());
    const got = await Promise.all([one, two, one, two].map((desk) => desk.of('session', later())));
    expect([got.map((tokens) => tokens?.token), asked]).toEqual([['new', 'new', 'new', 'new'], ['first']]);
    expect((await two.of('session', later()))?.renewal).toBe('second');
  });

  it('given many pages of one console, then they wait for one renewal, and ask for one turn', async () => {
    const turns: string[] = [];
    const { aside } = cacheInProcess(() => Date.now());
    const counted: Aside = { ...aside, take: (name, until) => (turns.push(name), aside.take(name, until)) };
    const { one } = consoles(async () => ({ token: 'new', expires: later() }), counted);
    await one.hold('session', stale('first'), later());
    const got = await Promise.all([1, 2, 3].map(() => one.of('session', later())));
    expect([got.map((tokens) => tokens?.token), turns]).toEqual([['new', 'new', 'new'], ['renewal/session']]);
  });

  it('given a provider that gives no more, then they are gone on every console', async () => {
    const { one, two } = consoles(async () => 'over');
    await one.hold('session', stale('first'), later());
    expect([await one.of('session', later()), await two.of('session', later())]).toEqual([undefined, undefined]);
  });

  it('given a provider that is away, then what is there is good until it runs out, and the next page asks again', async () => {
    let away = true;
    const { one } = consoles(async () => {
      if (away) throw new Error('away');
      return { token: 'new', expires: later() };
    });
    await one.hold('session', stale('first'), later());
    expect((await one.of('session', later()))?.token).toBe('old');
    away = false;
    expect((await one.of('session', later()))?.token).toBe('new');
  });

  it('given tokens that are good, or that nothing renews, then nobody is asked', async () => {
    const { one } = consoles(async () => Promise.reject(new Error('asked')));
    await one.hold('good', { token: 'good', expires: later(), renewal: 'first' }, later());
    await one.hold('last', { token: 'last', expires: Date.now() + 1_000 }, later());
    expect([(await one.of('good', later()))?.token, (await one.of('last', later()))?.token, await one.of('nobody', later())]).toEqual(['good', 'last', undefined]);
  });

  it('given a sign-out while they are renewed, then what is dropped is the new ones, and none are left', async () => {
    const { one, aside } = consoles(async () => ({ token: 'new', expires: later(), renewal: 'second' }));
    await one.hold('session', stale('first'), later());
    const [, dropped] = await Promise.all([one.of('session', later()), new Promise(setImmediate).then(() => one.drop('session'))]);
    expect([(dropped as Tokens).renewal, await aside.find('tokens/session')]).toEqual(['second', undefined]);
  });

  it('given a sign-out on one console while another renews them, then what is dropped is the new ones, and none are left', async () => {
    const { one, two, aside } = consoles(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { token: 'new', expires: later(), renewal: 'second' };
    });
    await one.hold('session', stale('first'), later());
    const renewing = one.of('session', later());
    await new Promise(setImmediate);
    const dropped = await two.drop('session');
    await renewing;
    expect([dropped?.renewal, await aside.find('tokens/session'), await aside.find('renewal/session')]).toEqual(['second', undefined, undefined]);
  });

  it('given what lies in the shared cache, then nobody reads a token there, and a console with another secret none', async () => {
    const { one, aside } = consoles(async () => 'over');
    await one.hold('session', { token: 'a-token', expires: later() }, later());
    expect(Buffer.from((await aside.find('tokens/session')) ?? '', 'base64url').toString('latin1')).not.toContain('a-token');
    expect(await new HeldTokens(new Uint8Array(32).fill(8), aside, async () => 'over').of('session', later())).toBeUndefined();
  });
});
