import { type DeadlineChanges, type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { watching } from '../arrangements.js';
import { after, type Application, type AuthorityState, caseRef } from '../authority.js';
import { type ApprovedAct, type AuthorityApproved, type AuthorityDeclined, awaitedRenewal } from '../commissioner.js';
import { type Component, officersOf, stateAt } from '../component.js';
import { discharging, endAll, reviewAgain, setting } from '../deadlines.js';
import type { AuthorityEvent } from '../events.js';
import { type Answer, basisOf, commissionerAsk, type Law, lawful } from '../legal.js';
import { withTurns } from '../permits/companions.js';
import { endRecordedFirst, extendPermits } from '../permits/ends.js';
import { capital, partWords } from '../words.js';
import { unknownComponent } from './entry.js';
import { wholeCaseReview } from './whole-case.js';

/** A commissioner's answer to what was sent for approval. Its instant is that at which the granter has notice of it. */
export type CommissionersAnswer = { readonly component: string; readonly commissioner: string; readonly act: ApprovedAct; readonly reason: string };

/** Who of the force hears what a commissioner said: the officers who renewed it last and who granted it, and the applicant. */
export const toldOf = (application: Application, component: Component): readonly string[] => [...new Set([...officersOf(component), application.applicant])];

/** Says no to an answer to what was never asked. */
export const nothingAwaits = ({ id }: Component, act: ApprovedAct): Refusal =>
  refuse('nothing-to-approve', `No ${act} of ${partWords(id)} waits for a commissioner.`, { instead: `${capital(partWords(id))} must be decided on first, or there is nothing to approve in law.` });

const waits = (component: Component, act: ApprovedAct): boolean => (act === 'grant' ? component.state === 'awaiting-approval' : awaitedRenewal(component) !== undefined);

type Heard = { readonly application: Application; readonly component: Component; readonly ask: ReturnType<typeof commissionerAsk>; readonly answer: Answer };

const hear = (state: AuthorityState, { component: id, commissioner, act }: CommissionersAnswer, { event, now, law }: { readonly event: 'approval-notice' | 'decline'; readonly now: Instant; readonly law: Law }): Heard | Refusal => {
  const { application, components: { [id]: component } } = state;
  if (!application || !component) return unknownComponent();
  const ask = commissionerAsk(state, component, { event, act, at: now, by: { person: commissioner }, known: law.known });
  const answer = law.evaluate(ask);
  if (answer.refusal) return answer.refusal;
  // What the law has approved beforehand leaves the period as it was; whatever would move it must have been decided.
  if (event === 'approval-notice' && !waits(component, act) && answer.until !== ask.current.until) return nothingAwaits(component, act);
  // Nor is a no said to what was not sent, or a second time: each would be on record, with a time for an appeal of its own.
  if (event === 'decline' && !waits(component, act) && law.requirements(ask.component, { at: now, force: ask.applicant.force }).asks?.commissioner[act] === 'approval') return nothingAwaits(component, act);
  return { application, component, ask, answer };
};

/** A commissioner who answers what waits has its notice, whether or not anybody entered that it was sent. */
const noticed = (component: Component, act: ApprovedAct, now: Instant): NonNullable<DeadlineChanges['discharged']> => {
  const owed = waits(component, act) ? component.notices.findLast((notice) => notice.act === act && notice.sentAt === undefined)?.deadline : undefined;
  return owed === undefined || !component.standing[owed] ? [] : [{ id: owed, at: now, how: 'superseded' }];
};

const effectOf = (component: Component, { act, answer }: { readonly act: ApprovedAct; readonly answer: Answer }, now: Instant) => {
  if (!waits(component, act)) return { from: null, until: null, contiguous: true };
  const contiguous = act === 'grant' || (stateAt(component, now) === 'in-force' && isContiguous(component, answer));
  return { from: answer.from, until: answer.until, contiguous };
};

/** Whether a period begins no later than the one before it ends: only then do permits go on under it. */
export const isContiguous = ({ until }: Component, { from }: Pick<Answer, 'from'>): boolean => from === null || until === null || from <= until;

/**
 * The granter has notice of a commissioner's approval. What waited for it runs from now, or from where the old period ends; a renewal that takes effect after
 * the old end extends no permit. Where approval comes before the decision, it is recorded and the officer may decide.
 */
export const approve = (state: AuthorityState, command: CommissionersAnswer, now: Instant, law: Law): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: command.component, now }, (current) => {
    const heard = hear(current, command, { event: 'approval-notice', now, law });
    if ('refused' in heard) return heard;
    const { application, component, ask, answer } = heard;
    const { act, commissioner, reason } = command;
    const told = toldOf(application, component);
    const effect = effectOf(component, { act, answer }, now);
    const set = setting(component, [...lawful({ ...answer, until: effect.until }, told), ...(effect.until === null ? [] : reviewAgain(component, told))]);
    const discharged = [...(effect.until === null ? [] : discharging(component, 'expiry', { at: now, how: 'superseded' })), ...noticed(component, act, now)];
    const approved: AuthorityApproved = {
      type: 'AuthorityApproved', about: caseRef(current), component: component.id, commissioner, told, act, approvedAt: now, reason, basis: basisOf(ask, answer, law), deadlines: { set, discharged }, ...effect,
    };
    const extended = act === 'renewal' && effect.contiguous && effect.until !== null ? extendPermits(current, component.id, effect.until, now) : [];
    return withTurns(current, [approved, ...watching(after(current, [approved]), component.id, now, law), ...extended], now);
  });

/** A commissioner does not approve: a grant never takes effect, and a renewal leaves the old period to its end. An appeal is open. */
export const decline = (state: AuthorityState, command: CommissionersAnswer, now: Instant, law: Law): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: command.component, now }, (current) => {
    const heard = hear(current, command, { event: 'decline', now, law });
    if ('refused' in heard) return heard;
    const { application, component, ask, answer } = heard;
    const { act, commissioner, reason } = command;
    const told = toldOf(application, component);
    const { discharged: over = [] } = act === 'grant' && component.state === 'awaiting-approval' ? endAll(component, now) : {};
    const declined: AuthorityDeclined = {
      type: 'AuthorityDeclined', about: caseRef(current), component: component.id, commissioner, told, act, declinedAt: now, reason, basis: basisOf(ask, answer, law),
      deadlines: { set: setting(component, lawful({ ...answer, until: null }, told)), discharged: [...over, ...noticed(component, act, now)] },
    };
    return [declined, ...(act === 'grant' ? wholeCaseReview(current, { component: component.id, because: 'declined' }, now) : [])];
  });
