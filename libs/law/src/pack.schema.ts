import { z } from 'zod';
import { cited, day, DOUBT, fact, facts, name, names, saysItsDoubt, text, whole } from './fact.schema.js';
import { count, Rule } from './rule.schema.js';

/** What a pack of law may say, as it stands in `packs/*.yaml`. Everything that is law is a dated fact with its citation. */

export type { Cited, Dated } from './fact.schema.js';
export type { CheckOf, DeadlineOf, NoticeOf, Provisions, RanksOf, TestOf } from './rule.schema.js';

/** Which earlier periods of the same person in the same operation count, against how many months. */
const earlierPeriods = facts({
  'within-months': whole, 'ignored-forms': z.array(z.enum(['written', 'oral'])), 'ignored-urgent-only': z.boolean(),
  /** What ended longer ago than this no longer counts, nor what ended before this day. */
  'forgotten-after-months': whole, 'not-ended-before': day,
});

/** Another power that a tactic needs beside its own, where one of these places is among the component's, or anywhere. */
const companions = facts({ tactic: name, power: name, places: names.optional(), 'unless-places': names.optional(), for: text });

/** The law of one power through time. `timeline`: the days on which it changed, each with what changed it. */
export const PowerPack = z.strictObject({
  power: name, timeline: z.record(day, text), life: facts({ known: z.boolean() }), rules: z.array(Rule).min(1),
  'earlier-periods': earlierPeriods.optional(), companions: companions.optional(),
});

/** A draft of law that would amend one power: its rules are put before the rule `before`. `draft` says that it is none yet. */
export const AmendingPack = z.strictObject({ amends: name, draft: text, before: name, timeline: z.record(day, text), rules: z.array(Rule).min(1) });
export type AmendingPack = z.infer<typeof AmendingPack>;

const ladder = { ranks: names, ...cited };
/** The forces' ladders of rank. */
export const RanksPack = z.strictObject({
  ladders: z.record(name, z.strictObject({ forces: z.union([names, z.literal('others')]), ...ladder }).refine(saysItsDoubt, DOUBT)),
  otherwise: name,
});

/** How periods are counted. */
export const CountingPack = z.strictObject({
  'no-such-date': facts({ ends: z.literal('with-the-last-day-of-that-month') }),
  'clocks-changed': facts({ ends: z.literal('at-the-earlier-clock') }),
  'renewal-starts': facts({ starts: z.literal('when-the-old-period-ends') }),
});

const list = <S extends z.ZodRawShape>(shape: S) => z.array(fact(shape)).min(1);

/** What may be an error, what is due when one is established, and what its report says. */
export const ErrorsPack = z.strictObject({ 'error-report': facts(count), kinds: list({ kind: name, words: text }), report: facts({ contains: names }) });

/** What the record must hold, and how long it is kept: a number of years, or while something lasts. */
export const RecordsPack = z.strictObject({
  'source-records': list({ item: name, particular: name, powers: names, words: text }),
  'central-record': list({ powers: names, contains: names }),
  retention: list({ record: name, powers: names, years: whole.optional(), while: text.optional() }),
  /** Why product may be kept, and how many months may pass between two reviews. */
  'product-bases': list({ basis: name, words: text, 'review-months': whole }),
});

/** What open-source research amounts to. `other-law`: what no power of the platform covers. */
export const ResearchPack = z.strictObject({
  factors: list({ factor: name, words: text }),
  triggers: list({ trigger: name, all: z.array(name), any: names.optional(), needs: name, words: text }),
  levels: list({ level: name, number: whole, usually: name, words: text }),
});

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
export type EarlierPeriods = NonNullable<Power['earlier-periods']>[number];
export type Companion = NonNullable<Power['companions']>[number];
export type ErrorsRead = z.infer<typeof ErrorsPack>;
export type RecordsRead = z.infer<typeof RecordsPack>;
export type ResearchRead = z.infer<typeof ResearchPack>;
export type Counting = z.infer<typeof CountingPack>;
export type RanksRead = z.infer<typeof RanksPack>;
export type HolidaysRead = z.infer<typeof HolidaysPack>;
