import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { commitStoreContract, keyStoreContract, viewStoreContract } from '../contracts/index.js';
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
