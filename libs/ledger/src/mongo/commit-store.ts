import mongoose, { type Connection, type mongo } from 'mongoose';
import { bodyOf } from '../commit.js';
import { Unavailable } from '../errors.js';
import type { CommitStore, Note, StoredCommit, Tail } from '../types.js';
import { asking, isTaken } from './asking.js';

const { Binary } = mongoose.mongo;

type Row = { readonly _id: number; readonly stream: string; readonly version: number; readonly cause: string; readonly hash: string; readonly body: mongo.Binary };
/** A value as its JSON, since it must come back as it was. */
type NoteRow = { readonly _id: string; readonly revision: number; readonly value: string };

const commitOf = ({ _id, stream, version, cause, hash, body }: Row): StoredCommit => ({ position: _id, stream, version, cause, hash, body: body.value() });
const rowOf = ({ position, stream, version, cause, hash, body }: StoredCommit): Row => ({ _id: position, stream, version, cause, hash, body: new Binary(body) });

/** So many commits are asked for by their positions, then so many, before a range of them is: mostly there is none or one, and the server of development takes twice as long for sixteen as for four. */
const NEAR_COMMITS = [4, 16];

/** What makes versions and causes unique in a stream. */
export const INDEXES: readonly mongo.IndexDescription[] = [
  { key: { stream: 1, version: 1 }, unique: true },
  { key: { stream: 1, cause: 1 }, unique: true },
];

/**
 * The commit store on MongoDB: one document a commit, its position as `_id`. Nothing here needs more than one document to change at once. A batch goes out as one ordered insert: a rival that wrote first has
 * taken its first position, and one that comes in between takes the next, so what stands is always a beginning of the batch, and positions have no gap.
 */
export class MongoCommitStore implements CommitStore {
  private readonly commits: mongo.Collection<Row>;
  private readonly notesAt: mongo.Collection<NoteRow>;
  /** A position that is known to be there: nothing is ever taken away. */
  private known = 0;
  private closed = false;

  private constructor(
    private readonly connection: Connection,
    database: string,
    private readonly ends: () => Promise<void>,
  ) {
    const db = connection.getClient().db(database);
    this.commits = db.collection('commits');
    this.notesAt = db.collection('notes');
  }

  /** Opens a database's log, with its indexes. `ends`: what else ends with it. */
  static async open(connection: Connection, database: string, ends: () => Promise<void>): Promise<MongoCommitStore> {
    const store = new MongoCommitStore(connection, database, ends);
    await asking(() => store.commits.createIndexes([...INDEXES]));
    return store;
  }

  async tail(): Promise<Tail | undefined> {
    const near = await this.near(this.known, Number.POSITIVE_INFINITY);
    const [row] = near && near.length > 0 ? near.slice(-1) : await this.ask(() => this.commits.find().sort({ _id: -1 }).limit(1).toArray());
    if (!row) return undefined;
    this.known = Math.max(this.known, row._id);
    return { position: row._id, hash: row.hash, at: bodyOf(commitOf(row)).at };
  }

  async append(commits: readonly StoredCommit[]): Promise<'written' | 'conflict'> {
    const first = commits[0]?.position ?? 0;
    if (commits.some(({ position }, index) => position !== first + index)) throw new RangeError('Commits of one append follow one another without a gap.');
    if (holdsTwice(commits) || !(await this.isThere(first - 1))) return 'conflict';
    try {
      await this.ask(() => this.commits.insertMany(commits.map(rowOf), { ordered: true }));
    } catch (error) {
      if (isTaken(error)) return 'conflict';
      throw error;
    }
    this.known = first + commits.length - 1;
    return 'written';
  }

  private async isThere(position: number): Promise<boolean> {
    return position <= this.known || ((await this.tail())?.position ?? 0) >= position;
  }

  async readAfter(position: number, limit: number): Promise<readonly StoredCommit[]> {
    const near = await this.near(position + 1, limit);
    return (near ?? (await this.ask(() => this.commits.find({ _id: { $gt: position } }).sort({ _id: 1 }).limit(limit).toArray()))).map(commitOf);
  }

  /**
   * What is there from a position on at the end that is known, each asked for by its own position: whoever asks whether the log has grown meets none or a few, and the server of development,
   * which finds a document by its `_id` at once, looks for a range of them through the whole log. Undefined further back, where no end is known, where more are there, and where something is missing between
   * them: a range is asked for then, so that whoever verifies sees all that is there.
   */
  private async near(from: number, limit: number): Promise<readonly Row[] | undefined> {
    if (this.known === 0 || from < this.known) return undefined;
    for (const most of NEAR_COMMITS) {
      const positions = Array.from({ length: Math.min(limit, most) }, (_, n) => from + n);
      const rows = await this.ask(() => this.commits.find({ _id: { $in: positions } }).sort({ _id: 1 }).toArray());
      if (rows.some(({ _id }, n) => _id !== positions[n])) return undefined;
      if (rows.length < most) return rows;
    }
    return undefined;
  }

  async readStream(stream: string, afterVersion: number): Promise<readonly StoredCommit[]> {
    return (await this.ask(() => this.commits.find({ stream, version: { $gt: afterVersion } }).sort({ version: 1 }).toArray())).map(commitOf);
  }

  async byCause(stream: string, cause: string): Promise<StoredCommit | undefined> {
    const row = await this.ask(() => this.commits.findOne({ stream, cause }));
    return row ? commitOf(row) : undefined;
  }

  async note(key: string): Promise<Note | undefined> {
    const row = await this.ask(() => this.notesAt.findOne({ _id: key }));
    return row ? { revision: row.revision, value: JSON.parse(row.value) } : undefined;
  }

  async putNote(key: string, value: unknown, expected: number): Promise<boolean> {
    const text = JSON.stringify(value);
    if (expected > 0) return (await this.ask(() => this.notesAt.updateOne({ _id: key, revision: expected }, { $set: { value: text, revision: expected + 1 } }))).matchedCount === 1;
    try {
      await this.ask(() => this.notesAt.insertOne({ _id: key, revision: 1, value: text }));
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
  }

  async notes(): Promise<readonly (Note & { readonly key: string })[]> {
    const rows = await this.ask(() => this.notesAt.find().sort({ _id: 1 }).toArray());
    return rows.map(({ _id, revision, value }) => ({ key: _id, revision, value: JSON.parse(value) }));
  }

  /** The server's own clock, milliseconds since 1970. */
  async clock(): Promise<number> {
    const said = await this.ask(() => this.connection.getClient().db('admin').command({ hello: 1 }));
    return (said['localTime'] as Date).getTime();
  }

  private ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new Unavailable('The store is closed.');
    return asking(work);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.ends();
  }
}

/** A batch that is at odds with itself. */
const holdsTwice = (commits: readonly StoredCommit[]): boolean =>
  new Set(commits.flatMap(({ stream, version, cause }) => [`v ${version} ${stream}`, `c ${stream} ${cause.length} ${cause}`])).size < 2 * commits.length;
