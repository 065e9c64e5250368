import type { AuthorityKnown } from '@cpmp/gate';
import type { View } from '@cpmp/ledger';

/** What authorisation said of a case, as it is folded. */
export type AuthorityHeard = { readonly type: 'AuthorityHeard'; readonly officer: string; readonly cleared?: readonly string[] } & Omit<AuthorityKnown, 'officers'>;

/** Which operation a case belongs to and who works on it or is cleared for it, as last heard, by the reference that people use; keyed by the authority's stream. */
export const authorities: View<AuthorityKnown, AuthorityHeard> = {
  name: 'authorities',
  version: 2,
  from: { topic: 'authorisation.authorisations.v1' },
  key: (_event, meta) => meta.stream,
  indexes: ['reference'],
  on: {
    AuthorityHeard: (doc, { authorisation, reference, operationId, force, unit, applicant, officer, cleared = [] }) => ({
      authorisation, reference, operationId, force, unit, applicant,
      officers: [...new Set([...(doc?.officers ?? []), officer, ...cleared])].filter((person) => person !== ''),
    }),
  },
};
