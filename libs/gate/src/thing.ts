import { type DeadlineChanges, type Instant, type Refusal, never } from '@cpmp/kernel';
import { hoursAfter } from './instants.js';
import type { BookingAnswer, DeploymentAnswer, DeploymentHappening, Holder, Target, Window } from './messages.js';

/** Where the two holders differ, as data. */
export type HolderRules = {
  readonly holder: Holder;
  /** `place`: it is in one place, so one request or deployment stands in the way of every other. `window`: it is committed for its window only. */
  readonly commitment: 'place' | 'window';
  /** What an open deployment becomes when its permit ends. */
  readonly recalled: 'recall-ordered' | 'withdrawing';
  /** Hours within which a recalled or overdue thing must be recovered; absent for people, whose withdrawal takes the time it needs. Policy, not law. */
  readonly recoverWithinHours?: number;
  /** True when its operation's later bookings are freed once it is recovered from under an ended authority. */
  readonly freesBookings: boolean;
};

/** A deployment as its thing's stream knows it; its id is its permit's. */
export type Deployment = {
  /** The whole state, as last said. */
  readonly answer: DeploymentAnswer;
  readonly tactic: string;
  /** Not known of one that this log had lost. */
  readonly target?: Target;
  readonly window: Window;
  readonly requestedAt: Instant;
  readonly answerBy: Instant;
  readonly requestedBy: string;
  /** The HMAC of the operation's name; as known when asked, then as the permit says. */
  readonly operationId?: string;
  /** The refusal: the holder's own when asked, then the authority's. */
  readonly refusal?: Refusal;
  /** The deployment of the same thing that it takes over; closed when this one starts. */
  readonly moves?: string;
  readonly windowEnded: boolean;
  /** The ids of the deadlines that stand, by what must be done; and how many there have been. */
  readonly standing: Readonly<Record<string, string>>;
  readonly deadlinesSet: number;
  readonly withdrawalDecided: boolean;
  /** True once the withdrawal was said to be overdue. */
  readonly withdrawalOverdue: boolean;
};

/** A promise of the thing for a window. It authorises nothing. */
export type Booking = {
  readonly allocation: string;
  /** Absent for a custodian's direct booking, which never gives way. */
  readonly tasking?: string;
  readonly operationId: string;
  readonly window: Window;
  readonly priority?: number;
  /** Which of the tasking's needs the thing meets, by their places; for its answer. */
  readonly meets?: readonly number[];
};

/** One thing's calendar: the deployments and bookings that a decision may need. What is long over has left it, and stands in the stream. */
export type Calendar = {
  readonly deployments: Readonly<Record<string, Deployment>>;
  readonly bookings: Readonly<Record<string, Booking>>;
};

/** A calendar with nothing in it. */
export const emptyCalendar: Calendar = { deployments: {}, bookings: {} };

/** What a decision must know of the thing it decides on. */
export type Thing = {
  readonly rules: HolderRules;
  /** The thing's stream, `asset-…` or `resource-…`. */
  readonly stream: string;
  /** What people call it, without covert text. */
  readonly label: string;
  /** Persons who are told of a recall in place of the holder's role; never the operative. */
  readonly tell: readonly string[];
  /** Persons who are told that a withdrawal is overdue. */
  readonly tellOverdue: readonly string[];
  readonly calendar: Calendar;
};

