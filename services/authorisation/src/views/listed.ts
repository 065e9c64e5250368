import type { Instant } from '@cpmp/kernel';
import { type AuthorityEvent, type AuthorityState, type Component, dueByWhat, type EarlierPeriod, type Gap, isOfPeople, isUndecided, openGap, periodsOf } from '../domain/index.js';

/** The acts of which the register counts how many there were. */
export const COUNTED = ['AuthorityGranted', 'AuthorityRefused', 'AuthorityReviewed', 'AuthorityRenewed', 'AuthorityCancelled', 'AuthorityApproved', 'AuthorityDeclined', 'AuthorityQuashed', 'CommissionerCommented', 'AppealMade', 'OralActRecorded', 'DeploymentReported'] as const satisfies readonly AuthorityEvent['type'][];

type Counted = (typeof COUNTED)[number];

/** How many of each act a component has. */
const HELD: Readonly<Record<Counted, (component: Component) => number>> = {
  AuthorityGranted: ({ granted }) => (granted ? 1 : 0),
  AuthorityRefused: ({ refused }) => (refused ? 1 : 0),
  AuthorityReviewed: ({ reviews }) => reviews.length,
  AuthorityRenewed: ({ renewals }) => renewals.length,
  AuthorityCancelled: ({ cancelled }) => (cancelled ? 1 : 0),
  AuthorityApproved: ({ dealings }) => dealings.approvals.length,
  AuthorityDeclined: ({ dealings }) => dealings.declines.length,
  AuthorityQuashed: ({ dealings }) => (dealings.quashed ? 1 : 0),
  CommissionerCommented: ({ dealings }) => dealings.comments.length,
  AppealMade: ({ dealings }) => dealings.appeals.length,
  OralActRecorded: ({ records }) => records.length,
  DeploymentReported: ({ reported }) => reported.length,
};

/** A component as a list shows it. */
export type ListedComponent = Pick<Component, 'id' | 'power' | 'state' | 'from' | 'until' | 'regrant'> & {
  /** Since when it has been in its recorded state; one that has ended by now is since its `until`. */
  readonly since: Instant;
  /** By when something must be done, by what. */
  readonly deadlines: Readonly<Record<string, Instant>>;
  /** Of one that was granted: whose decision it stands on, and whether a gatekeeper had passed it. */
  readonly officer?: string | undefined;
  readonly checked?: boolean;
  /** Somebody is missing who must look after its source or operative. */
  readonly gap?: Gap;
  /** How many of each act there were; none where it is left out. */
  readonly acts: Readonly<Partial<Record<Counted, number>>>;
};

/** Whom a component is about, closed, and its periods. */
export type OfPerson = Pick<Component, 'id' | 'handle' | 'source' | 'operative' | 'linked'> & { readonly periods: readonly EarlierPeriod[] };

/** Since when a component has been where it is recorded. */
const sinceOf = ({ state, granted, refused, cancelled, from, until }: Component, { application, check }: AuthorityState): Instant => {
  const at: Readonly<Record<string, Instant | null | undefined>> = {
    'awaiting-decision': check?.at, returned: check?.at, refused: refused?.at, 'awaiting-approval': granted?.at,
    'in-force': from, expired: until, cancelled: cancelled?.at,
  };
  return at[state] ?? application?.appliedAt ?? '';
};

const listed = (component: Component, state: AuthorityState): ListedComponent => {
  const { id, power, state: recorded, from, until, granted, renewals, regrant } = component;
  const gap = openGap(component);
  return {
    id, power, from, until, state: recorded, since: sinceOf(component, state), deadlines: dueByWhat(component),
    ...(granted ? { officer: (renewals.at(-1) ?? granted).by.person, checked: granted.checked } : {}), ...(regrant ? { regrant } : {}), ...(gap ? { gap } : {}),
    acts: Object.fromEntries(COUNTED.flatMap((act) => { const count = HELD[act](component); return count === 0 ? [] : [[act, count]]; })),
  };
};

const ofPerson = (component: Component): OfPerson => {
  const { id, handle, source, operative, linked } = component;
  return { id, handle, ...(source === undefined ? {} : { source }), ...(operative === undefined ? {} : { operative }), ...(linked === undefined ? {} : { linked }), periods: periodsOf(component) };
};

const byId = <C extends { readonly id: string }>(all: readonly C[]): Readonly<Record<string, C>> => Object.fromEntries(all.map((one) => [one.id, one]));

/** The components of a case as lists show them; whole those that nobody has decided on, whose texts wait to be read; and, where one is about a source or an operative, whom they are about. */
export const listedComponents = (state: AuthorityState) => {
  const all = Object.values(state.components);
  return {
    components: all.map((component) => listed(component, state)),
    undecided: byId(all.filter(isUndecided)),
    ...(all.some(isOfPeople) ? { people: byId(all.map(ofPerson)) } : {}),
  };
};
