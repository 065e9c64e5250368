import { never } from '@cpmp/kernel';
import type { EventMeta, Recorded } from '@cpmp/ledger';
import type { AuthorityEvent, PermitEvent, Stood } from '../domain/index.js';
import { capital, dateWords, listWords, moment, nameWords, partWords, untilWords } from '../domain/words.js';
import { dealingLine } from './dealings.js';

/** One line of a case's timeline: in words without covert text, which stands apart and closed in `text`. */
export type Line = { readonly summary: string; readonly clause?: string; readonly pack?: string; readonly component?: string; readonly text?: Readonly<Record<string, unknown>> };

type On<T extends AuthorityEvent['type']> = Extract<AuthorityEvent, { type: T }>;

const part = (component: string): string => capital(partWords(component));
const basis = ({ basis: { clause, pack } }: { readonly basis: { readonly clause: string; readonly pack: string } }) => ({ clause, pack });

/** In which rank and in whose place somebody decided, where it was not their own. */
const inPlace = ({ actingRank, standingInFor }: Pick<Stood, 'actingRank' | 'standingInFor'>): string =>
  `${actingRank ? ` The officer acted as ${nameWords(actingRank.rank)}.` : ''}${standingInFor ? ` They stood in for ${standingInFor.person} (${nameWords(standingInFor.rank)}), who was away.` : ''}`;

const granted = (event: On<'AuthorityGranted'>): Line => {
  const { component, form, urgentOnly, state, until, checked, decidedAt, statement, urgent, notes } = event;
  const how = form === 'oral' ? `orally at ${moment(decidedAt)}` : urgentOnly ? 'in writing, in urgency' : 'in writing';
  const then = state === 'in-force' && until !== null ? `in force to ${untilWords(until)}` : 'not in force until the commissioner approves';
  const unchecked = checked ? '' : ' No gatekeeper had checked it.';
  return { summary: `${part(component)} was granted ${how}: ${then}.${unchecked}${inPlace(event)}`, component, ...basis(event), text: { statement, urgent, notes } };
};

const renewed = (event: On<'AuthorityRenewed'>): Line => {
  const { component, form, until, contiguous, decidedAt, statement, value, urgent, notes } = event;
  const how = form === 'oral' ? ` orally at ${moment(decidedAt)}` : '';
  const then = until === null ? 'it waits for the commissioner' : `to ${untilWords(until)}`;
  const gap = contiguous ? '' : ' It was entered after the old end and extends no permit.';
  return { summary: `${part(component)} was renewed${how}: ${then}.${gap}${inPlace(event)}`, component, ...basis(event), text: { statement, value, urgent, notes } };
};

const cancelled = (event: On<'AuthorityCancelled'>): Line => {
  const { component, until, ceasedAt, told, reason, value, productDirection } = event;
  const heard = told.length === 0 ? '' : `; told: ${listWords(told)}`;
  return {
    summary: `${part(component)} was cancelled and ended at ${moment(until)}; activity was told to cease at ${moment(ceasedAt)}${heard}.${inPlace(event)}`,
    component, ...basis(event), text: { reason, value, productDirection },
  };
};

const reviewed = (event: On<'AuthorityReviewed'>): Line => {
  const { component, decision, nextReview, changed, use, tasks, information, product, subjectsAdded, subjectsRemoved, collateralMet, confidentialComment, tacticsUnused = [], tacticsWithdrawn = [] } = event;
  const next = nextReview === undefined ? '' : ` Next review by ${untilWords(nextReview)}.`;
  const withdrawn = tacticsWithdrawn.length === 0 ? '' : ` Withdrawn: ${listWords(tacticsWithdrawn.map(nameWords))}.`;
  const unused = tacticsUnused.length === 0 ? '' : ` Not used since the last review: ${listWords(tacticsUnused.map(nameWords))}.`;
  return { summary: `${part(component)} was reviewed: ${decision}.${withdrawn}${unused}${next}`, component, text: { changed, use, tasks, information, product, subjectsAdded, subjectsRemoved, collateralMet, confidentialComment } };
};

const arrangements = ({ component, gaps, again, clause }: On<'ArrangementsChecked'>): Line => {
  const open = gaps.find(({ until }) => until === undefined);
  const lacking = open && [...open.missing.map((role) => `nobody is ${nameWords(role)}`), ...(open.shared.length === 0 ? [] : [`one person is ${listWords(open.shared.map(nameWords))}`])];
  const now = open && lacking ? `since ${dateWords(open.from)} ${listWords(lacking)}: fill it, or cancel` : gaps.length === 0 ? 'whole' : `whole again, after ${gaps.length === 1 ? 'a gap' : `${gaps.length} gaps`}`;
  const next = again === undefined ? '' : ` Somebody takes a role or leaves one at ${moment(again)}.`;
  return { summary: `The arrangements for ${partWords(component)}: ${now}.${next}`, component, clause };
};

