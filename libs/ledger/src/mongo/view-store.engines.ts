import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Change, View } from '../types.js';
import { connect } from './connect.js';
import type { ViewRow } from './filter.js';
import { MongoViewStore } from './view-store.js';

const view: View = { name: 'totals', version: 1, from: 'log', key: () => undefined, indexes: ['total'], on: {} };
const database = `cpmp-spec-${randomUUID().slice(0, 8)}`;
const put = (key: string, doc: object | undefined): Change => ({ key, doc });
const LARGE_CHARS = 2_000_000;

let connection: Connection;
const opened: Connection[] = [];
let store: MongoViewStore;

/** The store as a process has it: models belong to a connection. */
const another = async (): Promise<MongoViewStore> => {
  connection = await connect({ uri: process.env['MONGODB_URI'] ?? '' });
  opened.push(connection);
  return new MongoViewStore(connection, database);
};
/** The same in a process that knows where the view stands, and dies before it makes what it notes. */
const dying = async (): Promise<MongoViewStore> => {
  const other = await another();
  await other.checkpoint(view);
  Reflect.set(other, 'make', async () => {
    throw new Error('it died');
  });
  return other;
};
const collectionNow = async (): Promise<string> => (await connection.getClient().db(database).collection<{ readonly _id: string; readonly collection: string }>('views').findOne({ _id: 'totals@1' }))?.collection ?? '';
const rows = async () => connection.getClient().db(database).collection<ViewRow>(await collectionNow());

beforeEach(async () => {
  store = await another();
  await store.prepare(view);
  await store.fold([{ view, from: 0, to: 1, changes: [put('a', { total: 1 }), put('b', { total: 1 })] }]);
});
afterEach(async () => {
  await connection.getClient().db(database).dropDatabase();
  for (const each of opened.splice(0)) await each.close();
});

describe('a view store on MongoDB whose processes die or stand still', () => {
  it('given one that died before it could make what it had noted, then whoever asks next makes it whole, and nothing else is folded in between', async () => {
    await expect((await dying()).fold([{ view, from: 1, to: 2, changes: [put('a', { total: 2 }), put('b', undefined)] }])).rejects.toThrow('it died');
    expect(await store.fold([{ view, from: 1, to: 9, changes: [put('a', { total: 9 })] }])).toBe(false);
    expect(await store.checkpoint(view)).toBe(2);
    expect(await store.query(view, {})).toEqual({ docs: [{ total: 2 }] });
  });

  it('given one that made what it had noted and goes on from there, when another looks where the view stands, or folds in between, then either goes on from what the other made, and nothing is folded twice', async () => {
    const other = await another();
    expect(await store.fold([{ view, from: 1, to: 2, changes: [put('a', { total: 2 })] }])).toBe(true);
    expect([await store.checkpoint(view), await other.checkpoint(view)]).toEqual([2, 2]);
    expect(await store.fold([{ view, from: 2, to: 3, changes: [put('a', { total: 3 })] }])).toBe(false);
    expect(await store.checkpoint(view)).toBe(2);
    expect(await store.fold([{ view, from: 2, to: 3, changes: [put('a', { total: 3 })] }])).toBe(true);
    expect(await other.fold([{ view, from: 2, to: 3, changes: [put('a', { total: 9 })] }])).toBe(false);
    expect(await other.checkpoint(view)).toBe(3);
    expect(await other.fold([{ view, from: 3, to: 4, changes: [] }])).toBe(true);
    expect(await store.fold([{ view, from: 3, to: 5, changes: [put('a', { total: 9 })] }])).toBe(false);
    expect([await store.checkpoint(view), await store.get(view, 'a')]).toEqual([4, { total: 3 }]);
  });

  it('given two that fold by turns, then whoever met the other leaves nothing noted, so that the next folds at once', async () => {
    const other = await another();
    const noted = async () => (await connection.getClient().db(database).collection<{ readonly _id: string; readonly pending: object | null }>('views').findOne({ _id: 'totals@1' }))?.pending;
    expect(await noted()).not.toBeNull();
    for (const [n, each] of [other, store, other, store].entries()) {
      const from = await each.checkpoint(view);
      expect(await each.fold([{ view, from, to: from + 1, changes: [put('a', { total: n })] }])).toBe(true);
      if (n > 0) expect(await noted()).toBeNull();
    }
  });

  it('given one that made what it had noted, when the view is emptied by another and folded to the same place, where that one dies, then it makes that whole too', async () => {
    const changes = [put('a', { total: 2 })];
    await store.fold([{ view, from: 1, to: 2, changes }]);
    await (await another()).reset(view);
    await expect((await dying()).fold([{ view, from: 0, to: 2, changes: [put('c', { total: 3 })] }])).rejects.toThrow('it died');
    expect(await store.checkpoint(view)).toBe(2);
    expect(await store.query(view, {})).toEqual({ docs: [{ total: 3 }] });
  });

  it('given changes that are larger than one document may be, when a process dies with them, then they are made whole all the same, and nothing of the note stays', async () => {
    const large = ['c', 'd', 'e'].map((key) => put(key, { total: 2, text: 'x'.repeat(LARGE_CHARS) }));
    await expect((await dying()).fold([{ view, from: 1, to: 2, changes: large }])).rejects.toThrow('it died');
    expect(await store.checkpoint(view)).toBe(2);
    expect((await store.query(view, { where: { total: { eq: 2 } } })).docs).toHaveLength(3);
    expect(await connection.getClient().db(database).collection('noted').countDocuments()).toBe(0);
  });

  it('given one that stood still while others went on, when it writes what it had noted long ago, then nothing newer is replaced, and what was deleted stays so', async () => {
    const stale = { to: 2, more: [], rows: [{ _id: 'a', at: 2, doc: JSON.stringify({ total: 2 }), v0: 2 }, { _id: 'b', at: 2, doc: JSON.stringify({ total: 2 }), v0: 2 }] };
    await store.fold([{ view, from: 1, to: 3, changes: [put('a', { total: 3 }), put('b', undefined)] }]);
    await (Reflect.get(store, 'complete') as (...given: unknown[]) => Promise<void>).call(store, view, { _id: 'totals@1', position: 1, collection: await collectionNow() }, stale);
    expect(await store.checkpoint(view)).toBe(3);
    expect(await store.query(view, {})).toEqual({ docs: [{ total: 3 }] });
    expect(await store.get(view, 'b')).toBeUndefined();
  });

  it('given a stone that is older than any such process, when the view is prepared, then it is gone, and a younger one stays', async () => {
    await store.fold([{ view, from: 1, to: 2, changes: [put('a', undefined), put('b', undefined)] }]);
    await (await rows()).updateOne({ _id: 'a' }, { $set: { goneAt: new Date(Date.now() - 2 * 3_600_000) } });
    await store.prepare(view);
    expect((await (await rows()).find().toArray()).map(({ _id }) => _id)).toEqual(['b']);
  });
});
