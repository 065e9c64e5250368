import type { Signer } from '../checkpoint.js';
import type { Stores } from '../ledger.js';
import type { Random } from '../sealing.js';
import { MongoCommitStore } from './commit-store.js';
import { connect, type MongoServer } from './connect.js';
import { MongoKeyStore } from './key-store.js';
import { MongoViewStore } from './view-store.js';

/** Where a service's stores are. `keysUri`: the key store's own server, or at least a database with its own backups; `masterKey`: 32 bytes that wrap every key. */
export type MongoOptions = MongoServer & {
  readonly service: string;
  readonly keysUri: string;
  readonly masterKey: Uint8Array;
  readonly signer: (log: string) => Signer;
  readonly random?: Random;
};

/** The database that an address names, by which several platforms share a server. */
export const prefixOf = (uri: string): string => new URL(uri.replace(/^mongodb(\+srv)?:/, 'http:').replace(/,[^/]+/, '')).pathname.slice(1) || 'cpmp';

/**
 * Opens a service's stores on MongoDB: the databases `<prefix>-<service>` (commits, notes, views), `<prefix>-<service>-access`, and on the key store's server `<prefix>-<service>-keys`.
 * @throws Unavailable when a server does not answer
 */
export const openMongoStores = async ({ service, keysUri, masterKey, signer, random, ...server }: MongoOptions): Promise<Stores> => {
  const connection = await connect(server);
  const keysConnection = await connect({ ...server, uri: keysUri }).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  const database = `${prefixOf(server.uri)}-${service}`;
  try {
    // Two logs share one connection, and the ledger closes commits and access each: it ends with the second.
    let open = 2;
    const ends = async (): Promise<void> => {
      open -= 1;
      if (open === 0) await connection.close();
    };
    return {
      commits: await MongoCommitStore.open(connection, database, ends),
      access: await MongoCommitStore.open(connection, `${database}-access`, ends),
      views: new MongoViewStore(connection, database),
      keys: new MongoKeyStore(keysConnection, `${prefixOf(keysUri)}-${service}-keys`, masterKey, random),
      signer,
    };
  } catch (error) {
    await Promise.all([connection.close(), keysConnection.close()]);
    throw error;
  }
};

/** A service's log on MongoDB, to be read and verified; nothing of it is written but its indexes. */
export const openMongoLog = async (server: MongoServer, service: string): Promise<MongoCommitStore> => {
  const connection = await connect(server);
  return MongoCommitStore.open(connection, `${prefixOf(server.uri)}-${service}`, () => connection.close());
};
