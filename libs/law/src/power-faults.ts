import type { Day } from './calendar.js';
import { ALWAYS, parentOf, whole } from './compile.js';
import { at, byKey, type Fault, isDated, type Path } from './faults.js';
import type { Dated, Power, Provisions, RanksOf, RanksRead, Rule, TestOf } from './pack.schema.js';

/** What a power's pack is checked against, beyond its own shape: the ladders, and the powers that there are. */
export type Surroundings = { readonly ladders: RanksRead['ladders']; readonly powers: readonly string[] };

type Keyed = Dated & { readonly where?: unknown; readonly places?: unknown; readonly 'unless-places'?: unknown } & { readonly on?: unknown } & Readonly<Record<'ground' | 'deadline' | 'check' | 'notice' | 'tactic' | 'power', string>>;
/** What tells the facts of a list apart, where several may stand side by side. */
const KEYS: Readonly<Record<string, (fact: Keyed) => string>> = {
  grounds: ({ ground }) => ground,
  deadlines: ({ deadline, on }) => `${deadline} ${JSON.stringify(on)}`,
  notices: ({ notice }) => notice,
  checks: ({ check, where }) => `${check} ${JSON.stringify(where ?? '')}`,
  companions: ({ tactic, power, places, 'unless-places': unless }) => [tactic, power, JSON.stringify(places ?? unless ?? '')].join(' '),
};
const sequences = (name: string, facts: readonly Dated[], path: Path): readonly Fault[] => byKey(facts, path, (KEYS[name] ?? (() => '')) as (fact: Dated) => string);

const covers = (facts: readonly Dated[], day: Day): boolean => facts.some(({ from, until }) => from <= day && (until === undefined || day < until));

/** The days that a provision must know: those on which known law, the rule's own condition or one of the provision's facts begins or ends, while the rule applies. */
const daysToKnow = ({ life }: Power, { when }: Rule, facts: readonly Dated[]): readonly Day[] => {
  const known = life.filter((span) => span.known);
  return [...known, ...(when ?? [])].map(({ from }) => from).concat(facts.flatMap(({ until }) => until ?? [])).filter((day) => covers(known, day) && (when === undefined || covers(when, day)));
};

type Said = Partial<Provisions>;
const gap = (facts: readonly Dated[] | undefined, days: readonly Day[]): Day | undefined => days.find((day) => !covers(facts ?? [], day));

/** A short way, orally or by a rank for urgency alone, says how long it lasts; an oral one, whose notes it needs. */
const shortWayFaults = (power: Power, rule: Rule, said: Said, path: Path): readonly Fault[] => {
  const oral = [...(said['oral-grant'] ?? []), ...(said['oral-renewal'] ?? [])].filter(({ allowed }) => allowed);
  const short = [...oral, ...(said['may-grant-urgently'] ?? []).filter(({ none }) => !none)];
  const days = (facts: readonly Dated[]): readonly Day[] => daysToKnow(power, rule, facts).filter((day) => covers(facts, day));
  return [
    ...(gap(said['short-period'], days(short)) === undefined ? [] : [at(path, 'has a short way and does not say how long it lasts: short-period')]),
    ...(gap(said.notes, days(oral)) === undefined ? [] : [at(path, 'has an oral way and does not say whose notes it needs: notes')]),
  ];
};

const coverFaults = (power: Power, rule: Rule, path: Path): readonly Fault[] => {
  if ('treated-as' in rule) return [];
  if ('no-authority' in rule) return gap(rule['no-authority'], daysToKnow(power, rule, rule['no-authority'])) === undefined ? [] : [at([...path, 'no-authority'], 'says nothing for some days')];
  const said = whole(rule, power.rules);
  const silent = ALWAYS.flatMap((name) => {
    const facts = said[name];
    if (!isDated(facts)) return [at(path, `says nothing of ${name}, nor does what it inherits`)];
    const missing = gap(facts, daysToKnow(power, rule, facts));
    return missing === undefined ? [] : [at(name in rule ? [...path, name] : path, `${name} says nothing for ${missing}`)];
  });
  return [...silent, ...shortWayFaults(power, rule, said, path)];
};

