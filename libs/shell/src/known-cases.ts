import { fromBinary } from '@bufbuild/protobuf';
import { type View, type ViewStore, foldTopic } from '@cpmp/ledger';
import { type Delivery, metaOf } from '@cpmp/messaging';
import { type AuthorisationEvent, AuthorisationEventSchema } from '@cpmp/proto/authorisation';
import type { Principal } from './types.js';

/** A case as last heard: which operation it belongs to, who works on it, and the reference that people use. */
export type AuthorityKnown = {
  readonly authorisation: string;
  readonly reference: string;
  readonly operationId: string;
  readonly force: string;
  readonly unit: string;
  readonly applicant: string;
  /** Who decided on it, and whom the application clears for it. */
  readonly officers: readonly string[];
};

/** What authorisation said of a case, as it is folded. */
export type AuthorityHeard = { readonly type: 'AuthorityHeard'; readonly officer: string; readonly cleared?: readonly string[] } & Omit<AuthorityKnown, 'officers'>;

/** Every case as last heard, keyed by the authority's stream. */
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

/** Folds a message of `authorisation.authorisations.v1` into `authorities`, and answers it for whoever does more with it. */
export const hearCase = async (store: ViewStore, bytes: Uint8Array, delivery: Delivery): Promise<AuthorisationEvent> => {
  const said = fromBinary(AuthorisationEventSchema, bytes);
  const { authorisation, reference, operationId, force, unit, applicant, officer, event } = said;
  const cleared = event.case === 'applied' || event.case === 'resubmitted' ? event.value.cleared : [];
  const heard: AuthorityHeard = { type: 'AuthorityHeard', authorisation, reference, operationId, force, unit, applicant, officer, cleared };
  await foldTopic(store, authorities, heard, metaOf(delivery));
  return said;
};

/** True for a case's applicant, their unit, the officers who decided on it and the persons cleared for it. */
export const worksOn = ({ person, force, unit }: Principal, known: AuthorityKnown | undefined): boolean => {
  if (!known) return false;
  const ownUnit = unit !== undefined && unit !== '' && unit === known.unit && force === known.force;
  return person === known.applicant || known.officers.includes(person) || ownUnit;
};
