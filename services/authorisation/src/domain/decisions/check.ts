import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Component, Officer } from '../component.js';
import type { AuthorityEvent } from '../events.js';

/** True while no officer has decided on a component. A grant does not wait for the gatekeeper. */
export const isUndecided = ({ state }: Pick<Component, 'state'>): boolean => state === 'submitted' || state === 'returned' || state === 'awaiting-decision';

/** A gatekeeper's advice on a whole case. */
export type CheckCase = { readonly by: Officer; readonly outcome: 'pass' | 'return'; readonly comment: string };

/** Passes a case on to the officers or returns it to its applicant: advice, never a decision (findings P16). It moves what nobody has decided on. */
export const check = (state: AuthorityState, { by, outcome, comment }: CheckCase, now: Instant): Decision<AuthorityEvent> => {
  const components = Object.values(state.components).filter(isUndecided).map(({ id }) => id);
  if (components.length === 0) return refuse('already-decided', 'Every part of this case has been decided.', { instead: 'Apply for a new authority.' });
  return [{ type: 'AuthorityChecked', about: caseRef(state), by, checkedAt: now, outcome, comment, components }];
};
