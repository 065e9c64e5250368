import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type BenchLedger, open } from '@cpmp/ledger/bench';
import { type Cases, openCases } from '../cases.js';
import { type Figure, ratio } from '../figure.js';
import { begun, type Ground, IN_FLIGHT, inRounds, type Measure, perSecond } from '../ground.js';
import { eventOf } from './append.js';

/** So many commits a stream. */
const EACH = 10;
/** What one case of `EACH` commits is made of: applied for, checked, granted, and reviewed for the rest. */
const REVIEWS = EACH - 3;
const OPENED = fileURLToPath(new URL('../opened.command.js', import.meta.url));

/** A log of so many commits, ten a stream, the streams taking turns. */
const events = async (directory: string, commits: number): Promise<BenchLedger> => {
  const ledger = await open(directory);
  const streams = commits / EACH;
  for (let version = 0; version < EACH; version++) await perSecond(streams, IN_FLIGHT, (n) => ledger.append(`s${n}`, version, eventOf(n)));
  return ledger;
};

const cases = async (directory: string, commits: number): Promise<Cases> => {
  const opened = await openCases(directory);
  await perSecond(commits / EACH, IN_FLIGHT, async (n) => {
    await opened.checked(`a${n}`);
    await opened.grant(`a${n}`, 'c1');
    for (let review = 0; review < REVIEWS; review++) await opened.review(`a${n}`, review);
  });
  return opened;
};

/** What is asked of a log of events in each round: appends to any of its streams, reads of them, and the whole check. */
const asked = async (ledger: BenchLedger, commits: number, { round, operations }: { readonly round: number; readonly operations: number }) => {
  const streams = commits / EACH;
  const step = 7_919; // a prime: any stream comes up, each as often as the others
  const streamOf = (n: number): string => `s${((round * operations + n) * step) % streams}`;
  const read = await perSecond(Math.ceil(operations / EACH), 1, (n) => ledger.read(streamOf(n)));
  const versions = new Map<string, number>();
  for (let n = 0; n < operations; n++) versions.set(streamOf(n), versions.get(streamOf(n)) ?? (await ledger.read(streamOf(n))).length);
  const append = await perSecond(operations, IN_FLIGHT, async (n) => {
    const version = versions.get(streamOf(n)) ?? 0;
    versions.set(streamOf(n), version + 1);
    await ledger.append(streamOf(n), version, eventOf(n));
  });
  return { read, append };
};

/** Commits a second; a short log is walked as often as the machine needs to be measured. */
const verified = async (ledger: BenchLedger, walks: number): Promise<number> => {
  const began = begun();
  let commits = 0;
  for (let walk = 0; walk < walks; walk++) {
    const found = await ledger.verify();
    if (!found.whole) throw new Error('The log that was measured is not whole.');
    commits += found.commits;
  }
  return (commits / (performance.now() - began)) * 1000;
};

const SHORT_WALKS = 20;

const ofEvents = async ({ scale, folder, say }: Ground): Promise<readonly Figure[]> => {
  const { rounds, grown, young } = scale;
  const operations = Math.min(scale.operations, young);
  say(`growth: a log of ${grown} commits`);
  const directories = { old: folder(), young: folder() };
  const old = await events(directories.old, grown);
  try {
    const rates = await inRounds(rounds, async (round) => {
      const fresh = await events(round === 0 ? directories.young : folder(), young);
      try {
        const verify = await verified(fresh, SHORT_WALKS);
        const verifyOld = await verified(old, 1);
        const now = await asked(fresh, young, { round, operations });
        const later = await asked(old, grown, { round, operations });
        return { read: now.read, append: now.append, verify, oldRead: later.read, oldAppend: later.append, oldVerify: verifyOld };
      } finally {
        await fresh.close();
      }
    });
    await old.close();
    return [
      { name: 'growth-append', value: ratio(rates.oldAppend, rates.append), floor: 0.9, better: 'higher' },
      { name: 'growth-read', value: ratio(rates.oldRead, rates.read), floor: 0.9, better: 'higher' },
      { name: 'growth-verify', value: ratio(rates.oldVerify, rates.verify), floor: 0.9, better: 'higher' },
      ...opened('young', directories.young),
      ...opened('grown', directories.old),
    ];
  } finally {
    await old.close();
  }
};

/** A process of its own opens a log and says how long that took and how much memory it then has. */
const opened = (name: string, directory: string): readonly Figure[] => {
  const { stdout } = spawnSync(process.execPath, [OPENED, directory], { encoding: 'utf8' });
  const { ms, megabytes } = JSON.parse(stdout) as { ms: number; megabytes: number };
  return [{ name: `open-${name}`, value: ms, unit: 'ms', better: 'lower' }, { name: `memory-${name}`, value: megabytes, unit: 'MB', better: 'lower' }];
};

/** A young log has few cases, and the rates of so few differ much: so many times as many rounds are measured. */
const YOUNG_LOGS = 4;

const ofCases = async ({ scale, folder, say }: Ground): Promise<readonly Figure[]> => {
  const { rounds, grown, young } = scale;
  const grants = young / EACH;
  const granted = (log: Cases, from: number): Promise<number> => perSecond(grants, IN_FLIGHT, (n) => log.grant(`a${from + n}`, 'c2'));
  say(`growth: ${grown / EACH} cases of ${EACH} commits`);
  const old = await cases(folder(), grown);
  try {
    // Each takes cases of the grown log that no other took.
    const rates = await inRounds(Math.min(rounds * YOUNG_LOGS, Math.floor(grown / young) - 1), async (n) => {
      const fresh = await cases(folder(), young);
      try {
        return { now: await granted(fresh, 0), later: await granted(old, n * grants) };
      } finally {
        await fresh.close();
      }
    });
    return [{ name: 'growth-grant', value: ratio(rates.later, rates.now), floor: 0.9, better: 'higher' }];
  } finally {
    await old.close();
  }
};

/** A stream that is long already, against one that begins: an append each, one after the other, since a stream takes one at a time. */
const ofOneStream = async ({ scale, folder }: Ground): Promise<readonly Figure[]> => {
  const ledger = await open(folder());
  const appends = Math.min(scale.operations / 10, scale.long);
  const lengths = new Map<string, number>();
  const next = async (stream: string): Promise<void> => {
    const version = lengths.get(stream) ?? 0;
    await ledger.append(stream, version, eventOf(version));
    lengths.set(stream, version + 1);
  };
  try {
    for (let n = 0; n < scale.long; n++) await next('long');
    const rates = await inRounds(scale.rounds, async (round) => ({
      short: await perSecond(appends, 1, () => next(`short${round}`)),
      long: await perSecond(appends, 1, () => next('long')),
    }));
    return [{ name: 'long-stream-append', value: ratio(rates.long, rates.short), goal: 0.9, better: 'higher' }];
  } finally {
    await ledger.close();
  }
};

/** What a long life does to every rate. */
export const growth: Measure = {
  name: 'growth',
  about: 'every rate on a grown log ÷ the same on a young one; one long stream; opening and memory',
  figures: ['growth-append', 'growth-read', 'growth-verify', 'growth-grant', 'long-stream-append', 'open-young', 'open-grown', 'memory-young', 'memory-grown'],
  run: async (ground) => [...(await ofEvents(ground)), ...(await ofCases(ground)), ...(await ofOneStream(ground))],
};
