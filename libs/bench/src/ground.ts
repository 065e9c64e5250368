import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Figure } from './figure.js';

/** How much is measured with. */
export type Scale = {
  /** Rounds that count, at least five where a figure is to be believed; one more comes before them and does not. */
  readonly rounds: number;
  /** Operations a round. */
  readonly operations: number;
  /** Streams that appends go to. */
  readonly streams: number;
  /** A log as it is after a year, and one as it begins; of both, ten commits a stream. */
  readonly grown: number;
  readonly young: number;
  /** Commits of the one long stream. */
  readonly long: number;
  /** Cancellations whose recalls are timed. */
  readonly recalls: number;
};

/** What `npm run bench` measures with. */
export const FULL: Scale = { rounds: 7, operations: 6_400, streams: 10_000, grown: 200_000, young: 1_000, long: 5_000, recalls: 100 };

/** What is in flight at once. */
export const IN_FLIGHT = 64;

/** Where a measure stands. */
export type Ground = {
  readonly scale: Scale;
  /** A new empty folder on the disk that is measured; taken away at the end. */
  readonly folder: () => string;
  /** Tells whoever waits. */
  readonly say: (line: string) => void;
  /** What must end with it, the last that began first: when all is measured, when something fails, and when somebody stops it. */
  readonly ends: (end: () => Promise<void>) => void;
  /** Notes that something could not be measured: the rest is, and the command exits with 1. */
  readonly fails: (what: string, error: Error) => readonly Figure[];
};

/** Something that is measured: its name, what it is, the figures it gives by their names, and how. */
export type Measure = { readonly name: string; readonly about: string; readonly figures: readonly string[]; readonly run: (ground: Ground) => Promise<readonly Figure[]> };

/** A ground's folder, whoever waits, and what stops it. */
type Around = { readonly data?: string; readonly say?: (line: string) => void; readonly stopped?: AbortSignal; readonly failed?: string[] };

const whenAborted = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

/** Gives a ground below a folder, ends what began there, and takes away what was put there. @throws why it was stopped */
export const withGround = async <T>(scale: Scale, { data = tmpdir(), say = () => {}, stopped = new AbortController().signal, failed }: Around, work: (ground: Ground) => Promise<T>): Promise<T> => {
  const below = mkdtempSync(join(data, 'cpmp-bench-'));
  const ends: (() => Promise<void>)[] = [];
  const fails = (what: string, error: Error): readonly Figure[] => {
    if (!failed) throw error;
    failed.push(what);
    say(`  ${what} could not be measured: ${error.message}`);
    return [];
  };
  try {
    return await Promise.race([work({ scale, say, fails, folder: () => mkdtempSync(join(below, 'm-')), ends: (end) => void ends.push(end) }), whenAborted(stopped)]);
  } finally {
    for (const end of ends.toReversed()) await end().catch((error: Error) => say(`did not end: ${error.message}`));
    rmSync(below, { recursive: true, force: true });
  }
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as NodeJS.GCFunction;

/** When something that is measured begins, in milliseconds: once what others left in the young heap is taken away, since whoever fills it next would pay for that. */
export const begun = (): number => {
  collect({ type: 'minor' });
  return performance.now();
};

/** Does something so often, so many at once; answers how many a second. */
export const perSecond = async (count: number, width: number, act: (n: number) => Promise<unknown>): Promise<number> => {
  const began = begun();
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(width, count) }, async () => {
    while (next < count) await act(next++);
  }));
  return (count / (performance.now() - began)) * 1000;
};

/** Runs rounds in which each side is measured once after the other; the first warms up and does not count. Answers each side's values, round by round. */
export const inRounds = async <K extends string>(rounds: number, round: (n: number) => Promise<Readonly<Record<K, number>>>): Promise<Readonly<Record<K, readonly number[]>>> => {
  const values: Readonly<Record<K, number>>[] = [];
  for (let n = 0; n <= rounds; n++) values.push(await round(n));
  const counted = values.slice(1);
  return Object.fromEntries(Object.keys(values[0] ?? {}).map((side) => [side, counted.map((each) => each[side as K])])) as unknown as Record<K, readonly number[]>;
};

/** The same, of what does not wait for anything. */
export const ratePerSecond = (count: number, work: () => void): number => {
  const began = begun();
  work();
  return (count / (performance.now() - began)) * 1000;
};
