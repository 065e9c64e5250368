import type { Connection } from 'mongoose';
import { KeyDestroyed } from '../errors.js';
import { MongoKeyStore } from './key-store.js';

type Row = { readonly _id: string; readonly wrapped: string };

/** A server of keys, whose answer to who reads one can be kept back: as it was when it was asked. */
const server = () => {
  const rows = new Map<string, Row>();
  let asked = 0;
  let held: Promise<void> | undefined;
  const collection = {
    findOne: async ({ _id }: Pick<Row, '_id'>) => {
      const row = rows.get(_id) ?? null;
      await held;
      return row;
    },
    find: ({ _id: { $in } }: { readonly _id: { readonly $in: readonly string[] } }) => ({ toArray: async () => $in.flatMap((id) => rows.get(id) ?? []) }),
    insertMany: async (made: readonly Row[]) => made.forEach((row) => rows.set(row._id, row)),
    bulkWrite: async (writes: readonly { readonly updateOne: { readonly filter: Pick<Row, '_id'> } }[]) => {
      asked += 1;
      for (const { updateOne } of writes) rows.set(updateOne.filter._id, { ...updateOne.filter, wrapped: '' });
    },
  };
  const open = () => new MongoKeyStore({ getClient: () => ({ db: () => ({ collection: () => collection }) }), close: async () => {} } as unknown as Connection, 'keys', new Uint8Array(32).fill(7));
  return { open, hold: (until: Promise<void>) => void (held = until), asked: () => asked };
};

describe('given a key that is read while it is destroyed', () => {
  it('when the answer of before comes last, then it is not believed: nothing is opened or sealed with it any more', async () => {
    const { open, hold } = server();
    await open().ensure(['a']);
    const store = open();
    const late = Promise.withResolvers<void>();
    hold(late.promise);
    const reading = store.get('a');
    await store.destroy(['a']);
    late.resolve();
    await reading;
    expect(await store.get('a')).toBeUndefined();
    await expect(store.ensure(['a'])).rejects.toBeInstanceOf(KeyDestroyed);
  });
});

describe('given a log that says of many keys that they were destroyed', () => {
  it('when they are destroyed at a start, then the server is asked once, and none is given any more', async () => {
    const { open, asked } = server();
    const ids = Array.from({ length: 10_000 }, (_, n) => `key-${n}`);
    await open().ensure(ids);
    const store = open();
    await store.destroy(ids);
    await store.destroy([]);
    expect([asked(), await store.get('key-0'), await store.get('key-9999')]).toEqual([1, undefined, undefined]);
  });
});
