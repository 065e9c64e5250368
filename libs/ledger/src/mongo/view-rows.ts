import { type Model, Schema } from 'mongoose';
import type { Change, View } from '../types.js';
import { isTaken, unlessTaken } from './asking.js';
import { foundBy, indexesOf, THERE, type ViewRow } from './filter.js';

/** Rows that go out in one request: a slow server, too, answers before its answer is taken for lost. */
const ROWS_A_WRITE = 50;

/** Changes that are larger together are noted in several documents, each below the largest that the server takes, in characters. */
const NOTED_CHARS_MAX = 3_000_000;

type Rows = Model<ViewRow>['collection'];
type Ask = <T>(work: () => Promise<T>) => Promise<T>;

/** The schema of a view's rows, with the indexes that the view declares. */
export const schemaOf = (view: View, collection: string): Schema => {
  const schema = new Schema({ _id: String, at: Number, doc: String }, { strict: false, strictQuery: false, versionKey: false, autoIndex: false, autoCreate: false, bufferCommands: false, collection, minimize: false });
  for (const fields of indexesOf(view)) schema.index(fields, { partialFilterExpression: THERE });
  return schema;
};

/** The documents that rows hold, by key: a stone holds none. */
export const docsIn = (rows: readonly ViewRow[]): ReadonlyMap<string, object> => new Map(rows.flatMap(({ _id, doc }) => (doc === undefined ? [] : [[_id, JSON.parse(doc) as object]])));

/** The row of a changed document, made at a position; of one that is gone, a stone. */
export const rowOf = (view: View, at: number, { key, doc }: Change): ViewRow =>
  (doc === undefined ? { _id: key, at, goneAt: new Date() } : { _id: key, at, doc: JSON.stringify(doc), ...foundBy(view, doc) });

/** Rows by the documents that they are noted in. */
export const notesOf = (rows: readonly ViewRow[]): readonly (readonly ViewRow[])[] => {
  const notes: ViewRow[][] = [[]];
  let chars = 0;
  for (const row of rows) {
    const size = row.doc?.length ?? 0;
    if (chars > 0 && chars + size > NOTED_CHARS_MAX) {
      notes.push([]);
      chars = 0;
    }
    notes.at(-1)?.push(row);
    chars += size;
  }
  return notes;
};

/** Writes rows where nothing as new is there already. New ones, `fresh`, go in together, which costs a server a fraction of one by one. @throws Unavailable */
export const writeRows = async (to: Rows, rows: readonly ViewRow[], fresh: ReadonlySet<string>, ask: Ask): Promise<void> => {
  for (const some of slicesOf(rows.filter(({ _id }) => fresh.has(_id)))) {
    const taken = await ask(() => to.insertMany([...some] as never, { ordered: false }).then(() => false, isTakenOr));
    if (taken) await put(to, some, ask); // a stone lies there, or whoever found the note was faster
  }
  for (const some of slicesOf(rows.filter(({ _id }) => !fresh.has(_id)))) await put(to, some, ask);
};

const put = async (to: Rows, rows: readonly ViewRow[], ask: Ask): Promise<void> => {
  const writes = rows.map((row) => ({ replaceOne: { filter: { _id: row._id, at: { $lt: row.at } }, replacement: row, upsert: true } }));
  // A row that is as new or newer is there already: the upsert then meets its key.
  await ask(() => to.bulkWrite(writes as never, { ordered: false }).catch(unlessTaken));
};

/** True: some key was taken. */
const isTakenOr = (error: unknown): true => {
  if (!isTaken(error)) throw error;
  return true;
};

const slicesOf = (rows: readonly ViewRow[]): readonly (readonly ViewRow[])[] => Array.from({ length: Math.ceil(rows.length / ROWS_A_WRITE) }, (_, n) => rows.slice(n * ROWS_A_WRITE, (n + 1) * ROWS_A_WRITE));
