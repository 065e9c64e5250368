import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bodyOf } from '../commit.js';
import type { CommitStore, Note, StoredCommit, Tail } from '../types.js';
import type { WalkedCommit } from '../verify.js';
import { asking, inOneRead, inTransaction } from './database.js';
import { Places } from './places.js';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS commits (
  position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, cause TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT;`;

type Row = { position: number; stream: string; version: number; cause: string; hash: string; body: Uint8Array };
const COLUMNS = 'position, stream, version, cause, hash, body';
/** So many rows go in by one statement where there are as many: each statement costs more than a row does. */
const ROWS_AT_ONCE = 16;
const insertOf = (rows: number): string => `INSERT INTO commits (${COLUMNS}) VALUES ${Array<string>(rows).fill('(?, ?, ?, ?, ?, ?)').join(', ')}`;
const ALL_NOTES = 'SELECT key, revision, value FROM notes ORDER BY key';
const AFTER = `SELECT ${COLUMNS} FROM commits WHERE position > ? ORDER BY position LIMIT ?`;

type KeyedNote = Note & { readonly key: string };
const noteOf = ({ key, revision, value }: Record<string, unknown>): KeyedNote => ({ key: key as string, revision: revision as number, value: JSON.parse(value as string) });

/** Ends a transaction in which a version or a cause turned out to be there. */
const TAKEN = new Error('A version or a cause is taken.');

/** The commit store on SQLite: one row a commit, its body as bytes, at the end of one table. Versions and causes are unique by `Places`, within the transaction that writes. */
export class SqliteCommitStore implements CommitStore {
  private readonly statements: Record<'tail' | 'insert' | 'insertMany' | 'after' | 'note' | 'notes' | 'makeNote' | 'moveNote', StatementSync>;
  private readonly places: Places;

  constructor(private readonly db: DatabaseSync) {
    db.exec(SCHEMA);
    this.places = new Places(db);
    this.statements = {
      tail: db.prepare(`SELECT ${COLUMNS} FROM commits ORDER BY position DESC LIMIT 1`),
      insert: db.prepare(insertOf(1)),
      insertMany: db.prepare(insertOf(ROWS_AT_ONCE)),
      after: db.prepare(AFTER),
      note: db.prepare('SELECT revision, value FROM notes WHERE key = ?'),
      notes: db.prepare(ALL_NOTES),
      makeNote: db.prepare('INSERT INTO notes (key, revision, value) VALUES (?, 1, ?) ON CONFLICT DO NOTHING'),
      moveNote: db.prepare('UPDATE notes SET revision = revision + 1, value = ? WHERE key = ? AND revision = ?'),
    };
  }

  async tail(): Promise<Tail | undefined> {
    const row = asking(() => this.statements.tail.get()) as Row | undefined;
    return row && { position: row.position, hash: row.hash, at: bodyOf(row).at };
  }

  async append(commits: readonly StoredCommit[]): Promise<'written' | 'conflict'> {
    const first = commits[0]?.position ?? 0;
    if (commits.some(({ position }, index) => position !== first + index)) throw new RangeError('Commits of one append follow one another without a gap.');
    try {
      return asking(() => inTransaction(this.db, () => this.insert(commits, first)));
    } catch (error) {
      this.places.backTo(first - 1);
      if (error === TAKEN) return 'conflict';
      throw error;
    }
  }

  private insert(commits: readonly StoredCommit[], first: number): 'written' | 'conflict' {
    const { places, statements } = this;
    if (first !== places.catchUp() + 1) return 'conflict';
    for (let from = 0, rows = 0; from < commits.length; from += rows) {
      rows = commits.length - from < ROWS_AT_ONCE ? 1 : ROWS_AT_ONCE;
      const values = commits.slice(from, from + rows).flatMap(({ position, stream, version, cause, hash, body }) => [position, stream, version, cause, hash, body]);
      (rows === 1 ? statements.insert : statements.insertMany).run(...values);
    }
    // After the rows, since what is noted is held against them: so a version that is there twice in what is written shows too.
    for (const commit of commits) if (!places.take(commit)) throw TAKEN;
    places.store();
    return 'written';
  }

  async readAfter(position: number, limit: number): Promise<readonly StoredCommit[]> {
    return asking(() => this.statements.after.all(position, limit)) as Row[];
  }

  async readStream(stream: string, afterVersion: number): Promise<readonly StoredCommit[]> {
    return asking(() => {
      // Before, and not within: what it takes back of a log that became shorter stays taken back, whatever the read comes to.
      this.places.catchUp();
      return inOneRead(this.db, () => this.versionsAfter(stream, afterVersion));
    });
  }

  private versionsAfter(stream: string, afterVersion: number): readonly StoredCommit[] {
    const rows: StoredCommit[] = [];
    for (let version = afterVersion + 1; ; version++) {
      const row = this.places.ofVersion(stream, version);
      if (!row) return rows;
      rows.push(row);
    }
  }

  async byCause(stream: string, cause: string): Promise<StoredCommit | undefined> {
    return asking(() => {
      this.places.catchUp();
      return this.places.ofCause(stream, cause);
    });
  }

  async note(key: string): Promise<Note | undefined> {
    const row = asking(() => this.statements.note.get(key)) as { revision: number; value: string } | undefined;
    return row && { revision: row.revision, value: JSON.parse(row.value) };
  }

  async putNote(key: string, value: unknown, expected: number): Promise<boolean> {
    const text = JSON.stringify(value);
    const { changes } = asking(() => (expected === 0 ? this.statements.makeNote.run(key, text) : this.statements.moveNote.run(text, key, expected)));
    return Number(changes) === 1;
  }

  async notes(): Promise<readonly KeyedNote[]> {
    return asking(() => this.statements.notes.all()).map(noteOf);
  }

  async close(): Promise<void> {
    if (this.db.isOpen) this.db.close();
  }
}

/**
 * A log's commits in order, all that a verifier may see, and its notes for a backup. Every row is among them, whatever stands in its columns.
 * Bodies come as text where each character is one byte, since that costs a fifth of what bytes do; else as the bytes they are.
 */
export class SqliteLogReader {
  private readonly after: StatementSync;
  private readonly bytes: StatementSync;

  constructor(private readonly db: DatabaseSync) {
    this.after = db.prepare('SELECT position, stream, version, cause, hash, octet_length(body), CAST(body AS TEXT) FROM commits WHERE position > ? ORDER BY position LIMIT ?');
    this.after.setReturnArrays(true);
    this.bytes = db.prepare('SELECT body FROM commits WHERE position = ?');
  }

  async readAfter(position: number, limit: number): Promise<readonly WalkedCommit[]> {
    return (this.after.all(position, limit) as unknown as LogRow[]).map((row) => ({
      position: row[0], stream: row[1], version: row[2], cause: row[3], hash: row[4],
      // What is no UTF-8 was read as U+FFFD, and several bytes as one character: then only the bytes say what is there.
      body: row[6]?.length === row[5] && !row[6].includes('\uFFFD') ? row[6] : (this.bytes.get(row[0])?.body as Uint8Array),
    }));
  }

  /** The log's notes, for a backup. */
  async notes(): Promise<readonly KeyedNote[]> {
    return this.db.prepare(ALL_NOTES).all().map(noteOf);
  }

  async close(): Promise<void> {
    this.db.close();
  }
}

type LogRow = [position: number, stream: string, version: number, cause: string, hash: string, octets: number, text: string | null];
