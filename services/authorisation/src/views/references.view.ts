import type { View } from '@cpmp/ledger';
import type { AuthorityEvent } from '../domain/index.js';

/** How many cases a force has had in a year. */
export type ReferencesDoc = { readonly force: string; readonly year: string; readonly cases: number };

/** Counts the cases of each force and year, so that references run without a gap; read as a fact when one is made. */
export const references: View<ReferencesDoc, AuthorityEvent> = {
  name: 'references',
  version: 1,
  from: 'log',
  key: (event) => (event.type === 'AuthorityApplied' ? `${event.about.force}/${yearOf(event.about.reference)}` : undefined),
  indexes: ['force'],
  on: {
    AuthorityApplied: (doc, { about }) => ({ force: about.force, year: yearOf(about.reference), cases: (doc?.cases ?? 0) + 1 }),
  },
};

/** The year's two digits in a reference, `MET-26-0001`. */
const yearOf = (reference: string): string => reference.split('-')[1] ?? '';
