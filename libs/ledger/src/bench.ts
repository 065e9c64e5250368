import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Aggregate, type DomainEvent, isRefusal, refuse } from '@cpmp/kernel';
import { bodyOf, idOf } from './commit.js';
import { openLedger } from './ledger.js';
import { machineClock } from './machine-clock.js';
import { inTransaction, openDatabase } from './sqlite/database.js';
import { openLogFile, openSqliteStores } from './sqlite/open.js';
import type { StoredCommit } from './types.js';
import { type Verification, verifyLog } from './verify.js';

/** What is measured with: any JSON that has a canonical form. */
export type BenchEvent = Readonly<Record<string, unknown>>;

/** An event with its place. */
export type Placed = { readonly position: number; readonly stream: string; readonly version: number; readonly event: BenchEvent };

/** A stream is at another version than was expected: nothing was written. */
export class StaleVersion extends Error {
  override readonly name = 'StaleVersion';
  constructor(readonly version: number) {
    super(`The stream is at version ${version}.`);
  }
}

/** A ledger reduced to what every event store has, so that it can be run beside others. */
export type BenchLedger = {
  /**
   * Appends one event as one commit: version-guarded, hashed, chained, and durable (`synchronous=FULL`) when it resolves. Appends that are in flight together share a write.
   * @param expectedVersion how many events the stream has; 0 for a new one. @throws StaleVersion · IllFormed
   */
  readonly append: (stream: string, expectedVersion: number, event: BenchEvent) => Promise<{ readonly position: number; readonly version: number }>;
  /** A stream's events in order, read from the store; their bytes are held against their hashes. */
  readonly read: (stream: string) => Promise<readonly Placed[]>;
  /** Every event of the log in order; answers how many there were. */
  readonly scan: (visit: (placed: Placed) => void) => Promise<number>;
  /** The whole check of `npm run verify`: bytes, hashes, chain, columns, versions, causes, Merkle root; with the read interface alone. */
  readonly verify: () => Promise<Verification>;
  readonly close: () => Promise<void>;
};

type Recorded = DomainEvent & { readonly type: 'Recorded'; readonly event: BenchEvent };

/** A stream whose state is its length. */
const counted: Aggregate<number, Recorded> = { category: 'bench', initial: 0, evolve: (events) => events + 1, personal: { Recorded: [] } };

const SERVICE = 'bench';
const SCAN_COMMITS = 1000;

const placed = (commit: StoredCommit): Placed => {
  const [recorded] = bodyOf(commit).events as unknown as readonly Recorded[];
  return { position: commit.position, stream: idOf(commit.stream), version: commit.version, event: recorded?.event ?? {} };
};

/** Opens the ledger of a folder (made if need be), as a service opens its own, with one aggregate and no views. An append goes the way of every decision: `transact`. */
export const open = async (directory: string): Promise<BenchLedger> => {
  const stores = openSqliteStores({ directory, service: SERVICE });
  const ledger = await openLedger({ service: SERVICE, stores, aggregates: [counted], views: [], clock: machineClock });
  const run = randomUUID();
  let appends = 0;
  return {
    append: async (stream, expectedVersion, event) => {
      const act = { cause: `bench/${run}/${++appends}`, actor: null };
      const decide = (version: number) => (version === expectedVersion ? [{ type: 'Recorded' as const, event }] : refuse('stale', 'The stream has moved.', { instead: 'Read the stream again.' }));
      const outcome = await ledger.transact(counted, stream, decide, act);
      if (isRefusal(outcome)) throw new StaleVersion((await ledger.load(counted, stream)).version);
      return { position: outcome.position, version: outcome.version };
    },
    read: async (stream) => (await stores.commits.readStream(`${counted.category}-${stream}`, 0)).map(placed),
    scan: async (visit) => {
      let position = 0;
      for (let batch = await stores.commits.readAfter(0, SCAN_COMMITS); batch.length > 0; batch = await stores.commits.readAfter(position, SCAN_COMMITS)) {
        for (const commit of batch) visit(placed(commit));
        position += batch.length;
      }
      return position;
    },
    verify: async () => {
      const file = openLogFile(join(directory, `${SERVICE}.sqlite`));
      try {
        return await verifyLog(file);
      } finally {
        await file.close();
      }
    },
    close: () => ledger.close(),
  };
};

/** The floor under every figure: bytes in rows of a table without an index, through a connection that is as durable as the ledger's. */
export type DurableRows = {
  /** Inserts bodies, so many a transaction; durable when it returns. */
  readonly insert: (bodies: readonly Uint8Array[], perTransaction: number) => void;
  readonly close: () => void;
};

/** Opens a file of bare rows. */
export const openDurableRows = (file: string): DurableRows => {
  const db = openDatabase(file, 'FULL');
  db.exec('CREATE TABLE IF NOT EXISTS rows (position INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO rows (body) VALUES (?)');
  return {
    insert: (bodies, perTransaction) => {
      for (let from = 0; from < bodies.length; from += perTransaction) inTransaction(db, () => bodies.slice(from, from + perTransaction).forEach((body) => insert.run(body)));
    },
    close: () => db.close(),
  };
};
