import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Distributed, startDistributed } from './distributed/start.js';
import { judged } from './faults/judged.js';
import { Load } from './faults/load.js';
import { type Fault, faultWords, scheduleOf } from './faults/schedule.js';

const USAGE = `npm run test:faults -- [--seeds N] [--seed S] [--seconds T]
Drives a mixed load over HTTP on the distributed set-up while processes and engines are killed and paused as a seed says, heals everything, waits for quiet, and judges logs and views from outside.
The last line is the verdict; exit 1 when something must not be. A failing seed breaks the same things at the same times again: --seed S --seeds 1.`;
/** Ports of its own engines, since they are killed. */
const OFFSET = 2_400;
const QUIET_LOOKS = 5;
const LOOK_MS = 1_000;
/** Whoever does not come to rest within so long needs a hand, in milliseconds. */
const REST_MS_MAX = 240_000;
const FAULTS_SHOWN = 10;

/** Breaks one thing, and mends it. */
const breakOne = async (platform: Distributed, fault: Fault): Promise<void> => {
  if (fault.kind === 'kill-engine') {
    await platform.engines.command(fault.engine, 'kill');
    await wait(fault.forMs);
    await platform.engines.command(fault.engine, 'start');
    return;
  }
  const one = platform.processes.find(({ name }) => name === fault.process)?.supervised;
  one?.signal(fault.kind === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  if (fault.kind === 'kill') return;
  await wait(fault.forMs);
  one?.signal('SIGCONT');
};

/** What befalls one process or engine comes one after the other: what is still being mended is not broken again. */
const breakAll = async (platform: Distributed, faults: readonly Fault[]): Promise<void> => {
  const began = Date.now();
  const passed = (): number => Date.now() - began;
  const byTarget = Object.values(Object.groupBy(faults, (fault) => (fault.kind === 'kill-engine' ? fault.engine : fault.process)));
  await Promise.all(
    byTarget.map(async (own = []) => {
      for (const fault of own) {
        if (fault.atMs < passed()) continue;
        await wait(fault.atMs - passed());
        await breakOne(platform, fault);
      }
    }),
  );
};

/** At rest: everything is ready, nothing waits, and no log has grown for a while. @throws when it does not come about */
const atRest = async ({ health }: Distributed): Promise<void> => {
  let before = '';
  for (let looks = 0, began = Date.now(); looks < QUIET_LOOKS; await wait(LOOK_MS)) {
    const { ready, services } = await health();
    const now = JSON.stringify(services.map(({ position }) => position));
    const waits = services.some(({ untakenDeadlines, deadLetters, dueFailing, dueLagSeconds }) => untakenDeadlines + deadLetters + dueFailing + dueLagSeconds > 0);
    looks = ready && !waits && now === before ? looks + 1 : 0;
    before = now;
    if (Date.now() - began > REST_MS_MAX) throw new Error(`it did not come to rest: ${services.map(({ service, ready: isReady, why, untakenDeadlines, deadLetters, dueFailing }) => `${service} ${isReady ? '' : (why ?? 'not ready')} ${untakenDeadlines}/${deadLetters}/${dueFailing}`).join(', ')}`);
  }
};

const runOf = async (platform: Distributed, seed: string, lastsMs: number): Promise<readonly string[]> => {
  const faults = scheduleOf(seed, { processes: platform.processes.map(({ name }) => name), lastsMs });
  const load = new Load(platform.url, seed);
  const began = Date.now();
  const loaded = load.run();
  await Promise.all([breakAll(platform, faults), wait(lastsMs)]);
  load.stop();
  await loaded;
  await atRest(platform);
  const { faults: found, commits, deployments } = await judged(platform.engines.addresses['MONGODB_URI'] ?? '', load.acknowledged);
  const all = [...load.wrong, ...found];
  console.log(`seed ${seed}: ${load.acknowledged.length} acts acknowledged, ${load.refused} refused; ${commits} commits, ${deployments} deployments in all; ${Math.round((Date.now() - began) / 1000)} s; ${all.length === 0 ? 'clean' : `${all.length} faults`}`);
  if (all.length > 0) for (const fault of faults) console.log(`  ${faultWords(fault)}`);
  for (const fault of all.slice(0, FAULTS_SHOWN)) console.log(`FAULT ${fault}`);
  return all;
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '20' }, help: { type: 'boolean' } } });
  const [seeds, seconds] = [Number(values.seeds), Number(values.seconds)];
  if (values.help || ![seeds, seconds].every((value) => Number.isInteger(value) && value > 0)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-faults-'));
  const platform = await startDistributed({ data: folder, port: 0, clock: { kind: 'machine' }, demonstration: true, engines: { offset: OFFSET, env: {} } });
  let failed = 0;
  try {
    for (let n = 0; n < seeds; n++) {
      const seed = Number.isInteger(Number(values.seed)) ? String(Number(values.seed) + n) : `${values.seed}-${n}`;
      const found = await runOf(platform, seed, seconds * 1_000).catch((error: Error) => {
        console.log(`FAULT seed ${seed}: ${error.message}`);
        return [error.message];
      });
      if (found.length > 0) failed += 1;
    }
  } finally {
    await platform.close();
    rmSync(folder, { recursive: true });
  }
  console.log(`${seeds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

process.exit(await main());
