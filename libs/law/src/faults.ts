import { type Day, isWeekend } from './calendar.js';
import { isWhole, whole } from './compile.js';
import type { Cited, Dated, HolidaysRead, Power, RanksOf, RanksRead, Rule } from './pack.schema.js';

export type Path = readonly (string | number)[];
/** What is wrong with a pack, and where in its file. */
export type Fault = { readonly path: Path; readonly what: string };

const at = (path: Path, what: string): Fault => ({ path, what });

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

const byKey = (facts: readonly Dated[], path: Path, key: (fact: Dated) => string): readonly Fault[] => {
  const groups = Map.groupBy(facts.map((fact, index) => ({ fact, path: [...path, index] })), ({ fact }) => key(fact));
  return [...groups.values()].flatMap(sequenceFaults);
};

/** What tells the facts of a list apart, where several may stand side by side. */
const KEYS: Readonly<Record<string, (fact: Dated) => string>> = {
  grounds: (fact) => (fact as unknown as { ground: string }).ground,
  deadlines: (fact) => (fact as unknown as { deadline: string }).deadline,
  checks: (fact) => (fact as unknown as { check: string }).check,
};
/** What every rule says on every day on which the law is known. */
const ALWAYS = ['may-grant', 'may-grant-urgently', 'period', 'short-period', 'oral-grant', 'oral-renewal', 'notes', 'renewal', 'commissioner'];

const isDated = (value: unknown): value is readonly Dated[] => Array.isArray(value) && value.every((fact) => typeof fact === 'object' && fact !== null && 'from' in fact);
const covers = (facts: readonly Dated[], day: Day): boolean => facts.some(({ from, until }) => from <= day && (until === undefined || day < until));

/** The days a rule must know: those on which a span of known law, or one of the rule's own facts within it, begins. */
const daysToKnow = (power: Power, facts: readonly Dated[]): readonly Day[] =>
  power.life.filter(({ known }) => known).flatMap(({ from, until }) => [from, ...facts.flatMap((fact) => (fact.until !== undefined && fact.until > from && (until === undefined || fact.until < until) ? [fact.until] : []))]);

const coverFaults = (power: Power, rule: Rule, path: Path): readonly Fault[] => {
  if ('treated-as' in rule) return [];
  const said = whole(rule, power.rules) as Readonly<Record<string, unknown>>;
  return ALWAYS.flatMap((name) => {
    const facts = said[name];
    if (!isDated(facts)) return [at(path, `says nothing of ${name}, nor does what it inherits`)];
    const missing = daysToKnow(power, facts).find((day) => !covers(facts, day));
    return missing === undefined ? [] : [at(name in rule ? [...path, name] : path, `${name} says nothing for ${missing}`)];
  });
};

/** Every `from` and `until` in a value, by its path. */
const daysIn = (value: unknown, path: Path = []): readonly (readonly [Path, Day])[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    return (key === 'from' || key === 'until') && typeof inner === 'string' ? [[here, inner] as const] : daysIn(inner, here);
  });
};

/** A day that is mistyped would begin or end a rule silently: so the pack names the days on which its law changed, and no others are used. */
const timelineFaults = ({ timeline, life, rules }: Power): readonly Fault[] => {
  const used = daysIn({ life, rules });
  return [
    ...used.filter(([, day]) => !(day in timeline)).map(([path, day]) => at(path, `${day} is not on the timeline`)),
    ...Object.keys(timeline).filter((day) => !used.some(([, other]) => other === day)).map((day) => at(['timeline', day], 'nothing begins or ends on that day')),
  ];
};

type Ladders = RanksRead['ladders'];

const gradeFaults = (fact: RanksOf, path: Path, ladders: Ladders): readonly Fault[] => {
  const ways = [fact['at-least'], fact.only, fact.none].filter((way) => way !== undefined);
  if (ways.length !== 1) return [at(path, 'says one of at-least, only, none')];
  const [key, named] = fact['at-least'] ? ['at-least', fact['at-least']] : ['only', fact.only ?? {}];
  if (fact.none) return [];
  return [
    ...Object.keys(ladders).filter((name) => !(name in named)).map((name) => at([...path, key], `says nothing for the ladder ${name}`)),
    ...Object.entries(named).flatMap(([name, ranks]) =>
      [ranks].flat().filter((rank) => !ladders[name]?.ranks.includes(rank)).map((rank) => at([...path, key, name], `no rank ${rank} on the ladder ${name}`))),
  ];
};

const ranksIn = (rule: Rule, name: 'may-grant' | 'may-grant-urgently'): readonly RanksOf[] => ('treated-as' in rule ? [] : rule[name] ?? []);

const ruleFaults = (power: Power, rule: Rule, path: Path, ladders: Ladders): readonly Fault[] => [
  ...('inherits' in rule && !power.rules.some((other) => isWhole(other) && other.rule === rule.inherits) ? [at([...path, 'inherits'], `no whole rule ${rule.inherits} to inherit from`)] : []),
  ...Object.entries(rule).flatMap(([name, facts]) => (isDated(facts) ? byKey(facts, [...path, name], KEYS[name] ?? (() => '')) : [])),
  ...(['may-grant', 'may-grant-urgently'] as const).flatMap((name) => ranksIn(rule, name).flatMap((fact, index) => gradeFaults(fact, [...path, name, index], ladders))),
  ...('deadlines' in rule ? (rule.deadlines ?? []).flatMap((fact, index) => ((fact.days === undefined) === (fact['working-days'] === undefined) ? [at([...path, 'deadlines', index], 'counts either days or working days')] : [])) : []),
];

/** What is wrong with the law of one power, beyond its shape. */
export const powerFaults = (power: Power, ladders: Ladders): readonly Fault[] => {
  const names = power.rules.map(({ rule }) => rule);
  return [
    ...timelineFaults(power),
    ...byKey(power.life, ['life'], () => ''),
    ...power.rules.flatMap((rule, index) => {
      const path = ['rules', index];
      const last = index === power.rules.length - 1;
      return [
        ...(names.indexOf(rule.rule) < index ? [at([...path, 'rule'], `a rule is already called ${rule.rule}`)] : []),
        ...((rule.when === undefined) !== last ? [at(path, last ? 'the last rule applies to all that is left, so it has no when' : 'a rule before the last says when it applies')] : []),
        ...ruleFaults(power, rule, path, ladders),
      ];
    }),
    ...power.rules.flatMap((rule, index) => coverFaults(power, rule, ['rules', index])),
  ];
};

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

/** What is wrong with lists of dated facts at the top of a file: gaps and overlaps. */
export const listFaults = (pack: Readonly<Record<string, unknown>>): readonly Fault[] =>
  Object.entries(pack).flatMap(([name, facts]) => (isDated(facts) ? byKey(facts, [name], () => '') : []));
