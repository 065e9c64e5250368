import type { Instant, Refusal } from '@cpmp/kernel';

/** The services that hold things which are deployed under permits. */
export const HOLDERS = ['asset-registry', 'resource-allocation'] as const;

/** One of them. */
export type Holder = (typeof HOLDERS)[number];

/** What a tactic is aimed at, by the applicant's own handle: covert text. */
export type Target = { readonly subject: string } | { readonly vehicle: string } | { readonly place: string };

/** A span of time; `to` is the first instant no longer in it. */
export type Window = { readonly from: Instant; readonly to: Instant };

/** A holder asks the authority's own stream for a permit; mirrors `gate.v1.PermitRequest`. */
export type PermitRequest = {
  /** The permit's id, which is the deployment's id too. */
  readonly permit: string;
  readonly holder: Holder;
  /** The thing's stream, `asset-…` or `resource-…`. */
  readonly thing: string;
  /** The authority's id, without its category. */
  readonly authorisation: string;
  readonly component: string;
  readonly tactic: string;
  readonly target: Target;
  readonly window: Window;
  readonly requestedAt: Instant;
  /** First instant at which the request has lapsed and an answer comes too late. */
  readonly answerBy: Instant;
  /** The person who asked. */
  readonly requestedBy: string;
  /** The holder's own refusal, if it has one; the authority's own rule is said first. */
  readonly refusal?: Refusal;
};

/** How a permit came to its end. `unknown`: the authority's log does not know the permit. */
export type EndKind = 'cancelled' | 'expired' | 'quashed' | 'unknown';

/** A permit's end; it is named by both its parts. */
export type PermitEnd = { readonly how: EndKind; readonly at: Instant };

/** Whether what a permit allows may run, where its tactic needs other powers beside its own: a tracker is fixed under one and monitored under another. */
export type Switched = {
  /** Counted from 1, so that of two the later is known however they arrive. */
  readonly turn: number;
  /** True while every power that it needs is in force. */
  readonly on: boolean;
  /** Since when: off, from the end of what it needs. */
  readonly at: Instant;
  /** The powers that it needs beside its own. */
  readonly needs: readonly string[];
};

/** What the authority says of a permit that it issued: every message says everything; mirrors `gate.v1.PermitEvent`. */
export type PermitMessage = {
  readonly kind: 'issued' | 'refused' | 'extended' | 'ended' | 'switched-on' | 'switched-off' | 'repeated';
  readonly permit: string;
  readonly holder: Holder;
  readonly thing: string;
  readonly authorisation: string;
  readonly component: string;
  /** What people call the case, e.g. `MET-26-0001`. */
  readonly reference: string;
  readonly operationId: string;
  /** Absent when refused. */
  readonly issuedAt?: Instant;
  /** First instant at which a start is too late: issue + 60 s or `until`, the earlier. Absent when refused. */
  readonly startBy?: Instant;
  /** First instant no longer in force. Absent when refused. */
  readonly until?: Instant;
  readonly end?: PermitEnd;
  /** Absent where the tactic needs no other power. */
  readonly switched?: Switched;
  readonly refusal?: Refusal;
};

/** A permit that is open, told to a holder whose log was restored; the target, which is covert, is not told. */
export type OpenPermit = {
  /** The whole of it, as a repeat says it. */
  readonly permit: PermitMessage;
  /** What the holder answered last, before its log was lost; absent where no answer came. */
  readonly heard?: DeploymentAnswer;
  readonly tactic: string;
  readonly window: Window;
  readonly requestedBy: string;
  /** The case's: whose it is where no answer says whose it was. Absent in what was said before this was. */
  readonly force?: string;
};

/** What of a holder's is out, for one epoch of its log, in parts; mirrors `gate.v1.OpenPermits`. After the last part the holder has been told of everything. */
export type OpenPermits = { readonly holder: Holder; readonly log: string; readonly permits: readonly OpenPermit[]; readonly last: boolean };

