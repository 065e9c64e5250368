import { type PermitRequest, START_WITHIN_SECONDS, type Target, type Window } from '@cpmp/gate';
import { type Decision, ERASED, type Instant, type Refusal, earlier, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import { type Component, type ComponentState, inForceAt, stateAt } from '../component.js';
import type { RuleAsks } from '@cpmp/law';
import type { AuthorityEvent } from '../events.js';
import { repeatAfter, secondsAfter } from './permit.js';
import { firstTurn } from './companions.js';
import { endRecordedFirst } from './ends.js';
import { capital, countWords, listWords, moment, nameWords, partWords, untilWords } from '../words.js';

/** What must happen first, by the state that the component is in. */
const FIRST: Readonly<Record<ComponentState, string>> = {
  submitted: 'An authorising officer must grant it first.',
  returned: 'The applicant must apply again, and an authorising officer must grant it.',
  'awaiting-decision': 'An authorising officer must grant it first.',
  refused: 'Apply for a new authority.',
  'awaiting-approval': 'The judicial commissioner must approve it first.',
  declined: 'Appeal, or apply for a new authority.',
  'in-force': 'Wait until it begins.',
  expired: 'Apply for a new authority.',
  cancelled: 'Apply for a new authority.',
  quashed: 'Appeal, or apply for a new authority.',
};

/** Says that a component is not in force, and what must happen first. */
export const notInForce = (component: Component | undefined, now: Instant, clause?: string): Refusal => {
  if (!component) return refuse('not-in-force', 'No authority in force covers it.', { instead: 'Ask for it under an authority in force.' });
  const state = stateAt(component, now);
  const because = state === 'in-force' ? `${capital(partWords(component.id))} has not begun.` : `${capital(partWords(component.id))} is not in force: it is ${nameWords(state)}.`;
  return refuse('not-in-force', because, { ...(clause === undefined ? {} : { clause }), instead: FIRST[state] });
};

/** Vehicles are known by their number, however it is spaced. */
const plate = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase();

/** Whether a component covers a target, as the authority names it. */
export const covers = (component: Component, target: Target): boolean => {
  const [wanted, listed, same]: [string, readonly string[], (text: string) => string] =
    'subject' in target
      ? [target.subject, component.subjects ?? [], (text) => text.trim()]
      : 'vehicle' in target
        ? [target.vehicle, component.vehicles ?? [], plate]
        : [target.place, (component.places ?? []).map(({ handle }) => handle), (text) => text.trim()];
  return wanted !== ERASED && listed.some((text) => same(text) === same(wanted));
};

const tacticRule = ({ tactics, id }: Component, { tactic }: PermitRequest): Refusal | undefined =>
  tactics.some((asked) => asked.tactic === tactic)
    ? undefined
    : refuse('tactic-not-authorised', `${capital(partWords(id))} does not authorise ${nameWords(tactic)}.`, {
        instead: `It authorises ${listWords(tactics.map((asked) => nameWords(asked.tactic)))}. For anything else, apply.`,
      });

// The scope is covert text, so that the refusal counts and does not name.
const targetRule = (component: Component, { target }: PermitRequest): Refusal | undefined => {
  if (covers(component, target)) return undefined;
  const { subjects = [], vehicles = [], places = [] } = component;
  return refuse('target-not-authorised', `That target is not within ${partWords(component.id)}.`, {
    instead: `It covers ${listWords([countWords(subjects.length, 'subject'), countWords(vehicles.length, 'vehicle'), countWords(places.length, 'place')])}, as the authority names them. For any other, apply.`,
  });
};

const windowRule = ({ id, from, until }: Component & { readonly until: Instant }, window: Window): Refusal | undefined => {
  const early = from !== null && window.from < from;
  if (!early && window.to <= until) return undefined;
  const instead = early ? `Begin the window at ${moment(from)} or later, and end it by ${untilWords(until)}.` : `End the window by ${untilWords(until)}.`;
  return refuse('window-outside-authority', `The window is not within the time of ${partWords(id)}.`, { instead });
};

/** What the law of the day says of a component: the section that would give the power, which is cited where no grant can be, and the other powers that its tactics need. */
export type LawOf = (component: Component) => { readonly clause?: string; readonly asks?: Pick<RuleAsks, 'companions'> };

/** The authority's own rules, in order: in force first, then tactic, target and window. */
const ownRefusal = (state: AuthorityState, request: PermitRequest, now: Instant): Refusal | undefined => {
  const component = state.components[request.component];
  if (!component || !inForceAt(component, now)) return notInForce(component, now);
  return tacticRule(component, request) ?? targetRule(component, request) ?? windowRule(component, request.window);
};

const cited = (refusal: Refusal | undefined, component: Component | undefined, lawOf: LawOf): Refusal | undefined => {
  const clause = component && (component.granted?.basis.clause ?? lawOf(component).clause);
  return refusal && clause ? { ...refusal, clause } : refusal;
};

/**
 * Answers a holder's request on the authority's own stream: issued while the component is in force, or refused, with the authority's own
 * rule first and the holder's own refusal else. A permit that was issued once is not issued again. A companion power that is not in force refuses
 * nothing: the permit is issued switched off.
 */
export const answerRequest = (state: AuthorityState, request: PermitRequest, now: Instant, lawOf: LawOf = () => ({})): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: request.component, now }, (current) => {
    const { permit, holder, thing, component, tactic, target, window, requestedBy } = request;
    if (current.permits[permit]) return [];
    const { reference, operationId } = caseRef(current);
    const asked = { tactic, target, window, requestedBy };
    const refusal = cited(ownRefusal(current, request, now), current.components[component], lawOf) ?? request.refusal;
    const covering = current.components[component];
    if (refusal || !covering?.until) {
      return [{ type: 'PermitRefused', permit, holder, thing, component, reference, operationId, refusal: refusal ?? notInForce(undefined, now), ...asked }];
    }
    const { until } = covering;
    const startBy = earlier(secondsAfter(now, START_WITHIN_SECONDS), until);
    const companions = (lawOf(covering).asks?.companions ?? []).filter((companion) => companion.tactic === tactic).map(({ tactic: _tactic, ...companion }) => companion);
    const said = { permit, holder, thing, component, reference, operationId, issuedAt: now, startBy, until, ...firstTurn(current, companions, now) };
    return [{ type: 'PermitIssued', said, ...asked, repeatAt: repeatAfter(now), ...(companions.length === 0 ? {} : { companions }) }];
  });
