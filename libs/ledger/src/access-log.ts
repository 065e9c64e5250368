import { type Actor, type Instant, later } from '@cpmp/kernel';
import { NO_HASH, stored } from './commit.js';
import type { Clock, CommitStore, Tail } from './types.js';

/** Reads without a seal and refused commands are durable within so many milliseconds. */
export const ACCESS_FLUSH_MS = 500;

/** Who read or tried what, and why. */
export type Access = { readonly actor: Actor | null; readonly what: string; readonly why: string; readonly code?: string };

/** The second log, `<service>-access`: chained like the first, so that who looked cannot be taken out either. */
export class AccessLog {
  private waiting: (Access & { readonly at: Instant })[] = [];
  private flushing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private tail: Tail | undefined;

  constructor(
    private readonly log: string,
    private readonly store: CommitStore,
    private readonly clock: Clock,
  ) {}

  /** Written within `ACCESS_FLUSH_MS`. */
  add(access: Access): void {
    this.waiting.push({ ...access, at: this.clock.now() });
    this.timer ??= setTimeout(() => void this.flush().catch(() => {}), ACCESS_FLUSH_MS).unref();
  }

  /** Durable when this resolves: before a seal is opened for a person. */
  addDurably(access: Access): Promise<void> {
    this.waiting.push({ ...access, at: this.clock.now() });
    return this.flush();
  }

  /** Writes what waits; calls that come together share one write. */
  flush(): Promise<void> {
    this.flushing = this.flushing.catch(() => {}).then(() => this.write());
    return this.flushing;
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const entries = this.waiting;
    if (entries.length === 0) return;
    this.waiting = [];
    try {
      await this.append(entries);
    } catch (error) {
      this.waiting = [...entries, ...this.waiting];
      throw error;
    }
  }

  private async append(entries: readonly (Access & { readonly at: Instant })[]): Promise<void> {
    for (;;) {
      this.tail ??= await this.store.tail();
      const position = (this.tail?.position ?? 0) + 1;
      const at = later(this.tail?.at ?? '', this.clock.now());
      const events = entries.map((entry) => ({ type: entry.code ? 'CommandRefused' : 'RecordRead', ...entry }));
      const commit = stored({ log: this.log, position, stream: `access-${position}`, version: 1, cause: 'access', at, actor: null, prev: this.tail?.hash ?? NO_HASH, events });
      if ((await this.store.append([commit])) === 'written') {
        this.tail = { position, hash: commit.hash, at };
        return;
      }
      this.tail = undefined; // another process wrote first: read its end and try again
    }
  }

  async close(): Promise<void> {
    await this.flush();
    await this.store.close();
  }
}
