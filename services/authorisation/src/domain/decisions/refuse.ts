import type { Decision, Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Officer } from '../component.js';
import { decidedRefusal, ownApplication, unknownComponent } from './entry.js';
import type { AuthorityEvent } from '../events.js';
import { wholeCaseReview } from './whole-case.js';

/** An officer's refusal of one component, with their reason. */
export type RefuseComponent = { readonly component: string; readonly by: Officer; readonly reason: string };

/** Refuses a component; it goes on the central record as a grant would. */
export const refuseComponent = (state: AuthorityState, { component: id, by, reason }: RefuseComponent, now: Instant): Decision<AuthorityEvent> => {
  const component = state.components[id];
  if (!state.application || !component) return unknownComponent();
  const refusal = decidedRefusal(component) ?? ownApplication(by.person, state.application.applicant);
  return refusal ?? [{ type: 'AuthorityRefused', about: caseRef(state), component: id, by, decidedAt: now, reason }, ...wholeCaseReview(state, { component: id, because: 'refused' }, now)];
};
