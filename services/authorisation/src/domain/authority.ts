import type { Aggregate } from '@cpmp/kernel';
import { type Component, gapBefore, type Narrowed, newComponent, newlyAsked, withDeadlines } from './component.js';
import { DEALINGS_PERSONAL, evolveDealings } from './commissioner.js';
import { dueByWhat } from './deadlines.js';
import { type Draft, draftName } from './draft.js';
import type { AuthorityEvent, CaseRef } from './events.js';
import { RESEARCH_PERSONAL, researched } from './research.js';
import { type Permit, evolvePermits } from './permits/permit.js';

/** A gatekeeper's check as it stands on the record. */
export type Check = { readonly outcome: 'pass' | 'return'; readonly comment: string; readonly by: string; readonly at: string };

/** The application as it was made. */
export type Application = CaseRef & {
  readonly operation: string;
  readonly applicantRank?: string;
  readonly appliedAt: string;
  readonly madeAt?: string;
  readonly agreement?: string;
  readonly cleared: readonly string[];
};

/** One case of N components, with the permits that are open under them. */
export type AuthorityState = {
  /** Absent while nobody has applied under this id. */
  readonly application?: Application;
  readonly check?: Check;
  /** What somebody writes and has not sent: a new application, or changes to a returned one. */
  readonly draft?: Draft;
  /** How many drafts there have been, and how often one was saved. */
  readonly drafts?: { readonly begun: number; readonly saved: number };
  readonly components: Readonly<Record<string, Component>>;
  readonly permits: Readonly<Record<string, Permit>>;
};

const initial: AuthorityState = { components: {}, permits: {} };

/** Changes one component in what no officer decides on. */
const patch = (state: AuthorityState, id: string, to: (component: Component) => Component): AuthorityState => {
  const component = state.components[id];
  return component ? { ...state, components: { ...state.components, [id]: to(component) } } : state;
};

/** Changes one component, and raises its edition: the officer decides on something else now. */
const change = (state: AuthorityState, id: string, to: (component: Component) => Component): AuthorityState =>
  patch(state, id, (component) => ({ ...to(component), edition: component.edition + 1 }));

const patchPermit = (state: AuthorityState, id: string, patch: Partial<Permit>): AuthorityState => {
  const permit = state.permits[id];
  return permit ? { ...state, permits: { ...state.permits, [id]: { ...permit, ...patch } } } : state;
};

type On<T extends AuthorityEvent['type']> = Extract<AuthorityEvent, { type: T }>;

const applied = (state: AuthorityState, event: On<'AuthorityApplied'>): AuthorityState => {
  const { type: _type, about, components, ...application } = event;
  return { ...state, application: { ...about, ...application }, components: Object.fromEntries(components.map((draft) => [draft.id, newComponent(draft)])) };
};

const resubmitted = ({ check: _returned, ...state }: AuthorityState, event: On<'AuthorityResubmitted'>): AuthorityState => {
  if (!state.application) return state;
  const { agreement: _old, ...application } = state.application;
  const { agreement, cleared, components, resubmittedAt, sameScope = [] } = event;
  const anew = components.map((draft) => {
    const before = state.components[draft.id];
    const askedAt = before && sameScope.includes(draft.id) ? before.askedAt : resubmittedAt;
    return [draft.id, { ...(before ? newlyAsked(draft, before, resubmittedAt) : newComponent(draft)), ...(askedAt === undefined ? {} : { askedAt }) }] as const;
  });
  return { ...state, application: { ...application, ...(agreement === undefined ? {} : { agreement }), cleared }, components: { ...state.components, ...Object.fromEntries(anew) } };
};

const drafted = (state: AuthorityState, { draft: number, by, savedAt, keptUntil, text }: On<'DraftSaved'>): AuthorityState => {
  const edition = (state.drafts?.saved ?? 0) + 1;
  return { ...state, drafts: { begun: number, saved: edition }, draft: { number, edition, by: by.person, savedAt, keptUntil, text } };
};

const undrafted = ({ draft: _ended, ...state }: AuthorityState): AuthorityState => state;

