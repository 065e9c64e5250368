import type { Instant } from '@cpmp/kernel';
import type { View } from '@cpmp/ledger';
import { type AuthorityEvent, type AuthorityState, after, authority, awaitedApproval, isOfPeople, openGap } from '../domain/index.js';
import { knownTo } from '../permissions.js';
import { asState, type ListedState, listedState } from './listed.js';

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
  /** A grant or a renewal was decided and waits for a commissioner. */
  readonly approval: boolean;
  /** A component was granted that no gatekeeper had passed. */
  readonly unchecked: boolean;
  /** Somebody is missing who must look after the source or the operative of a component in force. */
  readonly gap: boolean;
  /** A component is about a source or an operative. */
  readonly ofPeople: boolean;
  /** A component was granted where a renewal was to be expected. */
  readonly regranted: boolean;
  /** The commissioner is owed a notice, also one that no day is set for. */
  readonly owed: boolean;
  readonly state: ListedState;
};

/** A case as whoever asks for it by its id has it, the whole of it; its texts stay closed. */
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

const docOf = <S extends ListedState>(id: string, state: S, known: readonly string[]): (ListedCase & { readonly state: S }) | undefined => {
  if (!state.application) return undefined;
  const components = Object.values(state.components);
  const ends = components.flatMap(({ state: recorded, until }) => (recorded === 'in-force' && until !== null ? [until] : [])).toSorted();
  const dues = components.flatMap(({ standing }) => Object.values(standing).map(({ due }) => due)).toSorted();
  const { reference, operationId, force, appliedAt } = state.application;
  return {
    id, reference, operationId, force, state,
    knownTo: [...new Set(known)],
    states: [...new Set(components.map((component) => component.state))],
    firstUntil: ends[0] ?? '',
    lastUntil: ends.at(-1) ?? '',
    due: dues[0] ?? NEVER,
    since: state.check?.at ?? appliedAt,
    gap: components.some((component) => component.state === 'in-force' && openGap(component) !== undefined),
    ofPeople: components.some(isOfPeople),
    approval: components.some((component) => awaitedApproval(component) !== undefined),
    unchecked: components.some(({ granted }) => granted?.checked === false),
    regranted: components.some(({ regrant }) => regrant !== undefined),
    owed: components.some(({ notices }) => notices.some(({ sentAt }) => sentAt === undefined)),
  };
};

const knownAfter = (doc: ListedCase | undefined, event: AuthorityEvent): readonly string[] => [...(doc?.knownTo ?? []), ...reasonsOf(event)];

/** Every case that was applied for, and who may know of it. What lists show is stored; the whole is read from its stream, since its texts would be written again at every act. */
export const register: View<ListedCase, AuthorityEvent, RegisterDoc> = {
  name: 'register',
  version: 12,
  from: 'log',
  key: (_event, meta) => (meta.stream.startsWith(`${authority.category}-`) ? meta.streamId : undefined),
  indexes: ['reference', 'operationId', 'knownTo', 'states', 'firstUntil', 'lastUntil', 'due', 'since', 'approval', 'unchecked', 'regranted', 'owed', 'gap', 'ofPeople'],
  on: { '*': (doc, event, meta) => docOf(meta.streamId, listedState(after(doc ? asState(doc.state) : authority.initial, [event]), doc?.state), knownAfter(doc, event)) },
  whole: { category: authority.category, on: (doc, event, meta) => docOf(meta.streamId, after(doc?.state ?? authority.initial, [event]), knownAfter(doc, event)) },
};
