import type { Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import { inForceAt, officersOf } from '../component.js';
import type { CaseReviewPrompted } from '../events.js';

/** Prompts the officers of the parts that go on, when one part was refused, not approved, quashed or ran out: they continue only if they still make sense alone. */
export const wholeCaseReview = (state: AuthorityState, { component, because }: Pick<CaseReviewPrompted, 'component' | 'because'>, now: Instant): readonly CaseReviewPrompted[] => {
  const others = Object.values(state.components).filter((other) => other.id !== component && inForceAt(other, now));
  if (others.length === 0) return [];
  const persons = [...new Set(others.flatMap(officersOf))];
  return [{ type: 'CaseReviewPrompted', about: caseRef(state), component, because, others: others.map(({ id }) => id), persons }];
};
