import mongoose, { type Connection, type mongo } from 'mongoose';
import { asking } from './asking.js';
import { ToldWhenClosed } from './closed-line.js';

/** A server that does not answer within so long is away, in milliseconds: readiness says so, and callers hear 503. */
const SELECTION_MS = 2_000;
const CONNECT_MS = 2_000;
/** An answer that takes longer is lost: whether it was written is asked anew. 0 waits for ever. */
const SOCKET_MS = 15_000;
const POOL_MAX = 20;
/** How often a pool that keeps no least number of connections looks whether it has enough, in milliseconds; ten times a second, unless somebody says otherwise, in every process. */
const POOL_CHECK_MS = 10_000;

/** Where a server is, and as whom it is asked. */
export type MongoServer = { readonly uri: string; readonly tls?: { readonly caFile: string }; readonly auth?: { readonly username: string; readonly password: string } };

/**
 * Opens a connection whose writes are durable on a majority before they are answered. Neither writes nor reads are repeated by the driver: a write whose answer was lost is recognised by what it wrote.
 * Once it was open, it comes back by itself. @throws Unavailable when the server does not answer; what the driver says of an address that it does not take
 */
export const connect = async ({ uri, tls, auth }: MongoServer, socketTimeoutMS = SOCKET_MS): Promise<Connection> => {
  const settings: mongo.MongoClientOptions = {
    w: 'majority', journal: true, retryWrites: false, retryReads: false, readConcernLevel: 'majority', readPreference: 'primary',
    serverSelectionTimeoutMS: SELECTION_MS, connectTimeoutMS: CONNECT_MS, socketTimeoutMS, maxPoolSize: POOL_MAX,
    ...(tls ? { tls: true, tlsCAFile: tls.caFile } : {}),
    ...(auth ? { auth } : {}),
  };
  const client = new mongoose.mongo.MongoClient(uri, settings); // asks nobody: an address that is none is no server that is away
  // The driver has these options and takes them from nobody.
  Object.assign(client.options, { minPoolSizeCheckFrequencyMS: POOL_CHECK_MS, connectionType: ToldWhenClosed });
  await asking(() => client.connect());
  return mongoose.createConnection().setClient(client);
};
