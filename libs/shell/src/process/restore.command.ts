import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupFault, type Checkpoint, type CommitStore, logFilesIn, lostBeyond, openLogFile, orphansIn, parseCheckpoint, type Restored, restoreFolder, restoreTogether } from '@cpmp/ledger';
import { exitCodeOf } from './backup-exit.js';
import { logsOf, serviceLog } from './service-log.js';

const USAGE = `npm run restore -- --from DIR --keys-from DIR --data DIR [--epoch N] [--checkpoint FILE …] [--lost-from DIR]
node libs/shell/dist/process/restore.command.js --service NAME --from DIR [--epoch N] [--checkpoint FILE …]
node libs/shell/dist/process/restore.command.js --service NAME --orphans, or npm run restore -- --data DIR --orphans
Makes ledgers anew of their backups, in an empty data folder or on an empty MongoDB, while no process runs. Each goes on as a new epoch; views are folded again at the next start.
  --epoch N           another than the next: later than every epoch that was ever opened of it, also from other backups
  --checkpoint FILE   kept elsewhere: the backup must hold against it; may be given again
  --orphans           restores nothing: lists commits that rest on what another log lost in a restore, and of which nobody has said yet what came of it
  --lost-from DIR     the data folder as it was, if it can still be read: names every commit that did not come back
One that was broken off is run again as it was, and goes on.
Exit code: 0 restored, 1 not, and then what was made is not to be used; 2 a wrong call.`;

const say = ({ service, position, log }: Restored): void => console.log(`ok   ${service}: restored to position ${position}; it goes on as ${log}`);

/** Names what is gone, without a word of its text: what must be entered again. Where that cannot be read the restore stands all the same. */
const sayLost = async (folder: string, { service, position }: Restored): Promise<void> => {
  try {
    const log = openLogFile(join(folder, `${service}.sqlite`));
    try {
      for (const { log: of, position: at, at: when, stream, kinds } of await lostBeyond(log, position)) console.log(`LOST ${of} ${at} ${when} ${stream} ${kinds.join(', ')}`);
    } finally {
      await log.close();
    }
  } catch (error) {
    console.log(`     what ${service} lost cannot be said: ${(error as Error).message}`);
  }
};

/** The ledgers of a folder. @throws BackupFault where there is none */
const logsIn = (folder: string): readonly string[] => {
  const files = logFilesIn(folder);
  if (files.length === 0) throw new BackupFault(`There is no ledger in ${folder}.`);
  return files;
};

/** @throws BackupFault where there is none */
const checkpointIn = (file: string): Checkpoint => {
  try {
    return parseCheckpoint(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BackupFault(`${file}: ${(error as Error).message}`);
  }
};

const sayOrphans = async (data: string, service: string | undefined): Promise<void> => {
  for (const name of service === undefined ? logsIn(data) : [service]) {
    const log = service === undefined ? openLogFile(name) : (await serviceLog(name)).log;
    try {
      for (const { position, stream, cause } of (await orphansIn(log)).filter(({ resolved }) => !resolved)) console.log(`ORPHAN ${basename(name, '.sqlite')} ${position} ${stream} rests on ${cause.slice(cause.indexOf('/') + 1)}`);
    } finally {
      await log.close();
    }
  }
};

type Asked = { readonly from: string; readonly at: string; readonly epoch?: number; readonly checkpoints: readonly Checkpoint[] };

const toService = async (service: string, { from, ...asked }: Asked): Promise<void> => {
  const logs: { readonly service: string; readonly to: CommitStore }[] = [];
  try {
    for (const name of logsOf(service)) logs.push({ service: name, to: (await serviceLog(name)).log });
    (await restoreTogether(from, logs, asked)).forEach(say);
  } finally {
    for (const { to } of logs) await to.close();
  }
};

const main = async (): Promise<number> => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { data: text, from: text, 'keys-from': text, service: text, epoch: text, orphans: { type: 'boolean', default: false }, checkpoint: { type: 'string', multiple: true, default: [] }, 'lost-from': text } });
  const path = (place: string): string => resolve(process.env['INIT_CWD'] ?? '.', place);
  const { data, from, 'keys-from': keysFrom, service, epoch } = values;
  if (values.orphans && (service ?? data) !== undefined) {
    await sayOrphans(path(data ?? ''), service);
    return 0;
  }
  const isWrong = from === undefined || (service === undefined && (data === undefined || keysFrom === undefined)) || (epoch !== undefined && !/^[1-9]\d*$/.test(epoch));
  if (isWrong) {
    console.error(USAGE);
    return 2;
  }
  const checkpoints = values.checkpoint.map((file) => checkpointIn(path(file)));
  const asked: Asked = { from: path(from), at: new Date().toISOString(), checkpoints, ...(epoch === undefined ? {} : { epoch: Number(epoch) }) };
  if (service !== undefined) await toService(service, asked);
  else {
    const lostFrom = values['lost-from'];
    if (lostFrom !== undefined) logsIn(path(lostFrom));
    const restored = await restoreFolder({ ...asked, data: path(data ?? ''), keysFrom: path(keysFrom ?? '') });
    restored.forEach(say);
    if (lostFrom !== undefined) for (const one of restored) await sayLost(path(lostFrom), one);
  }
  return 0;
};

process.exitCode = await main().catch(exitCodeOf);
