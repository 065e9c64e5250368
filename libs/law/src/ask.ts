import type { Instant, Refusal } from '@cpmp/kernel';

/** The person who decides, with the rank and force they hold then. */
export type Officer = { readonly person: string; readonly rank?: string; readonly force?: string };

/** A component as the law sees it. Of covert text only whether something was said: any text, or an empty one. */
export type ComponentFacts = {
  readonly power: string;
  readonly ground: string;
  readonly tactics: readonly { readonly tactic: string; readonly because: string }[];
  readonly places: readonly { readonly kind: string; readonly 'in-area': boolean; readonly purpose?: string }[];
  /** `none`, or what is likely to be obtained. */
  readonly confidential: string;
  readonly 'seeks-privilege': boolean;
  readonly 'other-means'?: string;
};

/** The period that an act is about, as it stands at the instant of the act. */
export type Period = { readonly state: string; readonly from: Instant | null; readonly until: Instant | null; readonly form?: string | null; readonly 'urgent-only'?: boolean };

/** The last review and whether the officer considered it. */
export type ReviewFacts = { readonly considered: boolean; readonly use: boolean; readonly tasks: boolean; readonly information: boolean };

type OfAuthority = {
  readonly at: Instant;
  readonly officer: Officer;
  readonly applicant: { readonly person: string; readonly force: string };
  /** A collaboration reference that covers both forces. */
  readonly agreement: string | null;
  readonly component: ComponentFacts;
};
type Decided = OfAuthority & {
  readonly form: 'written' | 'oral';
  readonly urgent: string | null;
  readonly notes: readonly ('applicant' | 'officer')[];
  readonly 'prior-approval': { readonly at: Instant } | null;
};

export type GrantAsk = Decided & { readonly event: 'grant' };
export type RenewAsk = Decided & { readonly event: 'renew'; readonly current: Period; readonly review: ReviewFacts | null };
export type CommissionerAsk = OfAuthority & { readonly event: 'approval-notice' | 'decline'; readonly act: 'grant' | 'renewal'; readonly current: Period };
export type QuashAsk = OfAuthority & { readonly event: 'quash'; readonly current: Period };
export type CancelAsk = OfAuthority & { readonly event: 'cancel'; readonly current: Period; readonly 'ceased-at': Instant | null; readonly 'product-direction': string | null };
export type ErrorAsk = { readonly event: 'establish-error'; readonly at: Instant };

/** A question of law. The law is that of the London day of `at`. */
export type Ask = GrantAsk | RenewAsk | CommissionerAsk | QuashAsk | CancelAsk | ErrorAsk;
/** A question about an authority. */
export type AuthorityAsk = Exclude<Ask, ErrorAsk>;

/** A point of law that no lawyer has confirmed. */
export type Unconfirmed = { readonly what: string; readonly why: string };
/** One step of how the law came to its answer, in words without covert text. */
export type LawStep = { readonly words: string; readonly clause?: string; readonly confirmed: boolean };

/** The law's answer. */
export type Answer = {
  readonly allowed: boolean;
  readonly refusal?: Refusal;
  /** Which rules applied; empty where the question is about no authority. */
  readonly regime: string;
  /** State and period after the event; `until` is the first instant no longer in force. */
  readonly state: string | null;
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** What the act needs of a judicial commissioner; `approval` waits for it, `prior-approval` had to come first. */
  readonly commissioner: 'none' | 'notify' | 'approval' | 'prior-approval' | null;
  /** What the law sets a day for, by what: the first instant at which it is late. */
  readonly deadlines: Readonly<Record<string, Instant>>;
  /** The same for what codes and inspectors set a day for. */
  readonly practice: Readonly<Record<string, Instant>>;
  /** Only a rank that may act in urgency alone could decide it. */
  readonly urgentOnly: boolean;
  readonly rule: string;
  readonly clause: string;
  /** Digest of the pack; empty where none covers the question. */
  readonly pack: string;
  readonly unconfirmed: readonly Unconfirmed[];
  readonly steps: readonly LawStep[];
};

/** What the law asks of a component before anybody decides, in words. */
export type Requirements = {
  /** The section that gives the power, with what brings a special rule; a sentence where no pack covers it. */
  readonly section: string;
  /** The section alone, as a refusal cites it; absent where no pack covers the power. */
  readonly clause?: string;
  /** Who may grant it, one line each. */
  readonly mayGrant: readonly string[];
  /** Who must be told of a grant. */
  readonly told: readonly string[];
  readonly unconfirmed: readonly Unconfirmed[];
  /** The lowest rank that may grant it whole. */
  readonly rank?: string;
};
