import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoredCommit } from '../types.js';
import { inTransaction } from './database.js';

/**
 * Where a stream's commits and causes stand, by a hash of their names: a version of a stream, or version 0 for a cause. What it says is a hint, held against the commit itself.
 * `places_to` says up to which position every commit is in it.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS places (key INTEGER NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (key, version, position)) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS places_to (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL) STRICT;
INSERT INTO places_to VALUES (1, 0) ON CONFLICT DO NOTHING;`;

/** So many commits are kept in memory before they are put into the index. */
const FRESH_COMMITS_MAX = 8_192;
/** With each commit go so many older places: twice what it makes, so that the index keeps up. */
const CARRIED_PLACES = 4;
const CAUSE = 0;

/** What is looked up of a commit. */
type Names = Pick<StoredCommit, 'position' | 'stream' | 'version' | 'cause'>;
type Place = readonly [key: number, version: number, position: number];

const causeName = (stream: string, cause: string): string => `${stream}\n${cause}`;

/** A name as a whole number of 53 bits (cyrb53): evenly spread, so that places of one name lie together and those of many everywhere. Nothing rests on two names being told apart by it. */
const keyOf = (name: string): number => {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let n = 0; n < name.length; n++) {
    const code = name.charCodeAt(n);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
};

/** Commits that are not in the index yet. */
class Fresh {
  readonly streams = new Map<string, { readonly version: number; readonly position: number }[]>();
  readonly causes = new Map<string, number>();
  count = 0;

  add({ stream, version, cause, position }: Names): void {
    const known = this.streams.get(stream);
    if (known) known.push({ version, position });
    else this.streams.set(stream, [{ version, position }]);
    this.causes.set(causeName(stream, cause), position);
    this.count += 1;
  }

  holds({ stream, version, cause }: Names): boolean {
    const known = this.streams.get(stream);
    // Versions have no gap, so a version's place in the list is known: a stream may be thousands long.
    return known !== undefined && (known[version - (known[0]?.version ?? 0)] !== undefined || this.causes.has(causeName(stream, cause)));
  }

  /** Everything in the order of the index, so that neighbours go into one page. */
  places(): readonly Place[] {
    const places: Place[] = [];
    for (const [stream, commits] of this.streams) {
      const key = keyOf(stream);
      for (const { version, position } of commits) places.push([key, version, position]);
    }
    for (const [name, position] of this.causes) places.push([keyOf(name), CAUSE, position]);
    return places.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }
}

/**
 * Finds commits by stream, version and cause. An index that every commit went into at once would have to write a page or two for each, far apart, and more of them the longer the log is;
 * so new commits are kept in memory, and go into the index some thousands at a time, in its order, a few with every append.
 */
export class Places {
  private newer = new Fresh();
  /** What is on its way into the index: up to `to`, of which the first `done` are there. */
  private older: { readonly fresh: Fresh; readonly places: readonly Place[]; readonly to: number; done: number } | undefined;
  /** The last position that this process has seen. */
  private seen = 0;
  private indexed = 0;
  /** True while it is not known what became of what was noted. */
  private noted = false;
  private readonly statements: Record<'end' | 'to' | 'after' | 'put' | 'move' | 'taken' | 'stream' | 'cause', StatementSync>;

