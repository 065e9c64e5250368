import { type Book, type Condition, type Edition, type Elsewhere, type Grade, inForce, type Ladder, type PowerLaw, type Ranks, type Rule, type Unneeded } from './book.js';
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
  readonly records: Book['records'];
  readonly research: Book['research'];
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

type Whole = Provisions & { readonly when?: readonly Condition[] | undefined };

/** The rule that one inherits from: it stands below, so that no two inherit from one another. */
export const parentOf = (rule: RuleRead, rules: readonly RuleRead[]): RuleRead | undefined =>
  'inherits' in rule ? rules.slice(rules.indexOf(rule) + 1).find((other) => other.rule === rule.inherits && !('treated-as' in other) && !('no-authority' in other)) : undefined;

/** A rule with what it inherits: everything but the condition of the one it inherits from. */
export const whole = (rule: RuleRead, rules: readonly RuleRead[]): Partial<Whole> => {
  const parent = parentOf(rule, rules);
  const { when: _, ...inherited } = parent ? whole(parent, rules) : {};
  return { ...inherited, ...(Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as Partial<Whole>) };
};

/** The fact in force on a day that the checks of the packs have found to be there. */
const only = <F extends Dated>(facts: readonly F[], day: Day): F => {
  const fact = inForce(facts, day);
  if (!fact) throw new Error(`a provision has no fact on ${day}`);
  return fact;
};
const all = <F extends Dated>(facts: readonly F[], day: Day): readonly F[] => facts.filter((fact) => inForce([fact], day) !== undefined);

/** The same where a provision may be silent. */
const perhaps = <F extends Dated>(facts: readonly F[] | undefined, day: Day): F | undefined => facts && inForce(facts, day);
const given = <K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } => (value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: V }));

type Context = { readonly power: Power; readonly digest: string; readonly section: Dated; readonly ladders: readonly Ladder[] };

const deputiesOn = ({ deputies }: Whole, day: Day, ladders: readonly Ladder[]): Pick<Rule, 'deputies'> => {
  const fact = perhaps(deputies, day);
  return fact ? { deputies: withGrades(fact, ladders) } : {};
};

const ruleOn = (name: string, said: Whole, day: Day, { power, digest, section, ladders }: Context): Rule => ({
  id: `${power.power}/${name}`, power: power.power, regime: said.regime, pack: digest, section,
  ...given('when', said.when && only(said.when, day)),
  grounds: all(said.grounds, day),
  mayGrant: withGrades(only(said['may-grant'], day), ladders),
  mayGrantUrgently: withGrades(only(said['may-grant-urgently'], day), ladders),
  ...given('moreSenior', perhaps(said['more-senior'], day)),
  ...deputiesOn(said, day, ladders),
  period: only(said.period, day),
  ...given('shortPeriod', perhaps(said['short-period'], day)),
  oral: { grant: only(said['oral-grant'], day), renew: only(said['oral-renewal'], day) },
  ...given('notes', perhaps(said.notes, day)),
  renewal: only(said.renewal, day),
  commissioner: only(said.commissioner, day),
  cancellation: only(said.cancellation, day),
  ...given('lateApproval', perhaps(said['late-approval'], day)),
  ...given('endsWithLinked', perhaps(said['ends-with-linked'], day)),
  ...given('quash', perhaps(said.quash, day)),
  ...given('review', perhaps(said.review, day)),
  ...given('earlier', perhaps(power['earlier-periods'], day)),
  notices: all(said.notices ?? [], day),
  companions: all(power.companions ?? [], day),
  deadlines: all(said.deadlines, day),
  checks: all(said.checks, day),
});

/** What every rule says on every day on which it applies. */
export const ALWAYS = ['may-grant', 'may-grant-urgently', 'period', 'oral-grant', 'oral-renewal', 'renewal', 'commissioner', 'cancellation'] as const;

const isWholeOn = (said: Partial<Whole>, day: Day): boolean => ALWAYS.every((name) => inForce((said[name] ?? []) as readonly Dated[], day) !== undefined);

const ruleOrElsewhere = (rule: RuleRead, day: Day, context: Context): readonly (Rule | Elsewhere | Unneeded)[] => {
  // A special rule that has not begun leaves its components to the rules after it.
  const when = rule.when && inForce(rule.when, day);
  if (rule.when && !when) return [];
  if ('treated-as' in rule) return when ? [{ when, treatedAs: rule['treated-as'] }] : [];
  const { power, digest, section } = context;
  if ('no-authority' in rule) {
    const because = only(rule['no-authority'], day);
    return [{ id: `${power.power}/${rule.rule}`, power: power.power, regime: because.regime, pack: digest, section, because, ...given('when', when) }];
  }
  const said = whole(rule, power.rules);
  // On days of which the packs do not know the whole law of a power they may still know a special rule of it.
  return isWholeOn(said, day) ? [ruleOn(rule.rule, said as Whole, day, context)] : [];
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
    const rules = power.rules.flatMap((rule) => ruleOrElsewhere(rule, from, { power, digest, section, ladders }));
    return [{ from, ...given('until', until), section, ...given('earlier', perhaps(power['earlier-periods'], from)), rules }];
  });
};

const powerLaw = ({ power, digest }: Packs['powers'][number], ladders: readonly Ladder[]): PowerLaw => {
  const [first] = power.life;
  const { cite, source, confirmed } = first as Cited;
  return { power: power.power, pack: digest, section: { cite, source, confirmed }, editions: editionsOf(power, digest, ladders) };
};

/** Makes the packs ready to be asked: of every power one edition for each stretch of days on which its law stood still. */
export const compile = ({ powers, ladders, otherwise, holidays, counting, errors, errorsDigest, records, research }: Packs): Book => {
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
    records,
    research,
  };
};
