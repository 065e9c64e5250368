import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Instant } from '@cpmp/kernel';
import { BackupFault, backUp, type Copied, type Restoring, restore } from '../backup.js';
import { type Checkpoint, checkpointText, signedNote, verifierKey } from '../checkpoint.js';
import { serviceOf } from '../epochs.js';
import { verifyLog } from '../verify.js';
import { openBackup, openBackupThere } from './backup-file.js';
import { SqliteCommitStore } from './commit-store.js';
import { openDatabase } from './database.js';
import { logFilesIn, openLogFile, signerIn } from './open.js';

/** A log and where its backup stands. */
export type BackedUp = Copied & { readonly log: string };

const nameOf = (file: string): string => basename(file, '.sqlite');

/** Where the checkpoint of a backed-up log lies: a copy of it belongs on another machine. */
const checkpointIn = (to: string, log: string): string => join(to, 'checkpoints', log.replaceAll('/', '-'));

/**
 * Backs up ledgers of a data folder that may be in use: what each has that its backup has not, with a signed checkpoint of the whole. Those that are named, or all in order of their names.
 * @throws BackupFault where a log is not the one that was backed up before
 */
export const backUpLedgers = async ({ data, to, services }: { readonly data: string; readonly to: string; readonly services?: readonly string[] }): Promise<readonly BackedUp[]> => {
  const files = logFilesIn(data).filter((file) => !services || services.includes(nameOf(file)));
  if (files.length === 0) throw new BackupFault(`There is no ledger to back up in ${data}.`);
  mkdirSync(join(to, 'checkpoints'), { recursive: true, mode: 0o700 });
  const done: BackedUp[] = [];
  for (const file of files) {
    const [log, backup] = [openLogFile(file), openBackup(join(to, basename(file)))];
    try {
      const copied = await backUp(log, backup);
      const { log: name, root } = await verifyLog(backup);
      if (name) {
        const signer = signerIn(data, name);
        writeFileSync(`${checkpointIn(to, name)}.checkpoint`, signedNote(checkpointText({ origin: name, size: copied.position, root }), signer));
        writeFileSync(`${checkpointIn(to, name)}.key`, `${verifierKey(signer)}\n`);
      }
      done.push({ ...copied, log: name ?? nameOf(file) });
    } finally {
      await Promise.all([log.close(), backup.close()]);
    }
  }
  return done;
};

/** Copies a data folder's keys, after its ledgers: so no commit comes back without its key. To another place than the ledgers, since the two together open every text. */
export const backUpKeys = ({ data, to }: { readonly data: string; readonly to: string }): void => {
  const keys = join(data, 'keys');
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(keys)) {
    cpSync(join(keys, name), join(to, `${name}.next`));
    renameSync(join(to, `${name}.next`), join(to, name));
  }
};

/** What a log came back to. */
export type Restored = { readonly service: string; readonly position: number; readonly log: string };

/** What a data folder is made of again. `checkpoints`: kept elsewhere, each held against the log that it is of. */
export type FolderRestoring = { readonly from: string; readonly keysFrom: string; readonly data: string; readonly at: Instant } & Pick<Restoring, 'epoch'> & { readonly checkpoints?: readonly Checkpoint[] };

/** Makes a data folder of a backup and its keys: every ledger opens a new epoch. Keys that a ledger says were destroyed go when it is opened next, before anything is read. @throws BackupFault, and then the folder is not to be used */
export const restoreFolder = async ({ from, keysFrom, data, at, epoch, checkpoints = [] }: FolderRestoring): Promise<readonly Restored[]> => {
  const files = logFilesIn(from);
  if (files.length === 0) throw new BackupFault(`There is no backup in ${from}.`);
  if (existsSync(data) && readdirSync(data).length > 0) throw new BackupFault(`${data} is not empty.`);
  cpSync(keysFrom, join(data, 'keys'), { recursive: true });
  const done: Restored[] = [];
  for (const file of files) {
    const service = nameOf(file);
    const [backup, to] = [openBackupThere(file), new SqliteCommitStore(openDatabase(join(data, basename(file)), 'FULL'))];
    try {
      const own = checkpoints.filter(({ origin }) => serviceOf(origin) === service);
      done.push({ service, ...(await restore(backup, to, { service, at, ...(epoch === undefined ? {} : { epoch }), checkpoints: own })) });
    } finally {
      await Promise.all([backup.close(), to.close()]);
    }
  }
  return done;
};
