import { type Instant, later } from '@cpmp/kernel';
import { startOfDay } from '@cpmp/law';
import type { ArrangementsChecked } from '../arrangements.js';
import type { AuthorityState } from '../authority.js';
import type { Component } from '../component.js';
import type { AuthorityEvent } from '../events.js';
import type { ProductEvent } from '../product/events.js';
import type { PermitSaid } from '../permits/permit.js';
import type { Found } from './events.js';

/** What the record shows that may be an error: a kind of the packs, and when it happened. */
export type Suspicion = { readonly kind: string; readonly component?: string; readonly from: Instant; readonly until?: Instant } & Pick<Extract<Found, { how: 'record' }>, 'trace' | 'permit' | 'deadline'>;

/** The deadlines whose passing may itself be an error: the acts that the commissioner and the record are owed. */
const OWED: readonly string[] = ['commissioner-notice', 'commissioner-notice-urgent', 'written-record'];

/** True for a deadline that may be an error once it has passed undischarged. */
export const isOwed = ({ what }: { readonly what: string }): boolean => OWED.includes(what);

/** True for an event that shows by itself, or with where its case stands, that something may be an error. */
export const isSign = (event: AuthorityEvent | ProductEvent): boolean => {
  switch (event.type) {
    case 'ErrorSuspected':
    case 'AlarmRaised':
      return true;
    case 'DeploymentReported':
    case 'ProductRegistered':
      return !event.covered;
    case 'ArrangementsChecked':
      return (event.opened ?? []).length > 0;
    case 'RegrantFlagged':
      return event.leftDays === 0;
    default:
      return false;
  }
};

const SOURCES: readonly string[] = ['chis', 'criminal-conduct'];

/** What activity that nothing covered amounts to: where the part stood when it began decides. */
const uncoveredKind = (component: Component | undefined, began: Instant): string => {
  if (!component) return 'activity-without-authority';
  const { state, from, until, power, dealings: { approvals } } = component;
  if (state === 'awaiting-approval' || (from !== null && began < from && approvals.some(({ act }) => act === 'grant'))) return 'activity-before-approval';
  if (until !== null && began >= until) return 'activity-after-end';
  return SOURCES.includes(power) && from === null ? 'source-without-authority' : 'activity-without-authority';
};

/** When a permit ended, or what it allows was to be switched off. */
const stoppedAt = (said: PermitSaid | undefined): Instant | undefined => said?.end?.at ?? (said?.switched?.on === false ? said.switched.at : undefined);

/** The days without the arrangements that were found anew: from the first of them, to the end of the last where all are over. */
const unarranged = (opened: NonNullable<ArrangementsChecked['opened']>): Pick<Suspicion, 'from' | 'until'> => {
  const ends = opened.flatMap(({ until }) => (until === undefined ? [] : [until])).toSorted();
  const from = opened.map((gap) => gap.from).toSorted()[0] ?? '';
  return { from: startOfDay(from), ...(ends.length === opened.length ? { until: startOfDay(ends.at(-1) ?? from) } : {}) };
};

/** What an event of a case, or of its product, shows, given the case as it stands after it; undefined where it shows nothing. */
export const suspicionOf = ({ components, permits }: AuthorityState, event: AuthorityEvent | ProductEvent, at: Instant): Suspicion | undefined => {
  if (!isSign(event)) return undefined;
  switch (event.type) {
    case 'ErrorSuspected': {
      const { component, permit, cause: trace, startedAt, endedAt, stoppedAt: until } = event;
      return { kind: 'activity-after-end', component, permit, trace, from: later(startedAt, endedAt), ...(until === undefined ? {} : { until }) };
    }
    case 'AlarmRaised': {
      const { component, permit, cause: trace } = event;
      return { kind: 'activity-after-end', ...(component ? { component } : {}), permit, trace, from: stoppedAt(permits[permit]?.said) ?? at };
    }
    case 'DeploymentReported': {
      const { component, from, until } = event;
      return { kind: uncoveredKind(components[component], from), component, trace: 'deployment-not-covered', from, until };
    }
    case 'ProductRegistered': {
      const { about: { component }, permit, from, until } = event;
      return { kind: uncoveredKind(components[component], from), component, trace: 'product-not-covered', ...(permit ? { permit } : {}), from, until };
    }
    case 'ArrangementsChecked':
      return { kind: 'safeguards-not-followed', component: event.component, trace: 'arrangements-gap', ...unarranged(event.opened ?? []) };
    case 'RegrantFlagged':
      // With nothing left a longer authority is asked for: the law refuses any other, and where one stands all the same somebody looks.
      if (components[event.component]?.granted?.basis.rule.endsWith('/long-term')) return undefined;
      return { kind: 'safeguards-not-followed', component: event.component, trace: 'months-overrun', from: at };
    default:
      return undefined;
  }
};

/** What a deadline of a part shows that passed undischarged. */
export const lateSuspicion = ({ components }: AuthorityState, { what, due, component = '' }: { readonly what: string; readonly due: Instant; readonly component?: string | undefined }): Suspicion => {
  const undercover = components[component]?.power === 'undercover' && what.startsWith('commissioner-notice');
  return { kind: undercover ? 'late-undercover-notice' : 'safeguards-not-followed', component, trace: 'deadline-passed', deadline: what, from: due };
};
