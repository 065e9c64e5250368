import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { memorySigner } from '../checkpoint.js';
import { Unavailable } from '../errors.js';
import { act, journal, note, openSpecimen, totals } from '../specimen.js';
import { type Answered, answerOf } from './mongo-reader.js';
import { openMongoStores } from './open.js';

const READER = fileURLToPath(new URL('./mongo-reader.js', import.meta.url));
const TEST_MS_MAX = 180_000;
const JOURNALS = 20;
const NOTES = 400;
/** So many answers come, here and elsewhere, while a view is made anew. */
const ENOUGH = 20;
/** Between two of somebody's calls, so that the server has time for others. */
const PAUSE_MS = 5;

/** Tries again what a store that is away did not answer: that says nothing about views. */
const insist = async <T>(work: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      await wait(PAUSE_MS);
    }
  }
};

it('given a view on MongoDB that is read all the time, here and by another process, and written to, when it is made anew, then they are answered meanwhile, each answer is whole, and none is older than the one before', async () => {
  const uri = `${(process.env['MONGODB_URI'] ?? '').replace(/\/$/, '')}/spec-${randomUUID().slice(0, 8)}`;
  const stores = await openMongoStores({ uri, keysUri: uri, service: 'specimen', masterKey: new Uint8Array(32).fill(7), signer: memorySigner });
  const ledger = await openSpecimen({ stores, clock: { now: () => new Date().toISOString(), machine: () => Date.now() } });
  const write = (n: number) => insist(() => ledger.transact(journal, `j${n % JOURNALS}`, note('t'), act(`http/${n}`)));
  await Promise.all(Array.from({ length: NOTES }, (_, n) => write(n)));
  await ledger.views.query(totals, {});

  const answers: Record<'bare' | 'here' | 'elsewhere', Answered[]> = { bare: [], here: [], elsewhere: [] };
  const child = spawn(process.execPath, [READER, uri], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  createInterface({ input: child.stdout }).on('line', (line) => void answers.elsewhere.push(JSON.parse(line) as Answered));
  await once(child.stdout, 'data');
  let reading = true;
  const again = async (work: (n: number) => Promise<unknown>): Promise<void> => {
    for (let n = 0; reading; n++) {
      await insist(() => work(n));
      await wait(PAUSE_MS);
    }
  };
  const others = [
    again(async () => answers.here.push(answerOf((await ledger.views.query(totals, { limit: 1000 })).docs))),
    // What is in the store, without what this process would fold before it asks.
    again(async () => answers.bare.push(answerOf((await stores.views.query(totals, { limit: 1000 })).docs))),
    again((n) => write(NOTES + n)),
  ];
  const meanwhile: Record<string, number> = { bare: 0, here: 0, elsewhere: 0 };
  do {
    const before = Object.entries(answers).map(([who, all]) => [who, all.length] as const);
    await insist(() => ledger.rebuild(totals));
    for (const [who, were] of before) meanwhile[who] = (meanwhile[who] ?? 0) + (answers[who as 'here']?.length ?? 0) - were;
  } while (Object.values(meanwhile).some((count) => count < ENOUGH));
  reading = false;
  await Promise.all(others);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);

  for (const all of Object.values(answers)) {
    expect(all.filter(({ journals, sum }) => journals !== JOURNALS || sum < NOTES)).toEqual([]);
    expect(all.filter(({ sum }, n) => sum < (all[n - 1]?.sum ?? 0))).toEqual([]);
  }
  const { docs } = await ledger.views.query(totals, { limit: 1000 });
  expect(answerOf(docs)).toEqual({ journals: JOURNALS, sum: (await ledger.tail())?.position });
  await ledger.close();
}, TEST_MS_MAX);