const research = ({ component, from, until, level, needs, because, covered, clause, what, why, where }: On<'ResearchLogged'>): Line => {
  const then = needs === 'none' ? 'it needs no authority' : `it needs ${nameWords(needs)}${covered ? ', which was in force' : ', which was not in force here'}`;
  return { summary: `Research was logged under ${partWords(component)} (${nameWords(level)}), from ${moment(from)} to ${moment(until)}: ${then}. ${because}.`, component, clause, text: { what, why, where } };
};

const needs = ({ switched }: On<'PermitSwitchedOn'>['said']): string => {
  const powers = switched?.needs ?? [];
  return `${listWords(powers.map(nameWords))} ${powers.length === 1 ? 'is' : 'are'}`;
};

/** Switched off from the beginning: what it waits for. */
const waits = ({ said, companions = [] }: On<'PermitIssued'>): { readonly words: string; readonly clause?: string } => {
  if (!said.switched || said.switched.on) return { words: '' };
  return { words: ` It is switched off: ${needs(said)} not in force.`, ...(companions[0] ? { clause: companions[0].clause } : {}) };
};

const issued = (event: On<'PermitIssued'>): Line => {
  const { words, ...cited } = waits(event);
  return {
    summary: `A permit was issued for ${event.said.thing} under ${partWords(event.said.component)}, to ${untilWords(event.said.until)}.${words}`,
    component: event.said.component, ...cited, text: { tactic: event.tactic, target: event.target, window: event.window, requestedBy: event.requestedBy },
  };
};

const OF_PERMITS = {
  PermitIssued: issued,
  PermitRefused: (event: On<'PermitRefused'>): Line => ({
    summary: `A permit for ${event.thing} was refused (${nameWords(event.refusal.refused)}): ${event.refusal.because}`,
    component: event.component, ...(event.refusal.clause ? { clause: event.refusal.clause } : {}),
    text: { tactic: event.tactic, target: event.target, window: event.window, requestedBy: event.requestedBy },
  }),
  PermitExtended: ({ said }: On<'PermitExtended'>): Line => ({ summary: `The permit of ${said.thing} was extended to ${untilWords(said.until)}.`, component: said.component }),
  PermitEnded: ({ said }: On<'PermitEnded'>): Line => ({
    summary: `The permit of ${said.thing} ended with ${partWords(said.component)}${said.end ? ` at ${moment(said.end.at)}: ${said.end.how}` : ''}.`, component: said.component,
  }),
  UnknownPermitEnded: ({ said }: On<'UnknownPermitEnded'>): Line => ({ summary: `${capital(said.thing)} was out under a permit that the record has lost: it is called back.`, component: said.component }),
  PermitSwitchedOn: ({ said }: On<'PermitSwitchedOn'>): Line => ({ summary: `${capital(said.thing)} may run: ${needs(said)} in force.`, component: said.component }),
  PermitSwitchedOff: ({ said }: On<'PermitSwitchedOff'>): Line => ({
    summary: `${capital(said.thing)} must be switched off: ${needs(said)} not in force from ${moment(said.switched?.at ?? said.issuedAt)}.`, component: said.component,
  }),
  PermitRepeated: ({ said }: On<'PermitRepeated'>): Line => ({ summary: `The permit of ${said.thing} was said again to its holder.`, component: said.component }),
  AnswerHeard: ({ component, answer }: On<'AnswerHeard'>): Line => ({ summary: `The holder of ${answer.thing} answered: ${nameWords(answer.state)}.`, component }),
};

const ofPermit = (event: PermitEvent): Line => (OF_PERMITS[event.type] as (event: PermitEvent) => Line)(event);

const suspected = ({ cause, component, thing, startedAt, endedAt }: On<'ErrorSuspected'>): string =>
  cause === 'running-after-end'
    ? `An error is suspected: ${thing} may have run on after ${partWords(component)}, which it needs, had ended at ${moment(endedAt)}.`
    : `An error is suspected: ${thing} was deployed at ${moment(startedAt)}${cause === 'active-after-end' ? ' and still out when' : ', after'} the authority ended at ${moment(endedAt)}.`;

const ALARMS: Readonly<Record<On<'AlarmRaised'>['cause'], string>> = {
  'end-unanswered': 'Alarm: a holder has not answered the end of a permit for 60 seconds.',
  'message-poisoned': 'Alarm: a message on the way of a permit could not be read.',
  'permit-lost': 'Alarm: a holder had something out under a permit that the record has lost. Enter again what was decided.',
  'end-lost': 'Alarm: a holder has read an end of its permit that the record has lost. Enter again what was decided.',
};

