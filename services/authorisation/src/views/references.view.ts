import type { View } from '@cpmp/ledger';
import type { AuthorityEvent, ErrorEvent } from '../domain/index.js';

/** How many cases and errors there have been under a force's letters in a year. */
export type ReferencesDoc = { readonly letters: string; readonly year: string; readonly cases: number; readonly errors: number };

/** `MET-26-0001` of a case, `MET-26-E0001` of an error: the force's letters, the year, the number. */
const partsOf = (reference: string): { readonly letters: string; readonly year: string } => {
  const [letters = '', year = ''] = reference.split('-');
  return { letters, year };
};

/** Counts the cases and the errors under each force's letters and year, so that references run without a gap; read as a fact when one is made. */
export const references: View<ReferencesDoc, AuthorityEvent | ErrorEvent> = {
  name: 'references',
  version: 2,
  from: 'log',
  key: (event) => (event.type === 'AuthorityApplied' || event.type === 'ErrorRaised' ? event.about.reference.slice(0, event.about.reference.lastIndexOf('-')) : undefined),
  indexes: ['letters'],
  on: {
    AuthorityApplied: (doc, { about }) => ({ ...partsOf(about.reference), cases: (doc?.cases ?? 0) + 1, errors: doc?.errors ?? 0 }),
    ErrorRaised: (doc, { about }) => ({ ...partsOf(about.reference), cases: doc?.cases ?? 0, errors: (doc?.errors ?? 0) + 1 }),
  },
};
