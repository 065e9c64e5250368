import type { FastifyReply, FastifyRequest } from 'fastify';
import { cacheInProcess } from '@cpmp/shell';
import { HeldTokens } from './held-tokens.js';
import { Sessions, type Shared } from './session.js';

const TOKEN = `.${Buffer.from(JSON.stringify({ sub: 'dc-ahmed', roles: ['applicant'] })).toString('base64url')}.`;
const SECRET = new Uint8Array(32).fill(7);
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A browser with its one cookie. As each does, it takes away one whose name is prefixed only at the word of one that is secure. */
const browser = () => {
  const cookies: Record<string, string> = {};
  const reply = { setCookie: (name: string, value: string) => void (cookies[name] = value), clearCookie: (name: string, { secure }: { readonly secure?: boolean }) => void (secure && delete cookies[name]) } as unknown as FastifyReply;
  const request = { cookies, protocol: 'https', headers: {} } as unknown as FastifyRequest;
  return { cookies, request, reply };
};

/** What several consoles share, as the distributed cache does it. */
const sharing = (): Shared => {
  const { ended, aside } = cacheInProcess(() => Date.now());
  const wakes = new Set<() => void>();
  return { ended, aside, say: () => wakes.forEach((wake) => wake()), hear: (_what, wake) => (wakes.add(wake), () => void wakes.delete(wake)) };
};

const consoles = (shared: Shared): [Sessions, Sessions] => [new Sessions(SECRET, shared), new Sessions(SECRET, shared)];
const READS = { reads: true };

