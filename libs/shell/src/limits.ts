import { Problem } from './problems.js';
import type { RateLimit } from './types.js';

/** A request's body holds at most so many bytes. */
export const BODY_BYTES_MAX = 262_144;
/** A caller, known by person or by address, may make so many requests at once … */
export const BURST_REQUESTS_MAX = 400;
/** … and so many a second over time. */
export const REQUESTS_A_SECOND_MAX = 200;
/** So many callers are remembered; whoever called longest ago is forgotten first. */
const CALLERS_MAX = 10_000;

/** How many requests a caller may make. */
export type Rate = { readonly burst: number; readonly perSecond: number };

/** Counts in this process, a bucket of tokens for each caller, on machine time (milliseconds). */
export const rateLimitInProcess = (machine: () => number, { burst, perSecond }: Rate = { burst: BURST_REQUESTS_MAX, perSecond: REQUESTS_A_SECOND_MAX }): RateLimit => {
  const buckets = new Map<string, { readonly tokens: number; readonly atMs: number }>();
  return {
    take(caller) {
      const nowMs = machine();
      const before = buckets.get(caller) ?? { tokens: burst, atMs: nowMs };
      const tokens = Math.min(burst, before.tokens + ((nowMs - before.atMs) / 1000) * perSecond);
      buckets.delete(caller); // and set anew, so that the map's order is the order of the last calls
      if (buckets.size >= CALLERS_MAX) buckets.delete(buckets.keys().next().value as string);
      buckets.set(caller, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
      return tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
    },
  };
};

/** Lets a caller's request through. @throws Problem 429 with Retry-After when there were too many. */
export const withinRate = async (rate: RateLimit, caller: string): Promise<void> => {
  const seconds = await rate.take(caller);
  if (seconds > 0) throw new Problem(429, 'too-many-requests', 'Too many requests', { detail: `Wait ${seconds} s.`, headers: { 'retry-after': String(seconds) } });
};
