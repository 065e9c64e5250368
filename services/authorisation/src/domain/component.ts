import type { Target } from '@cpmp/gate';
import type { DeadlineChanges, Instant } from '@cpmp/kernel';
import type { Arrangements } from './arrangements.js';
import type { Dealings } from './commissioner.js';
import type { HeardFrom } from './known.js';
import type { Session } from './research.js';
import type { Stood } from './separation.js';
import type { Similarity } from './similarity.js';

/** One tactic asked for, with its own reason (finding P4). The reason is covert text. */
export type TacticAsked = { readonly tactic: string; readonly because: string };

/** A place by the applicant's own handle (covert text). */
export type Place = { readonly handle: string; readonly kind: string; readonly inArea: boolean; readonly purpose?: string };

/** What an applicant writes of one component, before the service gives it an id. Texts are covert. */
export type ComponentDraft = {
  /** The applicant's own word for it. */
  readonly handle: string;
  readonly power: string;
  readonly ground: string;
  readonly tactics: readonly TacticAsked[];
  readonly subjects?: readonly string[];
  readonly vehicles?: readonly string[];
  readonly places?: readonly Place[];
  readonly necessity: string;
  readonly proportionality: string;
  readonly collateral: string;
  readonly otherMeans?: string;
  /** `none`, or what is likely to be obtained: privilege, personal, journalistic, parliamentary. */
  readonly confidential?: string;
  readonly seeksPrivilege?: boolean;
  readonly source?: string;
  readonly operative?: string;
  readonly linked?: string;
  readonly conduct?: string;
  /** The level at which research in open sources is to be done: a name of the packs. */
  readonly level?: string;
  /** Why it cannot wait, where the applicant asks for it in urgency. */
  readonly urgent?: string;
  readonly safeguards?: Readonly<Record<string, string>>;
};

/** An officer as an event keeps them: who, with the rank and force they held then. */
export type Officer = { readonly person: string; readonly rank?: string; readonly force?: string };

/** A contemporaneous note of an oral decision (finding P10). Its text is covert. `person` and `sealedAt`: who wrote it, and when they sealed it; absent where the officer entered it with the decision. */
export type Note = { readonly by: 'applicant' | 'officer'; readonly madeAt: Instant; readonly text?: string; readonly person?: string; readonly sealedAt?: Instant };

/** A note of what an officer decided orally, sealed by whoever asked them, before the officer enters the decision with a note of their own. */
export type SealedNote = { readonly by: Officer; readonly officer: string; readonly madeAt: Instant; readonly sealedAt: Instant; readonly text: string };

/** A point of law that no lawyer has confirmed. */
export type Unconfirmed = { readonly what: string; readonly why: string };

/** One step of the law's answer, in words without covert text. */
export type LawStep = { readonly words: string; readonly clause?: string; readonly confirmed: boolean };

/** What a decision stands on in law: which dated pack, which rule and clause, from which facts, and what of it is unconfirmed. */
export type Basis = HeardFrom & {
  /** Digest of the pack. */
  readonly pack: string;
  /** Digest of the adopted set that it was of. */
  readonly set?: string;
  readonly rule: string;
  readonly clause: string;
  readonly unconfirmed: readonly Unconfirmed[];
  /** How the law came to its answer, in words. */
  readonly steps: readonly LawStep[];
  /** The question put to the law, without covert text: asked again of that pack it gives the same answer. */
  readonly facts: object;
};

/** The act of an authority that a commissioner is told of, or approves. */
export type NoticeableAct = 'grant' | 'renewal' | 'cancellation';

/** Where a component stands. `expired` is also read from `until` before anybody records it (`stateAt`). */
export type ComponentState = 'submitted' | 'returned' | 'awaiting-decision' | 'refused' | 'awaiting-approval' | 'declined' | 'in-force' | 'expired' | 'cancelled' | 'quashed';

/** A grant as it stands on the record. */
export type Granted = Stood & {
  readonly by: Officer;
  readonly at: Instant;
  readonly form: 'written' | 'oral';
  readonly urgent?: string;
  /** Only a rank that may act in urgency alone could grant it: such a period is short, and counts differently. */
  readonly urgentOnly: boolean;
  readonly statement: string;
  readonly notes?: readonly Note[];
  /** How much of the officer's note stands in the applicant's: two that are copied are not independent. Advice, never a decision. */
  readonly notesAlike?: Similarity;
  /** False: no gatekeeper had passed it, and it is shown as such (finding P16). */
  readonly checked: boolean;
  readonly regime: string;
  readonly basis: Basis;
};

/** An officer's refusal as it stands on the record. */
export type Refused = { readonly by: Officer; readonly at: Instant; readonly reason: string };

