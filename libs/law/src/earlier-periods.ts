import type { Instant } from '@cpmp/kernel';
import type { DaysUsed } from './answer.js';
import type { Period } from './ask.js';
import { dayNumber, lastDayBefore, legalDay, plusMonthsOrLast } from './calendar.js';
import { endOfMonths } from './counting.js';
import type { EarlierPeriods } from './pack.schema.js';
import type { Situation } from './situation.js';

type Span = { readonly from: Instant; readonly until: Instant | null; readonly form?: string | null | undefined; readonly 'urgent-only'?: boolean | undefined };

const isIgnored = ({ form, 'urgent-only': urgentOnly }: Span, earlier: EarlierPeriods): boolean =>
  (form !== null && form !== undefined && (earlier['ignored-forms'] as readonly string[]).includes(form)) || (earlier['ignored-urgent-only'] && urgentOnly === true);

/** Whether the period to be renewed counts itself: then nothing of the limit is left once it has run. */
const renewsWhatCounts = ({ renewing }: Situation, earlier: EarlierPeriods): boolean =>
  renewing !== undefined && renewing.from !== null && !isIgnored({ ...renewing, from: renewing.from }, earlier);

/** When the period that is asked for would begin. */
const beginning = ({ at, renewing }: Situation): Instant => renewing?.until ?? at;

const counts = (span: Span, begins: Instant, earlier: EarlierPeriods): boolean => {
  if (isIgnored(span, earlier)) return false;
  const last = lastDayBefore(span.until ?? begins);
  return last >= earlier['not-ended-before'] && plusMonthsOrLast(last, earlier['forgotten-after-months']) >= legalDay(begins);
};

/** How many London days are touched by any of the spans: a day that two of them touch is one day. */
const daysTouched = (spans: readonly Span[], begins: Instant): number => {
  const inOrder = spans.map(({ from, until }) => [dayNumber(legalDay(from)), dayNumber(lastDayBefore(until ?? begins))] as const).toSorted(([one], [other]) => one - other);
  let [days, reached] = [0, -Infinity];
  for (const [first, last] of inOrder) {
    days += Math.max(0, last - Math.max(first, reached + 1) + 1);
    reached = Math.max(reached, last);
  }
  return days;
};

const current = ({ from, ...period }: Period): readonly Span[] => (from === null ? [] : [{ ...period, from }]);

/** The cumulative clock: the days that earlier periods of the same operative in the same operation have used of the limit, and what is left of it for a period that begins now. */
export const daysUsed = (situation: Situation, earlier: EarlierPeriods): DaysUsed => {
  const begins = beginning(situation);
  const prior = (situation.component.operative?.prior ?? []).filter((period) => period['same-operation']);
  const spans = [...prior, ...(situation.renewing ? current(situation.renewing) : [])].filter((span) => counts(span, begins, earlier));
  const used = daysTouched(spans, begins);
  const whole = dayNumber(legalDay(endOfMonths(begins, earlier['within-months']).until)) - dayNumber(legalDay(begins));
  return { used, left: renewsWhatCounts(situation, earlier) ? 0 : Math.max(0, whole - used) };
};
