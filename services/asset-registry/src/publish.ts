import { type DeploymentEvent, type GateEvent, bookingAnswer, permitRequest } from '@cpmp/gate';
import { bookingAnswerOut, deploymentAnswerOut, permitRequestOut } from '@cpmp/gate/wire';
import type { EventMeta } from '@cpmp/ledger';
import { type Publish, message, publisher } from '@cpmp/messaging';
import { BookingEventSchema, DeploymentEventSchema, PermitRequestSchema } from '@cpmp/proto/gate';
import { deadlineMessages } from '@cpmp/shell';
import type { AssetEvent } from './domain/asset.js';

const answered = (event: DeploymentEvent, meta: EventMeta) => [
  message('asset-registry.deployments.v1', meta.stream, DeploymentEventSchema, deploymentAnswerOut(event.answer)),
  ...deadlineMessages('asset-registry', event, meta, { reference: event.answer.label, force: event.answer.force }),
];

const booked = (event: Extract<GateEvent, { readonly allocation: string }>, meta: EventMeta) => {
  const answer = bookingAnswer(meta.stream, event);
  return answer ? [message('asset-registry.bookings.v1', meta.stream, BookingEventSchema, bookingAnswerOut(answer))] : [];
};

/** What leaves this service: requests for permits (the target in clear, to one reader), answers to permits, answers to taskings, and deadlines. */
export const publish: Publish = publisher<AssetEvent>({
  AssetRegistered: 'private',
  AssetCheckedOut: 'private',
  AssetCheckedIn: 'private',
  ServiceabilityRecorded: 'private',
  DeploymentRequested: (event, meta, open) => {
    const target = Object.fromEntries(Object.entries(event.target).map(([kind, text]) => [kind, open(text)])) as typeof event.target;
    return [message('asset-registry.permit-requests.v1', meta.stream, PermitRequestSchema, permitRequestOut(permitRequest({ ...event, target })))];
  },
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
  DeploymentClosed: answered,
  Booked: booked,
  BookingRefused: booked,
  BookingReleased: booked,
});