/** One review: what changed comes first (finding P5). */
export type Review = {
  readonly by: Officer;
  readonly at: Instant;
  readonly changed: string;
  readonly decision: 'continue' | 'narrow' | 'cancel';
  readonly nextReview?: Instant;
  readonly use?: string;
  readonly tasks?: string;
  readonly information?: string;
  /** What was obtained since the last review, and its value. */
  readonly product?: string;
  /** Persons who were identified and whom the officer finds covered by the wording; persons who are out of it from now on. */
  readonly subjectsAdded?: readonly string[];
  readonly subjectsRemoved?: readonly string[];
  /** Tactics that are no longer authorised from now on: scope is narrowed, never widened. */
  readonly tacticsWithdrawn?: readonly string[];
  /** The intrusion into others' privacy that was met, against what was predicted. */
  readonly collateralMet?: string;
  /** Where confidential material is likely: what was obtained, and whether it is still necessary. */
  readonly confidentialComment?: string;
  /** Tactics that nothing was deployed with since the last review: a proposal to narrow. */
  readonly tacticsUnused?: readonly string[];
  /** How much of it stands in an earlier text: advice, never a decision. */
  readonly similarity?: Similarity;
};

/** Tactics and subjects that were in scope to an instant. */
export type Narrowed = { readonly at: Instant; readonly tactics: readonly TacticAsked[]; readonly subjects: readonly string[] };

/** One renewal. `contiguous` is false when it was entered or took effect after the old end: then it extends no permit. */
export type Renewal = Stood & {
  readonly by: Officer;
  readonly at: Instant;
  readonly form: 'written' | 'oral';
  readonly urgent?: string;
  /** As of a grant; absent: a rank with the whole power renewed it. */
  readonly urgentOnly?: boolean;
  readonly notes?: readonly Note[];
  readonly notesAlike?: Similarity;
  readonly statement: string;
  readonly value: string;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly contiguous: boolean;
  /** The old end, where nothing was in force from then until this one began. */
  readonly gapFrom?: Instant;
  /** The commissioner did not approve it. */
  readonly declined?: boolean;
  readonly basis: Basis;
};

/** A cancellation as it stands on the record (findings P7, P8). */
export type Cancelled = Pick<Stood, 'insteadOf' | 'actingRank' | 'standingInFor'> & {
  readonly by: Officer;
  readonly at: Instant;
  readonly ceasedAt: Instant;
  readonly told: readonly string[];
  readonly reason: string;
  readonly value: string;
  readonly productDirection: string;
  readonly equipment?: string | undefined;
  readonly notedBy?: string | undefined;
  readonly basis: Basis;
};

/** A notice that the commissioner is owed, and when it was sent. `due` is of force policy where the law says "as soon as practicable", and absent where it was owed before that had a day. */
export type CommissionerNotice = {
  readonly act: NoticeableAct;
  readonly due?: Instant;
  /** The id of its deadline, where it has one. */
  readonly deadline?: string;
  readonly sentAt?: Instant;
};

/** A deployment on paper as it stands on the record. */
export type Reported = {
  readonly by: Officer;
  readonly at: Instant;
  readonly thing: string;
  readonly tactic: string;
  readonly target: Target;
  readonly from: Instant;
  readonly until: Instant;
  readonly note: string;
  /** False: activity may have happened outside an authority. */
  readonly covered: boolean;
  readonly why?: string;
};

/** A deadline that stands. */
export type Standing = { readonly what: string; readonly due: Instant };

