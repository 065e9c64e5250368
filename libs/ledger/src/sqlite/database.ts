import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const BUSY_TIMEOUT_MS = 5000;

/** How much of a power loss a connection's writes survive: `FULL` every commit, `NORMAL` whatever a later FULL write or checkpoint took along. */
export type Durability = 'FULL' | 'NORMAL';

/** Opens a file (or `:memory:`) and asserts that it is as durable as was asked. */
export const openDatabase = (path: string, durability: Durability): DatabaseSync => {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability};`);
  const mode = db.prepare('PRAGMA journal_mode').get()?.journal_mode;
  const synchronous = db.prepare('PRAGMA synchronous').get()?.synchronous;
  if (synchronous !== (durability === 'FULL' ? 2 : 1) || (path !== ':memory:' && mode !== 'wal')) {
    db.close();
    throw new Error(`The store is not durable: journal ${String(mode)}, synchronous ${String(synchronous)}.`);
  }
  return db;
};

/** Runs a function in one write transaction: all or nothing. */
export const inTransaction = <T>(db: DatabaseSync, work: () => T): T => {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};

/** True for the error of a unique index. */
export const isUniqueViolation = (error: unknown): boolean => {
  const code = (error as { errcode?: number }).errcode ?? 0;
  return (code & 0xff) === 19;
};
