import type { DeadlineChanges, Instant } from '@cpmp/kernel';
import type { Basis, Officer } from '../component.js';

/** What every event says of its error, so that what is published needs nothing but the event. */
export type ErrorRef = {
  /** What people call it, e.g. `MET-26-E0001`. */
  readonly reference: string;
  readonly force: string;
  readonly unit?: string;
  /** The case and the part that it is about, where it is about one. */
  readonly authorisation?: string;
  readonly component?: string;
};

type OnError = { readonly about: ErrorRef };
type Done = OnError & { readonly by: Officer };

/** What the record showed, by the kind of trace that it left. */
export type TraceKind =
  | 'start-after-end' | 'active-after-end' | 'running-after-end' | 'end-unanswered' | 'message-poisoned' | 'permit-lost' | 'end-lost' | 'deployment-not-covered' | 'product-not-covered' | 'deadline-passed' | 'months-overrun' | 'arrangements-gap';

/** How it came to light: the record shows it, or a person says so. `sign` names the one trace that it stands on, so that it is opened once. */
export type Found =
  | { readonly how: 'record'; readonly sign: string; readonly trace: TraceKind; readonly permit?: string; readonly deadline?: string }
  | { readonly how: 'person'; readonly by: Officer };

/** Something may be an error: it waits for the senior responsible officer. */
export type ErrorRaised = OnError & {
  readonly type: 'ErrorRaised';
  /** A kind of the packs, and the clause that it stands on there. */
  readonly kind: string;
  readonly clause: string;
  readonly confirmed: boolean;
  readonly found: Found;
  readonly discoveredAt: Instant;
  /** When it happened, as far as it is known. */
  readonly from?: Instant;
  readonly until?: Instant;
  /** What a person says of it. */
  readonly text?: string;
  readonly deadlines: DeadlineChanges;
};

/** Whatever was obtained under the part in a time is set apart until the error has its outcome. */
export type ProductQuarantineOrdered = Done & {
  readonly type: 'ProductQuarantineOrdered';
  readonly quarantine: string;
  readonly orderedAt: Instant;
  readonly from: Instant;
  /** Open while nobody knows. */
  readonly until: Instant | null;
  readonly reason: string;
};

/** What was set apart may be used again. */
export type ProductQuarantineLifted = Done & { readonly type: 'ProductQuarantineLifted'; readonly quarantine: string; readonly liftedAt: Instant; readonly reason?: string };

/** It is none, for a reason. */
export type ErrorDismissed = Done & { readonly type: 'ErrorDismissed'; readonly dismissedAt: Instant; readonly reason: string; readonly deadlines: DeadlineChanges };

/** It is one that another stream already has. */
export type ErrorJoined = Done & { readonly type: 'ErrorJoined'; readonly into: string; readonly joinedAt: Instant; readonly reason: string; readonly deadlines: DeadlineChanges };

/** It is one: relevant, so that it is reported to the Commissioner in time, or not reportable, on a ground. */
export type ErrorEstablished = Done & {
  readonly type: 'ErrorEstablished';
  readonly establishedAt: Instant;
  readonly relevant: boolean;
  readonly ground: string;
  /** What the report's clock stands on in law, where one is due. */
  readonly basis?: Basis;
  readonly deadlines: DeadlineChanges;
};

/** The Commissioner was told before the full report. */
export type EarlyNoticeGiven = Done & {
  readonly type: 'EarlyNoticeGiven';
  readonly givenAt: Instant;
  readonly text: string;
  /** When the full report is to be expected. */
  readonly estimate?: Instant;
  /** By when it is due instead, as the Commissioner agreed. */
  readonly agreedUntil?: Instant;
  readonly deadlines: DeadlineChanges;
};

/** The full report, signed off by the officer who made it. */
export type ErrorReported = Done & {
  readonly type: 'ErrorReported';
  readonly reportedAt: Instant;
  /** What it says, by the items that the law wants. */
  readonly says: Readonly<Record<string, string>>;
  readonly clause: string;
  readonly confirmed: boolean;
  readonly deadlines: DeadlineChanges;
};

/** What the Commissioner decides; whether the person is told is theirs alone to say and to do. */
export type CommissionersDecision = 'noted' | 'not-serious' | 'serious-not-informed' | 'serious-informed';

/** The Commissioner answered. */
export type CommissionerAnswered = Done & {
  readonly type: 'CommissionerAnswered';
  readonly answeredAt: Instant;
  readonly decision: CommissionersDecision | 'submissions-asked';
  readonly text: string;
  readonly deadlines: DeadlineChanges;
};

/** The force said what the Commissioner asked it to say before deciding. */
export type SubmissionMade = Done & { readonly type: 'SubmissionMade'; readonly madeAt: Instant; readonly text: string; readonly deadlines: DeadlineChanges };

/** What is done so that it does not happen again; the person who does it, and by when. */
export type Measure = { readonly id: string; readonly what: string; readonly owner: string; readonly due: Instant; readonly deadline: string };

/** The outcome: what caused it, what was learnt and what is done about it. */
export type ErrorClosed = Done & {
  readonly type: 'ErrorClosed';
  readonly closedAt: Instant;
  readonly causes: string;
  readonly learnt: string;
  readonly measures: readonly Measure[];
  readonly deadlines: DeadlineChanges;
};

/** A measure was carried out. */
export type MeasureDone = Done & { readonly type: 'MeasureDone'; readonly measure: string; readonly doneAt: Instant; readonly note: string; readonly deadlines: DeadlineChanges };

/** It is looked at again. */
export type ErrorReopened = Done & { readonly type: 'ErrorReopened'; readonly reopenedAt: Instant; readonly reason: string; readonly deadlines: DeadlineChanges };

/** Everything that happens to an error. */
export type ErrorEvent =
  | ErrorRaised
  | ProductQuarantineOrdered
  | ProductQuarantineLifted
  | ErrorDismissed
  | ErrorJoined
  | ErrorEstablished
  | EarlyNoticeGiven
  | ErrorReported
  | CommissionerAnswered
  | SubmissionMade
  | ErrorClosed
  | MeasureDone
  | ErrorReopened;