/** Law that is said not to be known, and is: what covers all that is left covers that day too. */
const lifeFaults = (power: Power): readonly Fault[] => {
  const last = power.rules.at(-1);
  if (!last || 'treated-as' in last) return [];
  const said = 'no-authority' in last ? { 'no-authority': last['no-authority'] } : whole(last, power.rules);
  const names = 'no-authority' in last ? (['no-authority'] as const) : ALWAYS;
  const isWhole = (day: Day): boolean => names.every((name) => covers(((said as Said & Record<string, unknown>)[name] ?? []) as readonly Dated[], day));
  return power.life.flatMap(({ known, from }, index) => (!known && isWhole(from) ? [at(['life', index, 'known'], 'is said not to be known, and the last rule covers it')] : []));
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
const timelineFaults = ({ timeline, ...law }: Power): readonly Fault[] => {
  const used = daysIn(law);
  return [
    ...used.filter(([, day]) => !(day in timeline)).map(([path, day]) => at(path, `${day} is not on the timeline`)),
    ...Object.keys(timeline).filter((day) => !used.some(([, other]) => other === day)).map((day) => at(['timeline', day], 'nothing begins or ends on that day')),
  ];
};

const gradeFaults = (fact: RanksOf, path: Path, ladders: Surroundings['ladders']): readonly Fault[] => {
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

const ranksIn = (rule: Rule, name: 'may-grant' | 'may-grant-urgently' | 'deputies'): readonly RanksOf[] => (name in rule ? (rule as Said)[name] ?? [] : []);

const exactlyOne = (...values: readonly unknown[]): boolean => values.filter((value) => value !== undefined).length === 1;

/** Faults of what may say one thing or another, but says both or neither. */
const eitherFaults = (rule: Rule, path: Path): readonly Fault[] => {
  const { deadlines = [], review = [] } = rule as Said;
  return [
    ...(rule.when ?? []).flatMap(({ any, all }, index) => (exactlyOne(any, all) ? [] : [at([...path, 'when', index], 'says one of any, all')])),
    ...deadlines.flatMap((fact, index) => (exactlyOne(fact.days, fact['working-days']) ? [] : [at([...path, 'deadlines', index], 'counts either days or working days')])),
    ...review.flatMap((fact, index) => (exactlyOne(fact['within-days'], fact['within-months']) ? [] : [at([...path, 'review', index], 'counts either days or months')])),
  ];
};

/** A rule that counts earlier periods needs the power to say how; one that names another power needs it to be there. */
const referenceFaults = (power: Power, rule: Rule, path: Path, powers: readonly string[]): readonly Fault[] => {
  const tests = (rule.when ?? []).flatMap(({ any, all }, index) => (any ?? all ?? []).map((test: TestOf) => ({ test, path: [...path, 'when', index] })));
  const counts = tests.filter(({ test }) => test.fact === 'time-used-up').map((test) => test.path)
    .concat(((rule as Said).period ?? []).flatMap((fact, index) => (fact['less-earlier-periods'] ? [[...path, 'period', index]] : [])));
  const other = [...('treated-as' in rule ? [{ name: rule['treated-as'], path: [...path, 'treated-as'] }] : []), ...tests.flatMap(({ test, path: where }) => (test.fact === 'linked' ? [{ name: test.power, path: where }] : []))];
  return [
    ...(power['earlier-periods'] ? [] : counts.map((where) => at(where, 'counts earlier periods, and the power does not say how: earlier-periods'))),
    ...other.filter(({ name }) => !powers.includes(name)).map(({ name, path: where }) => at(where, `no pack is about ${name}`)),
  ];
};

const ruleFaults = (power: Power, rule: Rule, path: Path, { ladders, powers }: Surroundings): readonly Fault[] => [
  ...('inherits' in rule && !parentOf(rule, power.rules) ? [at([...path, 'inherits'], `no rule ${rule.inherits} below it to inherit from`)] : []),
  ...Object.entries(rule).flatMap(([name, facts]) => (isDated(facts) ? sequences(name, facts, [...path, name]) : [])),
  ...(['may-grant', 'may-grant-urgently', 'deputies'] as const).flatMap((name) => ranksIn(rule, name).flatMap((fact, index) => gradeFaults(fact, [...path, name, index], ladders))),
  ...eitherFaults(rule, path),
  ...referenceFaults(power, rule, path, powers),
];

/** What is wrong with the law of one power, beyond its shape. */
export const powerFaults = (power: Power, around: Surroundings): readonly Fault[] => {
  const names = power.rules.map(({ rule }) => rule);
  const companions = power.companions ?? [];
  return [
    ...timelineFaults(power),
    ...sequences('life', power.life, ['life']),
    ...lifeFaults(power),
    ...sequences('earlier-periods', power['earlier-periods'] ?? [], ['earlier-periods']),
    ...sequences('companions', companions, ['companions']),
    ...companions.flatMap(({ power: name }, index) => (around.powers.includes(name) ? [] : [at(['companions', index, 'power'], `no pack is about ${name}`)])),
    ...power.rules.flatMap((rule, index) => {
      const path = ['rules', index];
      const last = index === power.rules.length - 1;
      return [
        ...(names.indexOf(rule.rule) < index ? [at([...path, 'rule'], `a rule is already called ${rule.rule}`)] : []),
        ...((rule.when === undefined) !== last ? [at(path, last ? 'the last rule applies to all that is left, so it has no when' : 'a rule before the last says when it applies')] : []),
        ...ruleFaults(power, rule, path, around),
      ];
    }),
    ...power.rules.flatMap((rule, index) => coverFaults(power, rule, ['rules', index])),
  ];
};
