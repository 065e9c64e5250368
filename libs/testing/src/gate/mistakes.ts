import { thingOf } from '@cpmp/asset-registry/domain/asset';
import { type AuthorityEvent, type AuthorityState } from '@cpmp/authorisation/domain';
import { type Booking, type Calendar, type Deployment, type GateEvent, type Thing, isOpen, request } from '@cpmp/gate';
import { type Decision, type Instant, isRefusal, later } from '@cpmp/kernel';
import type { InvariantName } from './invariants.js';
import { RULES, type Rules } from './rules.js';

/** A rule of the gate left out: a wrapper round a real function, and what must break. */
export type Mistake = {
  /** The rule that is left out. */
  readonly rule: string;
  readonly planted: Partial<Rules>;
  /** The scope that shows it, and the invariants of which one must be found broken. */
  readonly scope: string;
  readonly breaks: readonly InvariantName[];
};

const NEVER: Instant = '9999-12-31T23:59:59.999Z';

const secondsAfter = (at: Instant, seconds: number): Instant => new Date(Date.parse(at) + seconds * 1000).toISOString();

/** A decision with each of its events changed, or dropped; a refusal stays one. */
const changed = <E>(decision: Decision<E>, change: (event: E) => E | undefined): Decision<E> =>
  isRefusal(decision) ? decision : decision.map(change).filter((event) => event !== undefined);

const without = <E extends { readonly type: string }>(decision: Decision<E>, ...types: readonly E['type'][]): Decision<E> =>
  changed(decision, (event) => (types.includes(event.type) ? undefined : event));

type Holding = { readonly calendar: Calendar };

/** A holder's state, seen with other deployments, or other bookings, than it has. */
const seen = <H extends Holding>(holder: H, { deployments = (each) => each, bookings = (each) => each }: Seen): H => ({
  ...holder,
  calendar: { deployments: mapped(holder.calendar.deployments, deployments), bookings: mapped(holder.calendar.bookings, bookings) },
});

type Seen = { readonly deployments?: (each: Deployment) => Deployment | undefined; readonly bookings?: (each: Booking) => Booking | undefined };

const mapped = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T | undefined): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).flatMap(([key, value]) => {
    const kept = change(value);
    return kept === undefined ? [] : [[key, kept]];
  }));

type Hear = Rules['hearPermit'];
type Answer = Deployment['answer'];

/** Hearing with a thing whose answer on that permit is seen otherwise. */
const hearing = (change: (answer: Answer, message: Parameters<Hear>[1]) => Answer): Partial<Rules> => ({
  hearPermit: (thing, message, now) =>
    RULES.hearPermit(seen(thing, { deployments: (each) => (each.answer.permit === message.permit ? { ...each, answer: change(each.answer, message) } : each) }), message, now),
});

const withoutEnd = ({ endRead: _unread, ...answer }: Answer): Answer => answer;

/** The request, asked of an asset and of people whose state is seen otherwise. */
const asking = (as: Seen): Partial<Rules> => ({
  deployAsset: (state, id, ask, now) => RULES.deployAsset(seen(state, as), id, ask, now),
  deployResource: (state, id, ask, now) => RULES.deployResource(seen(state, as), id, ask, now),
});

const answerOf = (thing: Thing, permit: string): Answer | undefined => thing.calendar.deployments[permit]?.answer;

/** Every commit of the authority without those events. */
const neverSaying = (...types: readonly AuthorityEvent['type'][]): Partial<Rules> => ({
  hearAnswer: (...args) => without(RULES.hearAnswer(...args), ...types),
  cancel: (...args) => without(RULES.cancel(...args), ...types),
  expire: (...args) => without(RULES.expire(...args), ...types),
  repeatPermit: (...args) => without(RULES.repeatPermit(...args), ...types),
});

const DEAD_LETTER = 'an asset and a dead letter on any road';