/** What happened to a thing's deployments and bookings. Every event of a deployment carries its whole state. */
export type GateEvent =
  | {
      readonly type: 'DeploymentRequested';
      readonly answer: DeploymentAnswer;
      readonly tactic: string;
      readonly target: Target;
      readonly window: Window;
      readonly requestedAt: Instant;
      readonly answerBy: Instant;
      readonly requestedBy: string;
      readonly operationId?: string;
      readonly refusal?: Refusal;
      /** The deployment of the same thing that it takes over. */
      readonly moves?: string;
    }
  /** It is out, and this log had lost it in a restore: what its authority knows of it. */
  | {
      readonly type: 'DeploymentRestored';
      readonly answer: DeploymentAnswer;
      readonly tactic: string;
      readonly window: Window;
      readonly requestedAt: Instant;
      readonly requestedBy: string;
      readonly operationId: string;
      readonly deadlines?: DeadlineChanges;
    }
  | { readonly type: 'DeploymentRefused'; readonly answer: DeploymentAnswer; readonly refusal: Refusal }
  | { readonly type: 'DeploymentLapsed'; readonly answer: DeploymentAnswer }
  | { readonly type: 'DeploymentStarted'; readonly answer: DeploymentAnswer; readonly operationId: string; readonly reference: string }
  | { readonly type: 'PermitNotTaken'; readonly answer: DeploymentAnswer; readonly why: NotTaken }
  | { readonly type: 'PermitAnswered'; readonly answer: DeploymentAnswer }
  | { readonly type: 'DeploymentRecalled'; readonly answer: DeploymentAnswer; readonly by: 'clock' | 'end'; readonly deadlines?: DeadlineChanges }
  | { readonly type: 'RecallWithdrawn'; readonly answer: DeploymentAnswer; readonly deadlines?: DeadlineChanges }
  | { readonly type: 'WindowEnded'; readonly answer: DeploymentAnswer; readonly deadlines?: DeadlineChanges }
  | { readonly type: 'WithdrawalDecided'; readonly answer: DeploymentAnswer; readonly note: string; readonly deadlines?: DeadlineChanges }
  | { readonly type: 'WithdrawalOverdue'; readonly answer: DeploymentAnswer; readonly deadlines?: DeadlineChanges }
  /** Every power that it needs is in force: it may run. */
  | { readonly type: 'DeploymentSwitchedOn'; readonly answer: DeploymentAnswer; readonly deadlines?: DeadlineChanges }
  /** A power that it needs has ended: it stays where it is, and must not run. */
  | { readonly type: 'SwitchOffOrdered'; readonly answer: DeploymentAnswer; readonly deadlines?: DeadlineChanges }
  /** Somebody said that it no longer runs. */
  | { readonly type: 'DeploymentSwitchedOff'; readonly answer: DeploymentAnswer; readonly note: string; readonly deadlines?: DeadlineChanges }
  /** It goes on under another permit, whose start is in the same commit. */
  | { readonly type: 'DeploymentMoved'; readonly answer: DeploymentAnswer; readonly to: string; readonly deadlines?: DeadlineChanges }
  | { readonly type: 'DeploymentClosed'; readonly answer: DeploymentAnswer; readonly note: string; readonly deadlines?: DeadlineChanges }
  /** `bookedAt`: absent in what was booked before this was kept. */
  | ({ readonly type: 'Booked'; readonly requestedBy: string; readonly bookedAt?: Instant } & Booking)
  | { readonly type: 'BookingRefused'; readonly allocation: string; readonly tasking: string; readonly refusal: Refusal }
  | { readonly type: 'BookingReleased'; readonly allocation: string; readonly tasking?: string; readonly why: 'given-back' | 'authority-ended' | 'lost' };

/** Why a permit was not taken. */
export type NotTaken = 'too-late' | 'lapsed' | 'end-read' | 'refused' | 'nothing-to-move';

/** The events of a deployment: those that carry its whole state. */
export type DeploymentEvent = Extract<GateEvent, { readonly answer: DeploymentAnswer }>;

/** These events with the dotted paths of their covert text, for `Aggregate.personal`. */
export const GATE_PERSONAL: Readonly<Record<GateEvent['type'], readonly string[]>> = {
  DeploymentRequested: ['target.subject', 'target.vehicle', 'target.place'],
  DeploymentRestored: [],
  DeploymentRefused: [],
  DeploymentLapsed: [],
  DeploymentStarted: [],
  PermitNotTaken: [],
  PermitAnswered: [],
  DeploymentRecalled: [],
  RecallWithdrawn: [],
  WindowEnded: [],
  WithdrawalDecided: ['note'],
  WithdrawalOverdue: [],
  DeploymentSwitchedOn: [],
  SwitchOffOrdered: [],
  DeploymentSwitchedOff: ['note'],
  DeploymentMoved: [],
  DeploymentClosed: ['note'],
  Booked: [],
  BookingRefused: [],
  BookingReleased: [],
};

/** The authority whose key seals an event's covert text, for `Aggregate.belongsTo`. */
export const authorityOf = (event: object): string | undefined =>
  'answer' in event ? `authority-${(event.answer as DeploymentAnswer).authorisation}` : undefined;

const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> => {
  const { [key]: _gone, ...rest } = record;
  return rest;
};

/** The deployment after an event has set or discharged its deadlines. */
const withDeadlines = (deployment: Deployment, { set = [], discharged = [] }: DeadlineChanges = {}): Deployment => ({
  ...deployment,
  standing: {
    ...Object.fromEntries(Object.entries(deployment.standing).filter(([, id]) => !discharged.some((gone) => gone.id === id))),
    ...Object.fromEntries(set.map(({ what, id }) => [what, id])),
  },
  deadlinesSet: deployment.deadlinesSet + set.length,
});

const begun = { windowEnded: false, standing: {}, deadlinesSet: 0, withdrawalDecided: false, withdrawalOverdue: false } as const;