const lineOf = (event: AuthorityEvent): Line => {
  switch (event.type) {
    case 'AuthorityApplied':
      return { summary: `An application was made for ${listWords(event.components.map(({ id, power }) => `${partWords(id)} (${nameWords(power)})`))}.`, text: { operation: event.operation } };
    case 'DraftSaved':
      return { summary: 'It was saved as a draft.' };
    case 'DraftEnded':
      return { summary: 'The draft came to its end, and its text was destroyed.' };
    case 'AuthorityResubmitted':
      return { summary: `The application for ${listWords(event.components.map(({ id }) => partWords(id)))} was changed by its applicant and sent again.` };
    case 'AuthorityChecked':
      return { summary: event.outcome === 'pass' ? 'The gatekeeper passed it to the officers.' : 'The gatekeeper returned it to its applicant.', text: { comment: event.comment } };
    case 'NoteSealed':
      // Its text stands with the decision, once that is entered.
      return { summary: `${event.by.person} sealed their note of what ${event.officer} decided orally on ${partWords(event.component)}, made at ${moment(event.madeAt)}.`, component: event.component };
    case 'AuthorityGranted':
      return granted(event);
    case 'AuthorityRefused':
      return { summary: `${part(event.component)} was refused.`, component: event.component, text: { reason: event.reason } };
    case 'CommissionerNotified':
      return { summary: `The commissioner was sent the notice of the ${event.act} of ${partWords(event.component)}.`, component: event.component };
    case 'AuthorityReviewed':
      return reviewed(event);
    case 'AuthorityRenewed':
      return renewed(event);
    case 'AuthorityCancelled':
      return cancelled(event);
    case 'OralActRecorded':
      return { summary: `The oral decision on ${partWords(event.component)} was put in writing.`, component: event.component, text: { record: event.text } };
    case 'AuthorityExpired':
      return { summary: `${part(event.component)} ended by the clock at ${moment(event.until)}.`, component: event.component };
    case 'AuthorityApproved':
    case 'AuthorityDeclined':
    case 'AuthorityQuashed':
    case 'CommissionerCommented':
    case 'CommentAcknowledged':
    case 'AppealMade': case 'AppealLapsed':
    case 'AppealDecided':
      return dealingLine(event);
    case 'LinkedAuthorityEnded':
      return { summary: `${part(event.component)} ended with ${partWords(event.linked)}, on which it stood, at ${moment(event.until)}: ${event.how}.`, component: event.component };
    case 'DeploymentReported':
      return {
        summary: `A deployment on paper was entered, from ${moment(event.from)} to ${untilWords(event.until)}: ${event.covered ? 'covered' : `not covered (${nameWords(event.why ?? '')}), an error is suspected`}.`,
        component: event.component, text: { thing: event.thing, tactic: event.tactic, target: event.target, note: event.note },
      };
    case 'CaseReviewPrompted':
      return { summary: `${part(event.component)} was ${event.because}: the officers of ${listWords(event.others.map(partWords))} are asked whether those still make sense alone.`, component: event.component };
    case 'RegrantFlagged':
      return { summary: `${part(event.component)} was granted where a renewal was to be expected: ${event.usedDays} days of twelve months had been used, ${event.leftDays} were left, and nothing had run for ${event.gapDays}. The senior responsible officer is told.`, component: event.component };
    case 'ResearchLogged':
      return research(event);
    case 'ArrangementsChecked':
      return arrangements(event);
    case 'ErrorSuspected':
      return { summary: suspected(event), component: event.component };
    case 'AlarmRaised':
      return { summary: ALARMS[event.cause], component: event.component };
    case 'PermitIssued':
    case 'PermitRefused':
    case 'PermitExtended':
    case 'PermitEnded': case 'UnknownPermitEnded':
    case 'PermitSwitchedOn':
    case 'PermitSwitchedOff':
    case 'PermitRepeated':
    case 'AnswerHeard':
      return ofPermit(event);
    default:
      return never(event);
  }
};

const actorOf = ({ actor }: EventMeta) => actor && { person: actor.person, rank: actor.rank, roles: actor.roles };

/** Nothing new: a permit that is said again, and an answer that says so. The ledger has them; a timeline would drown in them. */
export const isRoutine = ({ event }: Recorded<AuthorityEvent>): boolean => event.type === 'PermitRepeated' || (event.type === 'AnswerHeard' && event.answer.event === 'answered');

/** One event as a line with its place and its actor. Texts stay closed. */
export const lineIn = ({ event, meta }: Recorded<AuthorityEvent>) => ({ id: meta.id, at: meta.at, type: event.type, actor: actorOf(meta), ...lineOf(event) });

/** True for what its author alone knew until it was sent. */
const isDraft = ({ event }: Recorded<AuthorityEvent>): boolean => event.type === 'DraftSaved' || event.type === 'DraftEnded';

/** What others than their author may learn of: of drafts, that those were which came to be sent. */
export const withoutDrafts = (events: readonly Recorded<AuthorityEvent>[]): readonly Recorded<AuthorityEvent>[] => {
  const sent = events.flatMap(({ event }) => (event.type === 'DraftEnded' && event.how === 'sent' ? [event.draft] : []));
  return events.filter(({ event }) => (event.type !== 'DraftSaved' && event.type !== 'DraftEnded') || sent.includes(event.draft));
};

/** A case's timeline, the oldest first; refused permits are in it, drafts are not. Texts stay closed. */
export const timeline = (events: readonly Recorded<AuthorityEvent>[]) => events.filter((one) => !isRoutine(one) && !isDraft(one)).map(lineIn);
