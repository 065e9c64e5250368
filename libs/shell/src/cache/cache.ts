import { rateLimitInProcess } from '../limits.js';
import type { RateLimit } from '../types.js';

/** What the processes of a platform share, and can do without: how often somebody called, and that a log has grown. Embedded it is one process's own; distributed it is Redis. */
export interface Cache {
  readonly rate: RateLimit;
  /** Tells other processes that a service's log has grown. Nobody waits for it, and it may be lost. */
  say(service: string): void;
  /** Wakes whoever tells a service's news when another process said that its log has grown; answers what ends it. */
  hear(service: string, wake: () => void): () => void;
  /** Why it is away, for health: the platform decides without it. */
  note(): string | undefined;
  close(): Promise<void>;
}

/** The cache of a platform in one process: nobody else says anything. */
export const cacheInProcess = (machine: () => number): Cache => ({
  rate: rateLimitInProcess(machine),
  say: () => {},
  hear: () => () => {},
  note: () => undefined,
  close: async () => {},
});