/** Rules of the road: asked, answered, ended, repeated. */
const ON_THE_ROAD: readonly Mistake[] = [
  {
    rule: 'a permit must be taken before its start-by',
    planted: { hearPermit: (thing, message, now) => RULES.hearPermit(thing, { ...message, startBy: message.until }, now) },
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['I2'],
  },
  {
    rule: 'start-by is never after until',
    planted: {
      answerRequest: (...args) =>
        changed(RULES.answerRequest(...args), (event) => (event.type === 'PermitIssued' ? { ...event, said: { ...event.said, startBy: secondsAfter(event.said.issuedAt, 60) } } : event)),
      hearPermit: (thing, message, now) =>
        changed(RULES.hearPermit(thing, message.kind === 'issued' && message.until ? { ...message, until: later(message.until, message.startBy ?? '') } : message, now), (event) =>
          event.type === 'DeploymentStarted' ? { ...event, answer: { ...event.answer, untilRead: message.until } } : event),
    },
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['I4'],
  },
  {
    rule: 'a permit is decided on its authority’s own stream, not on a copy',
    planted: { answerRequest: (state, ...rest) => RULES.answerRequest(lagging(state), ...rest) },
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['I1'],
  },
  {
    rule: 'a permit is answered once',
    planted: hearing((answer) => (isOpen({ answer } as Deployment) ? answer : { ...answer, state: 'requested' })),
    scope: DEAD_LETTER,
    breaks: ['I8'],
  },
  {
    rule: 'a request that has lapsed still answers a permit',
    planted: { hearPermit: (thing, message, now) => (answerOf(thing, message.permit)?.state === 'lapsed' ? [] : RULES.hearPermit(thing, message, now)) },
    scope: DEAD_LETTER,
    breaks: ['L3_inForce', 'L3'],
  },
  {
    rule: 'a request lapses',
    planted: { onDue: { ...RULES.onDue, lapse: () => [] } },
    scope: DEAD_LETTER,
    breaks: ['L1'],
  },
  {
    rule: 'what is unanswered is said again',
    planted: { repeatPermit: () => [] },
    scope: DEAD_LETTER,
    breaks: ['L2', 'L3', 'I6'],
  },
  {
    rule: 'issue and extension are said again, not only the end',
    planted: { repeatPermit: (state, id, now) => (state.permits[id]?.said.end ? RULES.repeatPermit(state, id, now) : []) },
    scope: DEAD_LETTER,
    breaks: ['I6', 'L3_inForce'],
  },
  {
    rule: 'every open permit is said again once a day',
    planted: { hearAnswer: (...args) => changed(RULES.hearAnswer(...args), (event) => (event.type === 'AnswerHeard' && event.answered ? { ...event, repeatAt: NEVER } : event)) },
    scope: DEAD_LETTER,
    breaks: ['L3', 'L3_inForce'],
  },
  {
    rule: 'the holder answers even when nothing changes',
    planted: { hearPermit: (...args) => without(RULES.hearPermit(...args), 'PermitAnswered') },
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['L3', 'L2'],
  },
  {
    rule: 'an answer carries the whole state',
    planted: {
      publish: {
        ...RULES.publish,
        'asset-registry': (event, ...rest) => RULES.publish['asset-registry'](event.answer && event.type !== 'DeploymentStarted' ? { ...event, answer: { ...event.answer, startedAt: undefined } } : event, ...rest),
      },
    },
    scope: DEAD_LETTER,
    breaks: ['I4_flag'],
  },
  {
    rule: 'a start at or after the end is an error',
    planted: neverSaying('ErrorSuspected'),
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['I4_flag'],
  },
  {
    rule: 'an end that nobody answered is an alarm',
    planted: neverSaying('AlarmRaised'),
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['told'],
  },
  {
    rule: 'what took effect takes none again',
    planted: { causes: false },
    scope: 'crashes',
    breaks: ['I7'],
  },
  {
    rule: 'no effect is earlier than the message that caused it',
    planted: { at: (clock, tail) => later(clock, tail) },
    scope: 'slow asset-registry',
    breaks: ['I2b'],
  },
];

/** A copy of the authority that has not heard of its ends. */
const lagging = (state: AuthorityState): AuthorityState => ({
  ...state,
  components: mapped(state.components, (component) => ({ ...component, state: 'in-force', until: secondsAfter(component.until ?? '', 3600) })),
});

