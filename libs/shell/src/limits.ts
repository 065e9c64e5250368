import { Problem } from './problems.js';
import type { Caller, RateLimit } from './types.js';

/** A request's body holds at most so many bytes. */
export const BODY_BYTES_MAX = 262_144;
/** A caller may make so many requests at once (`burst`), and so many a second over time. */
export type Rate = { readonly burst: number; readonly perSecond: number };
/** One person. */
export const PERSON_RATE: Rate = { burst: 400, perSecond: 200 };
/** One address: the console's own stands for everybody who uses it. */
export const ADDRESS_RATE: Rate = { burst: 2_000, perSecond: 1_000 };
/** So many callers are remembered; whoever called longest ago is forgotten first. */
const CALLERS_MAX = 10_000;

/** Counts in this process, a bucket of tokens for each caller, on machine time (milliseconds). */
export const rateLimitInProcess = (machine: () => number, rates: Readonly<Record<Caller, Rate>> = { person: PERSON_RATE, address: ADDRESS_RATE }): RateLimit => {
  const buckets = new Map<string, { readonly tokens: number; readonly atMs: number }>();
  return {
    take(caller, who) {
      const { burst, perSecond } = rates[caller];
      const key = `${caller} ${who}`;
      const nowMs = machine();
      const before = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
      // A clock that is set back takes nothing away: an hour of it would keep everybody out for an hour.
      const tokens = Math.min(burst, before.tokens + (Math.max(0, nowMs - before.atMs) / 1000) * perSecond);
      buckets.delete(key); // and set anew, so that the map's order is the order of the last calls
      if (buckets.size >= CALLERS_MAX) buckets.delete(buckets.keys().next().value as string);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
      return tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
    },
  };
};

/** Lets a caller's request through. @throws Problem 429 with Retry-After when there were too many. */
export const withinRate = async (rate: RateLimit, caller: Caller, who: string): Promise<void> => {
  const seconds = await rate.take(caller, who);
  if (seconds > 0) throw new Problem(429, 'too-many-requests', 'Too many requests', { detail: `Wait ${seconds} s.`, headers: { 'retry-after': String(seconds) } });
};
