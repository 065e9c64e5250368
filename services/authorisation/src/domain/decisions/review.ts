import type { Decision, Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import { inForceAt, type Review } from '../component.js';
import { discharging, setting } from '../deadlines.js';
import { ownApplication, reviewDateRefusal, unknownComponent } from './entry.js';
import type { AuthorityEvent } from '../events.js';
import { notInForce } from '../permits/request.js';

/** An officer's review of a component: what changed, and what follows from it (findings P5, P6). */
export type ReviewComponent = Omit<Review, 'at'> & { readonly component: string };

/** Records a review and moves the review deadline. Only what is in force is reviewed, and never by its applicant. */
export const review = (state: AuthorityState, { component: id, ...said }: ReviewComponent, now: Instant): Decision<AuthorityEvent> => {
  const component = state.components[id];
  if (!state.application || !component) return unknownComponent();
  if (!inForceAt(component, now)) return notInForce(component, now);
  const refusal = ownApplication(said.by.person, state.application.applicant) ?? reviewDateRefusal(said.nextReview, now);
  if (refusal) return refusal;
  const next = said.nextReview === undefined ? [] : setting(component, [{ what: 'review', due: said.nextReview, statutory: false, persons: [said.by.person] }]);
  const deadlines = { discharged: discharging(component, 'review', { at: now, how: 'done' }), set: next };
  return [{ type: 'AuthorityReviewed', about: caseRef(state), component: id, ...said, reviewedAt: now, deadlines }];
};
