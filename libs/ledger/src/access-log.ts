import { type Actor, type Instant, later } from '@cpmp/kernel';
import { bodyOf, NO_HASH, stored } from './commit.js';
import type { Clock, CommitStore, StoredCommit, Tail } from './types.js';

/** Reads without a seal and refused commands are durable within so many milliseconds. */
export const ACCESS_FLUSH_MS = 500;

/** So many entries a commit: what waited while a store was away must fit into a document of it (16 MB on MongoDB), or none of it would ever be written. */
export const ENTRIES_MAX = 1000;

/** Who read or tried what, and why. */
export type Access = { readonly actor: Actor | null; readonly what: string; readonly why: string; readonly code?: string };

/** An access as it waits to be written. */
type Entry = Access & { readonly at: Instant };

const wellFormed = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/** The second log, `<service>-access`: chained like the first, so that who looked cannot be taken out either. */
export class AccessLog {
  private waiting: Entry[] = [];
  /** What is being written. Where the answer was lost its commit may stand: it is sent again as it was, and recognised by its hash. */
  private begun: { readonly entries: readonly Entry[]; readonly commit?: StoredCommit } | undefined;
  private flushing: Promise<void> = Promise.resolve();
  /** The write that has not begun, if one is to come. */
  private next: Promise<void> | undefined;
  /** The turn in which something was written, until it ends. */
  private turn: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private tail: Tail | undefined;
  /** True while entries wait that could not be written. */
  failing = false;

  constructor(
    private readonly log: string,
    private readonly store: CommitStore,
    private readonly clock: Clock,
  ) {}

  /** Written within `ACCESS_FLUSH_MS`. */
  add(access: Access): void {
    this.waiting.push(this.entry(access));
    this.flushSoon();
  }

  private flushSoon(): void {
    this.timer ??= setTimeout(() => void this.flush().catch(() => {}), ACCESS_FLUSH_MS).unref();
  }

  /** What was asked for may hold text that has no canonical form; that it was asked for is written all the same. */
  private entry({ what, why, ...access }: Access): Entry {
    return { ...access, what: wellFormed(what), why: wellFormed(why), at: this.clock.now() };
  }

  /** Durable when this resolves: before a seal is opened for a person. */
  addDurably(access: Access): Promise<void> {
    this.waiting.push(this.entry(access));
    return this.flush();
  }

  /** Writes what waits, and no more than once a turn: calls that come together share a write, else each would wait for the disk alone. */
  flush(): Promise<void> {
    this.next ??= this.flushing.catch(() => {}).then(() => this.turn).then(() => {
      this.next = undefined;
      this.turn = new Promise((ended) => setImmediate(() => ended((this.turn = undefined))));
      return this.write();
    });
    this.flushing = this.next;
    return this.next;
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      if (this.begun) await this.append(this.begun);
      for (let left = this.waiting.length; left > 0; left -= ENTRIES_MAX) await this.append((this.begun = { entries: this.waiting.splice(0, ENTRIES_MAX) }));
      this.failing = false;
    } catch (error) {
      this.failing = true;
      this.flushSoon();
      throw error;
    }
  }

  private async append({ entries, commit: sent }: { readonly entries: readonly Entry[]; readonly commit?: StoredCommit }): Promise<void> {
    for (let commit = sent; ; commit = undefined) {
      commit ??= await this.commitOf(entries);
      this.begun = { entries, commit };
      if ((await this.store.append([commit])) === 'written' || (await this.stands(commit))) {
        this.tail = { position: commit.position, hash: commit.hash, at: bodyOf(commit).at };
        this.begun = undefined;
        return;
      }
      this.tail = undefined; // another process wrote first: read its end and try again
    }
  }

  private async commitOf(entries: readonly Entry[]): Promise<StoredCommit> {
    this.tail ??= await this.store.tail();
    const position = (this.tail?.position ?? 0) + 1;
    const at = later(this.tail?.at ?? '', this.clock.now());
    const events = entries.map((entry) => ({ type: entry.code ? 'CommandRefused' : 'RecordRead', ...entry }));
    return stored({ log: this.log, position, stream: `access-${position}`, version: 1, cause: 'access', at, actor: null, prev: this.tail?.hash ?? NO_HASH, events });
  }

  private async stands({ position, hash }: StoredCommit): Promise<boolean> {
    return (await this.store.readAfter(position - 1, 1))[0]?.hash === hash;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      clearTimeout(this.timer);
      await this.store.close();
    }
  }
}
