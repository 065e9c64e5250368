import type { DeadlineSet, Instant } from '@cpmp/kernel';
import { legalDay, startOfDay } from '@cpmp/law';
import type { Answer as Answered, Officer as AskedOfficer, CancelAsk, CommissionerAsk, ComponentFacts, GrantAsk, Period, QuashAsk, RenewAsk, Requirements } from '@cpmp/law';
import { type AuthorityState, caseRef } from './authority.js';
import type { ApprovedAct } from './commissioner.js';
import type { Wanted } from './deadlines.js';
import type { DesignationsState } from './designations.js';
import { amountsTo } from './research.js';
import type { Basis, CommissionerNotice, Component, Note, NoticeableAct } from './component.js';
import { circumstances, type Circumstances, heardOf, type Known } from './known.js';
import type { Run } from './permits/suspects.js';

/** The questions that this service puts, without covert text: of every text only whether something was said. */
export type Ask = GrantAsk | RenewAsk | CommissionerAsk | QuashAsk | CancelAsk;
/** The law's answer, and the adopted set that gave it. */
export type Answer = Answered & { readonly set?: string };

/** What this service asks of the law: one question, one answer; and for a brief, what it requires of a component and of the officers of a force. Pure.
 * `known`: what is known elsewhere of the people of the component that is decided on. */
export type Law = {
  readonly evaluate: (ask: Ask) => Answer;
  readonly requirements: (component: ComponentFacts, about: { readonly at: Instant; readonly force?: string }) => Requirements & { readonly set?: string };
  readonly known?: Known;
  /** Who acts in which rank and as whose deputy, by day. */
  readonly designations?: DesignationsState;
  /** What was out under the case and has left its state: an end that is entered later reaches back to it. */
  readonly closed?: readonly Run[];
  /** The law that a decision pinned, where the log keeps it: what became of an act is told by the law of the act. */
  readonly pinned?: (basis: Pick<Basis, 'set' | 'pack'>) => Law | undefined;
};

/** A text as the law sees it: said or not. */
const said = (text: string | undefined | null): string | null => (text !== undefined && text !== null && text.trim() !== '' ? 'given' : null);

/** What research in open sources has come to by its log. */
const amounting = (component: Component): Pick<ComponentFacts, 'amounts-to'> => {
  const power = amountsTo(component);
  return power === undefined ? {} : { 'amounts-to': power };
};

/** A component as the law sees it, in its circumstances. */
export const componentFacts = (component: Component, about: Circumstances = {}): ComponentFacts => ({
  power: component.power,
  ground: component.ground,
  tactics: component.tactics.map(({ tactic, because }) => ({ tactic, because: said(because) ?? '' })),
  places: (component.places ?? []).map(({ kind, inArea, purpose }) => ({ kind, 'in-area': inArea, ...(purpose === undefined ? {} : { purpose }) })),
  confidential: component.confidential ?? 'none',
  'seeks-privilege': component.seeksPrivilege ?? false,
  'other-means': said(component.otherMeans) ?? '',
  ...amounting(component),
  ...about,
});

/** The period that is renewed or cancelled, as it stands at the instant of the decision. */
export const currentPeriod = (component: Component, at: Instant): Period => {
  const { granted, renewals, state, until } = component;
  const latest = renewals.findLast((renewal) => renewal.until !== null);
  // A late entry looks at the state as it was: what expired since was in force then.
  const then = (state === 'in-force' || state === 'expired') && until !== null ? (at < until ? 'in-force' : 'expired') : state;
  return { state: then, from: latest?.from ?? component.from, until, form: latest?.form ?? granted?.form ?? null, 'urgent-only': (latest ?? granted)?.urgentOnly ?? false, ...(component.from ? { since: component.from } : {}) };
};

type Act = { readonly by: AskedOfficer; readonly at: Instant; readonly known?: Known | undefined };

const asked = (state: AuthorityState, component: Component, { by, at, known }: Act) => {
  const { applicant: person, force } = caseRef(state);
  return { at, officer: by, applicant: { person, force }, agreement: said(state.application?.agreement), component: componentFacts(component, circumstances(state, component, { known, at })) };
};

type Spoken = Act & { readonly form: 'written' | 'oral'; readonly urgent?: string; readonly notes: readonly Note[] };

/** The approval of an act that had to come before it, unless an earlier act of that kind has used it or the application was changed since. */
const priorApproval = ({ dealings, renewals, resubmittedAt = '' }: Component, act: ApprovedAct): { readonly at: Instant } | null => {
  const used = act === 'renewal' ? renewals.at(-1)?.at ?? '' : resubmittedAt;
  const approval = dealings.approvals.findLast((one) => one.act === act && one.until === null && one.at >= used);
  return approval ? { at: approval.at } : null;
};

