/** The gate's messages to and from protobuf, once for every publisher and consumer; domains never import this entry. */
import { type MessageInitShape, fromBinary } from '@bufbuild/protobuf';
import type { Refusal } from '@cpmp/kernel';
import {
  AllocationRequestSchema,
  BookingEventSchema,
  DeploymentEventSchema,
  PermitEventSchema,
  PermitEvent_Kind,
  PermitRequestSchema,
  type DeploymentEvent as WireAnswer,
  type PermitEnd as WireEnd,
  type PermitEvent as WirePermit,
  type Refusal as WireRefusal,
  type Switched as WireSwitched,
} from '@cpmp/proto/gate';
import type {
  AllocationRequest,
  BookingAnswer,
  DeploymentAnswer,
  DeploymentHappening,
  DeploymentState,
  EndKind,
  Holder,
  OpenPermits,
  PermitEnd,
  PermitMessage,
  PermitRequest,
  Switched,
  Target,
} from './messages.js';

/** Protobuf writes what is absent as empty text. */
const said = <K extends string, T extends string>(key: K, text: T): { readonly [k in K]?: T } => (text === '' ? {} : ({ [key]: text } as { [k in K]: T }));

const refusalOut = (refusal: Refusal | undefined) =>
  refusal && { code: refusal.refused, because: refusal.because, clause: refusal.clause ?? '', confirmed: refusal.confirmed ?? true, instead: refusal.instead ?? '' };

const refusalIn = (refusal: WireRefusal | undefined): { readonly refusal?: Refusal } =>
  refusal
    ? {
        refusal: {
          refused: refusal.code,
          because: refusal.because,
          ...said('clause', refusal.clause),
          ...(refusal.confirmed ? {} : { confirmed: false }),
          ...said('instead', refusal.instead),
        },
      }
    : {};

const endIn = (end: WireEnd | undefined): PermitEnd | undefined => end && { how: end.how as EndKind, at: end.at };

const switchedOut = (switched: Switched | undefined) => switched && { ...switched, needs: [...switched.needs] };

const switchedIn = (switched: WireSwitched | undefined): Switched | undefined => switched && { turn: switched.turn, on: switched.on, at: switched.at, needs: switched.needs };

const targetOut = (target: Target): MessageInitShape<typeof PermitRequestSchema>['target'] => {
  if ('subject' in target) return { case: 'subject', value: target.subject };
  if ('vehicle' in target) return { case: 'vehicle', value: target.vehicle };
  return { case: 'place', value: target.place };
};

const targetIn = (target: { readonly case?: string; readonly value?: string }): Target => {
  const value = target.value ?? '';
  if (target.case === 'subject') return { subject: value };
  if (target.case === 'vehicle') return { vehicle: value };
  if (target.case === 'place') return { place: value };
  throw new Error('A permit request without a target.');
};

/** A permit request as it leaves a holder; its target must be open. */
export const permitRequestOut = ({ window, target, refusal, ...rest }: PermitRequest): MessageInitShape<typeof PermitRequestSchema> => ({
  ...rest,
  windowFrom: window.from,
  windowTo: window.to,
  target: targetOut(target),
  refusal: refusalOut(refusal),
});

/** A permit request as it reaches authorisation. */
export const permitRequestIn = (bytes: Uint8Array): PermitRequest => {
  const { permit, holder, thing, authorisation, component, tactic, requestedAt, answerBy, requestedBy, windowFrom, windowTo, target, refusal } = fromBinary(PermitRequestSchema, bytes);
  return {
    permit, holder: holder as Holder, thing, authorisation, component, tactic, requestedAt, answerBy, requestedBy,
    window: { from: windowFrom, to: windowTo },
    target: targetIn(target),
    ...refusalIn(refusal),
  };
};

const KINDS: Readonly<Record<PermitMessage['kind'], PermitEvent_Kind>> = {
  issued: PermitEvent_Kind.ISSUED,
  refused: PermitEvent_Kind.REFUSED,
  extended: PermitEvent_Kind.EXTENDED,
  ended: PermitEvent_Kind.ENDED,
  'switched-on': PermitEvent_Kind.SWITCHED_ON,
  'switched-off': PermitEvent_Kind.SWITCHED_OFF,
  repeated: PermitEvent_Kind.REPEATED,
};

/** What authorisation says of a permit, as it leaves. */
export const permitMessageOut = ({ kind, end, refusal, switched, ...rest }: PermitMessage): MessageInitShape<typeof PermitEventSchema> => ({
  ...rest,
  kind: KINDS[kind],
  end,
  switched: switchedOut(switched),
  refusal: refusalOut(refusal),
});

const permitIn = ({ kind, permit, holder, thing, authorisation, component, reference, operationId, issuedAt, startBy, until, end, switched, refusal }: WirePermit): PermitMessage | undefined => {
  const named = (Object.keys(KINDS) as PermitMessage['kind'][]).find((name) => KINDS[name] === kind);
  const read = endIn(end);
  const turn = switchedIn(switched);
  return named && {
    kind: named, permit, holder: holder as Holder, thing, authorisation, component, reference, operationId,
    ...said('issuedAt', issuedAt), ...said('startBy', startBy), ...said('until', until),
    ...(read ? { end: read } : {}),
    ...(turn ? { switched: turn } : {}),
    ...refusalIn(refusal),
  };
};

