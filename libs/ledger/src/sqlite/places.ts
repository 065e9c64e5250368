import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bodyOf } from '../commit.js';
import type { StoredCommit } from '../types.js';
import { inTransaction } from './database.js';
import { PlaceTable } from './place-table.js';

/** What a process would else have to read the whole log for at its start: the keys of a run of commits, two each, and the hash of the run's last, by which it is known to be of this log. */
const SCHEMA = 'CREATE TABLE IF NOT EXISTS place_runs (upto INTEGER PRIMARY KEY, hash TEXT NOT NULL, keys BLOB NOT NULL) STRICT;';
/** A run holds at least so many commits. */
const RUN_COMMITS = 4_096;
const KEYS_A_COMMIT = 2;

/** What is looked up of a commit. */
type Names = Pick<StoredCommit, 'position' | 'stream' | 'version' | 'cause'>;

const VERSION = 1;
const CAUSE = 2;
const HIGH = 0xdeadbeef;
const LOW = 0x41c6ce57;

/** A stream with a version or a cause as a whole number of 53 bits (cyrb53), evenly spread. Nothing rests on two of them being told apart by it. */
const keyOf = (stream: string, kind: number, name: string): number => {
  let high = HIGH;
  let low = LOW;
  for (const text of [stream, name]) {
    for (let n = 0; n < text.length; n++) {
      const code = text.charCodeAt(n);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ kind, 2654435761);
    low = Math.imul(low ^ kind, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
};

const ofVersion = (stream: string, version: number): number => keyOf(stream, VERSION, String(version));
const ofCause = (stream: string, cause: string): number => keyOf(stream, CAUSE, cause);

/**
 * Finds commits by stream and version, and by stream and cause: in memory, some fifty bytes a commit. An index in the file would have a page or two written for each commit, far apart, and more
 * of them the longer the log is. What stands here is a hint, held against the commit itself; so what was noted of a write that came to nothing does no harm.
 */
export class Places {
  private table = new PlaceTable();
  /** The last position that this process has noted. */
  private seen = 0;
  /** Up to where runs are stored, and the keys of what came after. */
  private stored = 0;
  private fresh: number[] = [];
  private readonly statements: Record<'end' | 'runs' | 'storedTo' | 'hash' | 'after' | 'put' | 'at', StatementSync>;

  constructor(private readonly db: DatabaseSync) {
    db.exec(SCHEMA);
    this.statements = {
      end: db.prepare('SELECT max(position) AS position FROM commits'),
      runs: db.prepare('SELECT upto, keys FROM place_runs ORDER BY upto'),
      storedTo: db.prepare('SELECT upto, hash FROM place_runs ORDER BY upto DESC LIMIT 1'),
      hash: db.prepare('SELECT hash FROM commits WHERE position = ?'),
      after: db.prepare('SELECT position, stream, version, cause FROM commits WHERE position > ? ORDER BY position LIMIT ?'),
      put: db.prepare('INSERT INTO place_runs VALUES (?, ?, ?)'),
      at: db.prepare('SELECT position, stream, version, cause, hash, body FROM commits WHERE position = ?'),
    };
    this.begin();
    // Of a log that was written without runs, or by a process that ended before it stored one.
    while (this.seen < this.end()) {
      this.note(this.seen + RUN_COMMITS);
      if (this.seen - this.stored >= RUN_COMMITS) inTransaction(db, () => this.store());
    }
  }

  /** Begins anew from the runs that are stored, if they are this log's. */
  private begin(): void {
    const last = this.statements.storedTo.get() as { upto: number; hash: string } | undefined;
    if (last && (this.statements.hash.get(last.upto) as { hash: string } | undefined)?.hash !== last.hash) this.db.exec('DELETE FROM place_runs');
    this.table = new PlaceTable();
    this.fresh = [];
    this.seen = 0;
    for (const { upto, keys } of this.statements.runs.iterate() as unknown as Iterable<{ upto: number; keys: Uint8Array }>) {
      new Float64Array(keys.slice().buffer).forEach((key, n) => this.table.add(key, this.seen + 1 + Math.floor(n / KEYS_A_COMMIT)));
      this.seen = upto;
    }
    this.stored = this.seen;
  }

  private end(): number {
    return (this.statements.end.get() as { position: number | null }).position ?? 0;
  }

  /** Takes note of what other processes wrote, and begins anew where the log is shorter than it was; answers its last position. */
  catchUp(): number {
    const end = this.end();
    if (this.seen > end) this.begin();
    this.note(end);
    return end;
  }

  private note(to: number): void {
    while (this.seen < to) {
      const names = this.statements.after.all(this.seen, Math.min(RUN_COMMITS, to - this.seen)) as Names[];
      if (names.length === 0) return;
      for (const { position, stream, version, cause } of names) this.put([ofVersion(stream, version), ofCause(stream, cause)], position);
    }
  }

  private put(keys: readonly [version: number, cause: number], position: number): void {
    for (const key of keys) {
      this.table.add(key, position);
      this.fresh.push(key);
    }
    this.seen = position;
  }

  /** Forgets that anything was noted after a position: what was being written is not there. */
  backTo(position: number): void {
    if (this.stored > position) this.begin();
    if (this.seen <= position) return;
    this.fresh.length = Math.max(0, position - this.stored) * KEYS_A_COMMIT;
    this.seen = position;
  }

  /** Within the transaction that writes commits: stores a run, when there are enough for one. */
  store(): void {
    if (this.seen - this.stored < RUN_COMMITS) return;
    const { seen } = this;
    // Another process stored some of it, or what is stored is of a log that was cut off, and came back with a write that failed.
    if (this.storedTo() !== this.stored) {
      this.begin();
      this.note(seen);
      if (this.seen - this.stored < RUN_COMMITS) return;
    }
    this.statements.put.run(this.seen, (this.statements.hash.get(this.seen) as { hash: string }).hash, Buffer.from(new Float64Array(this.fresh).buffer));
    this.fresh = [];
    this.stored = this.seen;
  }

  private storedTo(): number {
    return (this.statements.storedTo.get() as { upto: number } | undefined)?.upto ?? 0;
  }

  /** Notes a commit that is being written, unless a version or a cause of its stream is there already: then false. What was caught up with counts. */
  take({ position, stream, version, cause }: Names): boolean {
    const keys = [ofVersion(stream, version), ofCause(stream, cause)] as const;
    // Only what stands before it: a hint that a write left which came to nothing may be of this very place.
    if (this.findVersion(keys[0], stream, version, position) ?? this.findCause(keys[1], stream, cause, position)) return false;
    this.put(keys, position);
    return true;
  }

  /** The commit of a version of a stream. @throws Corrupt */
  ofVersion(stream: string, version: number): StoredCommit | undefined {
    return this.findVersion(ofVersion(stream, version), stream, version);
  }

  /** The commit that a cause made in a stream. @throws Corrupt */
  ofCause(stream: string, cause: string): StoredCommit | undefined {
    return this.findCause(ofCause(stream, cause), stream, cause);
  }

  private findVersion(key: number, stream: string, version: number, before = Number.POSITIVE_INFINITY): StoredCommit | undefined {
    return this.find(key, (commit) => commit.position < before && commit.stream === stream && commit.version === version);
  }

  private findCause(key: number, stream: string, cause: string, before = Number.POSITIVE_INFINITY): StoredCommit | undefined {
    return this.find(key, (commit) => commit.position < before && commit.stream === stream && commit.cause === cause);
  }

  private find(key: number, isIt: (commit: StoredCommit) => boolean): StoredCommit | undefined {
    return this.table.find(key, (position) => {
      const commit = this.statements.at.get(position) as StoredCommit | undefined;
      if (!commit || isIt(commit)) return commit;
      // Another commit under the same key, or one whose columns were changed behind its back.
      bodyOf(commit);
      return undefined;
    });
  }
}
