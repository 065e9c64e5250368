import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { NO_HASH, stored } from '../commit.js';
import { commitStoreContract, keyStoreContract, viewStoreContract } from '../contracts/index.js';
import { verifyLog } from '../verify.js';
import { MongoCommitStore } from './commit-store.js';
import { connect } from './connect.js';
import { MongoKeyStore } from './key-store.js';
import { MongoViewStore } from './view-store.js';

const uri = process.env['MONGODB_URI'] ?? '';
const run = `cpmp-spec-${randomUUID().slice(0, 8)}`;
const databases = new Set<string>();

const opened = async (place: string): Promise<{ readonly connection: Connection; readonly database: string }> => {
  const database = `${run}-${place}`;
  databases.add(database);
  return { connection: await connect({ uri }), database };
};

afterAll(async () => {
  const connection = await mongoose.createConnection(uri).asPromise();
  for (const database of databases) await connection.getClient().db(database).dropDatabase();
  await connection.close();
});

const master = new Uint8Array(32).fill(7);

commitStoreContract('MongoDB', async (place) => {
  const { connection, database } = await opened(place);
  return MongoCommitStore.open(connection, database, () => connection.close());
}, { keeps: true, beginsBatches: true });

describe('a log on MongoDB', () => {
  it('given a commit that was put behind a gap at its end, when the process that wrote the log reads on or verifies, then it is seen', async () => {
    const { connection, database } = await opened('gap');
    const store = await MongoCommitStore.open(connection, database, () => connection.close());
    const only = stored({ log: 'specimen/1', position: 1, stream: 'journal-1', version: 1, cause: 'http/1', at: '2026-03-02T09:00:00.000Z', actor: null, prev: NO_HASH, events: [{ type: 'Noted' }] });
    expect(await store.append([only])).toBe('written');
    const rows = connection.getClient().db(database).collection<{ _id: number }>('commits');
    await rows.insertOne({ ...(await rows.findOne({ _id: 1 })), _id: 3, version: 3, cause: 'planted' } as { _id: number });
    expect((await store.readAfter(1, 100)).map(({ position }) => position)).toEqual([3]);
    expect(await verifyLog(store)).toMatchObject({ whole: false, fault: { position: 2 } });
    await store.close();
  });
});

viewStoreContract('MongoDB', async (place) => {
  const { connection, database } = await opened(place);
  const store = new MongoViewStore(connection, database);
  const close = store.close.bind(store);
  store.close = async () => {
    await close();
    await connection.close();
  };
  return store;
}, { keeps: true, keepsVersions: true });

keyStoreContract('MongoDB', async (place) => {
  const { connection, database } = await opened(place);
  return new MongoKeyStore(connection, database, master);
}, { keeps: true });
