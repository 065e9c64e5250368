import type { Instant } from '@cpmp/kernel';
import type { Recorded } from '@cpmp/ledger';
import { type AuthorityEvent, type AuthorityState, circumstances, type Component, componentFacts, type Law, type NoticeableAct } from '../domain/index.js';
import { moment, nameWords, untilWords } from '../domain/words.js';

/** One item of a notice: what the law wants said, and what the record says; null where the record says nothing of it. */
export type NoticeItem = { readonly item: string; readonly words: string; readonly says: unknown };

/** The act that a notice is of. */
type Acted = { readonly component: Component; readonly number: number; readonly approvalFirst: boolean };

const scope = ({ subjects = [], vehicles = [], places = [], tactics, conduct }: Component) => ({
  tactics: tactics.map(({ tactic, because }) => ({ tactic, because })), subjects, vehicles, places: places.map(({ handle, kind }) => ({ place: handle, kind })), ...(conduct ? { conduct } : {}),
});

const belief = ({ necessity, proportionality, granted }: Component) => ({ necessity, proportionality, ...(granted ? { officer: granted.statement } : {}) });

const orNone = (list: readonly unknown[] | undefined, none: string): unknown => (list && list.length > 0 ? list : none);

const renewalOf = ({ component, number }: Acted) => component.renewals[number - 1];

/** The reviews between the act before a renewal and that renewal. */
const reviewsBefore = ({ component, number }: Acted) => {
  const until = renewalOf({ component, number, approvalFirst: false })?.at ?? '9';
  const from = component.renewals[number - 2]?.at ?? component.granted?.at ?? '';
  return component.reviews.filter(({ at }) => at >= from && at <= until);
};

const periodWords = (from: Instant | null | undefined, until: Instant | null | undefined): string => (from && until ? `${moment(from)} to ${untilWords(until)}` : 'From the approval, for the period of law.');

/** Where the record says what a notice must say, by the item's name in the packs. */
const SAYS: Readonly<Record<string, (acted: Acted) => unknown>> = {
  'approval-or-urgency': ({ component: { granted }, approvalFirst }) => (granted?.urgent ? { urgent: granted.urgent } : approvalFirst ? 'Approval is required before it takes effect.' : 'It is not urgent, and takes effect without approval.'),
  'section-97': ({ component: { granted }, approvalFirst }) => (approvalFirst ? 'It applies.' : granted?.basis.rule.endsWith('/s97') ? 'It would apply; urgency disapplies it.' : 'It does not apply.'),
  urgency: ({ component: { granted } }) => granted?.urgent ?? 'Not urgent.',
  belief: ({ component }) => belief(component),
  conduct: ({ component }) => scope(component),
  subjects: ({ component }) => orNone(component.subjects, 'Not known.'),
  property: ({ component: { vehicles = [], places = [] } }) => orNone([...vehicles, ...places.map(({ handle, kind }) => ({ place: handle, kind }))], 'None is named.'),
  case: ({ component }) => ({ necessity: component.necessity, proportionality: component.proportionality }),
  intrusion: ({ component }) => component.collateral,
  retrieval: ({ component: { tactics } }) => tactics.map(({ tactic, because }) => ({ tactic, because })),
  'lawyer-and-client': ({ component }) => orNone(component.subjects, 'Not known.'),
  matters: ({ component }) => ({ ...belief(component), ...scope(component), intrusion: component.collateral }),
  'which-renewal': ({ number }) => (number === 1 ? 'It is the first renewal.' : `It is renewal ${number}.`),
  changes: (acted) => orNone(reviewsBefore(acted).map(({ at, changed }) => ({ at, changed })), 'No review was done.'),
  necessity: (acted) => renewalOf(acted)?.statement ?? null,
  product: (acted) => ({ value: renewalOf(acted)?.value ?? null, reviews: reviewsBefore(acted).flatMap(({ product }) => product ?? []) }),
  reviews: (acted) => orNone(reviewsBefore(acted).map(({ at, decision, use, tasks, information }) => ({ at, decision, use, tasks, information })), 'No review was done.'),
  'further-period': (acted) => periodWords(renewalOf(acted)?.from, renewalOf(acted)?.until),
  cancelled: ({ component: { cancelled } }) => (cancelled ? moment(cancelled.at) : null),
  'ceased-at': ({ component: { cancelled } }) => (cancelled ? { at: moment(cancelled.ceasedAt), told: cancelled.told } : null),
  reasons: ({ component: { cancelled } }) => cancelled?.reason ?? null,
  outcome: ({ component: { cancelled } }) => cancelled?.value ?? null,
  'product-arrangements': ({ component: { cancelled } }) => cancelled?.productDirection ?? null,
};

