import type { Connection } from 'mongoose';
import { KeyDestroyed } from '../errors.js';
import { MongoKeyStore } from './key-store.js';

type Row = { readonly _id: string; readonly wrapped: string };

/** A server of keys, whose answer to who reads one can be kept back: as it was when it was asked. */
const server = () => {
  const rows = new Map<string, Row>();
  const writes: number[] = [];
  let held: Promise<void> | undefined;
  const collection = {
    findOne: async ({ _id }: Pick<Row, '_id'>) => {
      const row = rows.get(_id) ?? null;
      await held;
      return row;
    },
    find: ({ _id: { $in }, wrapped }: { readonly _id: { readonly $in: readonly string[] }; readonly wrapped?: string }) => ({ toArray: async () => $in.flatMap((id) => rows.get(id) ?? []).filter((row) => wrapped === undefined || row.wrapped === wrapped) }),
    insertMany: async (made: readonly Row[]) => made.forEach((row) => rows.set(row._id, row)),
    bulkWrite: async (asked: readonly { readonly updateOne: { readonly filter: Pick<Row, '_id'> } }[]) => {
      writes.push(asked.length);
      for (const { updateOne } of asked) rows.set(updateOne.filter._id, { ...updateOne.filter, wrapped: '' });
    },
  };
  const open = () => new MongoKeyStore({ getClient: () => ({ db: () => ({ collection: () => collection }) }), close: async () => {} } as unknown as Connection, 'keys', new Uint8Array(32).fill(7));
  return { open, hold: (until: Promise<void>) => void (held = until), writes };
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
  it('when they are destroyed at a start, then no request holds more than a server answers in time, and none is given any more; at the next start nothing is written', async () => {
    const { open, writes } = server();
    const ids = Array.from({ length: 1_200 }, (_, n) => `key-${n}`);
    await open().ensure(ids);
    const store = open();
    await store.destroy(ids);
    await open().destroy(ids);
    await store.destroy([]);
    expect([writes, await store.get('key-0'), await store.get('key-1199')]).toEqual([[500, 500, 200], undefined, undefined]);
  });
});
