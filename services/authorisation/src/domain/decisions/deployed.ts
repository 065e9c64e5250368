import type { Target } from '@cpmp/gate';
import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import { type Component, type Officer, scopeUntil } from '../component.js';
import type { AuthorityEvent } from '../events.js';
import { periodsOf } from '../known.js';
import { covers } from '../permits/request.js';
import { notYet, unknownComponent } from './entry.js';

/** What was deployed on paper, while the platform was not there: entered afterwards, never a permit. */
export type ReportDeployment = {
  readonly component: string;
  readonly by: Officer;
  /** What or who was deployed, as people call it. */
  readonly thing: string;
  readonly tactic: string;
  readonly target: Target;
  readonly from: Instant;
  readonly until: Instant;
  readonly note: string;
};

/** Why a deployment on paper was not covered, or nothing. */
type Uncovered = 'tactic-not-authorised' | 'target-not-authorised' | 'window-outside-authority';

/** True when the whole time lies within periods that follow one another without a gap. */
export const within = (component: Component, from: Instant, until: Instant): boolean => {
  let reached = from;
  for (const period of periodsOf(component)) if (period.from <= reached && period.until !== null && period.until > reached) reached = period.until;
  return reached >= until;
};

/** By the scope that it had: what was done before a review narrowed it was covered. */
const uncovered = (now: Component, { tactic, target, from, until }: ReportDeployment): Uncovered | undefined => {
  const component = scopeUntil(now, until);
  if (!component.tactics.some((asked) => asked.tactic === tactic)) return 'tactic-not-authorised';
  if (!covers(component, target)) return 'target-not-authorised';
  return within(component, from, until) ? undefined : 'window-outside-authority';
};

/** Enters a deployment that was made on paper, and judges it by the record: covered, or an error to be looked into. Nothing is backdated by it. */
export const reportDeployment = (state: AuthorityState, command: ReportDeployment, now: Instant): Decision<AuthorityEvent> => {
  const { component: id, ...said } = command;
  const component = state.components[id];
  if (!component) return unknownComponent();
  const early = notYet(now, said.from, said.until);
  if (early) return early;
  if (said.until <= said.from) return refuse('window-order', 'It ends before it begins.', { instead: 'Give when it began and when it ended.' });
  const why = uncovered(component, command);
  return [{ type: 'DeploymentReported', about: caseRef(state), component: id, ...said, reportedAt: now, covered: why === undefined, ...(why ? { why } : {}) }];
};
