import type { z } from 'zod';
import type { Cache } from '../cache/cache.js';
import type { RedisCacheOptions } from '../cache/redis-cache.js';
import type { cacheSettings } from './settings.js';

type CacheSettings = z.output<z.ZodObject<typeof cacheSettings>>;

/** The shared cache that a process's settings name. `key`: by which callers and sessions are named in it. */
export const cacheOptions = (settings: CacheSettings, key: Uint8Array): RedisCacheOptions => ({
  url: settings.REDIS_URL, key, machine: () => Date.now(),
  ...(settings.REDIS_CA_FILE === undefined ? {} : { tls: { caFile: settings.REDIS_CA_FILE } }),
  ...(settings.REDIS_USERNAME ? { username: settings.REDIS_USERNAME } : {}),
  ...(settings.REDIS_PASSWORD ? { password: settings.REDIS_PASSWORD } : {}),
});

/** Opens it, and loads its driver only then: a platform in one process has none. */
export const openCache = async (settings: CacheSettings, key: Uint8Array): Promise<Cache> => (await import('../cache/redis-cache.js')).redisCache(cacheOptions(settings, key));