  constructor(private readonly db: DatabaseSync) {
    db.exec(SCHEMA);
    this.statements = {
      end: db.prepare('SELECT max(position) AS position FROM commits'),
      to: db.prepare('SELECT position FROM places_to'),
      after: db.prepare('SELECT position, stream, version, cause FROM commits WHERE position > ? ORDER BY position LIMIT ?'),
      put: db.prepare('INSERT INTO places VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
      move: db.prepare('UPDATE places_to SET position = max(position, ?)'),
      taken: db.prepare('SELECT c.stream, c.version, c.cause FROM places p JOIN commits c USING (position) WHERE p.key = ? AND p.version = ? UNION ALL SELECT c.stream, c.version, c.cause FROM places p JOIN commits c USING (position) WHERE p.key = ? AND p.version = 0'),
      stream: db.prepare('SELECT p.position FROM places p JOIN commits c USING (position) WHERE p.key = ? AND p.version > ? AND c.stream = ? AND c.version = p.version ORDER BY p.version'),
      cause: db.prepare('SELECT p.position FROM places p JOIN commits c USING (position) WHERE p.key = ? AND p.version = 0 AND c.stream = ? AND c.cause = ?'),
    };
    const end = this.end();
    this.indexed = this.indexedTo(end);
    while (end - this.indexed > 2 * FRESH_COMMITS_MAX) this.indexMany();
    this.reload(end);
  }

  /** Begins anew from what is stored: at open, and where what was noted of a write came to nothing. */
  private reload(end: number): void {
    this.indexed = this.indexedTo(end);
    this.newer = new Fresh();
    this.older = undefined;
    this.seen = this.indexed;
    this.readTo(end);
  }

  /** Up to where every commit is in the index. What it says of commits that were cut off would be taken for those that come in their places: it is made again. */
  private indexedTo(end: number): number {
    const { position } = this.statements.to.get() as { position: number };
    if (position <= end) return position;
    this.db.exec('DELETE FROM places; UPDATE places_to SET position = 0');
    return 0;
  }

  /** Some thousands at once: of a log that was written without an index, or by a process that ended in between. */
  private indexMany(): void {
    const fresh = new Fresh();
    const names = this.statements.after.all(this.indexed, FRESH_COMMITS_MAX) as Names[];
    for (const each of names) fresh.add(each);
    const to = names.at(-1)?.position ?? this.indexed;
    inTransaction(this.db, () => {
      for (const place of fresh.places()) this.statements.put.run(...place);
      this.statements.move.run(to);
    });
    this.indexed = to;
  }

  private end(): number {
    return (this.statements.end.get() as { position: number | null }).position ?? 0;
  }

  /** What was noted of a write is there, or came to nothing: then the places it would have had may be another process's by the time that anybody asks. */
  settle(outcome: 'written' | 'conflict'): void {
    if (this.noted && outcome !== 'written') this.seen = Number.POSITIVE_INFINITY;
    this.noted = false;
  }

  /** Takes note of what other processes wrote, and begins anew after a write that came to nothing; answers the last position of the log. */
  catchUp(): number {
    const end = this.end();
    if (this.seen > end) this.reload(end);
    else this.readTo(end);
    return end;
  }

  private readTo(end: number): void {
    while (this.seen < end) {
      const names = this.statements.after.all(this.seen, FRESH_COMMITS_MAX) as Names[];
      for (const each of names) this.newer.add(each);
      this.seen = names.at(-1)?.position ?? end;
    }
  }

  /** True when a version or a cause of its stream is there already. What was caught up with counts. */
  isTaken(commit: Names): boolean {
    if (this.newer.holds(commit) || this.older?.fresh.holds(commit)) return true;
    if (this.indexed === 0) return false;
    const { stream, version, cause } = commit;
    const found = this.statements.taken.all(keyOf(stream), version, keyOf(causeName(stream, cause))) as Pick<Names, 'stream' | 'version' | 'cause'>[];
    return found.some((each) => each.stream === stream && (each.version === version || each.cause === cause));
  }

  /** Notes a commit that is being written. */
  add(commit: Names): void {
    this.newer.add(commit);
    this.seen = commit.position;
    this.noted = true;
  }

  /** Within the transaction that writes some commits: puts a few older places into the index with them. */
  carry(commits: number): void {
    if (!this.older && this.newer.count >= FRESH_COMMITS_MAX) {
      this.older = { fresh: this.newer, places: this.newer.places(), to: this.seen, done: 0 };
      this.newer = new Fresh();
    }
    const { older } = this;
    if (!older) return;
    const until = Math.min(older.places.length, older.done + commits * CARRIED_PLACES);
    for (; older.done < until; older.done++) this.statements.put.run(...(older.places[older.done] as Place));
    if (older.done < older.places.length) return;
    this.statements.move.run(older.to);
    this.indexed = older.to;
    this.older = undefined;
  }

  /** The positions of a stream's commits after a version, in order. */
  ofStream(stream: string, afterVersion: number): readonly number[] {
    const fresh = [this.older?.fresh, this.newer].flatMap((each) => each?.streams.get(stream) ?? []).filter(({ version }) => version > afterVersion);
    // Versions have no gap: where the next one is fresh, so is every later one.
    if (this.indexed === 0 || fresh[0]?.version === afterVersion + 1) return fresh.map(({ position }) => position);
    const first = fresh[0]?.position ?? Number.POSITIVE_INFINITY;
    const old = (this.statements.stream.all(keyOf(stream), afterVersion, stream) as { position: number }[]).map(({ position }) => position).filter((position) => position < first);
    return [...old, ...fresh.map(({ position }) => position)];
  }

  /** The position of the commit that a cause made in a stream. */
  ofCause(stream: string, cause: string): number | undefined {
    const name = causeName(stream, cause);
    const fresh = this.newer.causes.get(name) ?? this.older?.fresh.causes.get(name);
    if (fresh !== undefined || this.indexed === 0) return fresh;
    return (this.statements.cause.get(keyOf(name), stream, cause) as { position: number } | undefined)?.position;
  }
}
