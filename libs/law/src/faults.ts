import { isWeekend } from './calendar.js';
import type { Cited, Dated, HolidaysRead, RanksRead, RecordsRead } from './pack.schema.js';

export type Path = readonly (string | number)[];
/** What is wrong with a pack, and where in its file. */
export type Fault = { readonly path: Path; readonly what: string };

/** A fault at a path. */
export const at = (path: Path, what: string): Fault => ({ path, what });

/** Everything with a citation in a value, by its path. */
const citedIn = (value: unknown, path: Path = []): readonly (readonly [Path, Cited])[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'source' in value && 'confirmed' in value ? [[path, value as Cited] as const] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => citedIn(inner, [...path, Array.isArray(value) ? Number(key) : key]))];
};

/** What nobody read cannot be confirmed, and what was read is on the list of sources. */
export const sourceFaults = (pack: unknown, sources: Readonly<Record<string, string>>): readonly Fault[] =>
  citedIn(pack).flatMap(([path, { source, confirmed }]) => [
    ...(source in sources ? [] : [at([...path, 'source'], `no source is called ${source}`)]),
    ...(confirmed && source === 'knowledge' ? [at([...path, 'confirmed'], 'what was read nowhere is not confirmed')] : []),
  ]);

type Placed = { readonly fact: Dated; readonly path: Path };

/** Facts that stand beside one another in time: none ends before it begins, none overlaps the next, no gap lies between them. */
const sequenceFaults = (placed: readonly Placed[]): readonly Fault[] => {
  const inOrder = placed.toSorted((one, two) => (one.fact.from < two.fact.from ? -1 : 1));
  return inOrder.flatMap(({ fact: { from, until }, path }, index) => {
    const next = inOrder[index + 1];
    if (until !== undefined && until <= from) return [at([...path, 'until'], `ends on ${until}, no later than it begins`)];
    if (!next) return [];
    if (until === undefined || next.fact.from < until) return [at([...next.path, 'from'], `begins on ${next.fact.from}, while the one before is in force`)];
    return next.fact.from > until ? [at([...next.path, 'from'], `leaves a gap from ${until} to ${next.fact.from}`)] : [];
  });
};

/** The same for facts that stand side by side, each told apart by its key. */
export const byKey = (facts: readonly Dated[], path: Path, key: (fact: Dated) => string): readonly Fault[] => {
  const groups = Map.groupBy(facts.map((fact, index) => ({ fact, path: [...path, index] })), ({ fact }) => key(fact));
  return [...groups.values()].flatMap(sequenceFaults);
};

/** Whether a value is a list of dated facts. */
export const isDated = (value: unknown): value is readonly Dated[] => Array.isArray(value) && value.every((fact) => typeof fact === 'object' && fact !== null && 'from' in fact);

/** What is wrong with the ladders, beyond their shape. */
export const ladderFaults = ({ ladders, otherwise }: RanksRead): readonly Fault[] => {
  const forOthers = Object.values(ladders).filter(({ forces }) => forces === 'others').length;
  const forces = Object.values(ladders).flatMap((ladder) => (ladder.forces === 'others' ? [] : ladder.forces));
  return [
    ...(forOthers === 1 ? [] : [at(['ladders'], 'one ladder is for the others')]),
    ...(otherwise in ladders ? [] : [at(['otherwise'], `no ladder is called ${otherwise}`)]),
    ...(new Set(forces).size === forces.length ? [] : [at(['ladders'], 'a force stands on two ladders')]),
  ];
};

/** What is wrong with the bank holidays, beyond their shape. */
export const holidayFaults = ({ holidays }: HolidaysRead): readonly Fault[] =>
  holidays.flatMap(({ year, days }, index) => {
    const path = ['holidays', index];
    return [
      ...(holidays.findIndex((other) => other.year === year) < index ? [at(path, `${year} stands there twice`)] : []),
      ...days.flatMap((day, place) => [
        ...(day.startsWith(String(year)) ? [] : [at([...path, 'days', place], `${day} is not of ${year}`)]),
        ...(isWeekend(day) ? [at([...path, 'days', place], `${day} is at a weekend: name the day that stands for it`)] : []),
      ]),
    ];
  });

/** What tells the facts of a shared list apart, where several stand side by side. */
const NAMES = ['kind', 'item', 'record', 'basis', 'factor', 'trigger', 'level'];
const nameOf = (fact: Dated): string => {
  const named = fact as unknown as Readonly<Record<string, unknown>>;
  return [NAMES.map((key) => named[key]).find((value) => value !== undefined), named.powers].join(' ');
};

/** What is wrong with lists of dated facts at the top of a file: gaps and overlaps. */
export const listFaults = (pack: Readonly<Record<string, unknown>>): readonly Fault[] =>
  Object.entries(pack).flatMap(([name, facts]) => (isDated(facts) ? byKey(facts, [name], nameOf) : []));

/** What is wrong with the records and the research, beyond their shape: a power that no pack is about, a length said twice or not at all. */
export const referredFaults = (records: RecordsRead, powers: readonly string[]): readonly Fault[] => [
  ...Object.entries(records).flatMap(([list, facts]) =>
    facts.flatMap((fact, index) => ('powers' in fact ? fact.powers : []).filter((power) => !powers.includes(power)).map((power) => at([list, index, 'powers'], `no pack is about ${power}`)))),
  ...records.retention.flatMap((fact, index) => ((fact.years === undefined) === (fact.while === undefined) ? [at(['retention', index], 'says either for how many years or while what lasts')] : [])),
];
