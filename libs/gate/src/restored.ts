import { type Decision, type Instant, type Refusal, isRefusal, refuse } from '@cpmp/kernel';
import type { Changes } from './clocks.js';
import { hearPermit } from './hear.js';
import type { DeploymentAnswer, OpenPermit } from './messages.js';
import { recoveryBegins } from './recall.js';
import { switchOffBegins } from './switching.js';
import { type Deployment, type DeploymentEvent, type GateEvent, type Thing, evolveCalendar, isOpen } from './thing.js';

/** Why nothing is asked for while a restored holder waits to be told what is out: its calendar may be blank where something is. */
export const notToldYet = (): Refusal =>
  refuse('open-permits-unknown', 'This register was restored, and has not been told yet what is out.', { instead: 'Ask again shortly. What comes back is recorded all the same.' });

/** True for a deployment whose start, or whose end, this log knows: messages about it mean what they say. Of any other they may be about a start that the log has lost. */
export const isKnown = ({ calendar }: Thing, permit: string): boolean => {
  const deployment = calendar.deployments[permit];
  return deployment !== undefined && (isOpen(deployment) || deployment.answer.closedAt !== undefined);
};

/** What is out as its authority knows it. Where no answer of the holder's reached it, the permit may have been taken: it counts as out until somebody says what became of it. */
const asKnown = (thing: Thing, { permit: message, heard, window, force = '' }: OpenPermit): DeploymentAnswer => {
  const { permit, holder, thing: stream, authorisation, component, issuedAt = window.from } = message;
  const { recalledAt, switchedRead, switchOffOrderedAt, switchedOffAt } = heard ?? {};
  return {
    permit, holder, thing: stream, authorisation, component,
    state: recalledAt === undefined ? 'deployed' : thing.rules.recalled,
    startedAt: heard?.startedAt ?? issuedAt,
    ...(recalledAt === undefined ? {} : { recalledAt }),
    ...(switchedRead ? { switchedRead } : {}),
    ...(switchOffOrderedAt === undefined ? {} : { switchOffOrderedAt }),
    ...(switchedOffAt === undefined ? {} : { switchedOffAt }),
    windowTo: window.to, force: heard?.force ?? force, event: 'answered', tell: [], label: heard?.label ?? thing.label,
  };
};

/** A recall that was lost, and an order to switch off that nobody had followed, had their clocks: they begin anew, under the ids that they had. */
const clocksAnew = (thing: Thing, deployment: Deployment, now: Instant): Changes => {
  const { recalledAt, switchOffOrderedAt, switchedOffAt } = deployment.answer;
  const clocks = [...(recalledAt === undefined ? [] : [recoveryBegins]), ...(switchOffOrderedAt === undefined || switchedOffAt !== undefined ? [] : [switchOffBegins])];
  const set = clocks.flatMap((begin) => begin(thing, deployment, now).deadlines?.set ?? []);
  return set.length === 0 ? {} : { deadlines: { set } };
};

/** Hears, after a restore of this log, of a permit that is open: what the log has lost of it is entered as its authority knows it, and then heeded as any message is. */
export const hearOpen = (thing: Thing, open: OpenPermit, now: Instant): Decision<GateEvent> => {
  const { permit: message, tactic, window, requestedBy } = open;
  if (isKnown(thing, message.permit)) return hearPermit(thing, message, now);
  const answer = asKnown(thing, open);
  const { startedAt: requestedAt = now } = answer;
  const bare: DeploymentEvent = { type: 'DeploymentRestored', answer, tactic, window, requestedAt, requestedBy, operationId: message.operationId };
  const entered = evolveCalendar(thing.calendar, bare).deployments[message.permit];
  const restored = { ...bare, ...(entered ? clocksAnew(thing, entered, now) : {}) };
  const heeded = hearPermit({ ...thing, calendar: evolveCalendar(thing.calendar, restored) }, message, now);
  return isRefusal(heeded) ? heeded : [restored, ...heeded];
};