/** One component of a case: its own rank, clock, state and end (legislation §1.13). */
export type Component = ComponentDraft & {
  /** `c1`, `c2` … given by the service. */
  readonly id: string;
  /** When it was last sent again, changed: what was approved before that was another application. */
  readonly resubmittedAt?: Instant;
  /** When what it asks for was sent, where that was after the application: whatever an officer decided orally before that was about something else. */
  readonly askedAt?: Instant;
  /** Raised by whatever changes what an officer decides on; its ETag. Permits do not raise it. */
  readonly edition: number;
  readonly state: ComponentState;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly granted?: Granted;
  readonly refused?: Refused;
  readonly reviews: readonly Review[];
  /** What reviews took out of its scope, each with the instant from which it was out. */
  readonly narrowed?: readonly Narrowed[];
  readonly renewals: readonly Renewal[];
  readonly cancelled?: Cancelled;
  readonly notices: readonly CommissionerNotice[];
  /** What commissioners said of it, and what was said to them. */
  readonly dealings: Dealings;
  /** Notes of oral decisions that are not entered yet; whoever reads the case learns that they are there, and not what they say. */
  readonly sealedNotes?: readonly SealedNote[];
  /** Oral decisions put in writing. */
  readonly records: readonly { readonly by: Officer; readonly at: Instant; readonly text: string }[];
  /** Deadlines that stand, by id. */
  readonly standing: Readonly<Record<string, Standing>>;
  readonly deadlinesSet: number;
  /** By when it was to be reviewed, when it ran out or was declined: a renewal that takes it on after that, or an approval after an appeal, is to be reviewed by then still. */
  readonly reviewLapsed?: Instant | undefined;
  /** Deployments that were made on paper and entered afterwards. */
  readonly reported: readonly Reported[];
  /** When a permit was last issued for a tactic. */
  readonly used: Readonly<Record<string, Instant>>;
  /** Who looks after its source or operative, as last found; absent while nothing was missing and nothing is to come. */
  readonly arrangements?: Arrangements;
  /** Sessions of research in open sources. */
  readonly research?: readonly Session[];
  /** It was granted where a renewal was to be expected; the days used of twelve months, those left, and the days between (finding P13). */
  readonly regrant?: { readonly usedDays: number; readonly leftDays: number; readonly gapDays: number; readonly periods: readonly { readonly from: Instant; readonly until: Instant | null }[] };
};

/** A component as it enters the case. */
export const newComponent = (draft: ComponentDraft & { readonly id: string }): Component => ({
  ...draft, edition: 1, state: 'submitted', from: null, until: null, reviews: [], renewals: [], notices: [], dealings: { approvals: [], declines: [], comments: [], appeals: [] }, records: [], standing: {}, deadlinesSet: 0, reported: [], used: {},
});

/** A component that is sent again, changed. What was said and done about it stays, and so does what is owed of that: only what was asked is new. */
export const newlyAsked = (draft: ComponentDraft & { readonly id: string }, before: Component, resubmittedAt: Instant): Component => {
  const { dealings, standing, deadlinesSet, reported, research, sealedNotes, edition } = before;
  return { ...newComponent(draft), edition: edition + 1, resubmittedAt, dealings, standing, deadlinesSet, reported, ...(research ? { research } : {}), ...(sealedNotes ? { sealedNotes } : {}) };
};

/** The officers whose it is: who renewed it last, then who granted it. They hear of what becomes of it. */
export const officersOf = ({ granted, renewals }: Pick<Component, 'granted' | 'renewals'>): readonly string[] => [...new Set([renewals.at(-1), granted].flatMap((act) => (act ? [act.by.person] : [])))];

/** What a renewal keeps of the old end, where it begins after that. */
export const gapBefore = ({ until }: Pick<Component, 'until'>, from: Instant | null): Pick<Renewal, 'gapFrom'> => (from !== null && until !== null && until < from ? { gapFrom: until } : {});

/** The tactics for which no permit was issued since the last review, or since the grant. */
export const unusedTactics = ({ tactics, used, reviews, granted }: Component): readonly string[] => {
  const since = reviews.at(-1)?.at ?? granted?.at ?? '';
  return tactics.map(({ tactic }) => tactic).filter((tactic) => (used[tactic] ?? '') < since || used[tactic] === undefined);
};

/** A component with the scope that it had until an instant: what a review took out of it by then is not in it. */
export const scopeUntil = (component: Component, until: Instant): Component => {
  const then = (component.narrowed ?? []).filter(({ at }) => until <= at);
  return { ...component, tactics: [...component.tactics, ...then.flatMap(({ tactics }) => tactics)], subjects: [...(component.subjects ?? []), ...then.flatMap(({ subjects }) => subjects)] };
};

/** The state at an instant: a function of what is recorded and the time. */
export const stateAt = ({ state, until }: Pick<Component, 'state' | 'until'>, now: Instant): ComponentState =>
  state === 'in-force' && until !== null && until <= now ? 'expired' : state;

/** In force at an instant: granted, begun, and not ended. */
export const inForceAt = (component: Component, now: Instant): component is Component & { readonly until: Instant } =>
  component.from !== null && component.from <= now && component.until !== null && stateAt(component, now) === 'in-force';

/** A component, or an error, after an event has set or discharged its deadlines. */
export const withDeadlines = <T extends Pick<Component, 'standing' | 'deadlinesSet'>>(component: T, { set = [], discharged = [] }: DeadlineChanges = {}): T => ({
  ...component,
  standing: {
    ...Object.fromEntries(Object.entries(component.standing).filter(([id]) => !discharged.some((gone) => gone.id === id))),
    ...Object.fromEntries(set.map(({ what, id, due }) => [id, { what, due }])),
  },
  deadlinesSet: component.deadlinesSet + set.length,
});
