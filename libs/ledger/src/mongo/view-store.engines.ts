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
let store: MongoViewStore;

/** The same store in a process that dies at its first try to do something. */
const dying = (at: 'complete' | 'make'): MongoViewStore => {
  const other = new MongoViewStore(connection, database);
  Reflect.set(other, at, async () => {
    throw new Error('it died');
  });
  return other;
};
const collectionNow = async (): Promise<string> => (await connection.getClient().db(database).collection<{ readonly _id: string; readonly collection: string }>('views').findOne({ _id: 'totals@1' }))?.collection ?? '';
const rows = async () => connection.getClient().db(database).collection<ViewRow>(await collectionNow());

beforeEach(async () => {
  connection = await connect({ uri: process.env['MONGODB_URI'] ?? '' });
  store = new MongoViewStore(connection, database);
  await store.prepare(view);
  await store.fold([{ view, from: 0, to: 1, changes: [put('a', { total: 1 }), put('b', { total: 1 })] }]);
});
afterEach(async () => {
  await connection.getClient().db(database).dropDatabase();
  await connection.close();
});

describe('a view store on MongoDB whose processes die or stand still', () => {
  it.each(['complete', 'make'] as const)('given one that died before it could %s what it had noted, then whoever asks next makes it whole, and nothing else is folded in between', async (at) => {
    await expect(dying(at).fold([{ view, from: 1, to: 2, changes: [put('a', { total: 2 }), put('b', undefined)] }])).rejects.toThrow('it died');
    expect(await store.fold([{ view, from: 1, to: 9, changes: [put('a', { total: 9 })] }])).toBe(false);
    expect(await store.checkpoint(view)).toBe(2);
    expect(await store.query(view, {})).toEqual({ docs: [{ total: 2 }] });
  });

  it('given changes that are larger than one document may be, when a process dies with them, then they are made whole all the same, and nothing of the note stays', async () => {
    const large = ['c', 'd', 'e'].map((key) => put(key, { total: 2, text: 'x'.repeat(LARGE_CHARS) }));
    await expect(dying('complete').fold([{ view, from: 1, to: 2, changes: large }])).rejects.toThrow('it died');
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
