import { createHmac, randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { holdFolder, masterKeyAt, openMemoryStores, openSqliteStores, type Random, RestoreUnfinished, type Stores } from '@cpmp/ledger';
import { StartFault } from './start-fault.js';

/** The folder that keeps nothing. */
export const IN_MEMORY = ':memory:';

/** Where everything that outlives the process lies. */
export type DataFolder = {
  /** Its absolute path, or `:memory:`. */
  readonly path: string;
  readonly storesOf: (service: string, random?: Random) => Stores;
  /** 32 secret bytes for one purpose, the same at every start: all come from one key in the folder. */
  readonly secretFor: (purpose: string) => Uint8Array;
  readonly release: () => void;
};

/** Makes a folder and those above it. Not Node's own `recursive`, which never ends where nothing can be made, such as under `/proc`. */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** A folder that is gone with the process. */
const inMemory = (): DataFolder => ({ path: IN_MEMORY, storesOf: (_, random) => openMemoryStores(random), secretFor: secretsFrom(randomBytes(32)), release: () => {} });

const secretsFrom = (key: Uint8Array) => (purpose: string): Uint8Array => createHmac('sha256', key).update(purpose).digest();

/** Opens a data folder for this process alone, made if it is not there; `:memory:` keeps nothing. @throws StartFault when it cannot be written, has lost its keys, or another process has it. */
export const openDataFolder = (data: string): DataFolder => {
  if (data === IN_MEMORY) return inMemory();
  const path = resolve(data);
  const cannot = (error: unknown): StartFault => new StartFault(`The data folder ${path} cannot be made or written (${codeOf(error)}). Name another with --data DIR.`, { cause: error });
  let release: (() => void) | undefined;
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    release = holdFolder(path);
  } catch (error) {
    throw cannot(error);
  }
  if (!release) throw new StartFault(`Another process is using the data folder ${path}. Stop it first, or name another with --data DIR.`);
  const key = join(path, 'keys', 'standalone.key');
  // It is made before any ledger is.
  if (existsSync(join(path, 'standalone.sqlite')) && !existsSync(key)) {
    release();
    throw new StartFault(`The keys of the data folder ${path} are gone. Put them back from their own backup, or name another with --data DIR.`);
  }
  try {
    return { path, storesOf: storesIn(path), secretFor: secretsFrom(masterKeyAt(key)), release };
  } catch (error) {
    release();
    throw cannot(error);
  }
};

const storesIn =
  (path: string): DataFolder['storesOf'] =>
  (service, random) => {
    try {
      return openSqliteStores({ directory: path, service, ...(random ? { random } : {}) });
    } catch (error) {
      if (error instanceof RestoreUnfinished) throw new StartFault(error.message, { cause: error });
      throw new StartFault(`The ledger of ${service} in ${path} cannot be opened (${codeOf(error)}).`, { cause: error });
    }
  };
