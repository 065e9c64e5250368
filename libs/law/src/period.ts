import { earlier, type Instant } from '@cpmp/kernel';
import type { DaysUsed } from './answer.js';
import type { CommissionerAsk, GrantAsk, RenewAsk } from './ask.js';
import type { Ground } from './basis.js';
import { type Book, inForce, type Rule } from './book.js';
import { legalDay, startOfDay } from './calendar.js';
import { type Counted, endOfDays, endOfHours, endOfMonths } from './counting.js';
import { daysUsed } from './earlier-periods.js';
import type { Cited } from './pack.schema.js';
import { situationOf } from './situation.js';
import { capital, countWords, endWords, momentWords, nameWords } from './words.js';

type Asked = GrantAsk | RenewAsk | CommissionerAsk;
/** How long a decision lasts, and on what. */
export type Length = { readonly lasts: { readonly months: number } | { readonly hours: number }; readonly length: Cited };
/** From when until when, with the cumulative clock and what it stands on. */
export type Running = { readonly from: Instant; readonly until: Instant; readonly days?: DaysUsed; readonly reviewBy?: Instant; readonly grounds: readonly Ground[] };

/** What a convention of counting says on the day, where it made the difference. */
export const conventionGround = (book: Book, at: Instant, convention: keyof Book['counting'] | undefined): readonly Ground[] => {
  const fact = convention && inForce<Cited & { from: string; until?: string | undefined }>(book.counting[convention], legalDay(at));
  return fact ? [{ fact, words: `${fact.what ?? capital(nameWords(convention ?? ''))}: ${(fact.why ?? '').replace(/^./, (first) => first.toLowerCase())}` }] : [];
};

const lengthWords = ({ lasts }: Length): string => ('months' in lasts ? countWords(lasts.months, 'month') : countWords(lasts.hours, 'hour'));

const endOf = (from: Instant, { lasts }: Length): Counted => ('months' in lasts ? endOfMonths(from, lasts.months) : endOfHours(from, lasts.hours));

/** The cumulative clock at a period's beginning, where the rule has one, and the end that it sets. */
const cumulative = (rule: Rule, ask: Asked, from: Instant): { readonly days?: DaysUsed; readonly end?: Instant } => {
  if (!rule.earlier) return {};
  const days = daysUsed({ ...situationOf(ask), earlier: rule.earlier }, rule.earlier);
  return rule.period['less-earlier-periods'] ? { days, end: startOfDay(legalDay(from), days.left) } : { days };
};

const usedWords = ({ used, left }: DaysUsed): string => `${countWords(used, 'day')} of the time in the same operation ${used === 1 ? 'has' : 'have'} been used, ${left} ${left === 1 ? 'is' : 'are'} left.`;

/** The instant by which a code wants the first review of what begins then. */
const reviewDue = ({ review }: Rule, from: Instant, book: Book): Instant | undefined => {
  if (review?.['within-months'] !== undefined) return endOfMonths(from, review['within-months']).until;
  return review?.['within-days'] === undefined ? undefined : endOfDays(from, { days: review['within-days'], counted: 'after-the-day' }, book.holidays).until;
};

/** What runs from an instant under a rule: until the length has passed, the cumulative clock has run out or the authority that it stands on ends, whichever is first. */
export const runningFrom = (book: Book, rule: Rule, { ask, from, length }: { readonly ask: Asked; readonly from: Instant; readonly length: Length }): Running => {
  const { until: whole, convention } = endOf(from, length);
  const { days, end } = cumulative(rule, ask, from);
  const clocked = end === undefined ? whole : earlier(whole, end);
  const linked = rule.endsWithLinked && ask.component.linked?.until;
  const until = linked ? earlier(clocked, linked) : clocked;
  const reviewBy = reviewDue(rule, from, book);
  return {
    from, until, ...(days ? { days } : {}), ...(reviewBy === undefined ? {} : { reviewBy }),
    grounds: [
      { fact: length.length, words: `It runs for ${lengthWords(length)} from ${momentWords(from)}, to ${endWords(whole)}.` },
      ...(days && rule.earlier ? [{ fact: rule.earlier, words: clocked < whole ? `${usedWords(days)} So it ends with ${endWords(clocked)}.` : usedWords(days) }] : []),
      ...(rule.endsWithLinked && until < clocked ? [{ fact: rule.endsWithLinked, words: `It ends with the authority that it stands on, at ${endWords(until)}.` }] : []),
      ...(until === whole ? conventionGround(book, ask.at, convention) : []),
    ],
  };
};
