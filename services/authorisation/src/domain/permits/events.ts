import type { Instant, Refusal } from '@cpmp/kernel';
import type { DeploymentAnswer, Target, Window } from '@cpmp/gate';
import type { PermitSaid } from './permit.js';

/** What was asked of a permit, kept with its answer; the target is covert text. */
type Asked = { readonly tactic: string; readonly target: Target; readonly window: Window; readonly requestedBy: string };

/** What was said of a permit, and when it is said again unless an answer comes first. */
type Said = { readonly said: PermitSaid; readonly repeatAt: Instant };

/** Another power that what is deployed needs beside its own, as the law of the day on which its permit was issued had it. */
export type Companion = { readonly power: string; readonly for: string; readonly clause: string; readonly confirmed: boolean };

/** A permit was issued while the component was in force: switched on, or off while a companion power is not in force. */
export type PermitIssued = Said & Asked & { readonly type: 'PermitIssued'; readonly companions?: readonly Companion[] };

/** A permit was refused: by the authority's own rule, or with the holder's own refusal. */
export type PermitRefused = Asked & {
  readonly type: 'PermitRefused';
  readonly permit: string;
  readonly holder: PermitSaid['holder'];
  readonly thing: string;
  readonly component: string;
  readonly reference: string;
  readonly operationId: string;
  readonly refusal: Refusal;
};

/** A renewal moved a permit's `until`. */
export type PermitExtended = Said & { readonly type: 'PermitExtended' };

/** A permit came to its end with its component. */
export type PermitEnded = Said & { readonly type: 'PermitEnded' };

/** A permit that this log has lost was ended: a holder had something out under it. What it was for is not known. */
export type UnknownPermitEnded = Said & { readonly type: 'UnknownPermitEnded'; readonly window: Window };

/** Every companion power of a permit came into force: what it allowed may run. */
export type PermitSwitchedOn = Said & { readonly type: 'PermitSwitchedOn' };

/** A companion power of a permit ended: what it allowed stays where it is, and must not run. */
export type PermitSwitchedOff = Said & { readonly type: 'PermitSwitchedOff' };

/** A permit's whole state was said again: unanswered for 60 s, or once a day while it is open. */
export type PermitRepeated = Said & { readonly type: 'PermitRepeated' };

/** The holder's whole state of a permit was heard. */
export type AnswerHeard = {
  readonly type: 'AnswerHeard';
  readonly component: string;
  readonly answer: DeploymentAnswer;
  /** True when, all heard, the holder has named the permit's `until` and its end. */
  readonly answered: boolean;
  /** True when the permit leaves the state: it was not taken, or what it allowed is over. */
  readonly closed: boolean;
  /** When the permit is said again, unless it is closed or another answer comes first. */
  readonly repeatAt: Instant;
};

/** What happens to permits. */
export type PermitEvent = PermitIssued | PermitRefused | PermitExtended | PermitEnded | UnknownPermitEnded | PermitSwitchedOn | PermitSwitchedOff | PermitRepeated | AnswerHeard;
