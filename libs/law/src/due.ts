import type { Instant } from '@cpmp/kernel';
import type { AuthorityAsk } from './ask.js';
import type { Ground } from './basis.js';
import type { Book, Rule } from './book.js';
import { type DaysRule, endOfDays } from './counting.js';
import { endWords, listWords, nameWords } from './words.js';
import type { Cited } from './pack.schema.js';

/** What is due, and what that stands on. */
export type Due = { readonly deadlines: Record<string, Instant>; readonly practice: Record<string, Instant>; readonly grounds: readonly Ground[] };

const unsure = (years: readonly string[]): Cited => ({
  cite: 'Banking and Financial Dealings Act 1971 s.1', source: 'bank-holidays', confirmed: false,
  what: `The bank holidays of ${listWords(years, 'and')}`, why: 'They are not confirmed yet: a proclamation may add or move a day.',
});

/** The end of a number of days, and what it stands on. */
export const dueBy = (book: Book, at: Instant, fact: Cited & DaysRule & { readonly what?: string | undefined }, name: string): { readonly due: Instant; readonly grounds: readonly Ground[] } => {
  const { until: due, unsureYears } = endOfDays(at, fact, book.holidays);
  const words = `${nameWords(name).replace(/^./, (first) => first.toUpperCase())}: by ${endWords(due)}.`;
  return { due, grounds: [{ fact, words }, ...(unsureYears.length > 0 ? [{ fact: unsure(unsureYears) }] : [])] };
};

/** The deadlines that a rule sets at an act. */
export const deadlinesOf = (book: Book, rule: Rule, ask: AuthorityAsk): Due => {
  const due: Due & { grounds: Ground[] } = { deadlines: {}, practice: {}, grounds: [] };
  for (const fact of rule.deadlines) {
    if (!fact.on.includes(ask.event) || (fact.form !== undefined && (!('form' in ask) || fact.form !== ask.form))) continue;
    const { due: by, grounds } = dueBy(book, ask.at, fact, fact.deadline);
    (fact['set-by'] === 'law' ? due.deadlines : due.practice)[fact.deadline] = by;
    due.grounds.push(...grounds);
  }
  return due;
};
