import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type BackedUp, backUpInto, backUpKeys, backUpLedgers } from '@cpmp/ledger';
import { exitCodeOf } from './backup-exit.js';
import { logsOf, serviceLog } from './service-log.js';

const USAGE = `npm run backup -- --data DIR --to DIR --keys-to DIR
node libs/shell/dist/process/backup.command.js --service NAME --to DIR
Copies what is new of ledgers that may be in use, held against their chain, and writes a signed checkpoint of each beside them. The first time all of it.
  --data DIR       a data folder, as npm start has; its keys go to another place, since both together open every text
  --service NAME   that service's log on MongoDB, and who read it, by the settings of its process; its key store has backups of its own
  --first NAME     is backed up before the others: who issues permits before who holds things under them
Exit code: 0 all copied, 1 something could not be, 2 a wrong call.`;

const say = ({ log, position, commits }: BackedUp): void => console.log(`ok   ${log}: ${position} commits, ${commits} of them new`);

/** A service's two logs where its process has them. */
const ofService = async (service: string, to: string): Promise<void> => {
  for (const name of logsOf(service)) {
    const { log, signer } = await serviceLog(name);
    try {
      say(await backUpInto(to, { name, log, signer }));
    } finally {
      await log.close();
    }
  }
};

const ofFolder = async (data: string, { to, keysTo, first }: { readonly to: string; readonly keysTo: string; readonly first: readonly string[] }): Promise<void> => {
  (await backUpLedgers({ data, to, first })).forEach(say);
  backUpKeys({ data, to: keysTo });
  console.log(`ok   keys, to ${keysTo}`);
};

const main = async (): Promise<number> => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { data: text, to: text, 'keys-to': text, service: text, first: { type: 'string', multiple: true, default: [] } } });
  const at = (folder: string): string => resolve(process.env['INIT_CWD'] ?? '.', folder);
  const { data, to, 'keys-to': keysTo, service, first } = values;
  if (to !== undefined && service !== undefined) await ofService(service, at(to));
  else if (to !== undefined && data !== undefined && keysTo !== undefined) await ofFolder(at(data), { to: at(to), keysTo: at(keysTo), first });
  else {
    console.error(USAGE);
    return 2;
  }
  return 0;
};

process.exitCode = await main().catch(exitCodeOf);
