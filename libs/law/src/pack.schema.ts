import { z } from 'zod';

/** What a pack of law may say, as it stands in `packs/*.yaml`. Everything that is law is a dated fact with its citation. */

const text = z.string().min(1);
const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name in small letters and hyphens');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day, e.g. 2026-03-31')
  .refine((value) => !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value), 'a day that the calendar has');
const whole = z.number().int().positive();

const cited = {
  /** The provision, in the names that refusals use. */
  cite: text,
  /** Where it was read: a key of sources.yaml. */
  source: name,
  /** False: it rests on something that was not read, or that a lawyer has not confirmed. */
  confirmed: z.boolean(),
  /** Where unconfirmed: what is, and why, in words that an officer reads. */
  what: text.optional(),
  why: text.optional(),
};
const dated = { from: day, until: day.optional(), ...cited };

type Doubtful = { readonly confirmed: boolean; readonly what?: string | undefined; readonly why?: string | undefined };
const saysItsDoubt = ({ confirmed, what, why }: Doubtful): boolean => confirmed === (what === undefined) && confirmed === (why === undefined);
const DOUBT = 'what is unconfirmed says what and why; what is confirmed says neither';

/** A dated fact: what it says, since when, until when (exclusive), on which provision, read where, and whether it is confirmed. */
const fact = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ ...dated, ...shape }).refine((value) => saysItsDoubt(value as unknown as Doubtful), DOUBT);
const facts = <S extends z.ZodRawShape>(shape: S) => z.array(fact(shape)).min(1);

const EVENTS = ['grant', 'renew', 'approval-notice', 'decline', 'quash', 'cancel'] as const;
const on = { on: z.array(z.enum(EVENTS)).min(1) };

/** What of a component makes a special rule apply: one of the named tests of `conditions.ts`, with what it looks for. */
const Test = z.discriminatedUnion('fact', [
  z.strictObject({ fact: z.literal('place'), among: z.array(name).min(1) }),
  z.strictObject({ fact: z.literal('confidential'), among: z.array(name).min(1) }),
]);

/** Ranks by ladder: a rank and all above it, certain ranks alone, or none. */
const ranks = { 'at-least': z.record(name, name).optional(), only: z.record(name, z.array(name).min(1)).optional(), none: z.literal(true).optional() };

const need = z.enum(['none', 'notify', 'approval']);
const commissioner = { grant: need, 'urgent-grant': need, renewal: need, 'urgent-renewal': need, cancellation: need };

/** How a number of days is counted: by one of the named functions of `counting.ts`. */
const counted = z.enum(['beginning-with-the-day', 'after-the-day']);

const deadline = {
  deadline: name, ...on, form: z.enum(['written', 'oral']).optional(),
  /** `practice`: a code or an inspector sets it, no enactment. */
  'set-by': z.enum(['law', 'practice']),
  days: whole.optional(), 'working-days': whole.optional(), counted,
};

/** The named checks of `checks.ts`, each with what it is told. */
const Check = z.discriminatedUnion('check', [
  fact({ check: z.literal('in-force'), ...on }),
  fact({ check: z.literal('another-officer'), ...on }),
  fact({ check: z.literal('same-force'), ...on, 'unless-agreement': z.boolean() }),
  fact({ check: z.literal('ground'), ...on }),
  fact({ check: z.literal('area'), ...on, 'unless-purpose': z.array(name) }),
  fact({ check: z.literal('tactic-reasons'), ...on }),
  fact({ check: z.literal('other-means'), ...on }),
  fact({ check: z.literal('cease-and-direction'), ...on }),
]);

/** What a rule says. In the file a rule may leave out what it inherits. */
const provisions = {
  regime: name,
  grounds: facts({ ground: name }),
  'may-grant': facts(ranks),
  'may-grant-urgently': facts(ranks),
  period: facts({ months: whole }),
  'short-period': facts({ hours: whole }),
  'oral-grant': facts({ allowed: z.boolean(), refused: name.optional() }),
  'oral-renewal': facts({ allowed: z.boolean(), refused: name.optional() }),
  notes: facts({ by: z.array(z.enum(['applicant', 'officer'])).min(1) }),
  renewal: facts({ 'by-urgent-rank': z.boolean() }),
  commissioner: facts(commissioner),
  quash: facts({}).optional(),
  deadlines: z.array(fact(deadline)),
  checks: z.array(Check).min(1),
};
const when = facts({ any: z.array(Test).min(1) }).optional();

const WholeRule = z.strictObject({ rule: name, when, ...provisions });
const HeirRule = z.strictObject({ rule: name, inherits: name, when, ...z.object(provisions).partial().shape });
const ElsewhereRule = z.strictObject({ rule: name, when, 'treated-as': name });

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
/** One of three shapes, told apart by a key, so that a fault is that of the shape which was meant. */
const Rule = z.unknown().transform((value, context): z.infer<typeof WholeRule> | z.infer<typeof HeirRule> | z.infer<typeof ElsewhereRule> => {
  const shape = isObject(value) && 'treated-as' in value ? ElsewhereRule : isObject(value) && 'inherits' in value ? HeirRule : WholeRule;
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  context.issues.push(...read.error.issues.map((issue) => ({ ...issue, input: value })) as never[]);
  return z.NEVER;
});

/** The law of one power through time. `timeline`: the days on which it changed, each with what changed it. */
export const PowerPack = z.strictObject({ power: name, timeline: z.record(day, text), life: facts({ known: z.boolean() }), rules: z.array(Rule).min(1) });

const ladder = { ranks: z.array(name).min(1), ...cited };
/** The forces' ladders of rank. */
export const RanksPack = z.strictObject({
  ladders: z.record(name, z.strictObject({ forces: z.union([z.array(name).min(1), z.literal('others')]), ...ladder })),
  otherwise: name,
});

/** How periods are counted. */
export const CountingPack = z.strictObject({
  'no-such-date': facts({ ends: z.literal('with-the-last-day-of-that-month') }),
  'clocks-changed': facts({ ends: z.literal('at-the-earlier-clock') }),
  'renewal-starts': facts({ starts: z.literal('when-the-old-period-ends') }),
  'late-approval': facts({ starts: z.literal('at-the-notice') }),
});

/** What is due when an error is established. */
export const ErrorsPack = z.strictObject({ 'error-report': facts({ days: whole.optional(), 'working-days': whole.optional(), counted }) });

/** Days on which nobody works. */
export const HolidaysPack = z.strictObject({
  /** What is said of a year that is not confirmed, or not here. */
  unsure: z.strictObject(cited).refine(saysItsDoubt, DOUBT),
  holidays: z.array(z.strictObject({ year: whole, days: z.array(day).min(1), source: name, confirmed: z.boolean() })).min(1),
});

/** What was read. */
export const SourcesPack = z.strictObject({ sources: z.record(name, text) });

export type Power = z.infer<typeof PowerPack>;
export type Rule = Power['rules'][number];
export type Provisions = Omit<z.infer<typeof WholeRule>, 'rule' | 'when'>;
export type Cited = { readonly cite: string; readonly source: string; readonly confirmed: boolean; readonly what?: string | undefined; readonly why?: string | undefined };
export type Dated = Cited & { readonly from: string; readonly until?: string | undefined };
export type TestOf = z.infer<typeof Test>;
export type CheckOf = z.infer<typeof Check>;
export type DeadlineOf = Provisions['deadlines'][number];
export type RanksOf = Provisions['may-grant'][number];
export type Counting = z.infer<typeof CountingPack>;
export type RanksRead = z.infer<typeof RanksPack>;
export type HolidaysRead = z.infer<typeof HolidaysPack>;
