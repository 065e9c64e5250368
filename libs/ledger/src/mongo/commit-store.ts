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

/** What makes versions and causes unique in a stream. */
export const INDEXES: readonly mongo.IndexDescription[] = [
  { key: { stream: 1, version: 1 }, unique: true },
  { key: { stream: 1, cause: 1 }, unique: true },
];

/** What the server of development (libs/tooling/engines) finds a range of positions by: without it, it reads the whole log. A MongoDB needs none, and pays for each. */
const OF_DEVELOPMENT: mongo.IndexDescription = { key: { _id: 1, version: 1 } };
/** So many commits are looked for behind one that is known, before the end is looked for by itself. */
const NEAR_COMMITS = 16;

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
    const { secantusVersion } = await asking(() => connection.getClient().db(database).command({ buildInfo: 1 }));
    await asking(() => store.commits.createIndexes(secantusVersion === undefined ? [...INDEXES] : [...INDEXES, OF_DEVELOPMENT]));
    return store;
  }

  async tail(): Promise<Tail | undefined> {
    const near = this.known > 0 ? await this.ask(() => this.commits.find({ _id: { $gte: this.known } }).sort({ _id: 1 }).limit(NEAR_COMMITS).toArray()) : [];
    const [row] = near.length > 0 && near.length < NEAR_COMMITS ? near.slice(-1) : await this.ask(() => this.commits.find().sort({ _id: -1 }).limit(1).toArray());
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
    return (await this.ask(() => this.commits.find({ _id: { $gt: position } }).sort({ _id: 1 }).limit(limit).toArray())).map(commitOf);
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
