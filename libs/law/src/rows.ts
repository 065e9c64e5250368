import { caseReader, type Told } from './cases.js';
import type { Book } from './book.js';

/** The rows of the statutory table, and what shows each. */

/** One row: what it says, the provision, and why no case shows it where none does. */
export type Row = { readonly id: string; readonly says: string; readonly cite: string; readonly notHere?: string };

/** A row with the rules that its cases are answered by, and those cases. */
export type CoveredRow = Row & { readonly rules: readonly string[]; readonly cases: readonly Told[] };

/** By which rule or list of the packs a case is answered. */
export const ruleOf = (book: Book): ((one: Told) => string) => {
  const read = caseReader(book);
  return ({ ask, answer, requires, research }) => {
    const found = answer ? read.answer(ask).rule || read.answer(ask).regime || 'errors' : requires ? read.requires(ask).rule ?? '' : research ? 'research' : 'records';
    return String(found);
  };
};

/** Each row with what shows it. */
export const covered = (book: Book, rows: readonly Row[], told: readonly Told[]): readonly CoveredRow[] => {
  const rule = ruleOf(book);
  return rows.map((row) => {
    const cases = told.filter((one) => one.rows?.includes(row.id));
    return { ...row, cases, rules: [...new Set(cases.map(rule))].filter((name) => name !== '') };
  });
};

const PLACES = { person: 'judged by people', service: 'kept by a service', open: 'kept nowhere yet' } as const;
const placeOf = ({ notHere = '' }: Row): keyof typeof PLACES => notHere.slice(0, notHere.indexOf(':')) as keyof typeof PLACES;

const rowLines = ({ id, says, cite, rules, cases, notHere }: CoveredRow): readonly string[] => {
  const [first] = cases;
  if (!first) return [`${id}  ${says} (${cite})`, `    no case: ${notHere ?? 'and no reason'}`];
  const more = cases.length > 1 ? `, and ${cases.length - 1} more` : '';
  return [`${id}  ${says} (${cite})`, `    ${rules.join(', ')}`, `    ${first.file}: given ${first.given}, when ${first.when}, then ${first.then}${more}`];
};

/** The report: every row with its rules and cases; then what no case shows, by where it is kept; then the counts. */
export const coverageLines = (rows: readonly CoveredRow[]): readonly string[] => {
  const [shown, rest] = [rows.filter(({ cases }) => cases.length > 0), rows.filter(({ cases }) => cases.length === 0)];
  const groups = (Object.keys(PLACES) as (keyof typeof PLACES)[]).map((place) => ({ place, own: rest.filter((row) => placeOf(row) === place) }));
  return [
    ...shown.flatMap(rowLines),
    ...groups.flatMap(({ place, own }) => ['', `Not shown by a case, ${PLACES[place]}: ${own.length}`, ...own.flatMap(rowLines)]),
    '',
    `${rows.length} rows: ${shown.length} shown by cases, ${groups.map(({ place, own }) => `${own.length} ${PLACES[place]}`).join(', ')}`,
  ];
};
