import type { Instant } from '@cpmp/kernel';
import type { AuthorityState } from '../authority.js';
import type { Component } from '../component.js';
import type { AuthorityEvent } from '../events.js';
import type { Found } from './events.js';

/** What the record shows that may be an error: a kind of the packs, and when it happened. */
export type Suspicion = { readonly kind: string; readonly component?: string; readonly from: Instant; readonly until?: Instant } & Pick<Extract<Found, { how: 'record' }>, 'trace' | 'permit' | 'deadline'>;

/** The deadlines whose passing may itself be an error: the acts that the commissioner and the record are owed. */
const OWED: readonly string[] = ['commissioner-notice', 'commissioner-notice-urgent', 'written-record'];

/** True for a deadline that may be an error once it has passed undischarged. */
export const isOwed = ({ what }: { readonly what: string }): boolean => OWED.includes(what);

/** True for an event that shows by itself, or with where its case stands, that something may be an error. */
export const isSign = (event: AuthorityEvent): boolean => {
  switch (event.type) {
    case 'ErrorSuspected':
    case 'AlarmRaised':
      return true;
    case 'DeploymentReported':
      return !event.covered;
    case 'RegrantFlagged':
      return event.leftDays === 0;
    default:
      return false;
  }
};

const SOURCES: readonly string[] = ['chis', 'criminal-conduct'];

/** What a deployment on paper that nothing covered amounts to: where the part stood then decides. */
const uncoveredKind = ({ state, from, until, power, dealings: { approvals } }: Component, began: Instant): string => {
  if (state === 'awaiting-approval' || (from !== null && began < from && approvals.some(({ act }) => act === 'grant'))) return 'activity-before-approval';
  if (until !== null && began >= until) return 'activity-after-end';
  return SOURCES.includes(power) && from === null ? 'source-without-authority' : 'activity-without-authority';
};

/** What an event of a case shows, given the case as it stands after it; undefined where it shows nothing. */
export const suspicionOf = ({ components, permits }: AuthorityState, event: AuthorityEvent, at: Instant): Suspicion | undefined => {
  if (!isSign(event)) return undefined;
  switch (event.type) {
    case 'ErrorSuspected': {
      const { component, permit, cause: trace, startedAt, endedAt } = event;
      return { kind: 'activity-after-end', component, permit, trace, from: trace === 'start-after-end' ? startedAt : endedAt };
    }
    case 'AlarmRaised': {
      const { component, permit, cause: trace } = event;
      return { kind: 'activity-after-end', ...(component ? { component } : {}), permit, trace, from: permits[permit]?.said.end?.at ?? at };
    }
    case 'DeploymentReported': {
      const component = components[event.component];
      return { kind: component ? uncoveredKind(component, event.from) : 'activity-without-authority', component: event.component, trace: 'deployment-not-covered', from: event.from, until: event.until };
    }
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
