import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Repeater } from '@cpmp/messaging/kafka/repeating';
import { stopAtSignal } from '@cpmp/shell';
import { wrongCall } from './arguments.js';
import { Breakable } from './faults/breaking.js';
import { repeaterOn, runOf } from './faults/run.js';
import { faultWords } from './faults/schedule.js';

const USAGE = `npm run test:faults -- [--seeds N] [--seed S] [--seconds T]
Drives a mixed load over HTTP on the distributed set-up while processes, engines, lines, clocks and disks break and messages come again as a seed says, heals everything, waits for quiet, and judges logs and views from outside.
The last line is the verdict; exit 1 when something must not be. A failing seed breaks the same things at the same times again: --seed S --seeds 1.`;
/** Ports of its own engines, since they are killed. */
const OFFSET = 2_400;
const FAULTS_SHOWN = 10;
/** Somebody stopped it before its end. */
const STOPPED = 130;

/** One seed, in lines for a person. True: clean. */
const isClean = async (parts: Parameters<typeof runOf>[0], seed: string, lastsMs: number): Promise<boolean> => {
  const { broken, faults, said } = await runOf(parts, seed, lastsMs);
  console.log(`seed ${seed}: ${said}; ${faults.length === 0 ? 'clean' : `${faults.length} faults`}`);
  if (faults.length > 0) for (const fault of broken) console.log(`  ${faultWords(fault)}`);
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(`FAULT ${fault}`);
  return faults.length === 0;
};

/** What the processes said of what nobody expected, the newest last: classes and places of errors, and none of their words. */
const unexpectedIn = (folder: string): readonly string[] => {
  const logs = join(folder, 'logs');
  return readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n').filter((line) => line.includes('"unexpected"')).map((line) => `${name} ${line}`)).slice(-FAULTS_SHOWN);
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '8' }, help: { type: 'boolean' } } });
  const [seeds, seconds] = [Number(values.seeds), Number(values.seconds)];
  if (values.help || ![seeds, seconds].every((value) => Number.isInteger(value) && value > 0)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-faults-'));
  const starting = Breakable.start({ data: folder, port: 0, clock: { kind: 'machine' }, demonstration: true, engines: { offset: OFFSET, env: {} } });
  let failed = 0;
  const end = async (): Promise<void> => {
    await (await starting).close();
    // What the processes of a failing run said is most of what can be known of it.
    if (failed > 0) console.log(`What they said is kept: ${folder}`);
    else rmSync(folder, { recursive: true });
  };
  stopAtSignal(() => end().then(() => process.exit(STOPPED)), (error) => {
    throw error;
  });
  const breakable = await starting;
  let repeater: Repeater | undefined;
  try {
    repeater = await repeaterOn(breakable.platform);
    for (let n = 0; n < seeds; n++) {
      const seed = Number.isInteger(Number(values.seed)) ? String(Number(values.seed) + n) : `${values.seed}-${n}`;
      const clean = await isClean({ breakable, repeater }, seed, seconds * 1_000).catch((error: Error) => {
        console.log(`FAULT seed ${seed}: ${error.message}`);
        return false;
      });
      if (clean) continue;
      failed += 1;
      for (const line of unexpectedIn(folder)) console.log(`SAID ${line}`);
    }
  } finally {
    await repeater?.close();
    await end();
  }
  console.log(`${seeds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

process.exit(await main().catch(wrongCall(USAGE)));
