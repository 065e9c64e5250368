import type { FastifyReply, FastifyRequest } from 'fastify';
import { cacheInProcess } from '@cpmp/shell';
import { Sessions, type Shared } from './session.js';

const TOKEN = `.${Buffer.from(JSON.stringify({ sub: 'dc-ahmed', roles: ['applicant'] })).toString('base64url')}.`;
const HOUR_MS = 3_600_000;

/** A browser with its one cookie. */
const browser = () => {
  const cookies: Record<string, string> = {};
  const reply = { setCookie: (name: string, value: string) => void (cookies[name] = value), clearCookie: (name: string) => void delete cookies[name] } as unknown as FastifyReply;
  const request = { cookies, protocol: 'https', headers: {} } as unknown as FastifyRequest;
  return { cookies, request, reply };
};

/** What several consoles share, as the distributed cache does it. */
const sharing = (): Shared => {
  const { ended, aside } = cacheInProcess(() => Date.now());
  const wakes = new Set<() => void>();
  return { ended, aside, say: () => wakes.forEach((wake) => wake()), hear: (_what, wake) => (wakes.add(wake), () => void wakes.delete(wake)) };
};

const consoles = (shared: Shared): [Sessions, Sessions] => [new Sessions(new Uint8Array(32).fill(7), shared), new Sessions(new Uint8Array(32).fill(7), shared)];
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

  it('given that nobody can say who signed out, then whoever signed in before signs in again', async () => {
    const [one] = consoles({ ...sharing(), ended: { end: async () => {}, has: async (_id, began) => began <= Date.now() } });
    const desk = browser();
    await one.begin(desk.request, desk.reply, { token: TOKEN, expires: Date.now() + HOUR_MS });
    expect((await one.of(desk.request, desk.reply, READS)).session).toBeUndefined();
  });
});
