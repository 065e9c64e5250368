import type { Clock, CommitStore } from './types.js';

/** A process whose clock is further than this from its store's, in milliseconds, stamps what others would not believe. */
export const STORE_APART_MS_MAX = 2_000;
/** The store is asked so often, in milliseconds. */
const EVERY_MS = 30_000;

/** Holds this process's machine clock against the store's own, where that is another machine's. */
export class StoreClock {
  private askedAtMs = -Infinity;
  private apartMs = 0;

  constructor(
    private readonly store: Pick<CommitStore, 'clock'>,
    private readonly clock: Clock,
  ) {}

  /** Why this process is not ready, if its clock is too far off. A round trip is no difference: half of it is taken off. */
  async unreadyBecause(): Promise<string | undefined> {
    const began = this.clock.machine();
    if (this.store.clock && began - this.askedAtMs >= EVERY_MS) {
      const there = await this.store.clock();
      const ended = this.clock.machine();
      this.apartMs = (began + ended) / 2 - there;
      this.askedAtMs = ended;
    }
    const apart = Math.abs(this.apartMs);
    return apart > STORE_APART_MS_MAX ? `the clock is ${Math.round(apart / 1000)} s ${this.apartMs > 0 ? 'before' : 'behind'} the store’s` : undefined;
  }
}