describe('sessions of several consoles', () => {
  it('given a session begun on one console, then it goes on on another; signed out there, it is over on both, whoever kept its cookie', async () => {
    const [one, two] = consoles(sharing());
    const desk = browser();
    await one.begin(desk.request, desk.reply, { token: TOKEN, expires: Date.now() + HOUR_MS });
    const copied = { ...desk.cookies };
    expect((await two.of(desk.request, desk.reply, READS)).session?.person.id).toBe('dc-ahmed');
    await two.end(desk.request, desk.reply);
    expect(desk.cookies).toEqual({});
    for (const any of [one, two]) {
      const { session, whose } = await any.of({ ...desk.request, cookies: copied } as FastifyRequest, desk.reply, READS);
      expect([session, whose]).toEqual([undefined, 'dc-ahmed']);
    }
  });

  it('given pages read within a minute of each other, then the session goes on for as long as the last of them says', async () => {
    const [one] = consoles(sharing());
    const desk = browser();
    const now = Date.now;
    try {
      const began = now();
      Date.now = () => began;
      await one.begin(desk.request, desk.reply, { token: TOKEN, expires: began + 10 * HOUR_MS });
      const readAt = began + MINUTE_MS - 1_000;
      Date.now = () => readAt;
      const { secondsLeft = 0 } = (await one.of(desk.request, desk.reply, READS)).session ?? {};
      Date.now = () => readAt + secondsLeft * 1000 - 1;
      expect([secondsLeft > 1_000, (await one.of(desk.request, desk.reply, READS)).session?.person.id]).toEqual([true, 'dc-ahmed']);
    } finally {
      Date.now = now;
    }
  });

  it('given a page that was asked for just before signing out and answers after it, then its newer cookie opens nothing either, as long as it could', async () => {
    const [one] = consoles(sharing());
    const desk = browser();
    const now = Date.now;
    try {
      await one.begin(desk.request, desk.reply, { token: TOKEN, expires: now() + 10 * HOUR_MS });
      Date.now = () => now() + 18 * MINUTE_MS;
      const late = browser();
      expect((await one.of({ ...desk.request, cookies: { ...desk.cookies } } as FastifyRequest, late.reply, READS)).session).toBeDefined();
      await one.end(desk.request, desk.reply);
      for (const minutes of [19, 21, 37]) {
        Date.now = () => now() + minutes * MINUTE_MS;
        expect([minutes, (await one.of(late.request, browser().reply, READS)).session]).toEqual([minutes, undefined]);
      }
    } finally {
      Date.now = now;
    }
  });

  it('given pages that are open on one console, when somebody signs out on the other, then theirs hear no more and another’s go on', async () => {
    const [one, two] = consoles(sharing());
    const [desk, other] = [browser(), browser()];
    for (const { request, reply } of [desk, other]) await one.begin(request, reply, { token: TOKEN, expires: Date.now() + HOUR_MS });
    const heard: string[] = [];
    for (const [name, { request, reply }] of [['theirs', desk], ['another', other]] as const) {
      const { session } = await one.of(request, reply, READS);
      if (session) one.whenEnded(session, () => void heard.push(name));
    }
    await two.end(desk.request, desk.reply);
    await new Promise(setImmediate);
    expect(heard).toEqual(['theirs']);
  });

  it('given held tokens that have run out while the provider is away, then whoever they are of signs in again', async () => {
    const shared = sharing();
    const console = new Sessions(SECRET, shared, new HeldTokens(SECRET, shared.aside, () => Promise.reject(new Error('away'))));
    const session = async (expires: number) => {
      const desk = browser();
      await console.begin(desk.request, desk.reply, { token: TOKEN, expires, renewal: 'first' });
      const { session: going, whose } = await console.of(desk.request, desk.reply, READS);
      return [going?.person.id, whose];
    };
    expect([await session(Date.now() + 1_000), await session(Date.now() - 1)]).toEqual([['dc-ahmed', 'dc-ahmed'], [undefined, 'dc-ahmed']]);
  });

  it('given that nobody can say who signed out, then whoever signed in before signs in again', async () => {
    const [one] = consoles({ ...sharing(), ended: { end: async () => {}, has: async (_id, began) => began <= Date.now() } });
    const desk = browser();
    await one.begin(desk.request, desk.reply, { token: TOKEN, expires: Date.now() + HOUR_MS });
    expect((await one.of(desk.request, desk.reply, READS)).session).toBeUndefined();
  });

  it.each([
    ['goes along in the cookie, so that every console goes on with it', '', true],
    ['does not, where it is too large: the console that has it goes on alone', 'x'.repeat(3_000), false],
  ])('given that nobody else can find what is laid aside, then a token that is held %s', async (_, name, shared) => {
    const aside = () => ({ ...cacheInProcess(() => Date.now()).aside, lay: async (...[what, sealed, until]: Parameters<Shared['aside']['lay']>) => (here.set(what, { sealed, until }), false), find: async (what: string) => here.get(what)?.sealed });
    let here = new Map<string, { readonly sealed: string; readonly until: number }>();
    const held = () => new HeldTokens(SECRET, aside(), async () => 'over');
    const [one, two] = [new Sessions(SECRET, sharing(), held()), new Sessions(SECRET, sharing(), held())];
    const desk = browser();
    const token = `.${Buffer.from(JSON.stringify({ sub: 'dc-ahmed', name, roles: [] })).toString('base64url')}.`;
    await one.begin(desk.request, desk.reply, { token, expires: Date.now() + HOUR_MS, renewal: 'renewal' });
    expect(Buffer.from(Object.values(desk.cookies)[0] ?? '').length).toBeLessThan(4_096);
    const mine = here;
    here = new Map();
    expect((await two.of(desk.request, desk.reply, READS)).session?.person.id).toBe(shared ? 'dc-ahmed' : undefined);
    here = mine;
    expect((await one.of(desk.request, desk.reply, READS)).session?.person.id).toBe('dc-ahmed');
  });

  it('given a token that is renewed to somebody else’s, then the session is over', async () => {
    const other = `.${Buffer.from(JSON.stringify({ sub: 'dc-stone', roles: [] })).toString('base64url')}.`;
    const shared = sharing();
    const one = new Sessions(SECRET, shared, new HeldTokens(SECRET, shared.aside, async () => ({ token: other, expires: Date.now() + HOUR_MS })));
    const desk = browser();
    await one.begin(desk.request, desk.reply, { token: TOKEN, expires: Date.now() + 1_000, renewal: 'renewal' });
    expect(await one.of(desk.request, desk.reply, READS)).toEqual({ whose: 'dc-ahmed' });
  });
});
