import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMongoLog } from '@cpmp/ledger/mongo';
import { startPlatform } from '../platform.js';
import { play } from '../rehearsal/play.js';
import { isFaulty, readRehearsal, type Rehearsal } from '../rehearsal/read.js';
import { SERVICES } from './host.js';
import { startDistributed } from './start.js';

/** Ports of its own engines, beside whatever else runs. */
const OFFSET = 1_500;
const TEST_MS_MAX = 600_000;
const COMMITS_MAX = 10_000;

const rehearsal = readRehearsal(readFileSync(new URL('../../rehearsals/09-what-the-record-yields.yaml', import.meta.url), 'utf8')) as Rehearsal;

/** What a service's log says happened, and when. Of what happened at one instant, messages may come in another order. */
type History = Readonly<Record<string, readonly string[]>>;

const playedOn = async (baseUrl: string): Promise<readonly string[]> => (await play(rehearsal, { baseUrl, seed: 'engines', say: () => {} })).map(({ line }) => line).filter((line) => !line.startsWith('ok   step '));

const inOneProcess = async (): Promise<History> => {
  const platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: rehearsal.starts } });
  try {
    expect(await playedOn(platform.url)).toEqual([]);
    const histories = platform.services.map(async ({ name, ledger }) => [name, (await ledger.readAfter(0, COMMITS_MAX)).flatMap(({ events }) => events.map(({ event, meta }) => `${meta.at} ${event.type}`)).toSorted()] as const);
    return Object.fromEntries(await Promise.all(histories));
  } finally {
    await platform.close();
  }
};

const onFiveProcesses = async (): Promise<History> => {
  const data = mkdtempSync(join(tmpdir(), 'cpmp-rehearsal-'));
  const platform = await startDistributed({ data, port: 0, clock: { kind: 'virtual', startsAt: rehearsal.starts }, demonstration: false, engines: { offset: OFFSET, env: {} } });
  try {
    expect(await playedOn(platform.url)).toEqual([]);
    const histories: [string, readonly string[]][] = [];
    for (const service of SERVICES) {
      const log = await openMongoLog({ uri: platform.engines.addresses['MONGODB_URI'] ?? '' }, service);
      const bodies = (await log.readAfter(0, COMMITS_MAX)).map(({ body }) => JSON.parse(Buffer.from(body).toString('utf8')) as { readonly at: string; readonly events: readonly { readonly type: string }[] });
      histories.push([service, bodies.flatMap(({ at, events }) => events.map(({ type }) => `${at} ${type}`)).toSorted()]);
      await log.close();
    }
    return Object.fromEntries(histories);
  } finally {
    await platform.close();
    rmSync(data, { recursive: true });
  }
};

describe('a rehearsal on five processes', () => {
  it('given months in which little more than reminders fall due, when it is played, then every step comes out, and everything happened at the same instant as in one process', async () => {
    expect(isFaulty(rehearsal)).toBe(false);
    const { standalone: _, ...one } = await inOneProcess();
    expect(one['notification']?.length).toBeGreaterThan(100);
    expect(await onFiveProcesses()).toEqual(one);
  }, TEST_MS_MAX);
});
