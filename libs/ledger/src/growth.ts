import type { Others } from './types.js';

/** Whoever may have missed something looks so often all the same, in milliseconds: a word can be lost, and a process that wrote can have died before it said so. */
export const LOOK_MS = 5_000;
/** The same while nobody hears of the other processes. */
export const LOOK_UNHEARD_MS = 500;

/** Nobody else writes: one process holds the log, or says so by itself. */
const NOBODY: Others = { hear: () => () => {}, hears: () => true };

/**
 * That a log may have grown: this process's commit is durable, another process says that it wrote, or it is time to look. Who goes by this asks the store when there is something to find, and hardly ever
 * otherwise, so that a platform at rest rests.
 */
export class Growth {
  private readonly listeners = new Set<() => void>();
  private readonly stopHearing: () => void;
  private readonly timer: NodeJS.Timeout;
  private quietMs = 0;

  constructor(private readonly others: Others = NOBODY) {
    this.stopHearing = others.hear(() => this.tell());
    this.timer = setInterval(() => this.beat(), LOOK_UNHEARD_MS).unref();
  }

  on(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  tell(): void {
    this.quietMs = 0;
    for (const listener of this.listeners) listener();
  }

  private beat(): void {
    this.quietMs += LOOK_UNHEARD_MS;
    if (this.quietMs >= LOOK_MS || !this.others.hears()) this.tell();
  }

  close(): void {
    this.stopHearing();
    clearInterval(this.timer);
    this.listeners.clear();
  }
}
