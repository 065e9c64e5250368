import { Unavailable } from './errors.js';
import type { Clock, CommitStore } from './types.js';

/** A process whose clock is further than this from its store's, in milliseconds, stamps what others would not believe. */
export const STORE_APART_MS_MAX = 2_000;
/** The store is asked so often, in milliseconds, while nothing is amiss. */
const EVERY_MS = 30_000;

/** Holds this process's machine clock against the store's own, where that is another machine's. `elapsed`: milliseconds by what no setting of a clock moves. */
export class StoreClock {
  private askedAt: { readonly machineMs: number; readonly elapsedMs: number } | undefined;
  private apartMs = 0;

  constructor(
    private readonly store: Pick<CommitStore, 'clock'>,
    private readonly clock: Pick<Clock, 'machine'>,
    private readonly elapsed: () => number = () => performance.now(),
  ) {}

  /** Why nothing may be stamped by this process, if its clock is too far off. A round trip is no difference: half of it is taken off. */
  async unreadyBecause(): Promise<string | undefined> {
    if (this.store.clock && this.isDue()) {
      const began = this.clock.machine();
      const there = await this.store.clock();
      const ended = this.clock.machine();
      this.apartMs = (began + ended) / 2 - there;
      this.askedAt = { machineMs: ended, elapsedMs: this.elapsed() };
    }
    return this.isApart() ? `the clock is ${Math.round(Math.abs(this.apartMs) / 1000)} s ${this.apartMs > 0 ? 'before' : 'behind'} the store’s` : undefined;
  }

  /** A commit must not be stamped by a clock that is off, since nothing takes it back and every later one would be at least as late. @throws Unavailable */
  async mayStamp(): Promise<void> {
    const why = await this.unreadyBecause();
    if (why) throw new Unavailable(`Nothing is stamped: ${why}.`);
  }

  /** After a while; at once when the clock was set since, and for as long as it was found to be off. */
  private isDue(): boolean {
    if (!this.askedAt) return true;
    const elapsedMs = this.elapsed() - this.askedAt.elapsedMs;
    const setMs = this.clock.machine() - this.askedAt.machineMs - elapsedMs;
    return elapsedMs >= EVERY_MS || Math.abs(this.apartMs + setMs) > STORE_APART_MS_MAX || this.isApart();
  }

  private isApart(): boolean {
    return Math.abs(this.apartMs) > STORE_APART_MS_MAX;
  }
}
