import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Unavailable } from '../errors.js';

const BUSY_TIMEOUT_MS = 5000;
/** The write-ahead log goes into the database every so many pages (32 MB): a page that changed often in between is written once. */
const CHECKPOINT_PAGES = 8_000;
/** So much of a file is read where the machine keeps it, without a call and a copy a page: as much as SQLite allows. It is what a long log's reads cost more than a short one's. */
const MAPPED_BYTES = 2_147_418_112;

/** How much of a power loss a connection's writes survive: `FULL` every commit, `NORMAL` whatever a later FULL write or checkpoint took along. */
export type Durability = 'FULL' | 'NORMAL';

/** Opens a file (or `:memory:`) and asserts that it is as durable as was asked. */
export const openDatabase = (path: string, durability: Durability): DatabaseSync => {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path);
  // On a Mac only `fullfsync` reaches the disk; elsewhere it does nothing.
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA mmap_size = ${MAPPED_BYTES}; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;`);
  const mode = db.prepare('PRAGMA journal_mode').get()?.journal_mode;
  const synchronous = db.prepare('PRAGMA synchronous').get()?.synchronous;
  if (synchronous !== (durability === 'FULL' ? 2 : 1) || (path !== ':memory:' && mode !== 'wal')) {
    db.close();
    throw new Error(`The store is not durable: journal ${String(mode)}, synchronous ${String(synchronous)}.`);
  }
  return db;
};

/** Runs a function in one write transaction: all or nothing. */
export const inTransaction = <T>(db: DatabaseSync, work: () => T): T => between('BEGIN IMMEDIATE', db, work);

/** Reads several things as they stand at one instant, and takes the file's locks once: they cost more than a row does. */
export const inOneRead = <T>(db: DatabaseSync, work: () => T): T => between('BEGIN', db, work);

const between = <T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', db: DatabaseSync, work: () => T): T => {
  db.exec(begin);
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};

// https://www.sqlite.org/rescode.html
/** BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB. */
const AWAY = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15, 26]);

const codeOf = (error: unknown): number => (error as { errcode?: number }).errcode ?? 0;

/** Asks the database one thing. @throws Unavailable when it cannot answer now: it is closed, locked, full, or cannot be read */
export const asking = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const closed = (error as { code?: string }).code === 'ERR_INVALID_STATE';
    if (closed || AWAY.has(codeOf(error) & 0xff)) throw new Unavailable('The store does not answer.', 1, { cause: error });
    throw error;
  }
};
