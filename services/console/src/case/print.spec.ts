import { lookedAt, type Seen } from '../spec-pages.js';
import { stage, type Staged } from '../spec-stage.js';

/** A part of ordinary length is one sheet, a case with its record three. */
const PAGES: readonly Seen<Staged>[] = [
  { name: 'case-print', as: 'supt-okafor', at: ({ weir }) => `${weir}/print`, print: 3 },
  { name: 'case-print-stands', as: 'rm-price', at: ({ weir }) => `${weir}/print`, print: 1 },
  { name: 'part-print', as: 'ac-whitfield', at: ({ kite }) => `${kite}/components/c2/print`, print: 1 },
  { name: 'part-print-cancelled', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c1/print`, print: 1 },
];

describe('every page for paper', () => lookedAt({ startsAt: '2026-03-02T08:00:00.000Z', stage, pages: PAGES }));
