import { z } from 'zod';
import { fact, facts, name, names, text, whole } from './fact.schema.js';

/** What a rule of a power may say: its tests, its checks and its provisions. */

export const EVENTS = ['grant', 'renew', 'approval-notice', 'decline', 'quash', 'cancel'] as const;
const on = { on: z.array(z.enum(EVENTS)).min(1) };

/** What makes a special rule or a check apply: one of the named tests of `conditions.ts`, with what it looks for. */
const Test = z.discriminatedUnion('fact', [
  z.strictObject({ fact: z.literal('always') }),
  z.strictObject({ fact: z.literal('place'), among: names }),
  z.strictObject({ fact: z.literal('confidential'), among: names }),
  z.strictObject({ fact: z.literal('seeks-privilege') }),
  z.strictObject({ fact: z.literal('age'), under: whole, 'at-least': whole.optional() }),
  z.strictObject({ fact: z.literal('vulnerable') }),
  z.strictObject({ fact: z.literal('time-used-up') }),
  z.strictObject({ fact: z.literal('lasting'), 'longer-than-months': whole }),
  z.strictObject({ fact: z.literal('linked'), power: name, 'long-term': z.boolean().optional() }),
  z.strictObject({ fact: z.literal('amounts-to'), among: names }),
]);

/** When a special rule applies: if any of its tests is met, or if all are. */
export const when = facts({ any: z.array(Test).min(1).optional(), all: z.array(Test).min(1).optional() }).optional();

/** The named checks of `checks.ts`, each with what it is told; `where`: only for what meets one of these tests. */
const about = { ...on, where: z.array(Test).min(1).optional() };
const Check = z.discriminatedUnion('check', [
  fact({ check: z.literal('in-force'), ...about }),
  fact({ check: z.literal('another-officer'), ...about }),
  fact({ check: z.literal('same-force'), ...about, 'unless-agreement': z.boolean() }),
  fact({ check: z.literal('ground'), ...about }),
  fact({ check: z.literal('area'), ...about, of: names.optional(), 'unless-purpose': z.array(name) }),
  fact({ check: z.literal('tactic-reasons'), ...about }),
  fact({ check: z.literal('other-means'), ...about }),
  fact({ check: z.literal('roles-filled'), ...about, roles: names }),
  fact({ check: z.literal('roles-separate'), ...about, roles: names }),
  fact({ check: z.literal('safeguards'), ...about, needs: names }),
  fact({ check: z.literal('not-against-parent'), ...about }),
  fact({ check: z.literal('review-first'), ...about, of: z.array(z.enum(['use', 'tasks', 'information'])).min(1) }),
  fact({ check: z.literal('source-authority'), ...about }),
  fact({ check: z.literal('cease-and-direction'), ...about }),
]);

/** Ranks by ladder: a rank and all above it, certain ranks alone, or none. */
const ranks = { 'at-least': z.record(name, name).optional(), only: z.record(name, names).optional(), none: z.literal(true).optional() };

const need = z.enum(['none', 'notify', 'approval', 'prior-approval']);
const commissioner = { grant: need, 'urgent-grant': need, renewal: need, 'urgent-renewal': need };

/** How a number of days is counted: by one of the named functions of `counting.ts`. */
export const counted = z.enum(['beginning-with-the-day', 'after-the-day', 'of-the-day']);
export const count = { days: whole.optional(), 'working-days': whole.optional(), counted };

const deadline = {
  deadline: name, ...on, form: z.enum(['written', 'oral']).optional(),
  /** `practice`: a code or an inspector sets it, no enactment. */
  'set-by': z.enum(['law', 'practice']),
  ...count,
  /** The days of the count at whose ends those who have not yet acted are reminded. */
  'alert-days': z.array(whole).min(1).optional(),
};

/** What a written notice to the commissioner says. */
const notice = { notice: z.enum(['grant', 'renewal', 'cancellation']), contains: z.array(z.strictObject({ item: name, words: text })).min(1) };

/** What a rule says. In the file a rule may leave out what it inherits. */
const provisions = {
  regime: name,
  grounds: facts({ ground: name }),
  'may-grant': facts(ranks),
  'may-grant-urgently': facts(ranks),
  /** What says that ranks above the lowest named may act too, where that is in doubt. */
  'more-senior': facts({}).optional(),
  /** Who decides in full for an officer of `may-grant` who is away, once they are designated as that officer's deputy. */
  deputies: facts(ranks).optional(),
  /** `less-earlier-periods`: less the days that the power's `earlier-periods` count. */
  period: facts({ months: whole, 'less-earlier-periods': z.boolean().optional() }),
  /** The period of what is decided orally, or by a rank for urgency alone. */
  'short-period': facts({ hours: whole }).optional(),
  'oral-grant': facts({ allowed: z.boolean(), refused: name.optional() }),
  'oral-renewal': facts({ allowed: z.boolean(), refused: name.optional() }),
  notes: facts({ by: z.array(z.enum(['applicant', 'officer'])).min(1) }).optional(),
  renewal: facts({ 'by-urgent-rank': z.boolean() }),
  commissioner: facts(commissioner),
  /** Whether the commissioner is told of a cancellation; as a courtesy where no law asks for it. */
  cancellation: facts({ commissioner: z.enum(['none', 'notify']), courtesy: z.literal(true).optional() }),
  /** When a renewal that the commissioner approves after the old period ended takes effect. */
  'late-approval': facts({ starts: z.literal('at-the-notice') }).optional(),
  /** It ends with the authority that it stands on, and never later. */
  'ends-with-linked': facts({}).optional(),
  quash: facts({}).optional(),
  review: facts({ 'within-days': whole.optional(), 'within-months': whole.optional() }).optional(),
  notices: z.array(fact(notice)).optional(),
  deadlines: z.array(fact(deadline)),
  checks: z.array(Check).min(1),
};

const WholeRule = z.strictObject({ rule: name, when, ...provisions });
const HeirRule = z.strictObject({ rule: name, inherits: name, when, ...z.object(provisions).partial().shape });
const ElsewhereRule = z.strictObject({ rule: name, when, 'treated-as': name });
const UnneededRule = z.strictObject({ rule: name, when, 'no-authority': facts({ regime: name }) });

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const shapeOf = (value: unknown) => {
  if (isObject(value) && 'treated-as' in value) return ElsewhereRule;
  if (isObject(value) && 'no-authority' in value) return UnneededRule;
  return isObject(value) && 'inherits' in value ? HeirRule : WholeRule;
};

type RuleRead = z.infer<typeof WholeRule> | z.infer<typeof HeirRule> | z.infer<typeof ElsewhereRule> | z.infer<typeof UnneededRule>;
/** One of four shapes, told apart by a key, so that a fault is that of the shape which was meant. */
export const Rule = z.unknown().transform((value, context): RuleRead => {
  const read = shapeOf(value).safeParse(value);
  if (read.success) return read.data;
  context.issues.push(...read.error.issues.map((issue) => ({ ...issue, input: value })) as never[]);
  return z.NEVER;
});

export type Provisions = Omit<z.infer<typeof WholeRule>, 'rule' | 'when'>;
export type TestOf = z.infer<typeof Test>;
export type CheckOf = z.infer<typeof Check>;
export type DeadlineOf = Provisions['deadlines'][number];
export type NoticeOf = NonNullable<Provisions['notices']>[number];
export type RanksOf = Provisions['may-grant'][number];
