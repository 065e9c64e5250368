import { type AllocationRequest, type DeploymentEvent, type GateEvent, bookingAnswer, permitRequest } from '@cpmp/gate';
import { allocationRequestOut, bookingAnswerOut, deploymentAnswerOut, permitRequestOut } from '@cpmp/gate/wire';
import type { EventMeta } from '@cpmp/ledger';
import { type Publish, message, publisher } from '@cpmp/messaging';
import { AllocationRequestSchema, BookingEventSchema, DeploymentEventSchema, PermitRequestSchema } from '@cpmp/proto/gate';
import { deadlineMessages } from '@cpmp/shell';
import { type ResourceEvent, operativeReference } from './domain/resource.js';
import type { TaskingEvent } from './domain/tasking.js';

const answered = (event: DeploymentEvent, meta: EventMeta) => [
  message('resource-allocation.deployments.v1', meta.stream, DeploymentEventSchema, deploymentAnswerOut(event.answer)),
  ...deadlineMessages('resource-allocation', event, meta, { reference: event.answer.label, force: event.answer.force }),
];

const booked = (event: Extract<GateEvent, { readonly allocation: string }>, meta: EventMeta) => {
  const answer = bookingAnswer(meta.stream, event);
  return answer ? [message('resource-allocation.bookings.v1', meta.stream, BookingEventSchema, bookingAnswerOut(answer))] : [];
};

const asked = ({ request }: { readonly request: AllocationRequest }, meta: EventMeta) => [
  message('resource-allocation.allocation-requests.v1', meta.stream, AllocationRequestSchema, allocationRequestOut(request)),
];

/** Assessments are of operatives, and an operative's label may be a pseudonym. */
const reassessed = (event: Extract<ResourceEvent, { readonly type: 'ResourceRegistered' | 'FitnessRecorded' }>, meta: EventMeta) =>
  deadlineMessages('resource-allocation', event, meta, { reference: operativeReference(meta.streamId), force: meta.actor?.force, unit: meta.actor?.unit });

/** What leaves this service: requests for permits and bookings (the target in clear, to one reader), answers to both, and deadlines. */
export const publish: Publish = publisher<ResourceEvent | TaskingEvent>({
  ResourceRegistered: reassessed,
  FitnessRecorded: reassessed,
  DeploymentRequested: (event, meta, open) => {
    const target = Object.fromEntries(Object.entries(event.target).map(([kind, text]) => [kind, open(text)])) as typeof event.target;
    return [message('resource-allocation.permit-requests.v1', meta.stream, PermitRequestSchema, permitRequestOut(permitRequest({ ...event, target })))];
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
  TaskingRequested: 'private',
  AllocationRequested: asked,
  AllocationGivenBack: asked,
  AllocationBooked: 'private',
  AllocationRefused: 'private',
  AllocationReleased: 'private',
});
