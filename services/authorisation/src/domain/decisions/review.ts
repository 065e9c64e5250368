import { type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { legalDay, plusMonthsOrLast, type Requirements, startOfDay } from '@cpmp/law';
import { type AuthorityState, caseRef } from '../authority.js';
import { type Component, inForceAt, type Review, unusedTactics } from '../component.js';
import { discharging, setting } from '../deadlines.js';
import type { AuthorityEvent, ReviewBound } from '../events.js';
import { circumstances } from '../known.js';
import { componentFacts, type Law } from '../legal.js';
import { endPermitsOutside } from '../permits/ends.js';
import { notInForce } from '../permits/request.js';
import { type Earlier, similarityOf } from '../similarity.js';
import { listWords, nameWords, partWords, untilWords } from '../words.js';
import { ownApplication, reviewDateRefusal, unknownComponent } from './entry.js';

/** An officer's review of a component: what changed since the last, and what follows from it (findings P5, P6). What was not used and what was copied the platform sees for itself. */
export type ReviewComponent = Omit<Review, 'at' | 'tacticsUnused' | 'similarity'> & { readonly component: string };

const clauseOf = ({ granted }: Component) => (granted ? { clause: granted.basis.clause } : {});

/** A review begins with what changed: a stroke or a full stop says nothing. */
const emptyRefusal = (component: Component, { changed }: ReviewComponent): Refusal | undefined =>
  /\p{L}{2,}/u.test(changed)
    ? undefined
    : refuse('review-empty', 'The review does not say what changed since the last one.', { ...clauseOf(component), instead: 'Say what was obtained, who came or went, which tactics were used, and what intrusion was met; or cancel.' });

const confidentialRefusal = (component: Component, { confidentialComment }: ReviewComponent): Refusal | undefined => {
  const { confidential = 'none' } = component;
  if (confidential === 'none' || (confidentialComment ?? '').trim() !== '') return undefined;
  return refuse('confidential-comment-missing', `Confidential material (${nameWords(confidential)}) is likely to be obtained, and the review does not say whether it is still necessary.`, {
    ...clauseOf(component), instead: 'Say what confidential material was obtained, and why it is still necessary.',
  });
};

/** The first instant at which the next review is later than the codes have it. A number of months is the codes' longest (a juvenile source, each month); a number of days is inspectors' usual one, which an officer may depart from. */
export const reviewBoundIn = ({ asks }: Pick<Requirements, 'asks'>, at: Instant): Instant | null => {
  const within = asks?.reviewWithin;
  return within && 'months' in within ? startOfDay(plusMonthsOrLast(legalDay(at), within.months), 1) : null;
};

/** By when the next review falls due where the officer names no day: the codes' longest, or inspectors' usual number of days; null where there is neither. */
const usualIn = ({ asks }: Pick<Requirements, 'asks'>, at: Instant): Instant | null => {
  const within = asks?.reviewWithin;
  return within && 'days' in within ? startOfDay(legalDay(at), within.days + 1) : reviewBoundIn({ asks }, at);
};

const boundOf = (state: AuthorityState, component: Component, { now, law }: { readonly now: Instant; readonly law: Law }): { readonly bound: ReviewBound; readonly usual: Instant | null } => {
  const { force } = caseRef(state);
  const facts = { component: componentFacts(component, circumstances(state, component, { known: law.known, at: now })), force };
  const { set, ...asked } = law.requirements(facts.component, { at: now, ...(force ? { force } : {}) });
  return { bound: { ...(set === undefined ? {} : { set }), facts, by: reviewBoundIn(asked, now) }, usual: usualIn(asked, now) };
};

/** Says no to a review, the first or the next, that the codes would call overdue. */
export const tooLateRefusal = (due: Instant | undefined, by: Instant | null, about: { readonly clause?: string }): Refusal | undefined =>
  by === null || due === undefined || due <= by
    ? undefined
    : refuse('review-too-late', 'That is later than the codes have it reviewed.', { ...about, confirmed: false, instead: `Review it by ${untilWords(by)}.` });

const withdrawnRefusal = ({ tactics, id, ...component }: Component, { tacticsWithdrawn = [] }: ReviewComponent): Refusal | undefined => {
  const left = tactics.filter(({ tactic }) => !tacticsWithdrawn.includes(tactic));
  if (tacticsWithdrawn.length === 0 || left.length > 0) return undefined;
  return refuse('nothing-left', `No tactic would be left in ${partWords(id)}: ${listWords(tactics.map(({ tactic }) => nameWords(tactic)))} would all go.`, { ...clauseOf({ tactics, id, ...component }), instead: 'Cancel it.' });
};

/** What the applicant and the officers wrote before. */
const earlierTexts = ({ necessity, proportionality, collateral, tactics, granted, reviews }: Component): readonly Earlier[] => [
  { of: 'application', text: [necessity, proportionality, collateral, ...tactics.map(({ because }) => because)].join(' ') },
  { of: 'grant', text: granted?.statement },
  ...reviews.map(({ changed }, index) => ({ of: `review ${index + 1}`, text: changed })),
];

/** Where those who are taken out stand among the subjects, and those who come in behind them. */
const placesOf = ({ subjects = [] }: Component, { subjectsAdded = [], subjectsRemoved = [] }: ReviewComponent): { readonly removedPlaces?: readonly number[] } =>
  subjectsRemoved.length === 0 ? {} : { removedPlaces: [...subjects, ...subjectsAdded].flatMap((subject, place) => (subjectsRemoved.includes(subject) ? [place] : [])) };

/** Records a review, moves the review deadline (what is in force is always to be reviewed again), and takes out of scope what the officer withdraws. Only what is in force is reviewed, and never by its applicant. */
export const review = (state: AuthorityState, command: ReviewComponent, now: Instant, law: Law): Decision<AuthorityEvent> => {
  const { component: id, ...said } = command;
  const component = state.components[id];
  if (!state.application || !component) return unknownComponent();
  if (!inForceAt(component, now)) return notInForce(component, now);
  const { bound, usual } = boundOf(state, component, { now, law });
  const refusal =
    ownApplication(said.by.person, state.application.applicant) ?? reviewDateRefusal(said.nextReview, now) ?? tooLateRefusal(said.nextReview, bound.by, clauseOf(component)) ??
    emptyRefusal(component, command) ?? confidentialRefusal(component, command) ?? withdrawnRefusal(component, command);
  if (refusal) return refusal;
  const due = said.nextReview ?? usual;
  const next = due === null ? [] : setting(component, [{ what: 'review', due, statutory: false, persons: [said.by.person] }]);
  const deadlines = { discharged: discharging(component, 'review', { at: now, how: 'done' }), set: next };
  const similarity = similarityOf(said.changed, earlierTexts(component));
  return [
    { type: 'AuthorityReviewed', about: caseRef(state), component: id, ...said, ...placesOf(component, command), reviewedAt: now, deadlines, bound, tacticsUnused: unusedTactics(component), ...(similarity ? { similarity } : {}) },
    ...endPermitsOutside(state, id, { tactics: said.tacticsWithdrawn ?? [], subjects: said.subjectsRemoved ?? [] }, now),
  ];
};
