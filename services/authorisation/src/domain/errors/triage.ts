import { type Decision, type Instant, isRefusal, type Refusal, refuse } from '@cpmp/kernel';
import { notYet } from '../decisions/entry.js';
import type { Officer } from '../component.js';
import { basisOf } from '../legal.js';
import { moment, nameWords } from '../words.js';
import { doneWith, errorRef, type ErrorState, openQuarantines, settingOf } from './error.js';
import type { ErrorEvent } from './events.js';
import { type ErrorLaw, triageBy } from './raise.js';
import { liftAll } from './quarantine.js';

const CLOCKS: readonly string[] = ['error-triage', 'error-report', 'error-submission'];

/** Says no to judging what is judged. */
const judged = ({ stage }: ErrorState): Refusal | undefined =>
  stage === 'suspected' ? undefined : refuse('already-judged', `It has been judged: it is ${nameWords(stage)}.`, { instead: 'Reopen it first, with the reason why it is looked at again.' });

/** It is no error. What was set apart is released with that. */
export const dismissError = (state: ErrorState, { by, reason }: { readonly by: Officer; readonly reason: string }, now: Instant): Decision<ErrorEvent> =>
  judged(state) ?? [{ type: 'ErrorDismissed', about: errorRef(state), by, dismissedAt: now, reason, deadlines: { discharged: doneWith(state, CLOCKS, now) } }, ...liftAll(state, by, now)];

/** What is joined into another: `other` is how that one stands, undefined where there is none. */
export type JoinError = { readonly by: Officer; readonly id: string; readonly into: string; readonly reason: string; readonly other: Pick<ErrorState, 'stage' | 'raised'> | undefined };

/** It is the same as another that is still dealt with, so that nothing is counted or reported twice. */
export const joinError = (state: ErrorState, { by, id, into, reason, other }: JoinError, now: Instant): Decision<ErrorEvent> => {
  const no = judged(state);
  if (no) return no;
  if (into === id) return refuse('joins-itself', 'It would be joined to itself.', { instead: 'Name the other error.' });
  if (!other?.raised || other.raised.about.force !== errorRef(state).force) return refuse('unknown-error', 'Your force has no such error.', { instead: 'Name one of the list.' });
  if (other.stage === 'joined' || other.stage === 'not-an-error') return refuse('not-open', `The other one is ${nameWords(other.stage)}.`, { instead: 'Name the one that is dealt with.' });
  if (openQuarantines(state).length > 0) return refuse('quarantine-open', 'Product is set apart on account of this one.', { instead: 'Order the quarantine on the other error, then lift it here.' });
  return [{ type: 'ErrorJoined', about: errorRef(state), by, into, joinedAt: now, reason, deadlines: { discharged: doneWith(state, CLOCKS, now, 'superseded') } }];
};

/** It is one. `relevant`: it is reported to the Commissioner; otherwise on what ground not. `establishedAt` where that was before it is entered. */
export type EstablishError = { readonly by: Officer; readonly relevant: boolean; readonly ground: string; readonly establishedAt?: Instant };

/** The clock that the law sets from the day on which it was established, and what that stands on. */
const reportClock = (state: ErrorState, at: Instant, law: ErrorLaw) => {
  const { ask, answer } = law.establish(at);
  if (answer.refusal) return answer.refusal;
  return { basis: basisOf(ask, answer), set: settingOf(state, Object.entries(answer.deadlines).map(([what, due]) => ({ what, due, statutory: true, persons: [] }))) };
};

/** Establishes that it is an error: where it is relevant, the clock of the report runs from here. */
export const establishError = (state: ErrorState, { by, relevant, ground, establishedAt }: EstablishError, now: Instant, law: ErrorLaw): Decision<ErrorEvent> => {
  const at = establishedAt ?? now;
  const { discoveredAt = now } = state.raised ?? {};
  const no = judged(state) ?? notYet(now, at);
  if (no) return no;
  if (at < discoveredAt) return refuse('before-discovery', `It was discovered at ${moment(discoveredAt)}, after that.`, { instead: 'Give the instant at which it was established, or none for now.' });
  const discharged = doneWith(state, ['error-triage'], now);
  const established = { type: 'ErrorEstablished', about: errorRef(state), by, establishedAt: at, relevant, ground } as const;
  if (!relevant) return [{ ...established, deadlines: { discharged: doneWith(state, CLOCKS, now) } }];
  const clock = reportClock(state, at, law);
  return isRefusal(clock) ? clock : [{ ...established, basis: clock.basis, deadlines: { set: clock.set, discharged } }];
};

/** Looks at one again that was judged. What was reported stays so. */
export const reopenError = (state: ErrorState, { by, reason }: { readonly by: Officer; readonly reason: string }, now: Instant): Decision<ErrorEvent> => {
  const { stage, established } = state;
  if (stage === 'suspected' || (stage === 'established' && established?.relevant)) return refuse('nothing-to-reopen', 'It is open.', { instead: 'Go on with it.' });
  const set = established?.relevant ? [] : triageBy(state, now);
  return [{ type: 'ErrorReopened', about: errorRef(state), by, reopenedAt: now, reason, deadlines: { set } }];
};
