import { type Decision, earlier, type Instant } from '@cpmp/kernel';
import { legalDay, startOfDay } from '@cpmp/law';
import { type AuthorityState, after, caseRef } from '../authority.js';
import { type Component, type ComponentState, inForceAt, type Officer } from '../component.js';
import { endAll, setting, type Wanted } from '../deadlines.js';
import { decidingAs } from '../designations.js';
import { notYet, unknownComponent } from './entry.js';
import type { AuthorityCancelled, AuthorityEvent } from '../events.js';
import { type Law, basisOf, cancelAsk, lawful, noticeDue, owedNotice } from '../legal.js';
import { endLinked } from './linked.js';
import { withTurns } from '../permits/companions.js';
import { endPermits, endRecordedFirst } from '../permits/ends.js';
import { type LateEnd, suspectSince } from '../permits/suspects.js';
import type { Standing } from '../separation.js';
import { wholeCaseReview } from './whole-case.js';
import { notInForce } from '../permits/request.js';

/** An officer's cancellation: when activity was told to cease, who was told, what came of it, and what happens to the product (findings P7, P8). */
export type Cancel = Pick<Standing, 'insteadOf'> & {
  readonly component: string;
  readonly by: Officer;
  readonly ceasedAt?: Instant;
  readonly told: readonly string[];
  readonly reason: string;
  readonly value: string;
  readonly productDirection?: string;
  /** What became of equipment. */
  readonly equipment?: string;
  /** Who noted it, when it was spoken. */
  readonly notedBy?: string;
  /** When it was decided orally, if it is entered later. */
  readonly decidedAt?: Instant;
};

/** By the end of which London day after its entry a spoken cancellation is put in writing, in days: force policy. */
const WRITTEN_WITHIN_DAYS = 1;

const writtenBy = (now: Instant, person: string): Wanted => ({ what: 'written-record', due: startOfDay(legalDay(now), WRITTEN_WITHIN_DAYS + 1), statutory: false, persons: [person] });

/** What may be cancelled: what is granted. What has expired is still cancelled for the record, and its end stays. */
const CANCELLABLE: readonly ComponentState[] = ['in-force', 'awaiting-approval', 'expired'];

/** What ended with a decision that is entered only now, for whatever went on in between. */
const lateEnd = (state: AuthorityState, { id, power }: Component, { ended, at, now }: { readonly ended: readonly AuthorityEvent[]; readonly at: Instant; readonly now: Instant }): LateEnd => {
  const linked = ended.flatMap((event) => (event.type === 'LinkedAuthorityEnded' ? [event.component] : []));
  const elsewhere = Object.values(after(state, ended).components).some((other) => other.power === power && inForceAt(other, now));
  return { components: [id, ...linked], at, ...(elsewhere ? {} : { power }) };
};

/** Cancels a component and ends its permits in the same commit; where it switches others off, the officers of the other parts are asked to look at the whole case. Its end is the instant of the decision, never later than it was. */
export const cancel = (state: AuthorityState, command: Cancel, now: Instant, law: Law): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: command.component, now }, (current) => {
    const component = current.components[command.component];
    if (!current.application || !component) return unknownComponent();
    const decidedAt = command.decidedAt ?? now;
    if (!CANCELLABLE.includes(component.state) || decidedAt < (component.from ?? component.granted?.at ?? '')) return notInForce(component, decidedAt);
    const refusal = notYet(now, command.decidedAt, command.ceasedAt);
    if (refusal) return refusal;
    const { ceasedAt, told, reason, value, productDirection, equipment, notedBy, insteadOf } = command;
    const { by, asked, held } = decidingAs(law.designations, command.by, decidedAt, insteadOf);
    const ask = cancelAsk(current, component, { by: asked, at: decidedAt, known: law.known, ceasedAt, productDirection });
    const answer = law.evaluate(ask);
    if (answer.refusal) return answer.refusal;
    const spoken = decidedAt < now;
    const set = setting(component, [...lawful({ ...answer, until: null }, [by.person]), ...(spoken ? [writtenBy(now, by.person)] : []), ...noticeDue(answer, [by.person], now)]);
    const notice = owedNotice('cancellation', answer, set);
    const until = component.until === null ? decidedAt : earlier(component.until, decidedAt);
    const cancelled: AuthorityCancelled = {
      type: 'AuthorityCancelled',
      about: caseRef(current), component: component.id, by, basis: basisOf(ask, answer, law), deadlines: { set, ...endAll(component, until) },
      decidedAt, ceasedAt: ceasedAt ?? decidedAt, told, reason, value, productDirection: productDirection ?? '', from: component.from, until,
      ...(notice ? { notice } : {}), ...(equipment ? { equipment } : {}), ...(notedBy ? { notedBy } : {}), ...(insteadOf ? { insteadOf } : {}), ...held,
    };
    const end = { how: 'cancelled', at: until } as const;
    const linked = endLinked(current, component, end, now);
    const suspected = spoken ? suspectSince(current, lateEnd(current, component, { ended: [cancelled, ...linked], at: until, now }), law.closed ?? []) : [];
    const ended = [cancelled, ...suspected, ...endPermits(current, component.id, end, now), ...linked];
    const all = withTurns(current, ended, now);
    return all.length > ended.length ? [...all, ...wholeCaseReview(current, { component: component.id, because: 'cancelled' }, now)] : all;
  });
