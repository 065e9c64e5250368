import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileSigner, memorySigner, type Signer } from '../checkpoint.js';
import { RestoreUnfinished } from '../epochs.js';
import { FileKeyStore, masterKeyAt } from '../file-key-store.js';
import type { Stores } from '../ledger.js';
import { MemoryKeyStore } from '../memory-key-store.js';
import type { Random } from '../sealing.js';
import { SqliteCommitStore, SqliteLogReader } from './commit-store.js';
import { openDatabase } from './database.js';
import { SqliteViewStore } from './view-store.js';

/** In a data folder while it is being restored: what was broken off may be gone on with, and anything else may not be written over. */
export const BEGUN = 'restoring';

/** Where a service's stores lie. Keys lie apart from the ledgers, so that a backup of one is not a backup of the other. */
export type SqliteOptions = { readonly directory: string; readonly service: string; readonly random?: Random; readonly masterKey?: Uint8Array };

/**
 * Opens a service's stores: `<service>.sqlite` (commits and notes), `<service>-access.sqlite`, `<service>.views`, `keys/<service>.keys` wrapped by `keys/master.key`, and `keys/checkpoints.pem`, which signs.
 * Commits are written with FULL durability; views into a file of their own that waits for no disk, since what a power loss takes of it is folded again: but for what is made of topics.
 * @throws RestoreUnfinished where the folder's restore was broken off: a log that it had not come to is empty, and would begin again under a name that is taken
 */
export const openSqliteStores = ({ directory, service, random, masterKey }: SqliteOptions): Stores => {
  if (directory === ':memory:') return openMemoryStores(random);
  if (existsSync(join(directory, BEGUN))) throw new RestoreUnfinished(`The restore of ${directory} was broken off: run it again.`);
  const keys = join(directory, 'keys');
  return {
    commits: new SqliteCommitStore(openDatabase(join(directory, `${service}.sqlite`), 'FULL')),
    views: new SqliteViewStore(openDatabase(join(directory, `${service}.views`), 'NORMAL')),
    access: new SqliteCommitStore(openDatabase(join(directory, `${service}-access.sqlite`), 'FULL')),
    keys: new FileKeyStore(join(keys, `${service}.keys`), masterKey ?? masterKeyAt(join(keys, 'master.key')), random),
    signer: (log) => signerIn(directory, log),
  };
};

/** Who signs the checkpoints of a data folder's logs. The key stays with the data: whoever reaches the checkpoints kept elsewhere cannot sign others. */
export const signerIn = (directory: string, log: string): Signer => fileSigner(log, join(directory, 'keys', 'checkpoints.pem'));

/** The same in memory, for specs. */
export const openMemoryStores = (random?: Random): Stores => ({
  commits: new SqliteCommitStore(openDatabase(':memory:', 'FULL')),
  views: new SqliteViewStore(openDatabase(':memory:', 'NORMAL')),
  access: new SqliteCommitStore(openDatabase(':memory:', 'FULL')),
  keys: new MemoryKeyStore(random),
  signer: memorySigner,
});

/** Opens one file's log to verify it: nothing is written. @throws when there is none that can be read */
export const openLogFile = (path: string): SqliteLogReader => new SqliteLogReader(new DatabaseSync(path, { readOnly: true }));

/** The ledger files of a data folder. */
export const logFilesIn = (directory: string): readonly string[] =>
  existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.sqlite')).toSorted().map((name) => join(directory, name)) : [];
