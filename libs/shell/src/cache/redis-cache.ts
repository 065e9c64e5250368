import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import { ADDRESS_RATE, PERSON_RATE, type Rate, rateLimitInProcess } from '../limits.js';
import type { Caller, RateLimit } from '../types.js';
import { type Aside, asideInProcess, type Cache, type Ended, endedInProcess } from './cache.js';

/** An answer that takes longer is not waited for, in milliseconds: this process counts by itself then. */
const ANSWER_MS = 200;
const RECONNECT_MS_MAX = 2_000;
const CHANNEL = 'cpmp:said:';

/** Where Redis is. `key`: by which callers are named in it, so that nobody reads there who called. */
export type RedisCacheOptions = {
  readonly url: string;
  readonly key: Uint8Array;
  readonly tls?: { readonly caFile: string };
  readonly username?: string;
  readonly password?: string;
  readonly machine: () => number;
  readonly rates?: Readonly<Record<Caller, Rate>>;
};

/** A bucket of tokens, filled by Redis's own clock since that is the same for every process; answers after how many seconds the next request is allowed. */
const TAKE = `
local said = redis.call('TIME')
local now = said[1] * 1000 + said[2] / 1000
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local burst, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local tokens = math.min(burst, (tonumber(kept[1]) or burst) + math.max(0, now - (tonumber(kept[2]) or now)) / 1000 * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.max(1, math.ceil((1 - tokens) / rate)) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return wait`;

/** The cache on Redis. While it is away each process counts by itself, tells its own news and asks for sign-ins again, and health says so; it comes back by itself. */
export const redisCache = (options: RedisCacheOptions): Cache => new RedisCache(options);

class RedisCache implements Cache {
  readonly rate: RateLimit;
  readonly ended: Ended;
  readonly aside: Aside;
  private readonly calls: Redis;
  private readonly ears: Redis;
  private readonly wakes = new Map<string, Set<() => void>>();
  /** This process, so that it is not woken by its own word. */
  private readonly me = randomUUID();
  /** Since when it does not answer, by this process's machine time. */
  private awaySince: number | undefined;
  /** What was ended while it was away or kept nothing, until when: it is told when it answers again. */
  private readonly untold = new Map<string, number>();

  constructor({ url, key, tls, username, password, machine, rates = { person: PERSON_RATE, address: ADDRESS_RATE } }: RedisCacheOptions) {
    const settings: RedisOptions = {
      enableOfflineQueue: false, maxRetriesPerRequest: 0, connectTimeout: RECONNECT_MS_MAX, retryStrategy: (times) => Math.min(times * 100, RECONNECT_MS_MAX),
      ...(tls ? { tls: { ca: readFileSync(tls.caFile) } } : {}),
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
    };
    this.calls = new Redis(url, { ...settings, commandTimeout: ANSWER_MS });
    this.ears = new Redis(url, { ...settings, autoResubscribe: true });
    for (const one of [this.calls, this.ears]) one.on('error', () => void (this.awaySince ??= machine()));
    // The first questions wait for what becomes of the first connection, so that a start counts nothing as away.
    const begun = new Promise<void>((resolve) => ['ready', 'error', 'end'].forEach((event) => this.calls.once(event, resolve)));
    this.calls.on('ready', () => {
      this.awaySince = undefined;
      tellUntold();
    });
    this.ears.on('ready', () => this.subscribe([...this.wakes.keys()]));
    this.ears.on('message', (channel: string, who: string) => {
      if (who === this.me) return;
      for (const wake of this.wakes.get(channel.slice(CHANNEL.length)) ?? []) wake();
    });
    const own = rateLimitInProcess(machine, rates);
    const nameOf = (who: string): string => createHmac('sha256', key).update(who).digest('base64url');
    /** What Redis answers, or what this process does by itself while it is away. */
    const asked = async <T>(ask: () => Promise<T>, otherwise: (since: number) => Promise<T>): Promise<T> => {
      await begun;
      try {
        const answer = await ask();
        this.awaySince = undefined;
        // It may have refused to write without ever being away: its disk was full, or it was a replica for a while.
        tellUntold();
        return answer;
      } catch {
        return otherwise((this.awaySince ??= machine()));
      }
    };
    this.rate = {
      take: (caller, who) => {
        const { burst, perSecond } = rates[caller];
        return asked(async () => Number(await this.calls.eval(TAKE, 1, `cpmp:rate:${caller}:${nameOf(who)}`, burst, perSecond)), async () => own.take(caller, who));
      },
    };
    const here = endedInProcess(machine);
    const keyOf = (id: string): string => `cpmp:ended:${nameOf(id)}`;
    const tell = async (key: string, untilMs: number): Promise<void> => {
      await this.calls.set(key, '', 'PX', Math.max(1, untilMs - machine()));
      this.untold.delete(key);
    };
    const tellUntold = (): void => {
      for (const [key, untilMs] of this.untold) void tell(key, untilMs).catch(() => {});
    };
    this.ended = {
      end: async (id, untilMs) => {
        await here.end(id, untilMs);
        this.untold.set(keyOf(id), untilMs);
        await asked(() => tell(keyOf(id), untilMs), async () => {});
      },
      has: async (id, beganMs) => (await here.has(id, beganMs)) || asked(async () => (await this.calls.exists(keyOf(id))) === 1, async (since) => beganMs < since),
    };
    const alone = asideInProcess(machine);
    const asideOf = (name: string): string => `cpmp:aside:${nameOf(name)}`;
    const left = (untilMs: number): number => Math.max(1, untilMs - machine());
    this.aside = {
      lay: (name, sealed, untilMs) => asked(async () => (await this.calls.set(asideOf(name), sealed, 'PX', left(untilMs))) === 'OK', async () => (await alone.lay(name, sealed, untilMs), false)),
      find: async (name) => (await asked(() => this.calls.get(asideOf(name)), async () => null)) ?? alone.find(name),
      drop: async (name) => {
        await alone.drop(name);
        await asked(async () => void (await this.calls.del(asideOf(name))), async () => {});
      },
      take: (name, untilMs) => asked(async () => (await this.calls.set(asideOf(name), '', 'PX', left(untilMs), 'NX')) === 'OK', () => alone.take(name, untilMs)),
    };
  }

  private subscribe(what: readonly string[]): void {
    if (what.length === 0 || this.ears.status !== 'ready') return;
    // Whoever waited may have missed a word until now.
    const wake = () => what.forEach((one) => this.wakes.get(one)?.forEach((each) => each()));
    this.ears.subscribe(...what.map((one) => CHANNEL + one)).then(wake, () => {});
  }

  say(what: string): void {
    if (this.calls.status === 'ready') this.calls.publish(CHANNEL + what, this.me).catch(() => {});
  }

  hear(what: string, wake: () => void): () => void {
    const wakes = this.wakes.get(what) ?? new Set();
    this.wakes.set(what, wakes.add(wake));
    this.subscribe([what]);
    return () => void wakes.delete(wake);
  }

  hears(): boolean {
    return this.ears.status === 'ready';
  }

  note(): string | undefined {
    return this.awaySince === undefined ? undefined : 'the shared cache does not answer: each process counts callers by itself, and who was signed in before signs in again';
  }

  async close(): Promise<void> {
    for (const one of [this.calls, this.ears]) one.disconnect();
  }
}