const checked = (state: AuthorityState, { outcome, comment, by, checkedAt, components }: On<'AuthorityChecked'>): AuthorityState => {
  const to = outcome === 'pass' ? 'awaiting-decision' : 'returned';
  const moved = components.reduce((at, id) => change(at, id, (component) => ({ ...component, state: to })), state);
  return { ...moved, check: { outcome, comment, by: by.person, at: checkedAt } };
};

const noted = (component: Component, { by, officer, madeAt, sealedAt, text }: On<'NoteSealed'>): Component => ({ ...component, sealedNotes: [...(component.sealedNotes ?? []), { by, officer, madeAt, sealedAt, text }] });

/** A decision that was entered has its notes; those of another are of no decision any more. */
const unnoted = ({ sealedNotes: _entered, ...component }: Component): Component => component;

const granted = (component: Component, event: On<'AuthorityGranted'>): Component => {
  const { by, decidedAt, form, urgent, urgentOnly, statement, notes, notesAlike, checked: passed, regime, basis, state, from, until, notice, insteadOf, conflicts, conflictReason, actingRank, standingInFor } = event;
  return {
    ...withDeadlines(unnoted(component), event.deadlines),
    state, from, until,
    granted: { by, at: decidedAt, form, ...(urgent === undefined ? {} : { urgent }), urgentOnly, statement, ...(notes ? { notes } : {}), ...(notesAlike ? { notesAlike } : {}), checked: passed, regime, basis, insteadOf, conflicts, conflictReason, actingRank, standingInFor },
    notices: notice ? [...component.notices, notice] : component.notices,
  };
};

const reviewed = (component: Component, event: On<'AuthorityReviewed'>): Component => {
  const { type: _type, about: _about, component: _id, deadlines, reviewedAt, bound: _bound, removedPlaces, ...review } = event;
  const { tacticsWithdrawn = [], subjectsAdded = [], subjectsRemoved = [] } = review;
  const out = (subject: string, place: number): boolean => removedPlaces?.includes(place) ?? subjectsRemoved.includes(subject);
  const subjects = [...(component.subjects ?? []), ...subjectsAdded];
  const gone: Narrowed = { at: reviewedAt, tactics: component.tactics.filter(({ tactic }) => tacticsWithdrawn.includes(tactic)), subjects: subjects.filter(out) };
  return {
    ...withDeadlines(component, deadlines),
    ...(tacticsWithdrawn.length === 0 ? {} : { tactics: component.tactics.filter(({ tactic }) => !tacticsWithdrawn.includes(tactic)) }),
    ...(subjectsAdded.length + subjectsRemoved.length === 0 ? {} : { subjects: subjects.filter((subject, place) => !out(subject, place)) }),
    ...(gone.tactics.length + gone.subjects.length === 0 ? {} : { narrowed: [...(component.narrowed ?? []), gone] }),
    reviews: [...component.reviews, { ...review, at: reviewedAt }],
  };
};

const renewed = (component: Component, event: On<'AuthorityRenewed'>): Component => {
  const { type: _type, about: _about, component: _id, deadlines, decidedAt, notice, ...renewal } = event;
  // The grant's own beginning stays; a renewal that waits for a commissioner leaves the old period running.
  const period = event.until === null ? {} : { state: 'in-force' as const, until: event.until };
  return {
    ...withDeadlines(unnoted(component), deadlines),
    ...period,
    renewals: [...component.renewals, { ...renewal, ...gapBefore(component, event.from), at: decidedAt }],
    notices: notice ? [...component.notices, notice] : component.notices,
  };
};

const cancelled = (component: Component, event: On<'AuthorityCancelled'>): Component => {
  const { by, decidedAt, ceasedAt, told, reason, value, productDirection, equipment, notedBy, insteadOf, actingRank, standingInFor, basis, until, notice } = event;
  return {
    ...withDeadlines(component, event.deadlines),
    state: 'cancelled', until,
    cancelled: { by, at: decidedAt, ceasedAt, told, reason, value, productDirection, equipment, notedBy, insteadOf, actingRank, standingInFor, basis },
    notices: notice ? [...component.notices, notice] : component.notices,
  };
};

