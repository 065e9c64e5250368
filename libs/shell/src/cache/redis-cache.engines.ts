import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Cache } from './cache.js';
import { redisCache, type RedisCacheOptions } from './redis-cache.js';

const RECIPE = fileURLToPath(new URL('../../../tooling/engines/redis.sh', import.meta.url));
const TEST_MS_MAX = 60_000;
const rates = { person: { burst: 5, perSecond: 0.001 }, address: { burst: 1000, perSecond: 1000 } };
const opened: Cache[] = [];

const open = (url: string, more: Partial<RedisCacheOptions> = {}): Cache => {
  const cache = redisCache({ url, key: randomBytes(32), machine: () => Date.now(), rates, ...more });
  opened.push(cache);
  return cache;
};

const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await what())) await wait(20);
};

/** Until its connection is there: a request before that is counted in the process. */
const ready = async (cache: Cache): Promise<Cache> => {
  await until(async () => (await cache.rate.take('address', 'nobody')) === 0 && cache.note() === undefined);
  return cache;
};

afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
});

describe('the shared cache on Redis', () => {
  const url = process.env['REDIS_URL'] ?? '';

  it('given two processes, when one caller calls both, then the calls are counted together, and others are counted apart', async () => {
    const key = randomBytes(32);
    const [one, two] = [await ready(open(url, { key })), await ready(open(url, { key }))];
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) waits.push(await (n % 2 ? one : two).rate.take('person', 'dc-ahmed'));
    expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(waits[5]).toBeGreaterThan(0);
    expect(await one.rate.take('person', 'dc-stone')).toBe(0);
  });

  it('given two processes of one service, when one says that its log has grown, then the other is woken, and who tells another service’s news is not', async () => {
    const [one, two] = [await ready(open(url)), await ready(open(url))];
    const woken: string[] = [];
    const stop = two.hear('authorisation', () => void woken.push('authorisation'));
    two.hear('notification', () => void woken.push('notification'));
    // Whoever begins to hear looks once, since a word may have been missed.
    await until(() => woken.length === 2);
    one.say('authorisation');
    await until(() => woken.length > 2);
    expect(woken.slice(2)).toEqual(['authorisation']);
    stop();
  });

  it('given a process that says that its log has grown, then its own word does not wake it, and one that comes later is woken once it hears', async () => {
    const [one, two] = [await ready(open(url)), await ready(open(url))];
    const woken = { one: 0, two: 0 };
    one.hear('asset-registry', () => void (woken.one += 1));
    await until(() => woken.one > 0);
    const heardFirst = woken.one;
    two.hear('asset-registry', () => void (woken.two += 1));
    await until(() => woken.two > 0);
    const before = woken.two;
    one.say('asset-registry');
    await until(() => woken.two > before);
    expect([one.hears(), woken.one]).toEqual([true, heardFirst]);
  });

  it('given a session that one process ended, then no other goes on with it, by no name that can be read in Redis, and after its time nothing is kept', async () => {
    const key = randomBytes(32);
    const [one, two] = [open(url, { key }), open(url, { key })];
    expect(await two.ended.has('session-1', Date.now())).toBe(false);
    await one.ended.end('session-1', Date.now() + 300);
    expect([await two.ended.has('session-1', Date.now()), await two.ended.has('session-2', Date.now())]).toEqual([true, false]);
    await until(async () => !(await two.ended.has('session-1', Date.now())));
  });

  it('given what one process laid aside, then another finds it by its name until it is dropped or its time has passed, and only one of them takes what one may do at a time', async () => {
    const key = randomBytes(32);
    const [one, two] = [await ready(open(url, { key })), await ready(open(url, { key }))];
    const later = Date.now() + 60_000;
    expect(await one.aside.lay('tokens-1', 'sealed', later)).toBe(true);
    expect([await two.aside.find('tokens-1'), await two.aside.find('tokens-2'), await open(url).aside.find('tokens-1')]).toEqual(['sealed', undefined, undefined]);
    await two.aside.drop('tokens-1');
    expect(await one.aside.find('tokens-1')).toBeUndefined();
    expect([await one.aside.take('renewal', later), await two.aside.take('renewal', later)]).toEqual([true, false]);
    await one.aside.drop('renewal');
    expect(await two.aside.take('renewal', Date.now() + 200)).toBe(true);
    await until(() => one.aside.take('renewal', later));
  });

  it('given Redis that is killed, then each process counts by itself and says so; when it is back, they count together again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cpmp-redis-'));
    const recipe = async (verb: string): Promise<string> => (await promisify(execFile)('bash', [RECIPE, verb, '16679', folder])).stdout.trim();
    try {
      const key = randomBytes(32);
      const address = await recipe('start');
      const cache = await ready(open(address, { key }));
      let woken = 0;
      cache.hear('risk-assessment', () => void (woken += 1));
      await until(() => woken === 1);
      await recipe('kill');
      await until(() => !cache.hears());
      const waits: number[] = [];
      for (let n = 0; n < 6; n++) waits.push(await cache.rate.take('person', 'dc-ahmed'));
      expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
      expect(waits[5]).toBeGreaterThan(0);
      expect(cache.note()).toContain('does not answer');
      // Whoever was signed in before signs in again, since nobody can say who signed out; whoever signed in since goes on.
      const went = Date.now();
      expect([await cache.ended.has('before', went - 60_000), await cache.ended.has('since', went)]).toEqual([true, false]);
      await cache.ended.end('since', went + 60_000);
      expect(await cache.ended.has('since', went)).toBe(true);
      expect([await cache.aside.lay('tokens', 'sealed', went + 60_000), await cache.aside.find('tokens')]).toEqual([false, 'sealed']);
      await recipe('start');
      await ready(cache);
      // What was said meanwhile was missed, so whoever waits looks.
      await until(() => cache.hears() && woken > 1);
      expect(await cache.rate.take('person', 'dc-ahmed')).toBe(0);
      const other = open(address, { key });
      await until(() => other.ended.has('since', went));
      expect(await other.ended.has('before', went - 60_000)).toBe(false);
    } finally {
      await recipe('stop');
      rmSync(folder, { recursive: true });
    }
  }, TEST_MS_MAX);
});