/** Whether a commissioner must still approve a grant before an officer may decide on it. */
export const needsApprovalFirst = (state: AuthorityState, component: Component, { law, known, at }: { readonly law: Law; readonly known?: Known | undefined; readonly at: Instant }): boolean => {
  const { asks } = law.requirements(componentFacts(component, circumstances(state, component, { known, at })), { at, force: caseRef(state).force });
  return asks?.commissioner.grant === 'prior-approval' && priorApproval(component, 'grant') === null;
};

const spoken = ({ form, urgent, notes }: Spoken) => ({ form, urgent: said(urgent), notes: [...new Set(notes.map(({ by }) => by))] });

/** May this officer grant this component now, and what does it become? */
export const grantAsk = (state: AuthorityState, component: Component, act: Spoken): GrantAsk => ({
  event: 'grant', ...asked(state, component, act), ...spoken(act), 'prior-approval': priorApproval(component, 'grant'),
});

/** May this officer renew this component now, and until when? */
export const renewAsk = (state: AuthorityState, component: Component, act: Spoken): RenewAsk => {
  // What was decided orally and is entered later was decided without a review that came after it.
  const review = component.reviews.findLast(({ at }) => at > (component.renewals.at(-1)?.at ?? component.granted?.at ?? '') && at <= act.at);
  return {
    event: 'renew',
    ...asked(state, component, act),
    ...spoken(act),
    'prior-approval': priorApproval(component, 'renewal'),
    current: currentPeriod(component, act.at),
    review: review ? { considered: true, use: said(review.use) !== null, tasks: said(review.tasks) !== null, information: said(review.information) !== null } : null,
  };
};

/** May this officer cancel this component, and what is missing? */
export const cancelAsk = (state: AuthorityState, component: Component, act: Act & { readonly ceasedAt?: Instant; readonly productDirection?: string }): CancelAsk => ({
  event: 'cancel',
  ...asked(state, component, act),
  current: currentPeriod(component, act.at),
  'ceased-at': act.ceasedAt ?? null,
  'product-direction': said(act.productDirection),
});

/** What becomes of what was sent to the commissioner, now that the granter has notice of their answer? The officer in question is the granter. */
export const commissionerAsk = (state: AuthorityState, component: Component, { event, act, at, by, known }: Act & { readonly event: 'approval-notice' | 'decline'; readonly act: ApprovedAct }): CommissionerAsk => ({
  event, act, ...asked(state, component, { by: component.granted?.by ?? by, at, known }), current: currentPeriod(component, at),
});

/** May a commissioner quash it, and what follows? */
export const quashAsk = (state: AuthorityState, component: Component, { at, by, known }: Act): QuashAsk => ({
  event: 'quash', ...asked(state, component, { by: component.granted?.by ?? by, at, known }), current: currentPeriod(component, at),
});

/** What of an answer an event keeps, beside the question and where the facts of other services came from. */
export const basisOf = (ask: object, { pack, set, rule, clause, unconfirmed, steps }: Answer, { known }: Partial<Pick<Law, 'known'>> = {}): Basis => ({ pack, ...(set === undefined ? {} : { set }), rule, clause, unconfirmed, steps, facts: ask, ...heardOf(known) });

/** The deadlines that the law's answer sets, its end among them, and those of codes and practice; told to the officer and the applicant beside the roles. */
export const lawful = ({ deadlines, practice, until }: Answer, persons: readonly string[]): readonly Wanted[] => [
  ...Object.entries({ ...deadlines, ...(until === null ? {} : { expiry: until }) }).map(([what, due]) => ({ what, due, statutory: true, persons })),
  ...Object.entries(practice).map(([what, due]) => ({ what, due, statutory: false, persons })),
];

const NOTICE = 'commissioner-notice';

const asksForNotice = ({ commissioner }: Answer): boolean => commissioner === 'notify' || commissioner === 'approval';

/** By the end of which London day after its entry the notice of an act has gone out where the law says "as soon as practicable" and gives no day, in days: force policy, a weekend long. Without a day nobody would be told of it, and none would be late. */
const NOTICE_SENT_DAYS = 3;

/** When the notice of an act falls due where the law asks for one and gives no day. A courtesy is never late. */
export const noticeDue = (answer: Answer, persons: readonly string[], now: Instant): readonly Wanted[] =>
  !asksForNotice(answer) || answer.courtesy || NOTICE in answer.deadlines || NOTICE in answer.practice ? [] : [{ what: NOTICE, due: startOfDay(legalDay(now), NOTICE_SENT_DAYS + 1), statutory: false, persons }];

/** The notice that an act owes the commissioner, if the law asks for one; `set` holds its deadline. */
export const owedNotice = (act: NoticeableAct, answer: Answer, set: readonly DeadlineSet[]): CommissionerNotice | undefined => {
  const deadline = set.find(({ what }) => what === NOTICE);
  if (!asksForNotice(answer) && deadline === undefined) return undefined;
  return { act, ...(deadline === undefined ? {} : { due: deadline.due, deadline: deadline.id }) };
};