/** What authorisation says of a permit, as it reaches its holder; undefined for a kind this reader does not know. */
export const permitMessageIn = (bytes: Uint8Array): PermitMessage | undefined => permitIn(fromBinary(PermitEventSchema, bytes));

/** A holder's answer as it leaves. */
export const deploymentAnswerOut = (answer: DeploymentAnswer): MessageInitShape<typeof DeploymentEventSchema> => ({ ...answer, tell: [...answer.tell], switchedRead: switchedOut(answer.switchedRead) });

const answerIn = ({ permit, holder, thing, authorisation, component, state, startedAt, untilRead, endRead, recalledAt, closedAt, windowTo, force, event, tell, label, switchedRead, switchOffOrderedAt, switchedOffAt }: WireAnswer): DeploymentAnswer => {
  const end = endIn(endRead);
  const turn = switchedIn(switchedRead);
  return {
    permit, holder: holder as Holder, thing, authorisation, component, windowTo, force, tell, label,
    state: state as DeploymentState,
    event: event as DeploymentHappening,
    ...said('startedAt', startedAt), ...said('untilRead', untilRead), ...said('recalledAt', recalledAt), ...said('closedAt', closedAt),
    ...said('switchOffOrderedAt', switchOffOrderedAt), ...said('switchedOffAt', switchedOffAt),
    ...(end ? { endRead: end } : {}), ...(turn ? { switchedRead: turn } : {}),
  };
};

/** A holder's answer as it reaches its readers. */
export const deploymentAnswerIn = (bytes: Uint8Array): DeploymentAnswer => answerIn(fromBinary(DeploymentEventSchema, bytes));

/** What of a restored holder's is open, as it leaves. */
export const openPermitsOut = ({ holder, log, permits, last }: OpenPermits): MessageInitShape<typeof PermitEventSchema> => ({
  kind: PermitEvent_Kind.OPEN_TOLD,
  holder,
  open: {
    log, last,
    permits: permits.map(({ permit, heard, tactic, window, requestedBy, force = '' }) => ({
      permit: permitMessageOut(permit), ...(heard ? { heard: deploymentAnswerOut(heard) } : {}), tactic, windowFrom: window.from, windowTo: window.to, requestedBy, force,
    })),
  },
});

/** What of a restored holder's is open, as it reaches that holder; undefined for a message that is about one permit. */
export const openPermitsIn = (bytes: Uint8Array): OpenPermits | undefined => {
  const { kind, holder, open } = fromBinary(PermitEventSchema, bytes);
  if (kind !== PermitEvent_Kind.OPEN_TOLD || !open) return undefined;
  const permits = open.permits.flatMap(({ permit, heard, tactic, windowFrom, windowTo, requestedBy, force }) => {
    const message = permit && permitIn(permit);
    return message ? [{ permit: message, ...(heard ? { heard: answerIn(heard) } : {}), tactic, window: { from: windowFrom, to: windowTo }, requestedBy, ...said('force', force) }] : [];
  });
  return { holder: holder as Holder, log: open.log, permits, last: open.last };
};

/** A tasking's request for a booking as it leaves. */
export const allocationRequestOut = ({ window, needs, ...rest }: AllocationRequest): MessageInitShape<typeof AllocationRequestSchema> => ({
  ...rest,
  windowFrom: window.from,
  windowTo: window.to,
  needs: needs.map((need) => ({ ...need })),
});

/** A tasking's request for a booking as it reaches the thing's holder. */
export const allocationRequestIn = (bytes: Uint8Array): AllocationRequest => {
  const { allocation, tasking, holder, thing, operationId, windowFrom, windowTo, priority, requestedBy, released, needs, force } = fromBinary(AllocationRequestSchema, bytes);
  return {
    allocation, tasking, holder: holder as Holder, thing, operationId, priority, requestedBy, released,
    window: { from: windowFrom, to: windowTo },
    needs: needs.map(({ kind, skill }) => ({ ...said('kind', kind), ...said('skill', skill) })),
    // Empty says something.
    ...(force === undefined ? {} : { force }),
  };
};

/** A thing's answer to a booking as it leaves. */
export const bookingAnswerOut = ({ refusal, meets = [], ...rest }: BookingAnswer): MessageInitShape<typeof BookingEventSchema> => ({ ...rest, meets: [...meets], refusal: refusalOut(refusal) });

/** A thing's answer to a booking as it reaches the tasking's service. */
export const bookingAnswerIn = (bytes: Uint8Array): BookingAnswer => {
  const { allocation, tasking, thing, outcome, refusal, meets } = fromBinary(BookingEventSchema, bytes);
  return { allocation, tasking, thing, outcome: outcome as BookingAnswer['outcome'], ...refusalIn(refusal), ...(meets.length > 0 ? { meets } : {}) };
};
