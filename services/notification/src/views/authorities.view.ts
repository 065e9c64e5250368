import type { View } from '@cpmp/ledger';

/** What is known of a case: enough to say who may know of its deadlines. */
export type CaseKnown = {
  readonly force: string;
  readonly unit: string;
  readonly applicant: string;
  /** Who decided on it, and whom the application clears for it. */
  readonly officers: readonly string[];
};

/** What authorisation said of a case, as it is folded. */
export type CaseHeard = { readonly type: 'CaseHeard'; readonly officer: string; readonly cleared?: readonly string[] } & Omit<CaseKnown, 'officers'>;

/** Who works on each case or is cleared for it, as last heard; keyed by the authority's stream. */
export const authorities: View<CaseKnown, CaseHeard> = {
  name: 'authorities',
  version: 1,
  from: { topic: 'authorisation.authorisations.v1' },
  key: (_event, meta) => meta.stream,
  indexes: [],
  on: {
    CaseHeard: (doc, { force, unit, applicant, officer, cleared = [] }) => ({
      force, unit, applicant,
      officers: [...new Set([...(doc?.officers ?? []), officer, ...cleared])].filter((person) => person !== ''),
    }),
  },
};
