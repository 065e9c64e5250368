import type { DeadlineChanges, Instant, Refusal } from '@cpmp/kernel';
import { hoursAfter } from './instants.js';
import type { DeploymentAnswer, Target, Window } from './messages.js';
import { WITHDRAWAL_DECISION_WITHIN_HOURS } from './recall.js';
import { STATE_AFTER_HOURS } from './state.js';
import { type Running, runningOf } from './switching.js';
import { type DeploymentEvent, isOpen } from './thing.js';

/** A deployment as a holder's view keeps it; covert text stays closed in it. */
export type DeploymentRow = {
  readonly permit: string;
  readonly thing: string;
  readonly authorisation: string;
  readonly component: string;
  readonly state: DeploymentAnswer['state'];
  readonly answer: DeploymentAnswer;
  readonly tactic: string;
  /** Absent where the log had lost it, and its authority told what is out. */
  readonly target?: Target;
  readonly window: Window;
  readonly requestedAt: Instant;
  readonly answerBy: Instant;
  readonly requestedBy: string;
  readonly recoverBy?: Instant;
  /** Whether it may run, where its tactic needs other powers. */
  readonly running?: Running;
  /** By when it must be switched off, once that is ordered. */
  readonly switchOffBy?: Instant;
  /** The deployment that it takes over, and the one that took it over. */
  readonly moves?: string;
  readonly movedTo?: string;
  /** What was noted of it last: how it was switched off, how it came back. */
  readonly note?: string;
  /** The refusal that was said: the authority's, which may repeat the holder's own. */
  readonly refusal?: Refusal;
};

/** The fields of a deployment's row that may be asked for. */
export const DEPLOYMENT_INDEXES = ['authorisation', 'thing', 'state', 'running'] as const;

const dueOf = (what: string, { deadlines }: { readonly deadlines?: DeadlineChanges }): Instant | undefined => deadlines?.set?.find((each) => each.what === what)?.due;

/** Folds an event of a deployment into its row. */
export const deploymentRow = (row: DeploymentRow | undefined, event: DeploymentEvent): DeploymentRow | undefined => {
  const next = folded(row, event);
  if (!next) return undefined;
  const { running: _before, ...rest } = next;
  const running = runningOf(event.answer);
  return running === undefined ? rest : { ...rest, running };
};

const folded = (row: DeploymentRow | undefined, event: DeploymentEvent): DeploymentRow | undefined => {
  const { answer } = event;
  const { permit, thing, authorisation, component, state } = answer;
  if (event.type === 'DeploymentRequested') {
    const { tactic, target, window, requestedAt, answerBy, requestedBy, moves } = event;
    return { permit, thing, authorisation, component, state, answer, tactic, target, window, requestedAt, answerBy, requestedBy, ...(moves === undefined ? {} : { moves }) };
  }
  if (event.type === 'DeploymentRestored') {
    const { tactic, window, requestedAt, requestedBy } = event;
    const [recoverBy, switchOffBy] = [dueOf('recovery', event), dueOf('switch-off', event)];
    return { ...row, permit, thing, authorisation, component, state, answer, tactic, window, requestedAt, answerBy: requestedAt, requestedBy, ...(recoverBy === undefined ? {} : { recoverBy }), ...(switchOffBy === undefined ? {} : { switchOffBy }) };
  }
  if (!row) return undefined;
  const next = { ...row, state, answer };
  switch (event.type) {
    case 'DeploymentRefused':
      return { ...next, refusal: event.refusal };
    case 'DeploymentRecalled':
    case 'WindowEnded': {
      const due = dueOf('recovery', event);
      return due === undefined ? next : { ...next, recoverBy: due };
    }
    case 'SwitchOffOrdered': {
      const due = dueOf('switch-off', event);
      return due === undefined ? next : { ...next, switchOffBy: due };
    }
    case 'DeploymentMoved':
      return { ...next, movedTo: event.to };
    case 'RecallWithdrawn': {
      const { recoverBy, ...rest } = next;
      return event.deadlines?.discharged?.some(({ id }) => id.includes('/recovery/')) || recoverBy === undefined ? rest : next;
    }
    case 'DeploymentSwitchedOff':
    case 'DeploymentClosed':
      return { ...next, note: event.note };
    default:
      return next;
  }
};

/** What falls due in a deployment's life when nobody acts. */
export const DUE_IN_DEPLOYMENT = ['lapse', 'recall', 'window-ended', 'withdrawal-overdue', 'state'] as const;

/** One of the things that fall due. */
export type DueInDeployment = (typeof DUE_IN_DEPLOYMENT)[number];

const due: Readonly<Record<DueInDeployment, (at: Instant | undefined, event: DeploymentEvent, now: Instant) => Instant | undefined>> = {
  lapse: (_at, event) => (event.type === 'DeploymentRequested' ? event.answerBy : undefined),
  recall: (_at, { answer }) => (answer.state === 'deployed' ? answer.untilRead : undefined),
  'window-ended': (at, { type, answer }) => {
    if (type === 'DeploymentStarted' || type === 'DeploymentRestored') return answer.windowTo;
    return type === 'WindowEnded' || answer.closedAt !== undefined ? undefined : at;
  },
  'withdrawal-overdue': (at, { type, answer }) => {
    if ((type === 'DeploymentRecalled' || type === 'DeploymentRestored') && answer.state === 'withdrawing' && answer.recalledAt !== undefined) return hoursAfter(answer.recalledAt, WITHDRAWAL_DECISION_WITHIN_HOURS);
    return type === 'WithdrawalDecided' || type === 'WithdrawalOverdue' || answer.state !== 'withdrawing' ? undefined : at;
  },
  state: (_at, { answer }, now) => (isOpen({ answer }) ? hoursAfter(now, STATE_AFTER_HOURS) : undefined),
};

/** What falls due is named with its deployment, so that each has a cause of its own. */
export const dueName = (what: DueInDeployment, permit: string): string => `${what}:${permit}`;

/** Reads what `dueName` wrote. */
export const dueNamed = (name: string): { readonly what: DueInDeployment; readonly permit: string } => {
  const [what = '', permit = ''] = name.split(':');
  return { what: what as DueInDeployment, permit };
};

/** When something falls due after an event that happened `now`, given when it was due before; undefined: no longer. A due item goes only when an event discharges it. */
export const dueAfter = (what: DueInDeployment, at: Instant | undefined, { event, now }: { readonly event: DeploymentEvent; readonly now: Instant }): Instant | undefined => due[what](at, event, now);
