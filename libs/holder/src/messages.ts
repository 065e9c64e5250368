import { type DeploymentEvent, type GateEvent, bookingAnswer, permitRequest } from '@cpmp/gate';
import { bookingAnswerOut, deploymentAnswerOut, permitRequestOut } from '@cpmp/gate/wire';
import type { EventMeta } from '@cpmp/ledger';
import { type Mapping, type OutMessage, message } from '@cpmp/messaging';
import { BookingEventSchema, DeploymentEventSchema, PermitRequestSchema } from '@cpmp/proto/gate';
import type { DeadlineContext } from '@cpmp/shell';

/** Where a holder says what becomes of its deployments and bookings. */
export type GateTopics = {
  /** The target goes in clear, to one reader. */
  readonly requests: string;
  readonly answers: string;
  readonly bookings: string;
  readonly deadlines: (event: DeploymentEvent, meta: EventMeta, context: DeadlineContext) => readonly OutMessage[];
};

/** The gate's events as messages, for a holder's `publish.ts`. */
export const gateMessages = ({ requests, answers, bookings, deadlines }: GateTopics): Mapping<GateEvent> => {
  const answered = (event: DeploymentEvent, meta: EventMeta) => [
    message(answers, meta.stream, DeploymentEventSchema, deploymentAnswerOut(event.answer)),
    ...deadlines(event, meta, { reference: event.answer.label, force: event.answer.force }),
  ];
  const booked = (event: Extract<GateEvent, { readonly allocation: string }>, meta: EventMeta) => {
    const answer = bookingAnswer(meta.stream, event);
    return answer ? [message(bookings, meta.stream, BookingEventSchema, bookingAnswerOut(answer))] : [];
  };
  return {
    DeploymentRequested: (event, meta, open) => {
      const target = Object.fromEntries(Object.entries(event.target).map(([kind, text]) => [kind, open(text)])) as typeof event.target;
      return [message(requests, meta.stream, PermitRequestSchema, permitRequestOut(permitRequest({ ...event, target })))];
    },
    // The answer to what it was told is behind it.
    DeploymentRestored: (event, meta) => deadlines(event, meta, { reference: event.answer.label, force: event.answer.force }),
    // Authorisation waits for no answer to a refusal, and a request lapses silently.
    DeploymentRefused: 'private',
    DeploymentLapsed: 'private',
    DeploymentStarted: answered,
    PermitNotTaken: answered,
    PermitAnswered: answered,
    DeploymentRecalled: answered,
    RecallWithdrawn: answered,
    WindowEnded: answered,
    WithdrawalDecided: answered,
    WithdrawalOverdue: answered,
    DeploymentSwitchedOn: answered,
    SwitchOffOrdered: answered,
    DeploymentSwitchedOff: answered,
    DeploymentMoved: answered,
    DeploymentClosed: answered,
    Booked: booked,
    BookingRefused: booked,
    BookingReleased: booked,
  };
};
