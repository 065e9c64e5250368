import type { DeploymentAnswer } from '@cpmp/gate';
import type { Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { AlarmRaised, AuthorityEvent } from '../events.js';
import type { PermitEnded, UnknownPermitEnded } from './events.js';
import { type PermitSaid, repeatAfter } from './permit.js';

/** A case that was lost whole has no force of its own to tell: the holder's is told. */
const alarm = (state: AuthorityState, { permit, component, force }: DeploymentAnswer, cause: AlarmRaised['cause']): AlarmRaised => {
  const about = caseRef(state);
  return { type: 'AlarmRaised', about: { ...about, force: about.force || force }, component, permit, cause };
};

/**
 * What a holder says of a permit that this log does not know: it was lost in a restore. Something that is out under it is no longer allowed: the permit is recorded as ended, whose holder
 * recalls it; a person enters again what was lost. Nothing is ever revived. What is over already is an alarm, if it ever began.
 */
export const endLost = (state: AuthorityState, answer: DeploymentAnswer, now: Instant): readonly AuthorityEvent[] => {
  const { permit, holder, thing, component, startedAt, closedAt, untilRead, windowTo } = answer;
  if (startedAt === undefined) return [];
  if (closedAt !== undefined) return [alarm(state, answer, 'permit-lost')];
  const { reference, operationId } = caseRef(state);
  const until = untilRead ?? now;
  const ended: UnknownPermitEnded = {
    type: 'UnknownPermitEnded', repeatAt: repeatAfter(now), window: { from: startedAt, to: windowTo },
    said: { permit, holder, thing, component, reference, operationId, issuedAt: startedAt, startBy: startedAt, until, end: { how: 'unknown', at: now } },
  };
  return [ended, { type: 'AnswerHeard', component, answer, answered: false, closed: false, repeatAt: repeatAfter(now) }, alarm(state, answer, 'permit-lost')];
};

/** The permit with an end that its holder has read and this log has lost: it is recorded as the permit's end, and a person enters the lost act again. */
export const endHeard = (state: AuthorityState, said: PermitSaid, answer: DeploymentAnswer, now: Instant): { readonly said: PermitSaid; readonly lost: readonly (PermitEnded | AlarmRaised)[] } => {
  const { endRead } = answer;
  if (endRead === undefined || said.end !== undefined) return { said, lost: [] };
  const ended = { ...said, end: endRead };
  return { said: ended, lost: [{ type: 'PermitEnded', said: ended, repeatAt: repeatAfter(now) }, alarm(state, answer, 'end-lost')] };
};