/** A deployment's state. `recall-ordered` is said of kit, `withdrawing` of people. */
export type DeploymentState =
  | 'requested'
  | 'deployed'
  | 'recall-ordered'
  | 'withdrawing'
  | 'recovered'
  | 'disabled'
  | 'lost'
  | 'moved'
  | 'refused'
  | 'not-taken'
  | 'lapsed';

/** What happened to a deployment, for those who are told. */
export type DeploymentHappening =
  | 'requested'
  | 'started'
  | 'not-taken'
  | 'answered'
  | 'recalled'
  | 'recall-withdrawn'
  | 'withdrawal-ordered'
  | 'withdrawal-decided'
  | 'withdrawal-overdue'
  | 'switched-on'
  | 'switch-off-ordered'
  | 'switched-off'
  | 'moved'
  | 'closed'
  | 'lapsed'
  | 'refused'
  | 'window-ended';

/** What a holder says of a deployment: each answer carries its whole state; mirrors `gate.v1.DeploymentEvent`. */
export type DeploymentAnswer = {
  readonly permit: string;
  readonly holder: Holder;
  readonly thing: string;
  readonly authorisation: string;
  readonly component: string;
  readonly state: DeploymentState;
  readonly startedAt?: Instant;
  /** The latest `until` that the holder has read. */
  readonly untilRead?: Instant;
  /** The end that the holder has read; absent when it has read none. A recall by its own clock is no end read. */
  readonly endRead?: PermitEnd;
  readonly recalledAt?: Instant;
  /** The latest of what it has read of whether it may run; absent where the tactic needs no other power. */
  readonly switchedRead?: Switched;
  /** When it was ordered to be switched off, and when somebody said that it is; until it may run again. */
  readonly switchOffOrderedAt?: Instant;
  readonly switchedOffAt?: Instant;
  readonly closedAt?: Instant;
  readonly windowTo: Instant;
  readonly force: string;
  readonly event: DeploymentHappening;
  /** Persons to tell of a recall or withdrawal; never the operative. Empty: the holder's role is told. */
  readonly tell: readonly string[];
  readonly label: string;
};

/** What a tasking still needs: a kind of thing, a skill, or both. */
export type Need = { readonly kind?: string; readonly skill?: string };

/** A tasking asks a thing's own stream for a booking, or gives it back; mirrors `gate.v1.AllocationRequest`. It authorises nothing. */
export type AllocationRequest = {
  readonly allocation: string;
  readonly tasking: string;
  readonly holder: Holder;
  readonly thing: string;
  readonly operationId: string;
  readonly window: Window;
  /** 1 is the highest. */
  readonly priority: number;
  readonly requestedBy: string;
  readonly released: boolean;
  /** Any one of these will do; the thing's own stream says whether it is one. */
  readonly needs: readonly Need[];
  /** The force of whoever allocates, empty where they are of none: another force's thing does not exist for them. Absent where the thing was looked up already, and in what was asked before this was. */
  readonly force?: string;
};

/** The thing's own stream answers a booking; mirrors `gate.v1.BookingEvent`. */
export type BookingAnswer = {
  readonly allocation: string;
  readonly tasking: string;
  readonly thing: string;
  readonly outcome: 'booked' | 'refused' | 'released';
  readonly refusal?: Refusal;
  /** Booked: which of the needs that it was asked with the thing meets, by their places. Absent in what was said before this was. */
  readonly meets?: readonly number[];
};

/** How long a request waits for its permit before it lapses, in seconds: longer than any road that works, short enough to free the window. */
export const ANSWER_WITHIN_SECONDS = 120;

/** How long after its issue a permit may be taken, in seconds (or until the component's end, if earlier). */
export const START_WITHIN_SECONDS = 60;

/** How long the authority waits for an answer before it repeats a permit's whole state, in seconds. */
export const REPEAT_AFTER_SECONDS = 60;
