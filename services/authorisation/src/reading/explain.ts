import type { Instant } from '@cpmp/kernel';
import { awaitedRenewal, type Basis, type Component, stateAt } from '../domain/index.js';
import { capital, moment, nameWords, partWords, untilWords } from '../domain/words.js';

/** One step of why a component stands as it does. */
type Step = { readonly at?: Instant; readonly words: string; readonly clause?: string; readonly confirmed: boolean };

type Decision = { readonly act: string; readonly at: Instant; readonly basis: Basis };

const decisionsOf = ({ granted, renewals, cancelled, dealings: { approvals, declines, quashed } }: Component): readonly Decision[] => [
  ...(granted ? [{ act: 'grant', at: granted.at, basis: granted.basis }] : []),
  ...renewals.map(({ at, basis }) => ({ act: 'renewal', at, basis })),
  ...(cancelled ? [{ act: 'cancellation', at: cancelled.at, basis: cancelled.basis }] : []),
  ...approvals.map(({ act, at, basis }) => ({ act: `approval of the ${act}`, at, basis })),
  ...declines.map(({ act, at, basis }) => ({ act: `refusal to approve the ${act}`, at, basis })),
  ...(quashed ? [{ act: 'quashing', at: quashed.at, basis: quashed.basis }] : []),
].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** What the law said at a decision, step by step, is in its basis. */
const lawSteps = ({ at, basis }: Decision): readonly Step[] => basis.steps.map((step) => ({ at, ...step }));

const grantSteps = ({ granted, id }: Component): readonly Step[] => {
  if (!granted) return [];
  const { by, at, form, checked, regime, basis } = granted;
  const who = `${by.rank ? `${nameWords(by.rank)} ` : ''}${by.person}`;
  return [
    { at, words: `${capital(partWords(id))} was granted ${form === 'oral' ? 'orally' : 'in writing'} by ${who} at ${moment(at)}, under the rules for ${nameWords(regime)}.`, clause: basis.clause, confirmed: true },
    { at, words: checked ? 'A gatekeeper had checked it.' : 'No gatekeeper had checked it; the check is advice and never a condition.', confirmed: true },
  ];
};

const STATES: Readonly<Record<string, string>> = {
  submitted: 'Nobody has decided on it; a gatekeeper has not checked it yet.',
  returned: 'The gatekeeper returned it to its applicant.',
  'awaiting-decision': 'It waits for an authorising officer.',
  'awaiting-approval': 'It is granted and takes effect only when the judicial commissioner approves it.',
};

/** What still may come of what has run out: a renewal that was decided before. */
const expiredWords = (component: Component, until: Instant): string =>
  `Its time ran out at ${moment(until)}. ${awaitedRenewal(component)
    ? 'A renewal that was decided before then waits for the judicial commissioner, and begins when they approve it.'
    : 'It cannot be renewed any more; only a renewal that was decided orally before then may still be entered, where the law allows one.'}`;

const runningWords = ({ from }: Component, until: Instant, now: Instant): string => (from !== null && now < from ? `It begins at ${moment(from)} and runs to ${untilWords(until)}.` : `It is in force to ${untilWords(until)}.`);

const endSteps = (component: Component, now: Instant): readonly Step[] => {
  const { until, cancelled, refused, dealings: { quashed, declines } } = component;
  const state = stateAt(component, now);
  if (state === 'in-force' && until !== null) return [{ words: runningWords(component, until, now), confirmed: true }];
  if (state === 'expired' && until !== null) return [{ at: until, words: expiredWords(component, until), confirmed: true }];
  if (quashed && until !== null) return [{ at: quashed.at, words: `A judicial commissioner ${quashed.how} it, and it ended at ${moment(until)}.`, clause: quashed.basis.clause, confirmed: true }];
  const declined = state === 'declined' ? declines.at(-1) : undefined;
  if (declined) return [{ at: declined.at, words: `A judicial commissioner did not approve it at ${moment(declined.at)}, so it never took effect.`, clause: declined.basis.clause, confirmed: true }];
  if (cancelled && until !== null) return [{ at: until, words: `It was cancelled and ended at ${moment(until)}.`, clause: cancelled.basis.clause, confirmed: true }];
  if ((state === 'cancelled' || state === 'quashed') && until !== null) return [{ at: until, words: `It was ${state} with the part that it stood on, and ended at ${moment(until)}.`, confirmed: true }];
  if (refused) return [{ at: refused.at, words: `It was refused by ${refused.by.person} at ${moment(refused.at)}.`, confirmed: true }];
  return [{ words: STATES[state] ?? '', confirmed: true }];
};

/** Why a component stands as it stands: in words, with clauses, the packs of law, the facts put to them, and what is unconfirmed. No covert text. */
export const explain = (component: Component, now: Instant) => {
  const state = stateAt(component, now);
  const decisions = decisionsOf(component);
  const reviews = component.reviews.map(({ at, by, decision }) => ({ at, words: `It was reviewed by ${by.person} at ${moment(at)}: ${decision}.`, confirmed: true }));
  const unconfirmed = decisions.flatMap(({ basis }) => basis.unconfirmed);
  return {
    component: component.id,
    state,
    heading: `Why ${partWords(component.id)} is ${nameWords(state)}`,
    steps: [...grantSteps(component), ...decisions.flatMap(lawSteps), ...reviews, ...endSteps(component, now)],
    decisions: decisions.map(({ act, at, basis: { pack, rule, clause, facts } }) => ({ act, at, pack, rule, clause, facts })),
    unconfirmed: unconfirmed.filter(({ what }, index) => unconfirmed.findIndex((other) => other.what === what) === index),
  };
};