const reported = (component: Component, event: On<'DeploymentReported'>): Component => {
  const { type: _type, about: _about, component: _id, reportedAt: at, ...said } = event;
  return { ...component, reported: [...component.reported, { ...said, at }] };
};

const notified = (component: Component, { act, sentAt, deadlines }: On<'CommissionerNotified'>): Component => {
  const owed = component.notices.findIndex((notice) => notice.act === act && notice.sentAt === undefined);
  const notices = owed < 0
    ? [...component.notices, { act, sentAt }]
    : component.notices.map((notice, index) => (index === owed ? { ...notice, sentAt } : notice));
  return { ...withDeadlines(component, deadlines), notices };
};

/** An approval that had to come first and was given after an appeal: the officer may decide now, and it stands where the gatekeeper's check had left it. */
const undecidedAgain = (component: Component, { check }: AuthorityState): Component => {
  if (component.state !== 'awaiting-approval' || component.granted) return component;
  return { ...component, state: check === undefined ? 'submitted' : check.outcome === 'pass' ? 'awaiting-decision' : 'returned' };
};

/** Moves a case by one event. Read it from top to bottom: it is all that can happen. */
const evolve = (state: AuthorityState, event: AuthorityEvent): AuthorityState => {
  switch (event.type) {
    case 'DraftSaved':
      return drafted(state, event);
    case 'DraftEnded':
      return undrafted(state);
    case 'AuthorityApplied':
      return applied(state, event);
    case 'AuthorityResubmitted':
      return resubmitted(state, event);
    case 'AuthorityChecked':
      return checked(state, event);
    case 'NoteSealed':
      return patch(state, event.component, (component) => noted(component, event));
    case 'AuthorityGranted':
      return change(state, event.component, (component) => granted(component, event));
    case 'AuthorityRefused':
      return change(state, event.component, (component) => ({ ...component, state: 'refused', refused: { by: event.by, at: event.decidedAt, reason: event.reason } }));
    case 'CommissionerNotified':
      return change(state, event.component, (component) => notified(component, event));
    case 'AuthorityReviewed':
      return change(state, event.component, (component) => reviewed(component, event));
    case 'AuthorityRenewed':
      return change(state, event.component, (component) => renewed(component, event));
    case 'AuthorityCancelled':
      return change(state, event.component, (component) => cancelled(component, event));
    case 'OralActRecorded':
      return change(state, event.component, (component) => ({
        ...withDeadlines(component, event.deadlines),
        records: [...component.records, { by: event.by, at: event.recordedAt, text: event.text }],
      }));
    case 'AuthorityExpired':
      return change(state, event.component, (component) => ({ ...withDeadlines(component, event.deadlines), state: 'expired', reviewLapsed: dueByWhat(component).review }));
    case 'LinkedAuthorityEnded':
      return change(state, event.component, (component) => ({ ...withDeadlines(component, event.deadlines), state: event.how, until: event.until }));
    case 'DeploymentReported':
      return patch(state, event.component, (component) => reported(component, event));
    case 'CaseReviewPrompted':
      return state;
    case 'RegrantFlagged':
      return patch(state, event.component, (component) => ({ ...component, regrant: { usedDays: event.usedDays, leftDays: event.leftDays, gapDays: event.gapDays, periods: event.periods } }));
    case 'ResearchLogged':
      return patch(state, event.component, (component) => researched(component, event));
    case 'ArrangementsChecked':
      return patch(state, event.component, (component) => ({ ...withDeadlines(component, event.deadlines), arrangements: { gaps: event.gaps, ...(event.again === undefined ? {} : { again: event.again }) } }));
    case 'AuthorityApproved':
      return change(state, event.component, (component) => undecidedAgain(evolveDealings(component, event), state));
    case 'AuthorityDeclined':
    case 'AuthorityQuashed':
    case 'AppealDecided':
      return change(state, event.component, (component) => evolveDealings(component, event));
    case 'CommissionerCommented':
    case 'CommentAcknowledged':
    case 'AppealMade':
    case 'AppealLapsed':
      return patch(state, event.component, (component) => evolveDealings(component, event));
    case 'ErrorSuspected':
      // Of another part's end: what becomes of the permit's own is still looked at.
      return event.cause === 'running-after-end' ? state : patchPermit(state, event.permit, { errorSuspected: true });
    case 'AlarmRaised':
      // A message that could not be read says nothing of an end: that one is still told of when nobody answers it.
      return event.cause === 'end-unanswered' ? patchPermit(state, event.permit, { alarmed: true }) : state;
    case 'PermitIssued': {
      const used = patch(state, event.said.component, (component) => ({ ...component, used: { ...component.used, [event.tactic]: event.said.issuedAt } }));
      return { ...used, permits: evolvePermits(state.permits, event) };
    }
    default:
      // What is left is of permits alone, or it does not compile.
      return { ...state, permits: evolvePermits(state.permits, event) };
  }
};

