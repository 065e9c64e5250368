import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import { ADDRESS_RATE, PERSON_RATE, type Rate, rateLimitInProcess } from '../limits.js';
import type { Caller, RateLimit } from '../types.js';
import type { Cache } from './cache.js';

/** An answer that takes longer is not waited for, in milliseconds: this process counts by itself then. */
const ANSWER_MS = 200;
const RECONNECT_MS_MAX = 2_000;
const CHANNEL = 'cpmp:grown:';

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
local tokens = math.min(burst, (tonumber(kept[1]) or burst) + (now - (tonumber(kept[2]) or now)) / 1000 * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.max(1, math.ceil((1 - tokens) / rate)) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return wait`;

/** The cache on Redis. While it is away each process counts by itself and tells its own news, and health says so; it comes back by itself. */
export const redisCache = (options: RedisCacheOptions): Cache => new RedisCache(options);

class RedisCache implements Cache {
  readonly rate: RateLimit;
  private readonly calls: Redis;
  private readonly ears: Redis;
  private readonly wakes = new Map<string, Set<() => void>>();
  private away = false;

  constructor({ url, key, tls, username, password, machine, rates = { person: PERSON_RATE, address: ADDRESS_RATE } }: RedisCacheOptions) {
    const settings: RedisOptions = {
      enableOfflineQueue: false, maxRetriesPerRequest: 0, connectTimeout: RECONNECT_MS_MAX, retryStrategy: (times) => Math.min(times * 100, RECONNECT_MS_MAX),
      ...(tls ? { tls: { ca: readFileSync(tls.caFile) } } : {}),
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
    };
    this.calls = new Redis(url, { ...settings, commandTimeout: ANSWER_MS });
    this.ears = new Redis(url, { ...settings, autoResubscribe: true });
    for (const one of [this.calls, this.ears]) one.on('error', () => void (this.away = true));
    this.calls.on('ready', () => void (this.away = false));
    this.ears.on('ready', () => this.subscribe([...this.wakes.keys()]));
    this.ears.on('message', (channel: string) => {
      for (const wake of this.wakes.get(channel.slice(CHANNEL.length)) ?? []) wake();
    });
    const own = rateLimitInProcess(machine, rates);
    const nameOf = (who: string): string => createHmac('sha256', key).update(who).digest('base64url');
    this.rate = {
      take: async (caller, who) => {
        const { burst, perSecond } = rates[caller];
        try {
          const wait = Number(await this.calls.eval(TAKE, 1, `cpmp:rate:${caller}:${nameOf(who)}`, burst, perSecond));
          this.away = false;
          return wait;
        } catch {
          this.away = true;
          return own.take(caller, who);
        }
      },
    };
  }

  private subscribe(services: readonly string[]): void {
    if (services.length > 0 && this.ears.status === 'ready') this.ears.subscribe(...services.map((service) => CHANNEL + service)).catch(() => {});
  }

  say(service: string): void {
    if (this.calls.status === 'ready') this.calls.publish(CHANNEL + service, '').catch(() => {});
  }

  hear(service: string, wake: () => void): () => void {
    const wakes = this.wakes.get(service) ?? new Set();
    this.wakes.set(service, wakes.add(wake));
    this.subscribe([service]);
    return () => void wakes.delete(wake);
  }

  note(): string | undefined {
    return this.away ? 'the shared cache does not answer: each process counts callers by itself' : undefined;
  }

  async close(): Promise<void> {
    for (const one of [this.calls, this.ears]) one.disconnect();
  }
}
