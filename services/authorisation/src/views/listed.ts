import { type AuthorityState, type Component, isUndecided } from '../domain/index.js';

/** What the register stores of a component that is decided: what lists show of it, whom it is about, and how often each act was done. None of its texts but the names it goes by. */
export type ListedComponent = Pick<Component, 'id' | 'power' | 'state' | 'from' | 'until' | 'edition' | 'handle' | 'source' | 'operative' | 'linked' | 'standing' | 'deadlinesSet' | 'arrangements' | 'regrant' | 'tactics' | 'notices' | 'used'> & {
  readonly granted?: Pick<NonNullable<Component['granted']>, 'by' | 'at' | 'form' | 'urgentOnly' | 'checked'>;
  readonly refused?: Pick<NonNullable<Component['refused']>, 'at'>;
  readonly cancelled?: Pick<NonNullable<Component['cancelled']>, 'at'>;
  readonly renewals: readonly Pick<Component['renewals'][number], 'by' | 'at' | 'form' | 'from' | 'until' | 'urgentOnly' | 'gapFrom' | 'declined'>[];
  readonly reviews: readonly object[];
  readonly records: readonly object[];
  readonly reported: readonly object[];
  readonly dealings: { readonly [K in 'approvals' | 'declines' | 'comments' | 'appeals']: readonly object[] } & { readonly quashed?: object; readonly quashedBefore?: readonly object[] };
};

/** What the register stores of a case: whole those components that an officer may decide on, whose texts wait to be read. */
export type ListedState = Pick<AuthorityState, 'application' | 'check'> & { readonly components: Readonly<Record<string, ListedComponent>> };

const counted = (all: readonly object[]): readonly object[] => all.map(() => ({}));

/** Of what is cut short, events only ever add to lists. */
const CUT = { tactics: [], used: {} } as const;

const listedComponent = (component: Component): ListedComponent => {
  const { id, power, state, from, until, edition, handle, source, operative, linked, standing, deadlinesSet, arrangements, regrant, granted, refused, cancelled, renewals, reviews, records, reported, notices, dealings } = component;
  return {
    ...CUT, id, power, state, from, until, edition, handle, standing, deadlinesSet, notices,
    ...(source === undefined ? {} : { source }), ...(operative === undefined ? {} : { operative }), ...(linked === undefined ? {} : { linked }),
    ...(arrangements ? { arrangements } : {}), ...(regrant ? { regrant } : {}),
    ...(granted ? { granted: { by: granted.by, at: granted.at, form: granted.form, urgentOnly: granted.urgentOnly, checked: granted.checked } } : {}),
    ...(refused ? { refused: { at: refused.at } } : {}), ...(cancelled ? { cancelled: { at: cancelled.at } } : {}),
    renewals: renewals.map(({ by, at, form, from: begins, until: ends, urgentOnly, gapFrom, declined }) => ({ by, at, form, from: begins, until: ends, ...(urgentOnly === undefined ? {} : { urgentOnly }), ...(gapFrom === undefined ? {} : { gapFrom }), ...(declined === undefined ? {} : { declined }) })),
    reviews: counted(reviews), records: counted(records), reported: counted(reported),
    dealings: { approvals: counted(dealings.approvals), declines: counted(dealings.declines), comments: counted(dealings.comments), appeals: counted(dealings.appeals), ...(dealings.quashed ? { quashed: {} } : {}), ...(dealings.quashedBefore ? { quashedBefore: counted(dealings.quashedBefore) } : {}) },
  };
};

/** What nobody has decided on, and what a commissioner did not approve beforehand: an appeal may let an officer decide on it all the same. */
const mayBeDecided = (component: Component): boolean => isUndecided(component) || (!component.granted && ['declined', 'awaiting-approval'].includes(component.state));

/** What the register stores of a case as it stands; `before`: what it has stored, of which it takes what nothing has changed. */
export const listedState = ({ application, check, components }: AuthorityState, before?: ListedState): ListedState => ({
  ...(application ? { application } : {}), ...(check ? { check } : {}),
  components: Object.fromEntries(Object.entries(components).map(([id, component]) => [id, component === before?.components[id] || mayBeDecided(component) ? component : listedComponent(component)])),
});

/** What was stored of a case as a state that events move. */
export const asState = (listed: ListedState): AuthorityState => ({ ...listed, permits: {} }) as AuthorityState;

/** A component that nobody has decided on, whole; undefined of any other. */
export const wholeOf = (component: ListedComponent): Component | undefined => (isUndecided(component) ? (component as Component) : undefined);
