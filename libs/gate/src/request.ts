import { type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { inTheWay, windowOver } from './calendar.js';
import { secondsAfter } from './instants.js';
import { takenOver } from './move.js';
import { notToldYet } from './restored.js';
import { type RiskKnown, riskNotAccepted } from './risk.js';
import { whyNot } from './why-not.js';
import { ANSWER_WITHIN_SECONDS, type PermitRequest, type Target, type Window } from './messages.js';
import { type DeploymentEvent, type GateEvent, type Thing, said } from './thing.js';

/** What a person asks of a thing: to deploy it under a component of an authority. */
export type DeploymentAsk = {
  /** From the cause of the request, so that a retry is the same request. */
  readonly permit: string;
  readonly authorisation: string;
  readonly component: string;
  readonly tactic: string;
  readonly target: Target;
  readonly window: Window;
  readonly requestedBy: string;
  readonly force: string;
  /** The deployment of this thing that it takes over: what is out stays where it is. */
  readonly moves?: string;
  /** True while a restored log has not been told what is out. */
  readonly untold?: boolean;
  /** The authority's operation, as last known: its own tasking's booking gives way. */
  readonly operationId?: string;
  /** Why the thing will not do, by the holder's named rules; said before what is in the way. */
  readonly unfit: readonly (Refusal | undefined)[];
  /** What is last known of the risks about the thing and the authority; said last. */
  readonly risks: readonly RiskKnown[];
};

/** Asks for a permit: records the request with the holder's own refusal, if it has one. A clean request holds its window until it ends. What a move takes over does not stand in its way. */
export const request = (thing: Thing, ask: DeploymentAsk, now: Instant): Decision<GateEvent> => {
  const { permit, authorisation, component, tactic, target, window, requestedBy, force, operationId, moves, untold } = ask;
  if (thing.calendar.deployments[permit]) return [];
  if (untold) return notToldYet();
  if (moves !== undefined && !takenOver(thing, moves)) return refuse('not-deployed', 'It is not deployed.', { instead: 'Only what is out can be moved: ask for a deployment.' });
  const refusal = whyNot([
    windowOver(window, now),
    ...ask.unfit,
    inTheWay(thing, { window, operationId, moves, as: 'deployment' }, now),
    riskNotAccepted(ask.risks, now),
  ]);
  return [
    {
      type: 'DeploymentRequested',
      answer: {
        permit, holder: thing.rules.holder, thing: thing.stream, authorisation, component,
        state: 'requested', windowTo: window.to, force, event: 'requested', tell: [], label: thing.label,
      },
      tactic, target, window,
      requestedAt: now,
      answerBy: secondsAfter(now, ANSWER_WITHIN_SECONDS),
      requestedBy,
      ...(operationId === undefined ? {} : { operationId }),
      ...(refusal === undefined ? {} : { refusal }),
      ...(moves === undefined ? {} : { moves }),
    },
  ];
};

/** What the authority is asked, from the event that records the request. */
export const permitRequest = (event: Extract<DeploymentEvent, { readonly type: 'DeploymentRequested' }>): PermitRequest => {
  const { permit, holder, thing, authorisation, component } = event.answer;
  const { tactic, target, window, requestedAt, answerBy, requestedBy, refusal } = event;
  return {
    permit, holder, thing, authorisation, component, tactic, target, window, requestedAt, answerBy, requestedBy,
    ...(refusal === undefined ? {} : { refusal }),
  };
};

/** Lets a request lapse whose answer did not come in time; silently, and its window is free. */
export const lapse = (thing: Thing, permit: string, now: Instant): Decision<GateEvent> => {
  const deployment = thing.calendar.deployments[permit];
  if (deployment?.answer.state !== 'requested' || now < deployment.answerBy) return [];
  return [{ type: 'DeploymentLapsed', answer: said(deployment.answer, 'lapsed', { state: 'lapsed' }) }];
};
