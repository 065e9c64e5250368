import { type Bag, caseReader, isBag, type Json, type Told, unmet } from './cases.js';
import { plusDays } from './calendar.js';
import { bookFrom, PackFaults, type PackRead } from './load.js';

/** Law altered in one place, as a slip of the pen would alter it: what the worked cases are tried against. */

/** One slip: where, in words, and the packs with it. */
export type Slip = { readonly where: string; readonly file: string; readonly value: Json };

/** Words about the law rather than law; and what was read where. */
const SPOKEN = new Set(['what', 'why', 'words', 'for', 'source', 'rule', 'inherits', 'timeline', 'trigger']);
/** Values that stand for one another: each is altered to its neighbours. */
const OTHER: Readonly<Record<string, readonly string[]>> = {
  none: ['notify', 'approval'], notify: ['none', 'approval'], approval: ['notify', 'prior-approval'], 'prior-approval': ['none', 'approval'], practice: ['law'], law: ['practice'],
  'after-the-day': ['beginning-with-the-day'], 'beginning-with-the-day': ['after-the-day'], 'of-the-day': ['beginning-with-the-day'], written: ['oral'], oral: ['written'],
};
const ANOTHER_ACT = 'Another Act';
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

const slipsOf = (key: string, value: Json, ladder: readonly string[]): readonly Json[] => {
  if (typeof value === 'number') return [value - 1, value + 1];
  if (typeof value === 'boolean') return [!value];
  if (typeof value !== 'string') return [];
  const place = ladder.indexOf(value);
  if (place >= 0) return ladder.slice(Math.max(0, place - 1), place + 1 + 1).filter((rank) => rank !== value);
  if (key === 'cite') return [ANOTHER_ACT];
  return isDay(value) ? [plusDays(value, 1)] : OTHER[value] ?? [`${value}-x`];
};

/** A value with each of its parts altered or left out, one at a time. */
const slipsIn = (value: Json, path: readonly string[], ladder: readonly string[]): readonly (readonly [string, Json])[] => {
  const here = path.join('.');
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return [
      ...list.map((_, index) => [`${here}: without ${index}`, list.filter((_one, other) => other !== index)] as const),
      ...list.flatMap((inner, index) => slipsIn(inner, [...path, String(index)], ladder).map(([where, slip]) => [where, list.with(index, slip)] as const)),
    ];
  }
  if (isBag(value)) {
    return Object.entries(value).filter(([key]) => !SPOKEN.has(key)).flatMap(([key, inner]) => slipsIn(inner, [...path, key], ladder).map(([where, slip]) => [where, { ...value, [key]: slip }] as const));
  }
  return slipsOf(path.findLast((key) => !/^\d+$/.test(key)) ?? '', value, ladder).map((slip) => [`${here}: ${String(value)} as ${String(slip)}`, slip]);
};

/** Days and sources are lists of what was read: other specs hold them. */
const NOT_ALTERED = ['bank-holidays.yaml', 'sources.yaml'];

/** What every power rests on. */
const SHARED_BY_ALL = ['ranks.yaml', 'counting.yaml'];

/** The ranks of all ladders, one after the other, so that each has neighbours. */
const ladderOf = (reads: readonly PackRead[]): readonly string[] => {
  const ranks = reads.find(({ file }) => file === 'ranks.yaml')?.value as { readonly ladders: Readonly<Record<string, { readonly ranks: readonly string[] }>> } | undefined;
  return [...new Set(Object.values(ranks?.ladders ?? {}).flatMap((ladder) => ladder.ranks))];
};

/** A rule by its name rather than its place, so that a list of slips outlives a rule put before it. */
const named = (where: string, value: Json): string => where.replace(/^rules\.(\d+)\.?/, (_, index) => `${(value as { readonly rules: readonly { readonly rule: string }[] }).rules[Number(index)]?.rule ?? ''}.`);

/** Every slip there is. */
export const slipsOfPacks = (reads: readonly PackRead[]): readonly Slip[] => {
  const ladder = ladderOf(reads);
  return reads.filter(({ file }) => !NOT_ALTERED.includes(file)).flatMap(({ file, value }) =>
    slipsIn(value as Json, [], ladder).map(([where, slip]) => ({ where: `${file.replace('.yaml', '')} ${named(where, value as Json)}`, file, value: slip })));
};

/** Finds out whether the loader or a case notices a slip. */
export const noticer = (reads: readonly PackRead[], told: readonly Told[]): ((slip: Slip) => boolean) => {
  const original = caseReader(bookFrom(reads));
  const wrong = told.filter((one) => unmet(one, original).length > 0);
  if (wrong.length > 0) throw new Error(`a case fails without any slip: ${wrong.map(({ given, when }) => `${given}, ${when}`).join('; ')}`);
  const powers = told.map(({ ask, answer }) => {
    const rule = answer ? original.answer(ask).rule : undefined;
    return [(ask.component as Bag | undefined)?.power, typeof rule === 'string' ? rule.split('/')[0] : undefined];
  });
  /** Only cases about the power whose file it is can notice, and of records, research and errors those of no power; what all powers share, any. */
  const about = (file: string): readonly Told[] => {
    const power = file.replace('.yaml', '');
    if (powers.some((named) => named.includes(power))) return told.filter((_, index) => powers[index]?.includes(power));
    return SHARED_BY_ALL.includes(file) ? told : told.filter(({ ask }) => ask.component === undefined);
  };
  return ({ file, value }) => {
    try {
      const read = caseReader(bookFrom(reads.map((other) => (other.file === file ? { ...other, value } : other))));
      return about(file).some((one) => unmet(one, read).length > 0);
    } catch (error) {
      if (error instanceof PackFaults) return true;
      throw error;
    }
  };
};
