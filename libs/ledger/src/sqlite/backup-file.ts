import { existsSync } from 'node:fs';
import { BackupFault } from '../backup.js';
import type { CommitStore } from '../types.js';
import { SqliteCommitStore } from './commit-store.js';
import { openDatabase } from './database.js';

/** Opens a backup of one log, made if it is not there: a ledger's file like any other, whatever engine the log is on, so that `npm run verify` reads it. @throws BackupFault */
export const openBackup = (file: string): CommitStore => {
  try {
    return new SqliteCommitStore(openDatabase(file, 'FULL'));
  } catch (error) {
    throw new BackupFault(`${file} cannot be opened as a backup (${(error as Error).message}).`, { cause: error });
  }
};

/** @throws BackupFault where there is no backup */
export const holdThere = (file: string): void => {
  if (!existsSync(file)) throw new BackupFault(`There is no backup ${file}.`);
};

/** The same to restore from. @throws BackupFault where there is none */
export const openBackupThere = (file: string): CommitStore => {
  holdThere(file);
  return openBackup(file);
};
