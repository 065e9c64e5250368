import { type Decision, type Instant, later, refuse } from '@cpmp/kernel';
import { freed } from './bookings.js';
import type { PermitEnd, PermitMessage } from './messages.js';
import { recalled, recallWithdrawn } from './recall.js';
import { moved, takenOver } from './move.js';
import { laterTurn, movedRunning, turned } from './switching.js';
import { type Deployment, type GateEvent, type NotTaken, type Thing, evolveCalendar, said } from './thing.js';

/** Of two ends of one permit the earlier stands, so that their order of arrival does not matter. */
const firstEnd = (a: PermitEnd | undefined, b: PermitEnd | undefined): PermitEnd | undefined => (a && b ? (a.at <= b.at ? a : b) : (a ?? b));

/** The deployment having read a message: the latest `until`, an end that is never unread, the latest turn. */
const read = (deployment: Deployment, { until, end, switched }: PermitMessage): Deployment => {
  const { untilRead, endRead, switchedRead } = deployment.answer;
  const latest = until === undefined || untilRead === undefined ? (until ?? untilRead) : later(until, untilRead);
  const first = firstEnd(endRead, end);
  const turn = laterTurn(switchedRead, switched);
  return {
    ...deployment,
    answer: { ...deployment.answer, ...(latest === undefined ? {} : { untilRead: latest }), ...(first === undefined ? {} : { endRead: first }), ...(turn === undefined ? {} : { switchedRead: turn }) },
  };
};

const notTaken = ({ answer }: Deployment, why: NotTaken): GateEvent => ({
  type: 'PermitNotTaken',
  answer: said(answer, 'not-taken', { state: 'not-taken' }),
  why,
});

const answered = ({ answer }: Deployment): GateEvent => ({ type: 'PermitAnswered', answer: said(answer, 'answered') });

/** Takes an issued permit or not, once: before its start-by, its end and the window's, by a request that is clean and has not lapsed. A move closes what it takes over in the same commit, if that is still out. */
const take = (thing: Thing, deployment: Deployment, message: PermitMessage, now: Instant): readonly GateEvent[] => {
  const { answer, refusal, answerBy, window, moves } = deployment;
  const not = (why: NotTaken): readonly GateEvent[] => [notTaken(deployment, why)];
  if (refusal) return not('refused');
  if (answer.endRead) return not('end-read');
  if (now >= answerBy) return not('lapsed');
  const old = moves === undefined ? undefined : takenOver(thing, moves);
  if (moves !== undefined && !old) return not('nothing-to-move');
  const { startBy, until, operationId, reference } = message;
  if (startBy === undefined || until === undefined) return not('too-late');
  // A window that is over may be another operation's by now.
  if (now >= startBy || now >= until || now >= window.to) return not('too-late');
  const started = said(answer, 'started', { state: 'deployed', startedAt: now });
  const start: GateEvent = { type: 'DeploymentStarted', answer: started, operationId, reference };
  if (!old) return [start];
  const order = movedRunning(thing, { old, deployment: { ...deployment, answer: started } }, now);
  return [moved(old, answer.permit, now), start, ...(order ? [order] : [])];
};

/** What an open deployment does about the time that it has read: a read end recalls it, and beats any extension; an extension withdraws a recall made by the clock. */
const heedTime = (thing: Thing, deployment: Deployment, now: Instant): GateEvent | undefined => {
  const { state, endRead, untilRead } = deployment.answer;
  if (state === 'deployed') return endRead ? recalled(thing, deployment, 'end', now) : undefined;
  const inForce = untilRead !== undefined && now < untilRead;
  return !endRead && inForce ? recallWithdrawn(thing, deployment, now) : undefined;
};

/** What an open deployment does about all that it has read: of its time, and of whether it may run. An answer, if nothing. */
const heed = (thing: Thing, { known, deployment }: { readonly known: Deployment; readonly deployment: Deployment }, now: Instant): readonly GateEvent[] => {
  const first = heedTime(thing, deployment, now);
  const after = first ? evolveCalendar(thing.calendar, first).deployments[deployment.answer.permit] : undefined;
  const second = turned(thing, after ?? deployment, known.answer.switchedRead, now);
  const events = [first, second].filter((event) => event !== undefined);
  return events.length > 0 ? events : [answered(deployment)];
};

/**
 * Hears what the authority says of a permit, in whatever order and however often it comes. Every issue, extension, end and repeat is answered
 * by an event with the whole state, even when nothing changes; a permit is taken, or not, exactly once.
 */
export const hearPermit = (thing: Thing, message: PermitMessage, now: Instant): Decision<GateEvent> => {
  const known = thing.calendar.deployments[message.permit];
  if (!known) return refuse('unknown-permit', 'No deployment of this thing was asked under that permit.', { instead: 'Ask for a deployment first.' });
  const { state } = known.answer;
  if (message.kind === 'refused') {
    if (state !== 'requested' || !message.refusal) return [];
    return [{ type: 'DeploymentRefused', answer: said(known.answer, 'refused', { state: 'refused' }), refusal: message.refusal }];
  }
  const deployment = read(known, message);
  switch (state) {
    case 'requested':
      return take(thing, deployment, message, now);
    case 'lapsed':
      return [notTaken(deployment, 'lapsed')];
    case 'deployed':
    case 'recall-ordered':
    case 'withdrawing':
      return heed(thing, { known, deployment }, now);
    default:
      // Freed as the end is first read: what has been booked since is another promise, whatever is said again of the old end.
      return [answered(deployment), ...(known.answer.endRead ? [] : freed(thing, deployment, now))];
  }
};
