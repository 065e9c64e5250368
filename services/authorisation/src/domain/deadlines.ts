import type { DeadlineChanges, DeadlineSet, Instant } from '@cpmp/kernel';
import type { Component } from './component.js';

/** A deadline to set, before it has its id. */
export type Wanted = Pick<DeadlineSet, 'what' | 'due' | 'statutory' | 'persons'>;

/** Sets deadlines of a component; each id is used once for ever. */
export const setting = (component: Component, wanted: readonly Wanted[]): readonly DeadlineSet[] =>
  wanted.map((deadline, index) => ({
    ...deadline,
    id: `${component.id}/${deadline.what}/${component.deadlinesSet + index + 1}`,
    component: component.id,
  }));

/** Discharges those deadlines that stand for an act, of a component or of an error. */
export const discharging = (component: Pick<Component, 'standing'>, what: string, { at, how }: { readonly at: Instant; readonly how: 'done' | 'superseded' }) =>
  Object.entries(component.standing).filter(([, standing]) => standing.what === what).map(([id]) => ({ id, at, how }));

/** What is owed all the same when a component is over: it was decided, commented on or quashed all the same. */
const OWED_AFTER_THE_END: readonly string[] = ['commissioner-notice', 'commissioner-comment', 'appeal', 'written-record'];

/** At a component's end nothing more falls due but what is owed all the same. */
export const endAll = (component: Component, at: Instant): DeadlineChanges => ({
  discharged: Object.entries(component.standing)
    .filter(([, { what }]) => !OWED_AFTER_THE_END.includes(what))
    .map(([id]) => ({ id, at, how: 'superseded' as const })),
});

/** The review that was to come when a component ran out, or was declined: it falls with that, and stands again where a renewal goes on from it, or an appeal was allowed. */
export const reviewAgain = ({ state, reviewLapsed }: Component, persons: readonly string[]): readonly Wanted[] =>
  (state === 'expired' || state === 'awaiting-approval') && reviewLapsed !== undefined ? [{ what: 'review', due: reviewLapsed, statutory: false, persons }] : [];

/** The instants by which something must be done, by what: as the last act set it. A notice of an earlier act that was never sent stands among the notices. */
export const dueByWhat = ({ standing }: Pick<Component, 'standing'>): Readonly<Record<string, Instant>> =>
  Object.fromEntries(Object.values(standing).map(({ what, due }) => [what, due]));
