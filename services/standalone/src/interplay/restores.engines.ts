import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backUpInto, memorySigner, restoreFrom } from '@cpmp/ledger';
import { openMongoLog, openMongoStores } from '@cpmp/ledger/mongo';
import { readManifest } from '@cpmp/messaging';
import { kafkaTopics } from '@cpmp/messaging/kafka';
import { madeAt } from '@cpmp/messaging/kafka/testing';
import { testHost } from '@cpmp/shell/testing';
import { AT, type Restorable, restoredHolderContract } from './restores.contract.js';

const SERVER = process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:19017';
const BROKERS = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:19092').split(',');
const MASTER = new Uint8Array(32).fill(7);

let closed: () => Promise<void>;

/** The broker outlives the log that is lost, and so do the keys. */
const open = async (): Promise<Restorable> => {
  const run = `r${randomUUID().slice(0, 8)}`;
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-restores-'));
  const at = (database: string): string => Object.assign(new URL(SERVER), { pathname: `/${database}` }).href;
  const [database, restored] = [at(run), at(`${run}b`)];
  const lost = new Set<string>();
  const uriOf = (service: string): string => (lost.has(service) ? restored : database);
  const topics = kafkaTopics(readManifest(), { brokers: BROKERS, clientId: run, prefix: `${run}.` });
  await madeAt(BROKERS, readManifest(), `${run}.`);
  closed = async () => {
    await topics.close();
    rmSync(folder, { recursive: true });
  };
  const host = await testHost({ at: AT });
  return {
    ...host,
    topics,
    stores: (service) => openMongoStores({ uri: uriOf(service), keysUri: database, service, masterKey: MASTER, signer: memorySigner }),
    backsUp: async (service) => {
      const log = await openMongoLog({ uri: database }, service);
      await backUpInto(folder, { name: service, log, signer: memorySigner }).finally(() => log.close());
    },
    loses: async (service) => {
      const log = await openMongoLog({ uri: restored }, service);
      await restoreFrom(folder, log, { service, at: host.clock.now() }).finally(() => log.close());
      lost.add(service);
    },
  };
};

// Of one holder: each start waits for a group to form, and both are one library.
restoredHolderContract({ engine: 'MongoDB and Kafka', open, close: () => closed(), of: ['asset-registry'] });
