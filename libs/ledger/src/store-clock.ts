import { Unavailable } from './errors.js';
import type { Clock, CommitStore } from './types.js';

/** A process whose clock is further than this from its store's, in milliseconds, stamps what others would not believe. */
export const STORE_APART_MS_MAX = 2_000;
/** An answer that took longer says too little: it was true at some instant in between. In milliseconds. */
const ANSWER_MS_MAX = STORE_APART_MS_MAX / 2;
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
      const [began, beganElapsed] = [this.clock.machine(), this.elapsed()];
      const there = await this.store.clock();
      const [ended, endedElapsed] = [this.clock.machine(), this.elapsed()];
      // On a machine that is too busy every answer is slow: what was known before, carried on, says more, and a process whose clock is right stays ready.
      if (this.askedAt && endedElapsed - beganElapsed > ANSWER_MS_MAX) return this.because(this.apartMs + this.setMs(this.askedAt));
      this.apartMs = (began + ended) / 2 - there;
      this.askedAt = { machineMs: ended, elapsedMs: endedElapsed };
    }
    return this.because(this.apartMs);
  }

  private because(apartMs: number): string | undefined {
    return isApart(apartMs) ? `the clock is ${Math.round(Math.abs(apartMs) / 1000)} s ${apartMs > 0 ? 'before' : 'behind'} the store’s` : undefined;
  }

  /** A commit must not be stamped by a clock that is off, since nothing takes it back and every later one would be at least as late. @throws Unavailable */
  async mayStamp(): Promise<void> {
    const why = await this.unreadyBecause();
    if (why) throw new Unavailable(`Nothing is stamped: ${why}.`);
  }

  /** After a while; at once when the clock was set since, and for as long as it was found to be off. */
  private isDue(): boolean {
    if (!this.askedAt) return true;
    return this.elapsed() - this.askedAt.elapsedMs >= EVERY_MS || isApart(this.apartMs + this.setMs(this.askedAt)) || isApart(this.apartMs);
  }

  /** By how much the clock was set since then. */
  private setMs({ machineMs, elapsedMs }: { readonly machineMs: number; readonly elapsedMs: number }): number {
    return this.clock.machine() - machineMs - (this.elapsed() - elapsedMs);
  }
}

const isApart = (apartMs: number): boolean => Math.abs(apartMs) > STORE_APART_MS_MAX;
