import { thingOf } from '@cpmp/asset-registry/domain/asset';
import type { AuthorityEvent, AuthorityState } from '@cpmp/authorisation/domain';
import { type Deployment, type GateEvent, START_WITHIN_SECONDS, type Thing, isOpen, request } from '@cpmp/gate';
import { later } from '@cpmp/kernel';
import type { InvariantName } from './invariants.js';
import { NEVER, answering, asking, changed, hearing, mapped, secondsAfter, seen, without, withoutEnd } from './planting.js';
import { RULES, type Rules } from './rules.js';
import type { ScopeName } from './scopes.js';

/** A rule of the gate left out: a wrapper round a real function, the scope that shows it, and the invariants of which one must be found broken. */
export type Mistake = { readonly rule: string; readonly planted: Partial<Rules>; readonly scope: ScopeName; readonly breaks: readonly InvariantName[] };

const answerOf = (thing: Thing, permit: string): Deployment['answer'] | undefined => thing.calendar.deployments[permit]?.answer;

/** A copy of the authority that has not heard of its ends. */
const lagging = (state: AuthorityState): AuthorityState => ({
  ...state,
  components: mapped(state.components, (component) => ({ ...component, state: 'in-force', until: secondsAfter(component.until ?? '', 3600) })),
});

/** The authority's acts without those events. */
const neverSaying = (...types: readonly AuthorityEvent['type'][]): Partial<Rules> => ({
  hearAnswer: (...args) => without(RULES.hearAnswer(...args), ...types),
  cancel: (...args) => without(RULES.cancel(...args), ...types),
  expire: (...args) => without(RULES.expire(...args), ...types),
  repeatPermit: (...args) => without(RULES.repeatPermit(...args), ...types),
});

/** The authority issues with another start-by than it should. */
const startingBy = (startBy: (said: { readonly issuedAt: string; readonly until: string }) => string): Partial<Rules> => ({
  answerRequest: (...args) =>
    changed(RULES.answerRequest(...args), (event) => (event.type === 'PermitIssued' ? { ...event, said: { ...event.said, startBy: startBy(event.said) } } : event)),
});

const STARTING: readonly Mistake[] = [
  {
    rule: 'a permit is decided on its authority’s own stream, not on a copy',
    planted: { answerRequest: (state, ...rest) => RULES.answerRequest(lagging(state), ...rest) },
    scope: 'life',
    breaks: ['I1'],
  },
  {
    rule: 'a permit is taken before its start-by',
    planted: { hearPermit: (thing, message, now) => RULES.hearPermit(thing, { ...message, startBy: message.until }, now) },
    scope: 'life',
    breaks: ['I2'],
  },
  { rule: 'start-by is a minute after the issue', planted: startingBy(({ until }) => until), scope: 'retriedOperative', breaks: ['I4_bound'] },
  {
    rule: 'start-by is never after until',
    planted: {
      ...startingBy(({ issuedAt }) => secondsAfter(issuedAt, START_WITHIN_SECONDS)),
      // The window's end is never after until either, so that it would hide what is planted.
      hearPermit: (thing, message, now) => {
        const endless = seen(thing, { deployments: (each) => ({ ...each, window: { ...each.window, to: NEVER } }) });
        const late = message.kind === 'issued' ? { ...message, until: later(message.until ?? '', message.startBy ?? '') } : message;
        return changed(RULES.hearPermit(endless, late, now), (event) => (event.type === 'DeploymentStarted' ? { ...event, answer: { ...event.answer, untilRead: message.until } } : event));
      },
    },
    scope: 'slowAsset',
    breaks: ['I4'],
  },
  {
    rule: 'nothing starts once its window is over',
    planted: hearing((each) => ({ ...each, window: { ...each.window, to: NEVER } })),
    scope: 'life',
    breaks: ['I3_window'],
  },
  {
    rule: 'a permit is answered once',
    planted: hearing((each) => (isOpen(each) ? each : answering((answer) => ({ ...answer, state: 'requested' }))(each))),
    scope: 'lost',
    breaks: ['I8'],
  },
  {
    rule: 'no effect is earlier than the message that caused it',
    planted: { at: (clock, tail) => later(clock, tail) },
    scope: 'slowAsset',
    breaks: ['I2b'],
  },
];

