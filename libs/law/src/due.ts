import type { Instant } from '@cpmp/kernel';
import type { AuthorityAsk } from './ask.js';
import type { Ground } from './basis.js';
import type { Book, Rule } from './book.js';
import { type DaysRule, endOfDays } from './counting.js';
import { capital, endWords, listWords, nameWords } from './words.js';
import type { Cited } from './pack.schema.js';

/** What is due, and what that stands on. */
export type Due = { readonly deadlines: Record<string, Instant>; readonly practice: Record<string, Instant>; readonly alerts: Record<string, readonly Instant[]>; readonly grounds: readonly Ground[] };

/** The doubt about the bank holidays of certain years. */
const unsure = ({ unsureHolidays }: Book, years: readonly string[]): Cited => ({ ...unsureHolidays, what: `${unsureHolidays.what} of ${listWords(years, 'and')}` });

/** The end of a number of days, and what it stands on. */
export const dueBy = (book: Book, at: Instant, fact: Cited & DaysRule, name: string): { readonly due: Instant; readonly grounds: readonly Ground[] } => {
  const { until: due, unsureYears } = endOfDays(at, fact, book.holidays);
  const words = `${capital(nameWords(name))}: by ${endWords(due)}.`;
  return { due, grounds: [{ fact, words }, ...(unsureYears.length > 0 ? [{ fact: unsure(book, unsureYears) }] : [])] };
};

/** The deadlines that a rule sets at an act. */
export const deadlinesOf = (book: Book, rule: Rule, ask: AuthorityAsk): Due => {
  const due: Due & { grounds: Ground[] } = { deadlines: {}, practice: {}, alerts: {}, grounds: [] };
  for (const fact of rule.deadlines) {
    if (!fact.on.includes(ask.event) || (fact.form !== undefined && (!('form' in ask) || fact.form !== ask.form))) continue;
    const { due: by, grounds } = dueBy(book, ask.at, fact, fact.deadline);
    (fact['set-by'] === 'law' ? due.deadlines : due.practice)[fact.deadline] = by;
    if (fact['alert-days']) due.alerts[fact.deadline] = fact['alert-days'].map((days) => endOfDays(ask.at, { days, counted: fact.counted }, book.holidays).until);
    due.grounds.push(...grounds);
  }
  return due;
};