/** Every item that a notice can say something on; the packs may name others, which are then said by hand. */
export const NOTICE_ITEMS: readonly string[] = Object.keys(SAYS);

const actedAt = ({ granted, renewals, cancelled }: Component, act: NoticeableAct, number: number): Instant | undefined =>
  act === 'grant' ? granted?.at : act === 'renewal' ? renewals[number - 1]?.at : cancelled?.at;

type Asked = { readonly act: NoticeableAct; /** Which renewal, the first being 1; 1 for the others. */ readonly number: number; readonly law: Law; /** The case with its texts open: for the question to the law alone. */ readonly opened: AuthorityState };

const ENTERED = { grant: 'AuthorityGranted', renewal: 'AuthorityRenewed', cancellation: 'AuthorityCancelled' } as const satisfies Record<NoticeableAct, AuthorityEvent['type']>;

/** A case's events as far as one act on a component: nothing that came of it since, such as a review that changed its scope. Empty where there was no such act. */
export const asFarAs = <R extends Recorded<AuthorityEvent>>(history: readonly R[], component: string, { act, number }: Pick<Asked, 'act' | 'number'>): readonly R[] => {
  const acts = history.filter(({ event }) => event.type === ENTERED[act] && event.component === component);
  const entered = acts[act === 'renewal' ? number - 1 : 0];
  return entered === undefined ? [] : history.slice(0, history.indexOf(entered) + 1);
};

/** For how long an act put it in force, or let it go on: what waited for a commissioner, for as long as they approved it. */
const periodOf = ({ from, until, renewals, dealings }: Component, { act, number }: Pick<Asked, 'act' | 'number'>): Pick<Component, 'from' | 'until'> | undefined => {
  if (act === 'renewal') return renewals[number - 1];
  const approved = act === 'grant' && until === null ? dealings.approvals.find((one) => one.act === 'grant' && one.until !== null) : undefined;
  return approved ?? { from, until };
};

/**
 * The written notice of an act to the commissioner: what the law of that day wants said, in its order; texts still closed. `state` is the case as it stood when the act
 * was entered; of the component since then only its periods are looked at. Undefined where there was no such act.
 */
export const noticeOf = (state: AuthorityState, since: Component, { act, number, law, opened }: Asked) => {
  const then = state.components[since.id];
  if (!then || !state.application) return undefined;
  const component = { ...then, renewals: since.renewals, dealings: since.dealings };
  const at = actedAt(component, act, number);
  if (at === undefined) return undefined;
  const { reference, force, unit, applicant } = state.application;
  const open = opened.components[component.id] ?? component;
  const decided = act === 'grant' ? component.granted : act === 'renewal' ? component.renewals[number - 1] : component.cancelled;
  const lawThen = (decided && law.pinned?.(decided.basis)) ?? law;
  const { asks, section } = lawThen.requirements(componentFacts(open, circumstances(opened, open, { known: law.known, at })), { at, force });
  const contents = asks?.notices[act];
  const urgent = decided !== undefined && 'urgent' in decided && decided.urgent !== undefined;
  const approvalFirst = !urgent && act !== 'cancellation' && asks?.commissioner[act] === 'approval';
  const period = periodOf(component, { act, number });
  const acted: Acted = { component, number, approvalFirst };
  return {
    reference, component: component.id, act, ...(act === 'renewal' ? { number } : {}), at, force, ...(unit ? { unit } : {}), applicant,
    officer: decided?.by ?? { person: '' }, power: component.power, ground: component.ground, section, clause: contents?.clause ?? section, confirmed: contents?.confirmed ?? false,
    heading: `Notice of the ${act} of an authority for ${nameWords(component.power)}`,
    from: period?.from ?? null, until: period?.until ?? null,
    items: (contents?.contains ?? []).map(({ item, words }): NoticeItem => ({ item, words, says: SAYS[item]?.(acted) ?? null })),
  };
};

export type Notice = NonNullable<ReturnType<typeof noticeOf>>;