const ANSWERING: readonly Mistake[] = [
  { rule: 'a request lapses', planted: { onDue: { ...RULES.onDue, lapse: () => [] } }, scope: 'lost', breaks: ['L1'] },
  {
    rule: 'a request that has lapsed still answers its permit',
    planted: { hearPermit: (thing, message, now) => (answerOf(thing, message.permit)?.state === 'lapsed' ? [] : RULES.hearPermit(thing, message, now)) },
    scope: 'lost',
    breaks: ['L3_inForce', 'L3'],
  },
  { rule: 'what is unanswered is said again', planted: { repeatPermit: () => [] }, scope: 'lost', breaks: ['L2', 'L3', 'L3_inForce', 'I6'] },
  {
    rule: 'issue and extension are said again, not only the end',
    planted: { repeatPermit: (state, id, now) => (state.permits[id]?.said.end ? RULES.repeatPermit(state, id, now) : []) },
    scope: 'lost',
    breaks: ['I6', 'L3_inForce'],
  },
  {
    rule: 'every open permit is said again once a day',
    planted: { hearAnswer: (...args) => changed(RULES.hearAnswer(...args), (event) => (event.type === 'AnswerHeard' && event.answered ? { ...event, repeatAt: NEVER } : event)) },
    scope: 'lost',
    breaks: ['L3', 'L3_inForce'],
  },
  { rule: 'a holder answers even when nothing changes', planted: { hearPermit: (...args) => without(RULES.hearPermit(...args), 'PermitAnswered') }, scope: 'life', breaks: ['L3', 'L2'] },
  {
    rule: 'an answer carries the whole state',
    planted: {
      publish: {
        ...RULES.publish,
        'asset-registry': (event, ...rest) =>
          RULES.publish['asset-registry'](event.answer && event.type !== 'DeploymentStarted' ? { ...event, answer: { ...event.answer, startedAt: undefined } } : event, ...rest),
      },
    },
    scope: 'lost',
    breaks: ['I4_flag'],
  },
  {
    rule: 'a permit is closed only when what it allowed is over',
    planted: { hearAnswer: (...args) => changed(RULES.hearAnswer(...args), (event) => (event.type === 'AnswerHeard' ? { ...event, closed: event.answered } : event)) },
    scope: 'life',
    breaks: ['L3_open'],
  },
  { rule: 'a start at or after the end is an error', planted: neverSaying('ErrorSuspected'), scope: 'life', breaks: ['I4_flag'] },
  { rule: 'an end that nobody answered is an alarm', planted: neverSaying('AlarmRaised'), scope: 'life', breaks: ['told'] },
  { rule: 'what took effect takes none again', planted: { causes: false }, scope: 'crashed', breaks: ['I7'] },
];

const ENDING: readonly Mistake[] = [
  { rule: 'a renewal extends the permits', planted: { renew: (...args) => without(RULES.renew(...args), 'PermitExtended') }, scope: 'life', breaks: ['I6'] },
  {
    rule: 'an extension that comes late withdraws a recall made by the clock',
    planted: {
      hearPermit: (thing, message, now) =>
        changed<GateEvent>(RULES.hearPermit(thing, message, now), (event) => {
          const { state = 'recall-ordered', recalledAt = now } = answerOf(thing, message.permit) ?? {};
          return event.type === 'RecallWithdrawn' ? { type: 'PermitAnswered', answer: { ...event.answer, state, recalledAt, event: 'answered' } } : event;
        }),
    },
    scope: 'life',
    breaks: ['I6'],
  },
  { rule: 'an end that was read beats any extension', planted: hearing((each, { end }) => (end || !isOpen(each) ? each : answering(withoutEnd)(each))), scope: 'lost', breaks: ['I6'] },
  {
    rule: 'an end that has passed unrecorded is recorded first',
    planted: { renew: (...args) => without(RULES.renew(...args), 'AuthorityExpired', 'PermitEnded') },
    scope: 'oral',
    breaks: ['L2_neverEnded'],
  },
  {
    rule: 'a renewal that is entered after the end extends no permit',
    planted: { renew: (state, command, now, law) => RULES.renew(state, command, command.decidedAt ?? now, law) },
    scope: 'oral',
    breaks: ['I6'],
  },
  {
    rule: 'the end of a window is no recall',
    planted: {
      onDue: {
        ...RULES.onDue,
        'window-ended': (thing, permit, now) => {
          const over = seen(thing, { deployments: answering((answer) => ({ ...answer, untilRead: now })) });
          return changed(RULES.onDue.recall(over, permit, now), (event) => ('answer' in event ? { ...event, answer: { ...event.answer, untilRead: answerOf(thing, permit)?.untilRead } } : event));
        },
      },
    },
    scope: 'life',
    breaks: ['I11'],
  },
  {
    rule: 'nothing but a withdrawal closes a person’s deployment',
    planted: {
      hearPermit: (thing, message, now) =>
        message.end && answerOf(thing, message.permit)?.state === 'deployed'
          ? RULES.close(thing, { permit: message.permit, outcome: 'recovered', note: '' }, now)
          : RULES.hearPermit(thing, message, now),
    },
    scope: 'operative',
    breaks: ['I5'],
  },
];

