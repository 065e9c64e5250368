import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { whenClockShows } from './calendar.js';
import { lineReader } from './lines.js';
import { bookFrom, loadBook, PackFaults, type PackRead, readPack, readPacks } from './load.js';

const CASES = fileURLToPath(new URL('../cases', import.meta.url));

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Bag = { readonly [key: string]: Json };
type Case = { readonly given: string; readonly when: string; readonly then: string; readonly ask: Bag; readonly answer: Bag };
type Told = Case & { readonly file: string };

const isBag = (value: Json | undefined): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
const over = (usual: Bag, own: Bag): Bag =>
  Object.fromEntries(Object.keys({ ...usual, ...own }).map((key) => {
    const [one, other] = [usual[key], own[key]];
    return [key, isBag(one) && isBag(other) ? over(one, other) : (other === undefined ? one : other) as Json];
  }));

/** A time in a case is London's, unless it says that it is UTC. */
const instant = (text: string): string => {
  const at = text.endsWith('Z') ? new Date(text.length === '2026-03-10T14:00Z'.length ? text.replace('Z', ':00Z') : text).toISOString() : whenClockShows(new Date(`${text}:00Z`));
  if (at === undefined) throw new Error(`London's clocks never show ${text}`);
  return at.replace('.000Z', 'Z');
};
const withInstants = (value: Json): Json => {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}T[\d:]+Z?$/.test(value) ? instant(value) : value;
  if (Array.isArray(value)) return value.map(withInstants);
  return isBag(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withInstants(inner)])) : value;
};

const told: readonly Told[] = readdirSync(CASES).flatMap((file) => {
  const { usual, cases } = parse(readFileSync(join(CASES, file), 'utf8')) as { usual: Bag; cases: readonly Case[] };
  // What another event asks is another question: nothing usual is left in it.
  return cases.map((one) => ({ ...one, file, ask: withInstants(usual.event === 'establish-error' && 'event' in one.ask ? one.ask : over(usual, one.ask)) as Bag, answer: withInstants(one.answer) as Bag }));
});

const REFUSED = { allowed: false, state: null, from: null, until: null, commissioner: null, deadlines: {} };

/** What a case expects of an answer; in the order in which a person would look. */
const unmet = (expected: Bag, line: string): readonly string[] => {
  const answer = JSON.parse(line) as Record<string, any>;
  if (answer.error) return [`error ${JSON.stringify(answer.error)}`];
  const { refused, clause, instead, says, unconfirmed, ...rest } = expected;
  const same: Bag = refused === undefined ? { code: null, clause: null, ...rest } : { ...REFUSED, code: refused, ...rest };
  const found = Object.entries(same).filter(([key, value]) => JSON.stringify(answer[key]) !== JSON.stringify(value)).map(([key, value]) => `${key}: expected ${JSON.stringify(value)}, was ${JSON.stringify(answer[key])}`);
  const text = (key: string, part: Json | undefined, whole: string) => (part === undefined || whole.includes(String(part)) ? [] : [`${key}: expected …${String(part)}…, was ${whole}`]);
  const doubts = (answer.unconfirmed as { what: string }[]).map(({ what }) => what);
  return [
    ...found,
    ...text('clause', clause, answer.clause ?? ''),
    ...text('instead', instead, answer.instead ?? ''),
    ...text('says', says, (answer.steps as { words: string }[]).map(({ words }) => words).join(' ')),
    ...(unconfirmed === undefined || JSON.stringify(doubts) === JSON.stringify(unconfirmed) ? [] : [`unconfirmed: expected ${JSON.stringify(unconfirmed)}, was ${JSON.stringify(doubts)}`]),
  ];
};

describe('the worked cases', () => {
  const read = lineReader(loadBook());

  it.each(told.map((one) => [one.given, one.when, one.then, one] as const))('given %s, when %s, then %s', (_given, _when, _then, { ask, answer }) => {
    expect(unmet(answer, read(JSON.stringify(ask), 1))).toEqual([]);
  });

  it('given all of them, then no two ask the same', () => {
    const asks = told.map(({ ask }) => JSON.stringify(ask));
    expect(asks.filter((ask, index) => asks.indexOf(ask) < index)).toEqual([]);
  });

  it('given any of them, when it is asked twice, then the answer is the same', () => {
    for (const { ask } of told) expect(read(JSON.stringify(ask), 1)).toBe(read(JSON.stringify(ask), 1));
  });
});

