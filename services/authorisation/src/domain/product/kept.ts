import type { Instant } from '@cpmp/kernel';
import { legalDay, plusMonthsOrLast, startOfDay } from '@cpmp/law';
import { moment, untilWords } from '../words.js';
import { type CaseFacts, no, type ProductFacts } from './law.js';

/** Whether something was in force all the while from one instant to another: periods that follow one another without a gap are one. */
export const coveredBy = (periods: CaseFacts['periods'], from: Instant, until: Instant): boolean => {
  const inOrder = periods.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const reached = inOrder.reduce((at, period) => (period.until !== null && period.from <= at && at < period.until ? period.until : at), from);
  return reached > from && reached >= until;
};

/** The basis and the review that somebody gives, or why they do not do: a review lies ahead, and no further than the packs let that basis go unlooked at. */
export const keptFor = ({ law }: ProductFacts, { basis, reviewBy }: { readonly basis: string; readonly reviewBy: Instant }, now: Instant) => {
  const found = law.bases.find((one) => one.basis === basis);
  if (!found) return no(law, ['unknown-basis', 'The packs know no such reason to keep product.'], `Name one of: ${law.bases.map((one) => one.basis).join(', ')}.`);
  if (reviewBy <= now) return no(law, ['review-in-past', 'A review lies ahead.'], `Give an instant after ${moment(now)}.`);
  const latest = startOfDay(plusMonthsOrLast(legalDay(now), found.reviewMonths), 1);
  if (reviewBy > latest) return no({ ...law, safeguards: found }, ['review-too-late', 'Nobody would look in time whether it is still needed.'], `Kept because “${found.words}”, it is reviewed by ${untilWords(latest)} at the latest.`);
  return { keptOn: { basis, clause: found.clause, confirmed: found.confirmed }, reviewBy };
};
