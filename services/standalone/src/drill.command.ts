import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { wrongCall } from './arguments.js';
import { drill } from './drill/drill.js';

const USAGE = `npm run drill -- [--seconds T] [--seed S] [--lost FILE]
Runs the platform under load, backs it up while it runs, goes on, destroys everything, restores it, and judges what came back.
A backup and a restore are killed (SIGKILL) on their way, and run again.
  --seconds T   how long the load lasts, before the backup and again after it (5)
  --seed S      what the load is called
  --lost FILE   writes what was lost there, a line of JSON each
The last line is the verdict; exit 1 when something must not be.`;
const FAULTS_SHOWN = 20;
const MS = 1_000;

const seconds = (ms: number): string => `${(ms / MS).toFixed(1)} s`;

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' }, seed: { type: 'string', default: 'drill' }, lost: { type: 'string' }, help: { type: 'boolean' } } });
  const lasts = Number(values.seconds);
  if (values.help || !(lasts > 0)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-drill-'));
  try {
    const { faults, lost, orphans, restored, rpo, rto } = await drill({ folder, seed: values.seed, lastsMs: lasts * MS });
    for (const { service, position, log } of restored) {
      const gone = lost.filter((one) => one.log.startsWith(`${service}/`));
      console.log(`${log}: restored to position ${position}; ${gone.length} commits lost, ${orphans.get(service)?.length ?? 0} orphans`);
      for (const { position: at, stream, kinds } of gone.filter(({ stream: of }) => !of.startsWith('access-'))) console.log(`  lost ${at} ${stream} ${kinds.join(', ')}`);
      for (const { position: at, stream, cause } of orphans.get(service) ?? []) console.log(`  orphan ${at} ${stream} rests on ${cause.slice(cause.indexOf('/') + 1)}`);
    }
    if (values.lost) writeFileSync(resolve(process.env['INIT_CWD'] ?? '.', values.lost), lost.map((one) => `${JSON.stringify(one)}\n`).join(''));
    console.log(`RPO: ${seconds(rpo.ms)} since the backup began: ${rpo.commits} commits, ${rpo.acts} answered acts to be entered again`);
    console.log(`RTO: ${seconds(rto.ms)} from an empty folder until it was ready again, with ${rto.commits} commits`);
    for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(`FAULT ${fault}`);
    console.log(faults.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
    return faults.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

process.exit(await main().catch(wrongCall(USAGE)));
