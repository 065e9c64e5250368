import type { Instant } from '@cpmp/kernel';
import type { Day } from './calendar.js';

/** The person who decides, with the rank and force they hold then. */
export type Officer = {
  readonly person: string;
  readonly rank?: string;
  readonly force?: string;
  /** Whose designated deputy they are on the day and decide as: that person's rank, and whether it is on record that they are away. */
  readonly 'stands-in-for'?: { readonly rank: string; readonly absent: boolean };
};

/** Who holds which role on the day: s.29(5) of the Act of 2000 names them by what they do. Null: nobody. */
export type RolesHeld = { readonly handler: string | null; readonly controller: string | null; readonly 'record-maintainer': string | null };

/** A source as the law sees them. Of their age either the day of birth, or the days on which they reach the ages that the packs ask about (`{ '16': day, '18': day }`). */
export type SourceFacts = RolesHeld & {
  readonly born?: Day | null;
  readonly turns?: Readonly<Record<string, Day>>;
  readonly vulnerable: boolean;
  /** Whether all safeguards are recorded, or the names of those that are. */
  readonly safeguards: boolean | readonly string[];
  /** Whether they are to be used against a parent, or whoever has parental responsibility. */
  readonly 'against-parent'?: boolean;
};

/** An earlier period of the same operative. */
export type EarlierPeriod = { readonly from: Instant; readonly until: Instant | null; readonly form: string | null; readonly 'urgent-only': boolean; readonly 'same-operation': boolean };

/** An undercover operative as the law sees them. */
export type OperativeFacts = RolesHeld & { readonly prior: readonly EarlierPeriod[] };

/** The authority that criminal conduct stands on, as it stands at the instant of the act. */
export type LinkedFacts = { readonly power: string; readonly state: string; readonly until: Instant | null; readonly 'long-term': boolean };

/** A component as the law sees it. Of covert text only whether something was said: any text, or an empty one. */
export type ComponentFacts = {
  readonly power: string;
  readonly ground: string;
  readonly tactics: readonly { readonly tactic: string; readonly because: string }[];
  readonly places: readonly { readonly kind: string; readonly 'in-area': boolean; readonly purpose?: string }[];
  /** `none`, or what is likely to be obtained. */
  readonly confidential: string;
  readonly 'seeks-privilege': boolean;
  readonly 'other-means'?: string | null;
  /** Open-source research: what it comes to in law, `none` or a power. */
  readonly 'amounts-to'?: string | null;
  readonly source?: SourceFacts | null;
  readonly operative?: OperativeFacts | null;
  readonly linked?: LinkedFacts | null;
};

/** The period that an act is about, as it stands at the instant of the act. */
export type Period = { readonly state: string; readonly from: Instant | null; readonly until: Instant | null; readonly form?: string | null; readonly 'urgent-only'?: boolean; /** Since when it has been in force without a break: the grant's instant, where renewals followed. */ readonly since?: Instant };

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