/** The covert text of an application's parts. */
const PARTS = [
  'components.*.handle', 'components.*.tactics.*.because', 'components.*.subjects.*', 'components.*.vehicles.*',
  'components.*.places.*.handle', 'components.*.necessity', 'components.*.proportionality', 'components.*.collateral',
  'components.*.otherMeans', 'components.*.conduct', 'components.*.linked', 'components.*.source', 'components.*.operative', 'components.*.safeguards.*', 'components.*.urgent',
];
const TARGET = ['target.subject', 'target.vehicle', 'target.place'];
const STOOD = ['insteadOf.*.because', 'conflictReason'];

/** A case: its components, their decisions, and the permits under them. */
export const authority: Aggregate<AuthorityState, AuthorityEvent> = {
  category: 'authority',
  initial,
  evolve,
  personal: {
    DraftSaved: ['text'],
    DraftEnded: [],
    AuthorityApplied: ['operation', 'agreement', ...PARTS],
    AuthorityResubmitted: ['agreement', ...PARTS],
    AuthorityChecked: ['comment'],
    NoteSealed: ['text'],
    AuthorityGranted: ['urgent', 'statement', 'notes.*.text', ...STOOD],
    AuthorityRefused: ['reason'],
    CommissionerNotified: [],
    AuthorityReviewed: ['changed', 'use', 'tasks', 'information', 'product', 'subjectsAdded.*', 'subjectsRemoved.*', 'collateralMet', 'confidentialComment'],
    AuthorityRenewed: ['urgent', 'statement', 'value', 'notes.*.text', ...STOOD],
    OralActRecorded: ['text'],
    AuthorityCancelled: ['reason', 'value', 'productDirection', 'equipment', ...STOOD],
    AuthorityExpired: [],
    LinkedAuthorityEnded: [],
    RegrantFlagged: [],
    ArrangementsChecked: [],
    ...RESEARCH_PERSONAL,
    DeploymentReported: [...TARGET, 'thing', 'note'],
    CaseReviewPrompted: [],
    ...DEALINGS_PERSONAL,
    PermitIssued: TARGET,
    PermitRefused: TARGET,
    PermitExtended: [],
    PermitEnded: [],
    UnknownPermitEnded: [],
    PermitSwitchedOn: [],
    PermitSwitchedOff: [],
    PermitRepeated: [],
    AnswerHeard: [],
    ErrorSuspected: [],
    AlarmRaised: [],
  },
  // A draft goes without its case: destroying its key leaves the application as it is.
  belongsTo: (event) => (event.type === 'DraftSaved' ? draftName(event.draft) : undefined),
};

/** What events say of their case; a case that nobody applied for has no name. */
export const caseRef = ({ application }: AuthorityState): CaseRef => {
  const { reference = '', operationId = '', force = '', unit, applicant = '' } = application ?? {};
  return { reference, operationId, force, ...(unit === undefined ? {} : { unit }), applicant };
};

/** The version of a whole case: the sum of its components' editions. */
export const caseEdition = ({ components }: { readonly components: Readonly<Record<string, Pick<Component, 'edition'>>> }): number => Object.values(components).reduce((sum, { edition }) => sum + edition, 0);

/** The state after some events. */
export const after = (state: AuthorityState, events: readonly AuthorityEvent[]): AuthorityState => events.reduce(evolve, state);
