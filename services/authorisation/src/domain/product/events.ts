import type { DeadlineChanges, Instant } from '@cpmp/kernel';
import type { Officer } from '../component.js';

/** What every event says of its product, so that what is published needs nothing but the event. */
export type ProductRef = {
  /** The case's reference and the product's number in it, e.g. `MET-26-0001/P3`. */
  readonly reference: string;
  readonly authorisation: string;
  readonly component: string;
  readonly force: string;
  readonly unit?: string;
};

/** Why it is kept: a basis of the packs, as it stood when it was given. */
export type KeptOn = { readonly basis: string; readonly clause: string; readonly confirmed: boolean };

/** What kind of confidential material it holds. */
export type Confidential = 'none' | 'privilege' | 'personal' | 'journalistic' | 'parliamentary';

/** Where a copy is, who answers for it, and what for; outside the force, to whom it was disclosed. Covert text. */
export type CopyPlace = { readonly place: string; readonly holder: string; readonly purpose: string; readonly disclosedTo?: string };

/** Why somebody ordered destruction: nothing needs it any more, or a commissioner ordered it with a quashing. */
export type OrderedBecause = 'no-longer-necessary' | 'quashed';

/** Why product is set apart: an error may lie behind it, or it was obtained when nothing was in force. */
export type QuarantinedBecause = 'possible-error' | 'obtained-outside-authority';

type On = { readonly about: ProductRef; readonly by: Officer };

/** Something was obtained, and somebody answers for it from now on. */
export type ProductRegistered = On & {
  readonly type: 'ProductRegistered';
  readonly number: number;
  readonly kind: string;
  /** What it is. Covert text under a key of its own, which goes with the product. */
  readonly description: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly obtainedBy: string;
  readonly permit?: string;
  readonly confidential: Confidential;
  /** False: part of it was obtained while its component was not in force. */
  readonly covered: boolean;
  readonly keptOn: KeptOn;
  readonly reviewBy: Instant;
  readonly registeredAt: Instant;
  readonly deadlines: DeadlineChanges;
};

/** A copy is known of: the first with the product, others when they are made or found. */
export type CopyRecorded = On & CopyPlace & { readonly type: 'CopyRecorded'; readonly copy: string; readonly recordedAt: Instant };

/** A copy went elsewhere, or to somebody else. */
export type CopyMoved = On & CopyPlace & { readonly type: 'CopyMoved'; readonly copy: string; readonly movedAt: Instant };

/** A copy that was disclosed came back. */
export type CopyReturned = On & { readonly type: 'CopyReturned'; readonly copy: string; readonly place: string; readonly holder: string; readonly returnedAt: Instant };

/** Somebody looked whether it is still needed: it is kept on a basis until the next review, or proposed for destruction. */
export type ProductReviewed = On & {
  readonly type: 'ProductReviewed';
  readonly decision: 'keep' | 'destroy';
  readonly reason: string;
  readonly keptOn?: KeptOn;
  readonly reviewBy?: Instant;
  readonly reviewedAt: Instant;
  readonly deadlines: DeadlineChanges;
};

/** What confidential material it holds was told to the Commissioner. */
export type ConfidentialProductTold = On & { readonly type: 'ConfidentialProductTold'; readonly told: string; readonly toldAt: Instant; readonly deadlines: DeadlineChanges };

/** An inspector or a commissioner keeps it from destruction. */
export type ProductHeld = On & { readonly type: 'ProductHeld'; readonly hold: string; readonly reason: string; readonly heldAt: Instant };
export type HoldLifted = On & { readonly type: 'HoldLifted'; readonly hold: string; readonly reason: string; readonly liftedAt: Instant };

/** It is set apart: nobody uses it, and nobody destroys it. */
export type ProductQuarantined = On & {
  readonly type: 'ProductQuarantined';
  readonly quarantine: string;
  readonly because: QuarantinedBecause;
  readonly reason: string;
  readonly quarantinedAt: Instant;
};
export type ProductReleased = On & { readonly type: 'ProductReleased'; readonly quarantine: string; readonly reason: string; readonly releasedAt: Instant };

/** The first of two persons ordered that it be destroyed. */
export type DestructionOrdered = On & { readonly type: 'DestructionOrdered'; readonly because: OrderedBecause; readonly reason: string; readonly orderedAt: Instant; readonly deadlines: DeadlineChanges };

/** The second agreed; it may be carried out once the countdown is over. */
export type DestructionConfirmed = On & { readonly type: 'DestructionConfirmed'; readonly confirmedAt: Instant; readonly notBefore: Instant };

/** The order stands no more. */
export type DestructionWithdrawn = On & { readonly type: 'DestructionWithdrawn'; readonly reason: string; readonly withdrawnAt: Instant; readonly keptOn?: KeptOn; readonly reviewBy: Instant; readonly deadlines: DeadlineChanges };

/** A copy was destroyed, says who did it. */
export type CopyDestroyed = On & { readonly type: 'CopyDestroyed'; readonly copy: string; readonly method: string; readonly destroyedAt: Instant };

/** Somebody else saw it. */
export type CopyWitnessed = On & { readonly type: 'CopyWitnessed'; readonly copy: string; readonly witnessedAt: Instant };

/** What a certificate says: nothing of what the product was. */
export type Destroyed = {
  readonly reference: string;
  readonly kind: string;
  readonly obtained: { readonly from: Instant; readonly until: Instant };
  readonly ordered: { readonly by: string; readonly at: Instant; readonly because: OrderedBecause };
  readonly confirmed: { readonly by: string; readonly at: Instant };
  readonly copies: readonly { readonly copy: string; readonly by: string; readonly at: Instant; readonly witness: string; readonly witnessedAt: Instant }[];
};

/** The last copy is gone: the certificate. `digest`: SHA-256 over the RFC 8785 form of `destroyed`, so that a printed certificate can be held against the ledger. */
export type ProductDestroyed = On & { readonly type: 'ProductDestroyed'; readonly destroyed: Destroyed; readonly digest: string; readonly destroyedAt: Instant; readonly deadlines: DeadlineChanges };

/** Everything that happens to product. */
export type ProductEvent =
  | ProductRegistered | CopyRecorded | CopyMoved | CopyReturned | ProductReviewed | ConfidentialProductTold | ProductHeld | HoldLifted | ProductQuarantined | ProductReleased
  | DestructionOrdered | DestructionConfirmed | DestructionWithdrawn | CopyDestroyed | CopyWitnessed | ProductDestroyed;
