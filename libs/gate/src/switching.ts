import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type Changes, begins, discharges } from './clocks.js';
import { hoursAfter } from './instants.js';
import type { DeploymentAnswer, Switched } from './messages.js';
import { type Deployment, type GateEvent, type Thing, isOpen, said } from './thing.js';

/** Hours within which what may no longer run must be switched off: force policy, not law. It is unlawful from the first instant; the time is for the act. */
export const SWITCH_OFF_WITHIN_HOURS = 1;

/** How what is out stands by the other powers that it needs. */
export type Running = 'switched-on' | 'switched-off' | 'switch-off-ordered';

/** Whether what is out may run; undefined where it is not out, its tactic needs no other power, or nothing has been read. */
export const runningOf = (answer: DeploymentAnswer): Running | undefined => {
  const { switchedRead, switchOffOrderedAt, switchedOffAt } = answer;
  if (!switchedRead || !isOpen({ answer })) return undefined;
  if (switchedRead.on) return 'switched-on';
  return switchOffOrderedAt !== undefined && switchedOffAt === undefined ? 'switch-off-ordered' : 'switched-off';
};

/** Of two turns the later stands, so that their order of arrival does not matter. */
export const laterTurn = (a: Switched | undefined, b: Switched | undefined): Switched | undefined => (a && b ? (b.turn > a.turn ? b : a) : (a ?? b));

/** The clock by which what may no longer run must be switched off; `since`: when that was first ordered. */
export const switchOffBegins = ({ tell }: Thing, deployment: Deployment, since: Instant): Changes =>
  begins(deployment, { what: 'switch-off', due: hoursAfter(since, SWITCH_OFF_WITHIN_HOURS), persons: tell });

const switchOffOrdered = (thing: Thing, deployment: Deployment, since: Instant): GateEvent => {
  const { switchedOffAt: _off, ...answer } = deployment.answer;
  return { type: 'SwitchOffOrdered', answer: said(answer, 'switch-off-ordered', { switchOffOrderedAt: since, tell: thing.tell }), ...switchOffBegins(thing, deployment, since) };
};

/** What a move takes over runs on as it did. Where it may not under its new permit, that must be switched off: by the clock of the old order, if there was one. */
export const movedRunning = (thing: Thing, { old, deployment }: { readonly old: Deployment; readonly deployment: Deployment }, now: Instant): GateEvent | undefined =>
  deployment.answer.switchedRead?.on !== false || runningOf(old.answer) === 'switched-off' ? undefined : switchOffOrdered(thing, deployment, old.answer.switchOffOrderedAt ?? now);

/** What an open deployment does about the turn that it has read: it may run, or must be switched off by a clock. Undefined when it stands so already. */
export const turned = (thing: Thing, deployment: Deployment, known: Switched | undefined, now: Instant): GateEvent | undefined => {
  const { switchedRead, switchOffOrderedAt: _ordered, switchedOffAt: _off, ...rest } = deployment.answer;
  if (!switchedRead || switchedRead.on === known?.on) return undefined;
  const answer = { ...rest, switchedRead };
  if (switchedRead.on) {
    return { type: 'DeploymentSwitchedOn', answer: said(answer, 'switched-on', { tell: thing.tell }), ...discharges(deployment, ['switch-off'], now, 'superseded') };
  }
  // What was never on as far as its holder knew has nothing to stop.
  if (!known) return undefined;
  return switchOffOrdered(thing, { ...deployment, answer }, now);
};

/** Records that what was ordered to be switched off no longer runs. */
export const switchOff = (thing: Thing, { permit, note }: { readonly permit: string; readonly note: string }, now: Instant): Decision<GateEvent> => {
  const deployment = thing.calendar.deployments[permit];
  if (!deployment || !isOpen(deployment)) return refuse('not-deployed', 'It is not deployed.', { instead: 'Only what is out can be switched off.' });
  const { switchOffOrderedAt, switchedOffAt } = deployment.answer;
  if (switchOffOrderedAt === undefined) return refuse('not-ordered', 'It was not ordered to be switched off.', { instead: 'It is ordered when a power that it needs has ended.' });
  if (switchedOffAt !== undefined) return [];
  return [{ type: 'DeploymentSwitchedOff', answer: said(deployment.answer, 'switched-off', { switchedOffAt: now }), note, ...discharges(deployment, ['switch-off'], now, 'done') }];
};
