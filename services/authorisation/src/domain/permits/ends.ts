import type { PermitEnd } from '@cpmp/gate';
import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { type AuthorityState, after, caseRef } from '../authority.js';
import { officersOf, stateAt } from '../component.js';
import { endAll } from '../deadlines.js';
import type { AuthorityEvent, CaseRef, ErrorSuspected } from '../events.js';
import type { PermitExtended } from './events.js';
import { wholeCaseReview } from '../decisions/whole-case.js';
import { withTurns } from './companions.js';
import { type Permit, repeatAfter } from './permit.js';

const ofComponent = (state: AuthorityState, component: string): readonly Permit[] =>
  Object.values(state.permits).filter(({ said }) => said.component === component);

/** Suspects an error where a start is known at or after a permit's end; once per permit. */
export const suspectError = (about: CaseRef, { said, errorSuspected }: Pick<Permit, 'said' | 'errorSuspected'>, startedAt: Instant | undefined): readonly ErrorSuspected[] => {
  const { end, permit, thing, component } = said;
  if (errorSuspected || startedAt === undefined || end === undefined || startedAt < end.at) return [];
  return [{ type: 'ErrorSuspected', about, component, permit, thing, startedAt, endedAt: end.at, cause: 'start-after-end' }];
};

/** Ends every permit of a component that has not ended yet, in the commit that ends the component. */
export const endPermits = (state: AuthorityState, component: string, end: PermitEnd, now: Instant): readonly AuthorityEvent[] => endEach(state, ofComponent(state, component), end, now);

const endEach = (state: AuthorityState, permits: readonly Permit[], end: PermitEnd, now: Instant): readonly AuthorityEvent[] =>
  permits
    .filter(({ said }) => said.end === undefined)
    .flatMap((permit) => {
      const said = { ...permit.said, end };
      return [
        { type: 'PermitEnded' as const, said, repeatAt: repeatAfter(now) },
        ...suspectError(caseRef(state), { said, errorSuspected: permit.errorSuspected }, permit.heard?.startedAt),
      ];
    });

/** Ends the permits of a component that what is withdrawn from its scope would have covered; the component goes on. */
export const endPermitsOutside = (state: AuthorityState, component: string, withdrawn: { readonly tactics: readonly string[]; readonly subjects: readonly string[] }, now: Instant): readonly AuthorityEvent[] =>
  endEach(state, ofComponent(state, component).filter(({ tactic, target }) => (tactic !== undefined && withdrawn.tactics.includes(tactic)) || (target !== undefined && 'subject' in target && withdrawn.subjects.includes(target.subject))), { how: 'cancelled', at: now }, now);

/** Moves the `until` of every permit of a component that has not ended, in the commit that renews the component. */
export const extendPermits = (state: AuthorityState, component: string, until: Instant, now: Instant): readonly PermitExtended[] =>
  ofComponent(state, component)
    .filter(({ said }) => said.end === undefined)
    .map(({ said }) => ({ type: 'PermitExtended', said: { ...said, until }, repeatAt: repeatAfter(now) }));

/** Records an end that has passed and that nobody has recorded yet, with the ends of its permits and those that it switches off; nothing where there is none. */
export const unrecordedEnd = (state: AuthorityState, component: string, now: Instant): readonly AuthorityEvent[] => {
  const found = state.components[component];
  if (!found || found.state !== 'in-force' || stateAt(found, now) !== 'expired' || found.until === null) return [];
  const { until } = found;
  const [officer] = officersOf(found);
  const events = [
    { type: 'AuthorityExpired' as const, about: caseRef(state), component, ...(officer === undefined ? {} : { officer }), until, deadlines: endAll(found, until) },
    ...endPermits(state, component, { how: 'expired', at: until }, now),
    ...wholeCaseReview(state, { component, because: 'expired' }, now),
  ];
  return withTurns(state, events, now);
};

/** Decides on a component whose end, if it has passed unrecorded, is recorded first in the same commit. */
export const endRecordedFirst = (
  state: AuthorityState,
  { component, now }: { readonly component: string; readonly now: Instant },
  decide: (state: AuthorityState) => Decision<AuthorityEvent>,
): Decision<AuthorityEvent> => {
  const ended = unrecordedEnd(state, component, now);
  if (ended.length === 0) return decide(state);
  const decided = decide(after(state, ended));
  return isRefusal(decided) || decided.length === 0 ? decided : [...ended, ...decided];
};