const ON_THE_CALENDAR: readonly Mistake[] = [
  { rule: 'a clean request holds its window', planted: asking({ deployments: (each) => (each.answer.state === 'requested' ? undefined : each) }), scope: 'retriedOperative', breaks: ['I3'] },
  {
    rule: 'an asset is in one place',
    planted: { deployAsset: (state, id, ask, now) => request({ ...thingOf(state, id), rules: { ...thingOf(state, id).rules, commitment: 'window' } }, { ...ask, unfit: [] }, now) },
    scope: 'sharedAsset',
    breaks: ['I3_places'],
  },
  { rule: 'another operation’s booking blocks', planted: asking({ bookings: () => undefined }), scope: 'booked', breaks: ['I3_booking'] },
  {
    rule: 'an operation’s own tasking gives way to it',
    planted: { deployAsset: (state, id, { operationId: _unknown, ...ask }, now) => RULES.deployAsset(state, id, ask, now) },
    scope: 'booked',
    breaks: ['I10'],
  },
  { rule: 'only a tasking’s booking gives way', planted: asking({ bookings: (each) => ({ tasking: 't', ...each }) }), scope: 'custodian', breaks: ['I3_booking'] },
  {
    rule: 'bookings are freed once, as the end is first read',
    planted: hearing((each) => (each.answer.closedAt ? answering(withoutEnd)(each) : each)),
    scope: 'booked',
    breaks: ['I7'],
  },
  { rule: 'a tasking hears what the thing’s own stream decided', planted: { hearBooking: () => [] }, scope: 'booked', breaks: ['bookings'] },
];

const turnRead = (change: (turn: number) => number) => answering((answer) => (answer.switchedRead ? { ...answer, switchedRead: { ...answer.switchedRead, turn: change(answer.switchedRead.turn) } } : answer));

const SWITCHING: readonly Mistake[] = [
  { rule: 'a companion’s end switches off what needs it', planted: neverSaying('PermitSwitchedOff'), scope: 'companion', breaks: ['S1'] },
  { rule: 'a companion’s beginning switches on what waits for it', planted: { renew: (...args) => without(RULES.renew(...args), 'PermitSwitchedOn') }, scope: 'companionRenewed', breaks: ['S2'] },
  {
    rule: 'a permit is answered when its turn is named too',
    planted: {
      hearAnswer: (state, heard, now) => {
        const switchedRead = state.permits[heard.answer.permit]?.said.switched;
        if (!switchedRead || heard.answer.switchedRead?.turn === switchedRead.turn) return RULES.hearAnswer(state, heard, now);
        return changed(RULES.hearAnswer(state, { ...heard, answer: { ...heard.answer, switchedRead } }, now), (event) => (event.type === 'AnswerHeard' && event.answered ? { ...event, repeatAt: NEVER } : event));
      },
    },
    scope: 'companion',
    breaks: ['S2'],
  },
  { rule: 'of two turns the later stands', planted: hearing(turnRead(() => 0)), scope: 'companion', breaks: ['S1'] },
  {
    rule: 'what may no longer run is ordered to be switched off',
    planted: { hearPermit: (...args) => changed(RULES.hearPermit(...args), (event) => (event.type === 'SwitchOffOrdered' ? { type: 'PermitAnswered', answer: { ...event.answer, switchOffOrderedAt: undefined, event: 'answered' } } : event)) },
    scope: 'companion',
    breaks: ['S1'],
  },
  {
    rule: 'what has ended is never switched on',
    planted: {
      renew: (state, ...rest) => {
        const endless = { ...state, permits: mapped(state.permits, (permit) => ({ ...permit, said: { ...permit.said, end: undefined } })) };
        return changed(RULES.renew(endless, ...rest), (event) => ('said' in event ? { ...event, said: { ...event.said, end: state.permits[event.said.permit]?.said.end } } : event));
      },
    },
    scope: 'companionRenewed',
    breaks: ['S1'],
  },
];

const MOVING: readonly Mistake[] = [
  {
    rule: 'a move begins from what is out',
    planted: { hearPermit: (thing, message, now) => RULES.hearPermit(seen(thing, { deployments: (each) => (each.answer.permit !== message.permit && each.answer.closedAt ? answering((answer) => ({ ...answer, state: 'deployed' }))(each) : each) }), message, now) },
    scope: 'movedLost',
    breaks: ['I9'],
  },
  { rule: 'a move closes what it takes over in the same commit', planted: { hearPermit: (...args) => without(RULES.hearPermit(...args), 'DeploymentMoved') }, scope: 'movedLost', breaks: ['I9'] },
];

/** Every rule that is left out in turn. */
export const MISTAKES: readonly Mistake[] = [...STARTING, ...ANSWERING, ...ENDING, ...ON_THE_CALENDAR, ...SWITCHING, ...MOVING];
