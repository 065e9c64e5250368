import type { Instant } from '@cpmp/kernel';
import type { View } from '@cpmp/ledger';
import { type Application, type AuthorityEvent, type AuthorityState, after, authority, caseEdition, type Component } from '../domain/index.js';
import { knownTo } from '../permissions.js';
import { type ListedComponent, listedComponents, type OfPerson } from './listed.js';

/** A case as lists have it; its texts stay closed. */
export type ListedCase = {
  readonly id: string;
  readonly reference: string;
  readonly operationId: string;
  readonly force: string;
  /** Why somebody may know of it (`permissions.ts`). */
  readonly knownTo: readonly string[];
  /** The recorded states of its components; whether one of them has ended by now is asked of the two instants below. */
  readonly states: readonly string[];
  /** The first and the last `until` of components recorded as in force; empty where there are none. */
  readonly firstUntil: Instant;
  readonly lastUntil: Instant;
  /** The first instant by which something of it must be done; `NEVER` where nothing falls due. */
  readonly due: Instant;
  /** Since when it waits for whoever is next: since its check, else since its application. */
  readonly since: Instant;
  /** A component was granted that no gatekeeper had passed. */
  readonly unchecked: boolean;
  /** Somebody is missing who must look after the source or the operative of a component in force. */
  readonly gap: boolean;
  /** A component is about a source or an operative. */
  readonly ofPeople: boolean;
  /** A component was granted where a renewal was to be expected. */
  readonly regranted: boolean;
  readonly application: Application;
  /** Its ETag. */
  readonly edition: number;
  readonly components: readonly ListedComponent[];
  /** The components that nobody has decided on, whole, by id. */
  readonly undecided: Readonly<Record<string, Component>>;
  /** Whom its components are about, by id, where one is about a source or an operative. */
  readonly people?: Readonly<Record<string, OfPerson>>;
};

/** A case as it is asked for by its id: the whole of it. */
export type RegisterDoc = ListedCase & { readonly state: AuthorityState };

/** Who an event makes known to the case. */
export const reasonsOf = (event: AuthorityEvent): readonly string[] => {
  switch (event.type) {
    case 'AuthorityApplied': {
      const { force, unit, applicant } = event.about;
      return [knownTo.force(force), ...(unit ? [knownTo.unit(force, unit)] : []), ...[applicant, ...event.cleared].map(knownTo.person)];
    }
    case 'AuthorityResubmitted':
      return event.cleared.map(knownTo.person);
    case 'PermitIssued':
      return [knownTo.holder(event.requestedBy)];
    default:
      return 'by' in event ? [knownTo.person(event.by.person)] : [];
  }
};

/** After every instant that falls due, so that what has none comes last. */
export const NEVER: Instant = '9999-12-31T23:59:59.999Z';

const docOf = (id: string, state: AuthorityState, known: readonly string[]): RegisterDoc | undefined => {
  const { application, check } = state;
  if (!application) return undefined;
  const parts = listedComponents(state);
  const { components } = parts;
  const ends = components.flatMap(({ state: recorded, until }) => (recorded === 'in-force' && until !== null ? [until] : [])).toSorted();
  const dues = components.flatMap(({ deadlines }) => Object.values(deadlines)).toSorted();
  const { reference, operationId, force, appliedAt } = application;
  return {
    id, reference, operationId, force, state, application, ...parts,
    edition: caseEdition(state),
    knownTo: [...new Set(known)],
    states: [...new Set(components.map(({ state: recorded }) => recorded))],
    firstUntil: ends[0] ?? '',
    lastUntil: ends.at(-1) ?? '',
    due: dues[0] ?? NEVER,
    since: check?.at ?? appliedAt,
    gap: components.some(({ state: recorded, gap }) => recorded === 'in-force' && gap !== undefined),
    ofPeople: parts.people !== undefined,
    unchecked: components.some(({ checked }) => checked === false),
    regranted: components.some(({ regrant }) => regrant !== undefined),
  };
};

/** Every case that was applied for, and who may know of it. What lists show of it is stored; its whole state is in its stream. */
export const register: View<RegisterDoc, AuthorityEvent, ListedCase> = {
  name: 'register',
  version: 7,
  from: 'log',
  key: (_event, meta) => (meta.stream.startsWith(`${authority.category}-`) ? meta.streamId : undefined),
  indexes: ['reference', 'operationId', 'force', 'knownTo', 'states', 'firstUntil', 'lastUntil', 'due', 'since', 'unchecked', 'regranted', 'gap', 'ofPeople'],
  ofStream: { category: authority.category, listed: ({ state: _whole, ...listed }) => listed },
  on: { '*': (doc, event, meta) => docOf(meta.streamId, after(doc?.state ?? authority.initial, [event]), [...(doc?.knownTo ?? []), ...reasonsOf(event)]) },
};
