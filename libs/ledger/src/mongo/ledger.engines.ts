import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { memorySigner } from '../checkpoint.js';
import { act, journal, note, openSpecimen, totals } from '../specimen.js';
import { verifyLog } from '../verify.js';
import type { Written } from './mongo-writer.js';
import { openMongoLog, openMongoStores } from './open.js';

const WRITER = fileURLToPath(new URL('./mongo-writer.js', import.meta.url));
const RECIPE = fileURLToPath(new URL('../../../tooling/engines/mongo.sh', import.meta.url));
const TEST_MS_MAX = 180_000;
/** Each process is acknowledged at least so often before anything else happens, and again afterwards. */
const ENOUGH = 60;

const databaseOf = (uri: string): string => `${uri.replace(/\/$/, '')}/spec-${randomUUID().slice(0, 8)}`;

/** A process that writes, and what it was told is durable. */
const writer = (uri: string, name: string): { readonly said: Written[]; readonly child: ChildProcess } => {
  const child = spawn(process.execPath, [WRITER, uri, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: Written[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => void said.push(JSON.parse(line) as Written));
  return { said, child };
};

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await wait(50);
};

const stop = async ({ child }: { readonly child: ChildProcess }): Promise<void> => {
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
};

/** All that was acknowledged is in the log, once, where it was said to be; the log is whole, and the views are a rebuild's. */
const check = async (uri: string, said: readonly Written[]): Promise<void> => {
  const log = await openMongoLog({ uri }, 'specimen');
  const commits = await log.readAfter(0, 1e6);
  expect(await verifyLog(log)).toMatchObject({ whole: true, commits: commits.length });
  const causes = new Map(commits.map(({ position, stream, cause }) => [position, `${stream} ${cause}`]));
  expect(new Set(causes.values()).size).toBe(commits.length);
  for (const { stream, cause, position } of said) expect(causes.get(position)).toBe(`journal-${stream} ${cause}`);
  await log.close();

  const stores = await openMongoStores({ uri, keysUri: uri, service: 'specimen', masterKey: new Uint8Array(32).fill(7), signer: memorySigner });
  const ledger = await openSpecimen({ stores, clock: { now: () => new Date().toISOString(), machine: () => Date.now() } });
  const last = said.at(-1);
  if (last) expect(await ledger.transact(journal, last.stream, note('again'), act(last.cause))).toMatchObject({ repeated: true, position: last.position });
  const docs = async (): Promise<string> => JSON.stringify((await ledger.views.query(totals, { limit: 1000 })).docs.map((doc) => ({ ...doc, last: '' })));
  const before = await docs();
  await ledger.rebuild(totals);
  expect(await docs()).toBe(before);
  expect(await ledger.health()).toMatchObject({ ready: true, position: commits.length });
  await ledger.close();
};

describe('a ledger on MongoDB', () => {
  it('given two processes that write one log, then neither starves, each acknowledged act is there once, and the log is whole', async () => {
    const uri = databaseOf(process.env['MONGODB_URI'] ?? '');
    const both = [writer(uri, 'one'), writer(uri, 'two')];
    await until(() => both.every(({ said }) => said.length >= ENOUGH));
    await Promise.all(both.map(stop));
    await check(uri, both.flatMap(({ said }) => said));
  }, TEST_MS_MAX);

  it('given a server that is killed while a process writes, when it is back, then the process goes on by itself and nothing acknowledged is lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cpmp-mongo-'));
    const recipe = async (verb: string): Promise<string> => (await promisify(execFile)('bash', [RECIPE, verb, '27417', folder], { env: { ...process.env, MONGO_SYNC: '1' } })).stdout.trim();
    const uri = databaseOf(await recipe('start'));
    const one = writer(uri, 'one');
    try {
      for (let killed = 0; killed < 2; killed++) {
        const before = one.said.length;
        await until(() => one.said.length >= before + ENOUGH);
        await recipe('kill');
        await recipe('start');
      }
      const before = one.said.length;
      await until(() => one.said.length >= before + ENOUGH);
      await stop(one);
      await check(uri, one.said);
    } finally {
      one.child.kill('SIGKILL');
      await recipe('stop');
      rmSync(folder, { recursive: true });
    }
  }, TEST_MS_MAX);
});
