import { randomBytes, randomUUID } from 'node:crypto';
import { INDEXES } from './commit-store.js';
import { connect, type MongoServer } from './connect.js';
import { prefixOf } from './open.js';

/** What goes in bare: a log's commits after a position, so many an insert. `indexed`: with the two unique indexes that a log has. */
export type BareInserts = { readonly service: string; readonly position: number; readonly perInsert: number; readonly indexed?: boolean };

/**
 * The floor under every figure on MongoDB: how many of a log's commits a second go, as the documents that they are, into a collection without an index of its own, one ordered
 * insert after the other; as durable as the ledger's. The collection stays until its database goes.
 */
export const bareInsertsPerSecond = async (server: MongoServer, { service, position, perInsert, indexed = false }: BareInserts): Promise<number> => {
  const connection = await connect(server);
  try {
    const database = connection.getClient().db(`${prefixOf(server.uri)}-${service}`);
    const rows = await database.collection<{ _id: number }>('commits').find({ _id: { $gt: position } }).toArray();
    const bare = await database.createCollection<{ _id: number }>(`bare_${randomUUID().slice(0, 8)}`);
    if (indexed) await bare.createIndexes([...INDEXES]);
    const began = performance.now();
    for (let from = 0; from < rows.length; from += perInsert) await bare.insertMany(rows.slice(from, from + perInsert), { ordered: true });
    const seconds = (performance.now() - began) / 1000;
    return rows.length / seconds;
  } finally {
    await connection.close();
  }
};

/** One durable document after another in a collection of their own, with a log's two unique indexes: what one commit must cost. */
export type BareInsert = { readonly insert: () => Promise<void>; readonly close: () => Promise<void> };

/** Opens one for documents with a body of so many bytes. */
export const openBareInsert = async (server: MongoServer, bytes: number): Promise<BareInsert> => {
  const connection = await connect(server);
  const bare = await connection.getClient().db(`${prefixOf(server.uri)}-bare`).createCollection<{ _id: number; stream: string; version: number; cause: string; body: Buffer }>(`bare_${randomUUID().slice(0, 8)}`);
  await bare.createIndexes([...INDEXES]);
  const body = randomBytes(bytes);
  let position = 0;
  return {
    insert: async () => {
      position += 1;
      await bare.insertOne({ _id: position, stream: `stream-${position}`, version: 1, cause: `cause-${position}`, body });
    },
    close: () => connection.close(),
  };
};

/** Takes away what was measured with: every database of an address, however long the server takes for it. */
export const dropBenched = async (server: MongoServer): Promise<void> => {
  const connection = await connect(server, 0);
  const { databases } = await connection.getClient().db('admin').admin().listDatabases({ nameOnly: true });
  for (const { name } of databases) if (name.startsWith(`${prefixOf(server.uri)}-`)) await connection.getClient().db(name).dropDatabase();
  await connection.close();
};
