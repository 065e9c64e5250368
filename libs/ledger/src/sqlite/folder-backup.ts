import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Instant } from '@cpmp/kernel';
import { announceRestore, BackupFault, type BackupSource, backUp, type Copied, type Restoring, restore } from '../backup.js';
import { type Checkpoint, checkpointText, signedNote, type Signer, verifierKey } from '../checkpoint.js';
import { logNamed, serviceOf } from '../epochs.js';
import { Corrupt } from '../errors.js';
import type { CommitStore } from '../types.js';
import { verifyLog } from '../verify.js';
import { holdThere, openBackup, openBackupThere } from './backup-file.js';
import { SqliteCommitStore } from './commit-store.js';
import { openDatabase } from './database.js';
import { BEGUN, logFilesIn, openLogFile, signerIn } from './open.js';

/** A log and where its backup stands. */
export type BackedUp = Copied & { readonly log: string };

const nameOf = (file: string): string => basename(file, '.sqlite');

/** Where the backup of a log lies. */
const fileIn = (folder: string, name: string): string => join(folder, `${name}.sqlite`);

/** Where the checkpoint of a backed-up log lies: a copy of it belongs on another machine. */
const checkpointIn = (to: string, log: string): string => join(to, 'checkpoints', log.replaceAll('/', '-'));

/** What is being written, and takes another's place when it is whole. */
const NEXT = '.next';

/** Whoever is killed meanwhile leaves the one before. */
const replaceFile = (file: string, text: string): void => {
  writeFileSync(file + NEXT, text);
  renameSync(file + NEXT, file);
};

/** Copies what is new of one log into its backup in a folder, with a signed checkpoint of the whole. `name`: the service's, or its access log's. @throws BackupFault where the log is not the one that was backed up before, or the backup was spoiled since */
export const backUpInto = async (to: string, { name, log, signer }: { readonly name: string; readonly log: BackupSource; readonly signer: (log: string) => Signer }): Promise<BackedUp> => {
  mkdirSync(join(to, 'checkpoints'), { recursive: true, mode: 0o700 });
  const backup = openBackup(fileIn(to, name));
  try {
    const copied = await backUp(log, backup).catch((error: unknown) => {
      throw error instanceof Corrupt ? new BackupFault(`The ledger ${name} is not what was written: position ${error.position}, ${error.fault}.`, { cause: error }) : error;
    });
    const { root, fault } = await verifyLog(backup, { copied: true });
    // Copied rightly once, it may have been spoiled since; its root would be one that the log never had.
    if (fault) throw new BackupFault(`The backup of ${name} is not what was copied: position ${fault.position}, ${fault.what}. Begin another backup.`);
    // Of an empty log too: a restore asks for one of each.
    const called = await logNamed(backup, name);
    const signs = signer(called);
    replaceFile(`${checkpointIn(to, called)}.checkpoint`, signedNote(checkpointText({ origin: called, size: copied.position, root }), signs));
    replaceFile(`${checkpointIn(to, called)}.key`, `${verifierKey(signs)}\n`);
    return { ...copied, log: called };
  } finally {
    await backup.close();
  }
};

/** Backs up ledgers of a data folder that may be in use: those that are named, or all, `first` before the others. @throws BackupFault */
export const backUpLedgers = async ({ data, to, services, first = [] }: { readonly data: string; readonly to: string; readonly services?: readonly string[]; readonly first?: readonly string[] }): Promise<readonly BackedUp[]> => {
  const isFirst = (file: string): number => Number(first.includes(nameOf(file)));
  const files = logFilesIn(data).filter((file) => !services || services.includes(nameOf(file))).toSorted((a, b) => isFirst(b) - isFirst(a));
  if (files.length === 0) throw new BackupFault(`There is no ledger to back up in ${data}.`);
  // What seals is gone, and what signs would be made anew: nobody may take that for a backup.
  if (!existsSync(join(data, 'keys', 'master.key'))) throw new BackupFault(`There are no keys in ${data}: put them back from their own backup.`);
  const done: BackedUp[] = [];
  for (const file of files) {
    const log = openLogFile(file);
    try {
      done.push(await backUpInto(to, { name: nameOf(file), log, signer: (name) => signerIn(data, name) }));
    } finally {
      await log.close();
    }
  }
  return done;
};

