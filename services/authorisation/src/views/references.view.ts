import type { View } from '@cpmp/ledger';
import type { AuthorityEvent } from '../domain/index.js';

/** How many cases there have been under a force's letters in a year. */
export type ReferencesDoc = { readonly letters: string; readonly year: string; readonly cases: number };

/** `MET-26-0001`: the force's letters, the year, the number. */
const partsOf = (reference: string): { readonly letters: string; readonly year: string } => {
  const [letters = '', year = ''] = reference.split('-');
  return { letters, year };
};

/** Counts the cases under each force's letters and year, so that references run without a gap; read as a fact when one is made. */
export const references: View<ReferencesDoc, AuthorityEvent> = {
  name: 'references',
  version: 1,
  from: 'log',
  key: (event) => (event.type === 'AuthorityApplied' ? event.about.reference.slice(0, event.about.reference.lastIndexOf('-')) : undefined),
  indexes: ['letters'],
  on: { AuthorityApplied: (doc, { about }) => ({ ...partsOf(about.reference), cases: (doc?.cases ?? 0) + 1 }) },
};
