import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { freed, unpromised } from './bookings.js';
import { type Changes, WHILE_OUT, begins, discharges } from './clocks.js';
import { hoursAfter } from './instants.js';
import { type Deployment, type GateEvent, type Thing, isOpen, said } from './thing.js';

/** How long a withdrawal may go on without a recorded decision before the controller and the senior responsible officer are told, in hours. */
export const WITHDRAWAL_DECISION_WITHIN_HOURS = 24;

/** How a deployment ended: back, made harmless where it is, or gone. */
export type RecoveryOutcome = 'recovered' | 'disabled' | 'lost';

/** The clock of a recovery, where the thing has one. */
export const recoveryBegins = ({ rules }: Thing, deployment: Deployment, now: Instant): Changes =>
  rules.recoverWithinHours === undefined ? {} : begins(deployment, { what: 'recovery', due: hoursAfter(now, rules.recoverWithinHours) });

/** Recalls an open deployment: kit is recall-ordered, people are withdrawing. */
export const recalled = (thing: Thing, deployment: Deployment, by: 'clock' | 'end', now: Instant): GateEvent => {
  const { recalled: state } = thing.rules;
  const event = state === 'withdrawing' ? 'withdrawal-ordered' : 'recalled';
  return {
    type: 'DeploymentRecalled',
    answer: said(deployment.answer, event, { state, recalledAt: now, tell: thing.tell }),
    by,
    ...recoveryBegins(thing, deployment, now),
  };
};

/** Withdraws a recall that the holder made by its own clock before it read of the extension. */
export const recallWithdrawn = (thing: Thing, deployment: Deployment, now: Instant): GateEvent => {
  const { recalledAt: _gone, ...answer } = deployment.answer;
  return {
    type: 'RecallWithdrawn',
    answer: said(answer, 'recall-withdrawn', { state: 'deployed', tell: thing.tell }),
    // Past its window it must be recovered all the same.
    ...discharges(deployment, deployment.windowEnded ? ['withdrawal-overdue'] : ['withdrawal-overdue', 'recovery'], now, 'superseded'),
  };
};

/** Recalls at the latest `until` the holder knows, without a message. It is no end read. */
export const recallByClock = (thing: Thing, permit: string, now: Instant): Decision<GateEvent> => {
  const deployment = thing.calendar.deployments[permit];
  if (deployment?.answer.state !== 'deployed') return [];
  const { untilRead } = deployment.answer;
  return untilRead !== undefined && untilRead <= now ? [recalled(thing, deployment, 'clock', now)] : [];
};

/** Says that an open deployment's window is over: its recovery is due. It is no recall. */
export const windowEnded = (thing: Thing, permit: string, now: Instant): Decision<GateEvent> => {
  const deployment = thing.calendar.deployments[permit];
  if (!deployment || !isOpen(deployment) || deployment.windowEnded || now < deployment.window.to) return [];
  const answer = said(deployment.answer, 'window-ended', { tell: thing.tell });
  return [{ type: 'WindowEnded', answer, ...recoveryBegins(thing, deployment, now) }];
};

/** Records the decision on how and when people are withdrawn, with its risk; the withdrawal is then no longer overdue. */
export const decideWithdrawal = (thing: Thing, { permit, note }: { permit: string; note: string }, now: Instant): Decision<GateEvent> => {
  const deployment = thing.calendar.deployments[permit];
  if (deployment?.answer.state !== 'withdrawing') return refuse('not-withdrawing', 'There is no withdrawal under way to decide on.', { instead: 'A decision is recorded once somebody is withdrawing.' });
  return [{ type: 'WithdrawalDecided', answer: said(deployment.answer, 'withdrawal-decided'), note, ...discharges(deployment, ['withdrawal-overdue'], now, 'done') }];
};

/** Says, once, that a withdrawal has gone on for 24 hours without a recorded decision. It refuses nothing. */
export const withdrawalOverdue = (thing: Thing, permit: string, now: Instant): Decision<GateEvent> => {
  const deployment = thing.calendar.deployments[permit];
  if (deployment?.answer.state !== 'withdrawing' || deployment.withdrawalDecided || deployment.withdrawalOverdue) return [];
  const { recalledAt } = deployment.answer;
  if (recalledAt === undefined || now < hoursAfter(recalledAt, WITHDRAWAL_DECISION_WITHIN_HOURS)) return [];
  // Told as soon as it is set; it is late when a second day passes without a decision.
  const deadline = begins(deployment, { what: 'withdrawal-overdue', due: hoursAfter(now, WITHDRAWAL_DECISION_WITHIN_HOURS), persons: thing.tellOverdue });
  return [{ type: 'WithdrawalOverdue', answer: said(deployment.answer, 'withdrawal-overdue'), ...deadline }];
};

/** What ends an open deployment, and how it went; the note says the lawful basis. */
export type Closing = { readonly permit: string; readonly outcome: RecoveryOutcome; readonly note: string };

/** Closes an open deployment: kit recovered, people withdrawn. Never refused for want of an authority. */
export const close = (thing: Thing, { permit, outcome, note }: Closing, now: Instant): Decision<GateEvent> => {
  const deployment = thing.calendar.deployments[permit];
  if (deployment?.answer.state === outcome) return [];
  if (!deployment || !isOpen(deployment)) return refuse('not-deployed', 'It is not deployed.', { instead: 'Only what is out can come back.' });
  const answer = said(deployment.answer, 'closed', { state: outcome, closedAt: now });
  const closed: GateEvent = { type: 'DeploymentClosed', answer, note, ...discharges(deployment, WHILE_OUT, now, 'done') };
  return [closed, ...(outcome === 'lost' ? unpromised(thing, now) : freed(thing, { ...deployment, answer }, now))];
};
