import type { DeadlineSet, Instant, Refusal } from '@cpmp/kernel';
import type { Application } from './authority.js';
import type { Wanted } from './deadlines.js';
import type { Basis, CommissionerNotice, Component, LawStep, Note, NoticeableAct, Officer, Unconfirmed } from './component.js';

/** A question of law, without covert text: of every text only whether something was said. */
export type Ask = {
  readonly event: 'grant' | 'renew' | 'cancel';
  readonly at: Instant;
  readonly form?: 'written' | 'oral';
  readonly urgent?: string | null;
  readonly notes?: readonly Note['by'][];
  readonly officer: Officer;
  readonly applicant: { readonly person: string; readonly force: string };
  readonly agreement: string | null;
  readonly component: object;
  readonly current?: object;
  readonly review?: object | null;
  readonly 'prior-approval'?: { readonly at: Instant } | null;
  readonly 'ceased-at'?: Instant | null;
  readonly 'product-direction'?: string | null;
};

/** The law's answer. */
export type Answer = {
  readonly allowed: boolean;
  readonly refusal?: Refusal;
  readonly regime: string;
  readonly state: string | null;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly commissioner: 'none' | 'notify' | 'approval' | 'prior-approval' | null;
  readonly deadlines: Readonly<Record<string, Instant>>;
  readonly urgentOnly: boolean;
  readonly rule: string;
  readonly clause: string;
  readonly pack: string;
  readonly unconfirmed: readonly Unconfirmed[];
  readonly steps: readonly LawStep[];
};

/** What the law asks of a component before anybody decides, for the officer's brief. */
export type Requirements = {
  /** The section that gives the power, in words. */
  readonly section: string;
  /** Who may grant it, in words, one line each. */
  readonly mayGrant: readonly string[];
  /** Who must be told of a grant, in words. */
  readonly told: readonly string[];
  readonly unconfirmed: readonly Unconfirmed[];
  /** A rank that may grant it whole, so that a brief can say until when. */
  readonly rank?: string;
};

/** What this service asks of the law: one question, one answer; and for a brief, what it requires of a component. Pure. */
export type Law = {
  readonly evaluate: (ask: Ask) => Answer;
  readonly requirements: (component: Component, at: Instant) => Requirements;
};

/** A text as the law sees it: said or not. */
const said = (text: string | undefined | null): string | null => (text !== undefined && text !== null && text.trim() !== '' ? 'given' : null);

const componentFacts = (component: Component): object => ({
  power: component.power,
  ground: component.ground,
  tactics: component.tactics.map(({ tactic, because }) => ({ tactic, because: said(because) ?? '' })),
  places: (component.places ?? []).map(({ kind, inArea, purpose }) => ({ kind, 'in-area': inArea, ...(purpose === undefined ? {} : { purpose }) })),
  confidential: component.confidential ?? 'none',
  'seeks-privilege': component.seeksPrivilege ?? false,
  'other-means': said(component.otherMeans) ?? '',
});

/** The period that is renewed or cancelled, as it stands at the instant of the decision. */
const currentPeriod = (component: Component, at: Instant): object => {
  const { granted, renewals, state, until } = component;
  const latest = renewals.findLast((renewal) => renewal.until !== null);
  // A late entry looks at the state as it was: what expired since was in force then.
  const then = (state === 'in-force' || state === 'expired') && until !== null ? (at < until ? 'in-force' : 'expired') : state;
  return { state: then, from: latest?.from ?? component.from, until, form: latest?.form ?? granted?.form ?? null, 'urgent-only': !latest && (granted?.urgentOnly ?? false) };
};

type Act = { readonly by: Officer; readonly at: Instant };

const asked = (application: Application, component: Component, { by, at }: Act) => ({
  at,
  officer: by,
  applicant: { person: application.applicant, force: application.force },
  agreement: application.agreement ?? null,
  component: componentFacts(component),
});

type Spoken = Act & { readonly form: 'written' | 'oral'; readonly urgent?: string; readonly notes: readonly Note[] };

const spoken = ({ form, urgent, notes }: Spoken) => ({ form, urgent: said(urgent), notes: [...new Set(notes.map(({ by }) => by))], 'prior-approval': null });

/** May this officer grant this component now, and what does it become? */
export const grantAsk = (application: Application, component: Component, act: Spoken): Ask => ({ event: 'grant', ...asked(application, component, act), ...spoken(act) });

/** May this officer renew this component now, and until when? */
export const renewAsk = (application: Application, component: Component, act: Spoken): Ask => {
  const review = component.reviews.findLast(({ at }) => at > (component.renewals.at(-1)?.at ?? component.granted?.at ?? ''));
  return {
    event: 'renew',
    ...asked(application, component, act),
    ...spoken(act),
    current: currentPeriod(component, act.at),
    review: review ? { considered: true, use: said(review.use) !== null, tasks: said(review.tasks) !== null, information: said(review.information) !== null } : null,
  };
};

/** May this officer cancel this component, and what is missing? */
export const cancelAsk = (application: Application, component: Component, act: Act & { readonly ceasedAt?: Instant; readonly productDirection?: string }): Ask => ({
  event: 'cancel',
  ...asked(application, component, act),
  current: currentPeriod(component, act.at),
  'ceased-at': act.ceasedAt ?? null,
  'product-direction': said(act.productDirection),
});

/** What of an answer an event keeps, beside the question. */
export const basisOf = (ask: Ask, { pack, rule, clause, unconfirmed, steps }: Answer): Basis => ({ pack, rule, clause, unconfirmed, steps, facts: ask });

/** The deadlines that the law's answer sets, its end among them; told to the officer and the applicant beside the roles. */
export const lawful = ({ deadlines, until }: Answer, persons: readonly string[]): readonly Wanted[] =>
  Object.entries({ ...deadlines, ...(until === null ? {} : { expiry: until }) }).map(([what, due]) => ({ what, due, statutory: true, persons }));

/** The notice that an act owes the commissioner, if the law asks for one; `set` holds its deadline where the law gives days. */
export const owedNotice = (act: NoticeableAct, { commissioner }: Answer, set: readonly DeadlineSet[]): CommissionerNotice | undefined => {
  const deadline = set.find(({ what }) => what === 'commissioner-notice');
  if (commissioner !== 'notify' && deadline === undefined) return undefined;
  return { act, ...(deadline === undefined ? {} : { due: deadline.due, deadline: deadline.id }) };
};
