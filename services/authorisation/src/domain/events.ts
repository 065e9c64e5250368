import type { DeadlineChanges, Instant } from '@cpmp/kernel';
import type { ArrangementsChecked } from './arrangements.js';
import type { DraftEnd } from './draft.js';
import type { Basis, CommissionerNotice, ComponentDraft, Note, NoticeableAct, Officer, Reported, Review, SealedNote } from './component.js';
import type { CommissionerEvent } from './commissioner.js';
import type { PermitEvent } from './permits/events.js';
import type { ResearchLogged } from './research.js';
import type { Stood } from './separation.js';
import type { Similarity } from './similarity.js';

/** What every event says of its case, so that what is published needs nothing but the event. */
export type CaseRef = {
  /** What people call it, e.g. `MET-26-0001`. */
  readonly reference: string;
  /** HMAC of the operation's name under the force key. */
  readonly operationId: string;
  readonly force: string;
  readonly unit?: string;
  /** The applicant. */
  readonly applicant: string;
};

type OnCase = { readonly about: CaseRef };
type OnComponent = OnCase & { readonly component: string };
type Decided = OnComponent & Stood & { readonly by: Officer; readonly basis: Basis; readonly deadlines: DeadlineChanges };

/** An application was made. */
export type AuthorityApplied = OnCase & {
  readonly type: 'AuthorityApplied';
  readonly operation: string;
  readonly applicantRank?: string;
  readonly appliedAt: Instant;
  /** When it was made on paper, if it is entered later. */
  readonly madeAt?: Instant;
  readonly agreement?: string;
  /** Persons named at the application who may know of the case. */
  readonly cleared: readonly string[];
  readonly components: readonly (ComponentDraft & { readonly id: string })[];
};

/** Somebody saved what they have written of an application, new or returned; nobody else learns of it. */
export type DraftSaved = {
  readonly type: 'DraftSaved';
  /** The first, second … draft of this stream: each is sealed with a key of its own. */
  readonly draft: number;
  readonly by: Officer;
  readonly savedAt: Instant;
  readonly keptUntil: Instant;
  /** What it says, as JSON. */
  readonly text: string;
};

/** A draft came to its end: its key is to be destroyed. */
export type DraftEnded = { readonly type: 'DraftEnded'; readonly draft: number; readonly how: DraftEnd; readonly endedAt: Instant };

/** An applicant changed what a gatekeeper had returned, and sent it again. The parts that it names take the place of those with the same id. */
export type AuthorityResubmitted = OnCase & {
  readonly type: 'AuthorityResubmitted';
  readonly resubmittedAt: Instant;
  /** The parts that ask for what they asked for before, in other words. Absent before that was said: then none is known to. */
  readonly sameScope?: readonly string[];
  readonly agreement?: string;
  readonly cleared: readonly string[];
  readonly components: readonly (ComponentDraft & { readonly id: string })[];
};

/** A gatekeeper passed it on or returned it: advice, never a decision (findings P16). */
export type AuthorityChecked = OnCase & {
  readonly type: 'AuthorityChecked';
  readonly by: Officer;
  readonly checkedAt: Instant;
  readonly outcome: 'pass' | 'return';
  readonly comment: string;
  /** The components that it moved: those that nobody had decided on. */
  readonly components: readonly string[];
};

/** An officer granted a component. `from` and `until` are null while it awaits a commissioner. */
export type AuthorityGranted = Decided & {
  readonly type: 'AuthorityGranted';
  readonly decidedAt: Instant;
  readonly power: string;
  readonly form: 'written' | 'oral';
  readonly urgent?: string;
  readonly urgentOnly: boolean;
  readonly statement: string;
  readonly notes?: readonly Note[];
  readonly notesAlike?: Similarity;
  readonly checked: boolean;
  readonly regime: string;
  readonly state: 'in-force' | 'awaiting-approval';
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly notice?: CommissionerNotice;
};

/** Whoever asked an officer who decided orally sealed their own note of it. */
export type NoteSealed = OnComponent & SealedNote & { readonly type: 'NoteSealed' };

/** An officer refused a component. */
export type AuthorityRefused = OnComponent & {
  readonly type: 'AuthorityRefused';
  readonly by: Officer;
  readonly decidedAt: Instant;
  readonly reason: string;
};

/** A written notice of an act was sent to the commissioner. */
export type CommissionerNotified = OnComponent & {
  readonly type: 'CommissionerNotified';
  readonly by: Officer;
  readonly act: NoticeableAct;
  readonly sentAt: Instant;
  readonly deadlines: DeadlineChanges;
};

/** By when a code has the next review, in which set of law, of which component: asked again of that set it says the same. `by` is null where it sets no bound. */
export type ReviewBound = { readonly set?: string; readonly facts: { readonly component: object; readonly force: string }; readonly by: Instant | null };

/** An officer reviewed a component, starting from what changed. */
export type AuthorityReviewed = OnComponent & {
  readonly type: 'AuthorityReviewed';
  readonly by: Officer;
  readonly reviewedAt: Instant;
  readonly deadlines: DeadlineChanges;
  /** The law that the next review was held against; absent before it was pinned. */
  readonly bound?: ReviewBound;
  /** Where those who are out of it stood among the subjects, those added behind them: names are sealed, and a fold that opens none cannot find them by name. Absent before that was said. */
  readonly removedPlaces?: readonly number[];
} & Omit<Review, 'by' | 'at'>;

