import { type CommitStore, fileSigner, type Signer } from '@cpmp/ledger';
import { backupSettings, readSettings } from './settings.js';

/** A log of a service on MongoDB by its name, with who signs its checkpoints, by the settings of its process. @throws ConfigFaults · Unavailable */
export const serviceLog = async (name: string): Promise<{ readonly log: CommitStore; readonly signer: (called: string) => Signer }> => {
  const settings = readSettings(backupSettings, process.env);
  // The server's client is most of what this loads, and a data folder needs none.
  const [{ openMongoLog }, { mongoServer }] = await Promise.all([import('@cpmp/ledger/mongo'), import('./engines.js')]);
  return { log: await openMongoLog(mongoServer(settings), name), signer: (called: string): Signer => fileSigner(called, settings.CHECKPOINT_KEY_FILE) };
};

/** The names of a service's two logs: its own, and who read it. */
export const logsOf = (service: string): readonly string[] => [service, `${service}-access`];
