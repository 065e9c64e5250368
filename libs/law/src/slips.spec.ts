import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readPack, readPacks } from './load.js';
import { readCases } from './reading.js';
import { noticer, slipsOfPacks } from './slips.js';

/** Slips that nothing notices, and why that is so. */
const { survivors } = parse(readFileSync(new URL('../survivors.yaml', import.meta.url), 'utf8')) as { survivors: readonly { readonly why: string; readonly slips: readonly string[] }[] };
const listed = new Set(survivors.flatMap(({ slips }) => slips));

const reads = Object.entries(readPacks()).map(([file, text]) => readPack(file, text));
const all = slipsOfPacks(reads);
/** One in so many is tried unless `SLIPS=all` asks for all of them, which takes minutes. */
const ONE_IN = process.env.SLIPS === 'all' ? 1 : 12;
const RATE = 0.95;

describe('the worked cases against slips of the pen', () => {
  it('given the list of slips that nothing notices, then each is a slip that there is, has a reason, and they are few', () => {
    const there = new Set(all.map(({ where }) => where));
    expect([...listed].filter((where) => !there.has(where))).toEqual([]);
    expect(survivors.filter(({ why }) => why.trim() === '')).toEqual([]);
    expect(all.length).toBeGreaterThan(2_500);
    expect(there.size).toBe(all.length);
    expect(1 - listed.size / all.length).toBeGreaterThanOrEqual(RATE);
  });

  it('given each value of the packs, when it is altered, then a case fails or the packs do not load, unless it is on that list', () => {
    const noticed = noticer(reads, readCases());
    const tried = all.filter((_, index) => index % ONE_IN === 0);
    const unnoticed = tried.filter((slip) => !noticed(slip)).map(({ where }) => where);
    expect(unnoticed.filter((where) => !listed.has(where))).toEqual([]);
    // What is on the list and is noticed after all no longer belongs there.
    expect(tried.map(({ where }) => where).filter((where) => listed.has(where) && !unnoticed.includes(where))).toEqual([]);
  });
});