/** An officer renewed a component. While it awaits a commissioner's approval `from` and `until` are null and the old period runs on. */
export type AuthorityRenewed = Decided & {
  readonly type: 'AuthorityRenewed';
  readonly decidedAt: Instant;
  readonly form: 'written' | 'oral';
  readonly urgent?: string;
  /** True where only a rank that may act in urgency alone could renew it: such a period counts differently, as that of a grant does. */
  readonly urgentOnly?: boolean;
  readonly notes?: readonly Note[];
  readonly notesAlike?: Similarity;
  readonly statement: string;
  readonly value: string;
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** False when it was entered after the old end: it extends no permit, and the gap is a late entry. */
  readonly contiguous: boolean;
  readonly notice?: CommissionerNotice;
};

/** An oral decision was put in writing by somebody who took part in it. */
export type OralActRecorded = OnComponent & {
  readonly type: 'OralActRecorded';
  readonly by: Officer;
  readonly recordedAt: Instant;
  readonly text: string;
  readonly deadlines: DeadlineChanges;
};

/** An officer cancelled a component. */
export type AuthorityCancelled = Decided & {
  readonly type: 'AuthorityCancelled';
  readonly decidedAt: Instant;
  /** When activity was told to cease; never the authority's end. */
  readonly ceasedAt: Instant;
  readonly told: readonly string[];
  readonly reason: string;
  readonly value: string;
  readonly productDirection: string;
  /** What became of equipment. */
  readonly equipment?: string;
  /** Who noted a spoken cancellation when it was spoken. */
  readonly notedBy?: string;
  readonly from: Instant | null;
  readonly until: Instant;
  readonly notice?: CommissionerNotice;
};

/** The record of what `until` already made true. */
export type AuthorityExpired = OnComponent & {
  readonly type: 'AuthorityExpired';
  /** Who renewed it last, or granted it, and hears of it; absent where it was recorded before that was said. */
  readonly officer?: string;
  readonly until: Instant;
  readonly deadlines: DeadlineChanges;
};

/** It ended with the authority that it stands on, in the same way and at the same instant. */
export type LinkedAuthorityEnded = OnComponent & {
  readonly type: 'LinkedAuthorityEnded';
  /** The component that it stood on. */
  readonly linked: string;
  readonly how: 'cancelled' | 'quashed';
  /** Who renewed it last, or granted it, and hears of it; absent where it was recorded before that was said. */
  readonly officer?: string;
  readonly until: Instant;
  readonly deadlines: DeadlineChanges;
};

/** A grant came instead of a renewal, before twelve months in the same operation had passed: for the senior responsible officer, with the arithmetic (finding P13). */
export type RegrantFlagged = OnComponent & {
  readonly type: 'RegrantFlagged';
  readonly usedDays: number;
  readonly leftDays: number;
  readonly gapDays: number;
  readonly periods: readonly { readonly from: Instant; readonly until: Instant | null }[];
};

/** A deployment that was made on paper was entered afterwards, and judged by the record. */
export type DeploymentReported = OnComponent & Omit<Reported, 'at'> & { readonly type: 'DeploymentReported'; readonly reportedAt: Instant };

/** One part of the case ended while others go on: their officers are asked whether those still make sense. */
export type CaseReviewPrompted = OnComponent & {
  readonly type: 'CaseReviewPrompted';
  readonly because: 'refused' | 'declined' | 'quashed' | 'cancelled' | 'expired';
  readonly others: readonly string[];
  readonly persons: readonly string[];
};

/** Activity may have happened outside an authority: after a permit's end, or after that of another part which it needs. `component` is the part that had ended. */
export type ErrorSuspected = OnComponent & {
  readonly type: 'ErrorSuspected';
  readonly permit: string;
  readonly thing: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** When it had stopped, if it had by then. */
  readonly stoppedAt?: Instant;
  /** `active-after-end`: it was out when an end was decided that was entered later. `running-after-end`: it was switched on then, and the end was that of a part which it needs. */
  readonly cause: 'start-after-end' | 'active-after-end' | 'running-after-end';
};

/** Something on a permit's way needs a person. */
export type AlarmRaised = OnCase & {
  readonly type: 'AlarmRaised';
  readonly component?: string;
  readonly permit: string;
  /** `permit-lost`, `end-lost`: a holder knows of a permit, or of an end, that this log lost in a restore. */
  readonly cause: 'end-unanswered' | 'message-poisoned' | 'permit-lost' | 'end-lost';
};

/** Everything that happens in a case. */
export type AuthorityEvent =
  | DraftSaved
  | DraftEnded
  | AuthorityApplied
  | AuthorityResubmitted
  | AuthorityChecked
  | NoteSealed
  | AuthorityGranted
  | AuthorityRefused
  | CommissionerNotified
  | AuthorityReviewed
  | AuthorityRenewed
  | OralActRecorded
  | AuthorityCancelled
  | AuthorityExpired
  | LinkedAuthorityEnded
  | RegrantFlagged
  | ArrangementsChecked
  | ResearchLogged
  | DeploymentReported
  | CaseReviewPrompted
  | CommissionerEvent
  | PermitEvent
  | ErrorSuspected
  | AlarmRaised;
