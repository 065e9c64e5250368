import { type Decision, earlier, type Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { ComponentState, Officer } from '../component.js';
import { endAll, setting } from '../deadlines.js';
import { notYet, unknownComponent } from './entry.js';
import type { AuthorityCancelled, AuthorityEvent } from '../events.js';
import { type Law, basisOf, cancelAsk, lawful, owedNotice } from '../legal.js';
import { endLinked } from './linked.js';
import { endPermits, endRecordedFirst } from '../permits/ends.js';
import { notInForce } from '../permits/request.js';

/** An officer's cancellation: when activity was told to cease, who was told, what came of it, and what happens to the product (findings P7, P8). */
export type Cancel = {
  readonly component: string;
  readonly by: Officer;
  readonly ceasedAt?: Instant;
  readonly told: readonly string[];
  readonly reason: string;
  readonly value: string;
  readonly productDirection?: string;
  /** When it was decided orally, if it is entered later. */
  readonly decidedAt?: Instant;
};

/** What may be cancelled: what is granted. What has expired is still cancelled for the record, and its end stays. */
const CANCELLABLE: readonly ComponentState[] = ['in-force', 'awaiting-approval', 'expired'];

/** Cancels a component and ends its permits in the same commit. Its end is the instant of the decision, never later than it was. */
export const cancel = (state: AuthorityState, command: Cancel, now: Instant, law: Law): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: command.component, now }, (current) => {
    const component = current.components[command.component];
    if (!current.application || !component) return unknownComponent();
    const decidedAt = command.decidedAt ?? now;
    if (!CANCELLABLE.includes(component.state) || (component.from !== null && decidedAt < component.from)) return notInForce(component, decidedAt);
    const refusal = notYet(now, command.decidedAt, command.ceasedAt);
    if (refusal) return refusal;
    const { by, ceasedAt, told, reason, value, productDirection } = command;
    const ask = cancelAsk(current, component, { by, at: decidedAt, known: law.known, ceasedAt, productDirection });
    const answer = law.evaluate(ask);
    if (answer.refusal) return answer.refusal;
    const set = setting(component, lawful({ ...answer, until: null }, [by.person]));
    const notice = owedNotice('cancellation', answer, set);
    const until = component.until === null ? decidedAt : earlier(component.until, decidedAt);
    const cancelled: AuthorityCancelled = {
      type: 'AuthorityCancelled',
      about: caseRef(current), component: component.id, by, basis: basisOf(ask, answer), deadlines: { set, ...endAll(component, until) },
      decidedAt, ceasedAt: ceasedAt ?? decidedAt, told, reason, value, productDirection: productDirection ?? '', from: component.from, until,
      ...(notice ? { notice } : {}),
    };
    const end = { how: 'cancelled', at: until } as const;
    return [cancelled, ...endPermits(current, component.id, end, now), ...endLinked(current, component, end, now)];
  });