/** Copies a data folder's keys, after its ledgers: so no commit comes back without its key. To another place than the ledgers, since the two together open every text. */
export const backUpKeys = ({ data, to }: { readonly data: string; readonly to: string }): void => {
  const keys = join(data, 'keys');
  mkdirSync(to, { recursive: true, mode: 0o700 });
  // A key store is written anew under a name of its own, which is gone a moment later.
  for (const name of readdirSync(keys).filter((one) => !one.endsWith(NEXT))) {
    cpSync(join(keys, name), join(to, name + NEXT));
    renameSync(join(to, name + NEXT), join(to, name));
  }
};

/** @throws BackupFault for a checkpoint that nothing would be held against: whoever gave it would believe that something was */
const refuseStrange = (checkpoints: readonly Checkpoint[], logs: readonly string[]): void => {
  const strange = checkpoints.find(({ origin }) => !logs.includes(serviceOf(origin)));
  if (strange) throw new BackupFault(`There is a checkpoint of ${strange.origin}, and no such log among what is to be restored.`);
};

/** What a log came back to. */
export type Restored = { readonly service: string; readonly position: number; readonly log: string };

/** Restores one log from its backup in a folder; of the checkpoints those count that are of it. @throws BackupFault */
export const restoreFrom = async (from: string, to: CommitStore, { checkpoints = [], ...restoring }: Restoring): Promise<Restored> => {
  const { service } = restoring;
  const backup = openBackupThere(fileIn(from, service));
  try {
    return { service, ...(await restore(backup, to, { ...restoring, checkpoints: checkpoints.filter(({ origin }) => serviceOf(origin) === service) })) };
  } finally {
    await backup.close();
  }
};

/** Restores logs that one process opens together, each from its backup in a folder: none is opened before all are done, since one that was not begun is empty, and would begin again under names that are taken. @throws BackupFault */
export const restoreTogether = async (from: string, logs: readonly { readonly service: string; readonly to: CommitStore }[], restoring: Omit<Restoring, 'service'>): Promise<readonly Restored[]> => {
  for (const { service } of logs) holdThere(fileIn(from, service));
  refuseStrange(restoring.checkpoints ?? [], logs.map(({ service }) => service));
  for (const { to } of logs) await announceRestore(to);
  const done: Restored[] = [];
  for (const { service, to } of logs) done.push(await restoreFrom(from, to, { ...restoring, service }));
  return done;
};

/** What a data folder is made of again. `checkpoints`: kept elsewhere, each held against the log that it is of. */
export type FolderRestoring = { readonly from: string; readonly keysFrom: string; readonly data: string; readonly at: Instant } & Pick<Restoring, 'epoch'> & { readonly checkpoints?: readonly Checkpoint[] };

/** Makes a data folder of a backup and its keys, or goes on with what was broken off of it: every ledger opens a new epoch. Keys that a ledger says were destroyed go when it is opened next, before anything is read. @throws BackupFault, and then the folder is not to be used */
export const restoreFolder = async ({ from, keysFrom, data, at, epoch, checkpoints = [] }: FolderRestoring): Promise<readonly Restored[]> => {
  const files = logFilesIn(from);
  if (files.length === 0) throw new BackupFault(`There is no backup in ${from}.`);
  refuseStrange(checkpoints, files.map(nameOf));
  if (existsSync(data) && readdirSync(data).length > 0 && !existsSync(join(data, BEGUN))) throw new BackupFault(`${data} is not empty.`);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(join(data, BEGUN), '');
  const keys = join(data, 'keys');
  if (!existsSync(keys)) {
    cpSync(keysFrom, `${keys}.next`, { recursive: true });
    renameSync(`${keys}.next`, keys);
  }
  const done: Restored[] = [];
  for (const file of files) {
    const to = new SqliteCommitStore(openDatabase(join(data, basename(file)), 'FULL'));
    try {
      done.push(await restoreFrom(from, to, { service: nameOf(file), at, ...(epoch === undefined ? {} : { epoch }), checkpoints }));
    } finally {
      await to.close();
    }
  }
  rmSync(join(data, BEGUN));
  return done;
};