/** Law altered in one place: what a slip of the pen would do. */
type Slip = { readonly where: string; readonly reads: readonly PackRead[] };

const LADDER = ['constable', 'sergeant', 'inspector', 'chief-inspector', 'superintendent', 'chief-superintendent', 'commander', 'deputy-assistant-commissioner', 'assistant-commissioner', 'deputy-commissioner', 'commissioner', 'assistant-chief-constable', 'deputy-chief-constable', 'chief-constable'];
const OTHER: Readonly<Record<string, readonly string[]>> = {
  none: ['notify', 'approval'], notify: ['none', 'approval'], approval: ['none', 'notify'], practice: ['law'], law: ['practice'],
  'after-the-day': ['beginning-with-the-day'], 'beginning-with-the-day': ['after-the-day'], 'written-only': ['oral-not-available'],
};
/** Words about the law rather than law. */
const SPOKEN = new Set(['cite', 'source', 'what', 'why', 'confirmed', 'rule', 'inherits', 'power', 'form', 'until', 'known']);

const slipsOf = (key: string, value: Json): readonly Json[] => {
  if (typeof value === 'number') return [value - 1, value + 1];
  if (typeof value === 'boolean') return [!value];
  if (typeof value !== 'string') return [];
  const place = LADDER.indexOf(value);
  if (place >= 0) return LADDER.slice(Math.max(0, place - 1), place + 2).filter((rank) => rank !== value);
  return [...(OTHER[value] ?? []), ...(key === 'from' ? [new Date(Date.parse(value) + 86_400_000).toISOString().slice(0, 10)] : [])];
};

/** A value with each of its parts altered or left out, one at a time. */
const slips = (value: Json, path: readonly string[] = []): readonly (readonly [string, Json])[] => {
  const here = path.join('.');
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return [
      ...list.map((_, index) => [`${here}: without ${index}`, list.filter((_one, other) => other !== index)] as const),
      ...list.flatMap((inner, index) => slips(inner, [...path, String(index)]).map(([where, slip]) => [where, list.with(index, slip)] as const)),
    ];
  }
  if (isBag(value)) {
    return Object.entries(value).filter(([key]) => !SPOKEN.has(key)).flatMap(([key, inner]) => slips(inner, [...path, key]).map(([where, slip]) => [where, { ...value, [key]: slip }] as const));
  }
  return slipsOf(path.at(-1) ?? '', value).map((slip) => [`${here}: ${String(value)} as ${String(slip)}`, slip]);
};

describe('the worked cases against slips of the pen', () => {
  const reads = Object.entries(readPacks()).map(([file, text]) => readPack(file, text));
  const altered = ['directed-surveillance.yaml', 'property-interference.yaml', 'errors.yaml'];
  const all: readonly Slip[] = reads.filter(({ file }) => altered.includes(file)).flatMap((read) =>
    slips(read.value as Json).map(([where, value]) => ({ where: `${read.file} ${where}`, reads: reads.map((other) => (other === read ? { ...read, value } : other)) })));

  /** Whether the loader or a case notices. */
  const noticed = (changed: readonly PackRead[]): boolean => {
    try {
      const read = lineReader(bookFrom(changed));
      return told.some(({ ask, answer }) => unmet(answer, read(JSON.stringify(ask), 1)).length > 0);
    } catch (error) {
      if (error instanceof PackFaults) return true;
      throw error;
    }
  };

  it('given each number, rank, list, day and flag of the packs, when it is altered, then a case fails or the packs do not load', () => {
    expect(all.length).toBeGreaterThan(250);
    const unnoticed = all.filter((slip) => !noticed(slip.reads)).map(({ where }) => where);
    expect(unnoticed).toEqual([]);
  });
});
