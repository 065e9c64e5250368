import { type Decision, earlier, type Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { ApprovedAct, AuthorityQuashed, CommissionersEnd } from '../commissioner.js';
import type { ComponentState } from '../component.js';
import { endAll, setting } from '../deadlines.js';
import type { AuthorityEvent } from '../events.js';
import { basisOf, type Law, lawful, quashAsk } from '../legal.js';
import { endLinked } from './linked.js';
import { withTurns } from '../permits/companions.js';
import { endPermits, endRecordedFirst } from '../permits/ends.js';
import { notInForce } from '../permits/request.js';
import { toldOf } from './approve.js';
import { unknownComponent } from './entry.js';
import { wholeCaseReview } from './whole-case.js';

/** A commissioner ends an authority, with orders: that what was recorded is destroyed, and that equipment may be fetched though nothing else is authorised any more. */
export type Quash = {
  readonly component: string;
  readonly commissioner: string;
  readonly act: ApprovedAct;
  readonly how: CommissionersEnd;
  readonly reason: string;
  readonly destroy: boolean;
  readonly retrieve: boolean;
};

/** What may be quashed: what was in force. What is over by then keeps its end; its product may still be ordered destroyed. */
const QUASHABLE: readonly ComponentState[] = ['in-force', 'expired', 'cancelled'];

/** Quashes a component and ends its permits in the same commit, at the instant of the notice. An appeal is open, and suspends what is to be destroyed. */
export const quash = (state: AuthorityState, command: Quash, now: Instant, law: Law): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: command.component, now }, (current) => {
    const { component: id, ...said } = command;
    const component = current.components[id];
    if (!current.application || !component) return unknownComponent();
    if (!QUASHABLE.includes(component.state)) return notInForce(component, now);
    const ask = quashAsk(current, component, { at: now, by: { person: said.commissioner }, known: law.known });
    const answer = law.evaluate(ask);
    if (answer.refusal) return answer.refusal;
    const told = toldOf(current.application, component);
    const until = component.until === null ? now : earlier(component.until, now);
    const quashed: AuthorityQuashed = {
      type: 'AuthorityQuashed', about: caseRef(current), component: id, told, ...said, quashedAt: now, basis: basisOf(ask, answer, law), from: component.from, until,
      deadlines: { set: setting(component, lawful({ ...answer, until: null }, told)), ...endAll(component, until) },
    };
    const end = { how: said.how, at: until };
    return withTurns(current, [quashed, ...endPermits(current, id, end, now), ...endLinked(current, component, end, now), ...wholeCaseReview(current, { component: id, because: said.how }, now)], now);
  });
