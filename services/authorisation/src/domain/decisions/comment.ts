import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { legalDay, startOfDay } from '@cpmp/law';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Comment } from '../commissioner.js';
import type { Officer } from '../component.js';
import { setting } from '../deadlines.js';
import type { AuthorityEvent } from '../events.js';
import { toldOf } from './approve.js';
import { unknownComponent } from './entry.js';

/** By the end of which London day after a comment it must be acknowledged, in days: force policy, no law sets it. */
export const COMMENT_ANSWERED_DAYS = 28;

/** A commissioner comments on an act of an authority. */
export type CommentOn = { readonly component: string; readonly commissioner: string; readonly act: Comment['act']; readonly text: string };

/** Binds a comment to the authority; it stays open until it is acknowledged for the chief officer (finding P14). */
export const comment = (state: AuthorityState, { component: id, commissioner, act, text }: CommentOn, now: Instant): Decision<AuthorityEvent> => {
  const { application, components: { [id]: component } } = state;
  if (!application || !component) return unknownComponent();
  const told = toldOf(application, component);
  const set = setting(component, [{ what: 'commissioner-comment', due: startOfDay(legalDay(now), COMMENT_ANSWERED_DAYS + 1), statutory: false, persons: told }]);
  const deadline = set[0]?.id ?? '';
  return [{ type: 'CommissionerCommented', about: caseRef(state), component: id, commissioner, told, act, commentedAt: now, text, comment: `k${component.dealings.comments.length + 1}`, deadline, deadlines: { set } }];
};

/** A comment is acknowledged for the chief officer, with what the force answers or has done. */
export type AcknowledgeComment = { readonly component: string; readonly by: Officer; readonly comment: string; readonly answer: string };

/** Closes a comment. It is acknowledged once. */
export const acknowledgeComment = (state: AuthorityState, { component: id, by, comment: k, answer }: AcknowledgeComment, now: Instant): Decision<AuthorityEvent> => {
  const component = state.components[id];
  const found = component?.dealings.comments.find((one) => one.id === k);
  if (!found) return refuse('unknown-comment', 'There is no such comment on this part.', { instead: 'Acknowledge a comment that was made.' });
  if (found.acknowledged) return [];
  return [{ type: 'CommentAcknowledged', about: caseRef(state), component: id, by, comment: k, acknowledgedAt: now, answer, deadlines: { discharged: [{ id: found.deadline, at: now, how: 'done' }] } }];
};
