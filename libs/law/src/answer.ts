import type { Instant, Refusal } from '@cpmp/kernel';
import type { ReviewFacts } from './ask.js';

/** A point of law that no lawyer has confirmed. */
export type Unconfirmed = { readonly what: string; readonly why: string };
/** One step of how the law came to its answer, in words without covert text. */
export type LawStep = { readonly words: string; readonly clause?: string; readonly confirmed: boolean };

/** What an act needs of a judicial commissioner: `notify` tells them, `approval` waits for them, `prior-approval` had to come first. */
export type CommissionerNeed = 'none' | 'notify' | 'approval' | 'prior-approval';

/** Days of earlier periods that count towards a limit, and how many were left of it when the period began. */
export type DaysUsed = { readonly used: number; readonly left: number };

/** The law's answer. */
export type Answer = {
  readonly allowed: boolean;
  readonly refusal?: Refusal;
  /** Which rules applied; empty where the question is about no authority. */
  readonly regime: string;
  /** State and period after the event; `until` is the first instant no longer in force. Allowed with a null state: no authority is needed for it. */
  readonly state: string | null;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly commissioner: CommissionerNeed | null;
  /** The commissioner is told as a courtesy, which is late on no day. */
  readonly courtesy?: true;
  /** What the law sets a day for, by what: the first instant at which it is late. */
  readonly deadlines: Readonly<Record<string, Instant>>;
  /** The same for what codes and inspectors set a day for. */
  readonly practice: Readonly<Record<string, Instant>>;
  /** When to remind whoever has not yet done what a deadline asks, by its name. */
  readonly alerts?: Readonly<Record<string, readonly Instant[]>>;
  /** The first instant at which the first review is overdue, by code; the officer sets an earlier one. */
  readonly reviewBy?: Instant;
  /** The cumulative clock, where the power has one. */
  readonly days?: DaysUsed;
  /** Only a rank that may act in urgency alone could decide it. */
  readonly urgentOnly: boolean;
  readonly rule: string;
  readonly clause: string;
  /** Digest of the pack; empty where none covers the question. */
  readonly pack: string;
  readonly unconfirmed: readonly Unconfirmed[];
  readonly steps: readonly LawStep[];
};

/** What a written notice to the commissioner says, in order. */
export type NoticeContents = { readonly clause: string; readonly confirmed: boolean; readonly contains: readonly { readonly item: string; readonly words: string }[] };

/** Another power that a tactic needs beside its own. */
export type CompanionPower = { readonly tactic: string; readonly power: string; readonly for: string; readonly clause: string; readonly confirmed: boolean };

/** What the law asks of a component before anybody decides, as words and as data. */
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
  /** The rest of it; absent where no pack covers the power, or no authority is needed. */
  readonly asks?: RuleAsks;
};

/** What a rule asks of those who apply, decide and look after a component. */
export type RuleAsks = {
  readonly regime: string;
  readonly rule: string;
  readonly commissioner: { readonly grant: CommissionerNeed; readonly urgentGrant: CommissionerNeed; readonly renewal: CommissionerNeed; readonly urgentRenewal: CommissionerNeed; readonly cancellation: CommissionerNeed };
  /** Whether the commissioner may quash it. */
  readonly mayBeQuashed: boolean;
  readonly oral: { readonly grant: boolean; readonly renewal: boolean };
  /** Whose notes an oral decision needs. */
  readonly notes: readonly string[];
  /** Roles that must be held by somebody on every day, and those among them that must be different persons. */
  readonly roles: readonly string[];
  readonly separateRoles: readonly string[];
  /** What says so; null where no role must be held. */
  readonly arrangements: { readonly clause: string; readonly confirmed: boolean } | null;
  /** The names of the safeguards that must be recorded. */
  readonly safeguards: readonly string[];
  readonly otherMeans: boolean;
  /** It stands on another authority, and ends with it. */
  readonly linked: boolean;
  /** What the review must have covered before it is renewed. */
  readonly reviewFirst: readonly (keyof ReviewFacts)[];
  /** By when a code wants the first review after a grant or renewal takes effect. */
  readonly reviewWithin: (({ readonly days: number } | { readonly months: number }) & { readonly clause: string; readonly confirmed: boolean }) | null;
  readonly notices: { readonly grant?: NoticeContents; readonly renewal?: NoticeContents; readonly cancellation?: NoticeContents };
  readonly companions: readonly CompanionPower[];
  /** Undercover: the cumulative clock, as it would stand at a grant now. */
  readonly days: DaysUsed | null;
};