/** Rules of renewal, end and recall. */
const AT_THE_END: readonly Mistake[] = [
  {
    rule: 'a renewal extends the permits',
    planted: { renew: (...args) => without(RULES.renew(...args), 'PermitExtended') },
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['I6'],
  },
  {
    rule: 'an extension that comes late withdraws a recall made by the clock',
    planted: {
      hearPermit: (thing, message, now) =>
        changed<GateEvent>(RULES.hearPermit(thing, message, now), (event) => {
          const { state = 'recall-ordered', recalledAt = now } = answerOf(thing, message.permit) ?? {};
          return event.type === 'RecallWithdrawn' ? { type: 'PermitAnswered', answer: { ...event.answer, state, recalledAt, event: 'answered' } } : event;
        }),
    },
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['I6'],
  },
  {
    rule: 'an end that was read beats any extension',
    planted: hearing((answer, { end }) => (end || !isOpen({ answer } as Deployment) ? answer : withoutEnd(answer))),
    scope: DEAD_LETTER,
    breaks: ['I6'],
  },
  {
    rule: 'an end that has passed unrecorded is recorded first',
    planted: {
      renew: (...args) => {
        const decided = RULES.renew(...args);
        return isRefusal(decided) ? decided : without(decided, 'AuthorityExpired', 'PermitEnded');
      },
    },
    scope: 'an oral renewal and an oral cancellation, entered late',
    breaks: ['L2_neverEnded'],
  },
  {
    rule: 'a renewal entered after the end extends no permit',
    planted: { renew: (state, command, now, law) => RULES.renew(state, command, command.decidedAt ?? now, law) },
    scope: 'an oral renewal and an oral cancellation, entered late',
    breaks: ['I6'],
  },
  {
    rule: 'the end of a window is no recall',
    planted: {
      onDue: {
        ...RULES.onDue,
        'window-ended': (thing, permit, now) =>
          changed(RULES.onDue.recall(seen(thing, { deployments: (each) => ({ ...each, answer: { ...each.answer, untilRead: now } }) }), permit, now), (event) =>
            'answer' in event ? { ...event, answer: { ...event.answer, untilRead: answerOf(thing, permit)?.untilRead } } : event),
      },
    },
    scope: 'an asset, asked for, cancelled, renewed, recovered',
    breaks: ['I11'],
  },
  {
    rule: 'nothing but a withdrawal closes a person’s deployment',
    planted: {
      hearPermit: (thing, message, now) =>
        message.end && answerOf(thing, message.permit)?.state === 'deployed' ? RULES.close(thing, { permit: message.permit, outcome: 'recovered', note: '' }, now) : RULES.hearPermit(thing, message, now),
    },
    scope: 'an operative and a dead letter on any road',
    breaks: ['I5'],
  },
];

/** Rules of the calendar. */
const ON_THE_CALENDAR: readonly Mistake[] = [
  {
    rule: 'a clean request holds its window',
    planted: asking({ deployments: (each) => (each.answer.state === 'requested' ? undefined : each) }),
    scope: 'a retry with a new key, operative',
    breaks: ['I3'],
  },
  {
    rule: 'an asset is in one place',
    planted: { deployAsset: (state, id, ask, now) => request({ ...thingOf(state, id), rules: { ...thingOf(state, id).rules, commitment: 'window' } }, { ...ask, unfit: [] }, now) },
    scope: 'two operations that want one asset',
    breaks: ['I3_places'],
  },
  {
    rule: 'another operation’s booking blocks',
    planted: asking({ bookings: () => undefined }),
    scope: 'bookings',
    breaks: ['I3_booking'],
  },
  {
    rule: 'an operation’s own tasking gives way to it',
    planted: { deployAsset: (state, id, { operationId: _unknown, ...ask }, now) => RULES.deployAsset(state, id, ask, now) },
    scope: 'bookings',
    breaks: ['I10'],
  },
  {
    rule: 'only a tasking’s booking gives way',
    planted: asking({ bookings: (each) => ({ tasking: 't', ...each }) }),
    scope: 'custodian books',
    breaks: ['I3_booking'],
  },
  {
    rule: 'bookings are freed once, as the end is first read',
    planted: hearing((answer) => (answer.closedAt ? withoutEnd(answer) : answer)),
    scope: 'bookings',
    breaks: ['I7'],
  },
];

/** Every rule that is left out in turn. */
export const MISTAKES: readonly Mistake[] = [...ON_THE_ROAD, ...AT_THE_END, ...ON_THE_CALENDAR];
