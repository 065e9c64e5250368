import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ERASED } from '@cpmp/kernel';
import type { Acknowledged } from './killed-writer.js';
import { act, journal, newFolder, note, openSpecimen, removeFolders, totals } from './specimen.js';
import { openLogFile, openSqliteStores } from './sqlite/open.js';
import type { Ledger } from './types.js';
import { verifyLog } from './verify.js';

const WRITER = fileURLToPath(new URL('./killed-writer.js', import.meta.url));
const ROUNDS = 12;
const SEED = 20_261_124;
const TEST_MS_MAX = 120_000;

afterAll(removeFolders);

/** The same moments at every run (Park and Miller's generator). */
const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
};

type Moment = { readonly acknowledgements: number; readonly ms: number };

/** Starts the writer and kills it some milliseconds after so many acknowledgements; yields all that it acknowledged. */
const killedAt = ({ acknowledgements, ms }: Moment, folder: string, round: number): Promise<readonly Acknowledged[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, folder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: Acknowledged[] = [];
    let killed = false;
    const kill = (): void => {
      killed = true;
      void wait(ms).then(() => child.kill('SIGKILL'));
    };
    // A line that the kill has cut off was not acknowledged to anybody.
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.endsWith('}')) said.push(JSON.parse(line) as Acknowledged);
      if (said.length >= acknowledgements && !killed) kill();
    });
    if (acknowledgements === 0) kill();
    child.on('close', (_, signal) => (signal === 'SIGKILL' ? resolve(said) : reject(new Error(`The writer of round ${round} ended on its own.`))));
  });

const bytesOf = async (ledger: Ledger): Promise<string> => JSON.stringify((await ledger.views.query(totals, { limit: 1000 })).docs);

/** All that was ever acknowledged is there, once; whatever else is there is whole. */
const check = async (folder: string, said: readonly Acknowledged[]): Promise<void> => {
  const file = openLogFile(join(folder, 'specimen.sqlite'));
  const causes = new Map((await file.readAfter(0, 1e6)).map(({ position, stream, cause }) => [position, `${stream} ${cause}`]));
  expect(await verifyLog(file)).toMatchObject({ whole: true, commits: causes.size });
  await file.close();

  const ledger = await openSpecimen({ stores: openSqliteStores({ directory: folder, service: 'specimen' }), clock: { now: () => new Date().toISOString(), machine: () => Date.now() } });
  for (const line of said) {
    const { texts } = (await ledger.load(journal, 'erased' in line ? line.erased : line.stream)).state;
    if ('erased' in line) {
      expect(texts).toEqual([ERASED]);
      continue;
    }
    expect(causes.get(line.position)).toBe(`journal-${line.stream} ${line.cause}`);
    // A case may have been erased although nobody was told so any more.
    const written = line.stream.startsWith('case-') ? [line.text, ERASED] : [line.text];
    expect(texts.filter((text) => written.includes(text))).toHaveLength(1);
  }
  const last = said.findLast((line) => 'position' in line && !line.stream.startsWith('case-'));
  if (last && 'position' in last) expect(await ledger.transact(journal, last.stream, note('again'), act(last.cause))).toMatchObject({ repeated: true, position: last.position });
  const before = await bytesOf(ledger);
  await ledger.rebuild(totals);
  expect(await bytesOf(ledger)).toBe(before);
  expect(await ledger.health()).toMatchObject({ ready: true });
  await ledger.close();
};

describe('given a process that writes, when it is killed at any moment', () => {
  it(`then after each of ${ROUNDS} kills nothing acknowledged is lost, nothing happened twice, the log verifies, the views are a rebuild’s, and the keys open what they sealed`, async () => {
    const [folder, random] = [newFolder(), randomFrom(SEED)];
    const said: Acknowledged[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      // Some die while they open the ledger, most while they write.
      const moment = round % 4 === 1 ? { acknowledgements: 0, ms: random(400) } : { acknowledgements: 1 + random(120), ms: random(4) };
      said.push(...(await killedAt(moment, folder, round)));
      if (round > 1) await check(folder, said);
    }
    expect(said.length).toBeGreaterThan(ROUNDS);
    expect(said.some((line) => 'erased' in line)).toBe(true);
  }, TEST_MS_MAX);
});