const evolveDeployment = (deployment: Deployment | undefined, event: DeploymentEvent): Deployment | undefined => {
  if (event.type === 'DeploymentRequested') {
    const { type: _type, ...asked } = event;
    return { ...asked, ...begun };
  }
  if (event.type === 'DeploymentRestored') {
    const { type: _type, deadlines, ...known } = event;
    return withDeadlines({ ...deployment, ...begun, ...known, answerBy: event.requestedAt }, deadlines);
  }
  if (!deployment) return undefined;
  const next = { ...withDeadlines(deployment, 'deadlines' in event ? event.deadlines : undefined), answer: event.answer };
  switch (event.type) {
    case 'DeploymentRefused':
      return { ...next, refusal: event.refusal };
    case 'DeploymentStarted':
      return { ...next, operationId: event.operationId };
    case 'WindowEnded':
      return { ...next, windowEnded: true };
    case 'RecallWithdrawn':
      return { ...next, withdrawalDecided: false, withdrawalOverdue: false };
    case 'WithdrawalDecided':
      return { ...next, withdrawalDecided: true };
    case 'WithdrawalOverdue':
      return { ...next, withdrawalOverdue: true };
    case 'DeploymentRecalled':
    case 'DeploymentSwitchedOn':
    case 'SwitchOffOrdered':
    case 'DeploymentSwitchedOff':
    case 'DeploymentMoved':
    case 'DeploymentClosed':
    case 'DeploymentLapsed':
    case 'PermitNotTaken':
    case 'PermitAnswered':
      return next;
    default:
      return never(event);
  }
};

/** How long what is over stays in the state, in days: what comes late about it, or twice, mostly comes by then. Later it is looked up in the stream. */
const KEPT_DAYS = 31;

const isOver = (deployment: Deployment): boolean => !isOpen(deployment) && deployment.answer.state !== 'requested';

/** A calendar at an instant, without what no decision needs any more: or it, and every decision, would grow with the age of a thing. */
const withoutPast = ({ deployments, bookings }: Calendar, now: Instant): Calendar => {
  const since = hoursAfter(now, -24 * KEPT_DAYS);
  const kept = (deployment: Deployment): boolean => !isOver(deployment) || (deployment.answer.closedAt ?? deployment.answerBy) > since;
  return {
    deployments: Object.fromEntries(Object.entries(deployments).filter(([, deployment]) => kept(deployment))),
    bookings: Object.fromEntries(Object.entries(bookings).filter(([, { window }]) => window.to > now)),
  };
};

/** A deployment as its stream has it, among all that happened to the thing; undefined where it was never asked for. */
export const deploymentIn = (events: readonly object[], permit: string): Deployment | undefined =>
  events.filter((event): event is DeploymentEvent => 'answer' in event && (event as DeploymentEvent).answer.permit === permit)
    .reduce<Deployment | undefined>(evolveDeployment, undefined);

/** Moves a thing's calendar by one event. What begins says when, and so what is over by then. */
export const evolveCalendar = (calendar: Calendar, event: GateEvent): Calendar => {
  switch (event.type) {
    case 'Booked': {
      const { type: _type, requestedBy: _by, bookedAt, ...booking } = event;
      const { deployments, bookings } = bookedAt === undefined ? calendar : withoutPast(calendar, bookedAt);
      return { deployments, bookings: { ...bookings, [event.allocation]: booking } };
    }
    case 'BookingRefused':
      return calendar;
    case 'BookingReleased':
      return { ...calendar, bookings: without(calendar.bookings, event.allocation) };
    default: {
      const { permit } = event.answer;
      const { deployments, bookings } = event.type === 'DeploymentRequested' ? withoutPast(calendar, event.requestedAt) : calendar;
      const deployment = evolveDeployment(deployments[permit], event);
      return deployment ? { bookings, deployments: { ...deployments, [permit]: deployment } } : calendar;
    }
  }
};

/** Tells the gate's events from a holder's own. */
export const isGateEvent = (event: { readonly type: string }): event is GateEvent => Object.hasOwn(GATE_PERSONAL, event.type);

/** Open: started and not closed. */
export const isOpen = ({ answer }: Pick<Deployment, 'answer'>): boolean =>
  answer.state === 'deployed' || answer.state === 'recall-ordered' || answer.state === 'withdrawing';

/** The whole state, said again with what has just happened; nobody is told unless the event says who. */
export const said = (answer: DeploymentAnswer, event: DeploymentHappening, changes: Partial<DeploymentAnswer> = {}): DeploymentAnswer => ({
  ...answer,
  tell: [],
  ...changes,
  event,
});

/** Clean and pending: asked without a refusal of the holder's own, unanswered, and not lapsed at `now`, whether or not the lapse is recorded. */
export const isPending = (deployment: Deployment, now: Instant): boolean =>
  deployment.answer.state === 'requested' && deployment.refusal === undefined && now < deployment.answerBy;

/** The answer a tasking gets to its request, from the event that records it. */
export const bookingAnswer = (thing: string, event: Extract<GateEvent, { readonly allocation: string }>): BookingAnswer | undefined => {
  if (event.tasking === undefined) return undefined;
  const { allocation, tasking } = event;
  switch (event.type) {
    case 'Booked':
      return { allocation, tasking, thing, outcome: 'booked', ...(event.meets ? { meets: event.meets } : {}) };
    case 'BookingRefused':
      return { allocation, tasking, thing, outcome: 'refused', refusal: event.refusal };
    case 'BookingReleased':
      return { allocation, tasking, thing, outcome: 'released' };
    default:
      return never(event);
  }
};
