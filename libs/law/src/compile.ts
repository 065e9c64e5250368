import { type Book, type Edition, type Elsewhere, type Grade, inForce, type Ladder, type PowerLaw, type Ranks, type Rule } from './book.js';
import type { Day } from './calendar.js';
import type { Cited, Counting, Dated, HolidaysRead, Power, Provisions, RanksOf, Rule as RuleRead } from './pack.schema.js';
import { listWords, oneOf } from './words.js';

/** What the files say, once they are known to be whole. */
export type Packs = {
  readonly powers: readonly { readonly power: Power; readonly digest: string }[];
  readonly ladders: readonly (Ladder & { readonly forces: readonly string[] | 'others' })[];
  readonly otherwise: string;
  readonly holidays: HolidaysRead;
  readonly counting: Counting;
  readonly errors: Book['errors'];
  readonly errorsDigest: string;
};

const gradeOn = ({ name, ranks }: Ladder, fact: RanksOf): Grade => {
  const least = fact['at-least']?.[name];
  if (least !== undefined) {
    const from = ranks.indexOf(least);
    const above = from < ranks.length - 1 ? ' or a more senior rank' : '';
    return { ranks: new Set(ranks.slice(from)), words: `${oneOf(least)}${above}`, lowest: least };
  }
  const only = fact.only?.[name] ?? [];
  const [lowest] = only;
  return { ranks: new Set(only), words: listWords(only.map(oneOf)), ...(lowest === undefined ? {} : { lowest }) };
};

const withGrades = (fact: RanksOf, ladders: readonly Ladder[]): Ranks => ({ ...fact, byLadder: new Map(ladders.map((ladder) => [ladder.name, gradeOn(ladder, fact)])) });

type Whole = Provisions & { readonly when?: readonly (Dated & Rule['when'])[] | undefined };

/** Whether a rule says everything itself, so that others may inherit from it. */
export const isWhole = (rule: RuleRead): boolean => !('inherits' in rule) && !('treated-as' in rule);

/** A rule with what it inherits: everything but the condition of the one it inherits from. */
export const whole = (rule: RuleRead, rules: readonly RuleRead[]): Partial<Whole> => {
  if (!('inherits' in rule)) return rule as Partial<Whole>;
  const { when: _, ...inherited } = (rules.find((other) => isWhole(other) && other.rule === rule.inherits) ?? {}) as Partial<Whole>;
  return { ...inherited, ...Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) };
};

/** The fact in force on a day that the checks of the packs have found to be there. */
const only = <F extends Dated>(facts: readonly F[], day: Day): F => {
  const fact = inForce(facts, day);
  if (!fact) throw new Error(`a provision has no fact on ${day}`);
  return fact;
};
const all = <F extends Dated>(facts: readonly F[], day: Day): readonly F[] => facts.filter((fact) => inForce([fact], day) !== undefined);

type Context = { readonly power: Power; readonly digest: string; readonly section: Dated; readonly ladders: readonly Ladder[] };

const ruleOn = (name: string, said: Whole, day: Day, { power, digest, section, ladders }: Context): Rule => {
  const when = said.when && only(said.when, day);
  const quash = said.quash && inForce(said.quash, day);
  return {
    id: `${power.power}/${name}`, power: power.power, regime: said.regime, pack: digest, section,
    ...(when ? { when } : {}),
    grounds: all(said.grounds, day),
    mayGrant: withGrades(only(said['may-grant'], day), ladders),
    mayGrantUrgently: withGrades(only(said['may-grant-urgently'], day), ladders),
    period: only(said.period, day),
    shortPeriod: only(said['short-period'], day),
    oral: { grant: only(said['oral-grant'], day), renew: only(said['oral-renewal'], day) },
    notes: only(said.notes, day),
    renewal: only(said.renewal, day),
    commissioner: only(said.commissioner, day),
    ...(quash ? { quash } : {}),
    deadlines: all(said.deadlines, day),
    checks: all(said.checks, day),
  };
};

const ruleOrElsewhere = (rule: RuleRead, day: Day, context: Context): readonly (Rule | Elsewhere)[] => {
  // A special rule that has not begun leaves its components to the rules after it.
  const when = rule.when && inForce(rule.when, day);
  if (rule.when && !when) return [];
  if ('treated-as' in rule) return when ? [{ when, treatedAs: rule['treated-as'] }] : [];
  return [ruleOn(rule.rule, whole(rule, context.power.rules) as Whole, day, context)];
};

/** Every day on which something begins or ends: any `from` and `until` there is. */
const boundaries = (value: unknown): readonly Day[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = ['from', 'until'].flatMap((key) => ((value as Record<string, unknown>)[key] as Day | undefined) ?? []);
  return [...own, ...Object.values(value).flatMap(boundaries)];
};

const editionsOf = (power: Power, digest: string, ladders: readonly Ladder[]): readonly Edition[] => {
  const days = [...new Set(boundaries(power))].toSorted();
  return days.flatMap((from, index): readonly Edition[] => {
    const section = inForce(power.life, from);
    if (!section) return [];
    const until = days[index + 1];
    const rules = section.known ? power.rules.flatMap((rule) => ruleOrElsewhere(rule, from, { power, digest, section, ladders })) : undefined;
    return [{ from, ...(until === undefined ? {} : { until }), section, rules }];
  });
};

const powerLaw = ({ power, digest }: Packs['powers'][number], ladders: readonly Ladder[]): PowerLaw => {
  const [first] = power.life;
  const { cite, source, confirmed } = first as Cited;
  return { power: power.power, pack: digest, section: { cite, source, confirmed }, editions: editionsOf(power, digest, ladders) };
};

/** Makes the packs ready to be asked: of every power one edition for each stretch of days on which its law stood still. */
export const compile = ({ powers, ladders, otherwise, holidays, counting, errors, errorsDigest }: Packs): Book => {
  const others = ladders.find(({ forces }) => forces === 'others');
  const otherLadder = ladders.find(({ name }) => name === otherwise);
  if (!others || !otherLadder) throw new Error('no ladder for other forces');
  const byForce = new Map(ladders.flatMap((ladder) => (ladder.forces === 'others' ? [] : ladder.forces.map((force) => [force, ladder] as const))));
  return {
    powers: new Map(powers.map((pack) => [pack.power.power, powerLaw(pack, ladders)])),
    ranks: new Set(ladders.flatMap(({ ranks }) => ranks)),
    ladderOf: (force) => byForce.get(force ?? '') ?? others,
    otherLadder,
    holidays: new Map(holidays.holidays.map(({ year, days, confirmed }) => [String(year), { days: new Set(days), confirmed }])),
    unsureHolidays: holidays.unsure,
    counting,
    errors,
    errorsPack: errorsDigest,
  };
};
