import type { DeploymentAnswer } from '@cpmp/gate';
import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { AuthorityEvent } from '../events.js';
import { type ClosedPermit, REPEAT_DAILY_SECONDS, closes, merged, names, repeatAfter, secondsAfter } from './permit.js';
import { endRecordedFirst, suspectError } from './ends.js';
import { endHeard, endLost } from './lost.js';

/** A late answer about a permit that has left the state: nothing changes, but a start that nobody knew may be an error. */
const heardLate = (state: AuthorityState, answer: DeploymentAnswer, closed: Heard['closed'], now: Instant): Decision<AuthorityEvent> => {
  if (closed === 'never-issued') return endLost(state, answer, now);
  return closed ? suspectError(caseRef(state), closed, answer.startedAt) : refuse('unknown-permit', 'This authority never issued that permit.', { instead: 'Ask for a permit first.' });
};

/** What is heard, and what the stream remembers of a permit that is not in the state; nothing is said of that before it was looked up. */
export type Heard = { readonly answer: DeploymentAnswer; readonly closed?: ClosedPermit | 'never-issued' };

/**
 * Hears a holder's whole state of a permit. It is answered when the holder has named the permit's `until`, its end and its latest turn: a start, or a recall by
 * the holder's own clock, names no end. A permit that was not taken, or whose deployment is over, leaves the state.
 */
export const hearAnswer = (state: AuthorityState, { answer, closed: left }: Heard, now: Instant): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: answer.component, now }, (current) => {
    const permit = current.permits[answer.permit];
    if (!permit) return heardLate(current, answer, left, now);
    const { said, lost } = endHeard(current, permit.said, answer, now);
    const heard = merged(permit.heard, answer);
    const answered = names(said, heard);
    const closed = closes(heard);
    const { component } = answer;
    const repeatAt = answered ? secondsAfter(now, REPEAT_DAILY_SECONDS) : permit.repeatAt;
    return [
      ...lost,
      { type: 'AnswerHeard', component, answer, answered, closed, repeatAt },
      ...suspectError(caseRef(current), { ...permit, said }, heard.startedAt),
    ];
  });

/**
 * Says a permit's whole state again: 60 s after the last that was said of it unless it was answered, and once a day while it is open. An end,
 * or a switching off, that nobody answered for 60 s is an alarm, once.
 */
export const repeatPermit = (state: AuthorityState, id: string, now: Instant): Decision<AuthorityEvent> => {
  const known = state.permits[id];
  if (!known) return [];
  return endRecordedFirst(state, { component: known.said.component, now }, (current) => {
    const permit = current.permits[id];
    if (!permit || now < permit.repeatAt) return [];
    const { said, answered, alarmed } = permit;
    const stops = said.end !== undefined || (said.switched !== undefined && !said.switched.on && said.switched.turn > 1);
    const unheard = stops && !answered && !alarmed;
    return [
      { type: 'PermitRepeated', said, repeatAt: repeatAfter(now) },
      ...(unheard ? [{ type: 'AlarmRaised' as const, about: caseRef(current), component: said.component, permit: id, cause: 'end-unanswered' as const }] : []),
    ];
  });
};
