import type { AllocationRequest } from '@cpmp/gate';
import { allocationRequestOut } from '@cpmp/gate/wire';
import { gateMessages, type OpenPermitsHeard } from '@cpmp/holder';
import type { EventMeta } from '@cpmp/ledger';
import { type Publish, message, publisher } from '@cpmp/messaging';
import { AllocationRequestSchema } from '@cpmp/proto/gate';
import { SourceFactsSchema } from '@cpmp/proto/source';
import { deadlineMessages } from '@cpmp/shell';
import { legalDay } from '@cpmp/law';
import { rolesEntered } from './domain/looked-after.js';
import { OPERATIVE, type Particulars, type ResourceEvent, operativeReference, referenceOf } from './domain/resource.js';
import type { TaskingEvent } from './domain/tasking.js';

const asked = ({ request }: { readonly request: AllocationRequest }, meta: EventMeta) => [
  message('resource-allocation.allocation-requests.v1', meta.stream, AllocationRequestSchema, allocationRequestOut(request)),
];

type Assessed = Extract<ResourceEvent, { readonly type: 'ResourceRegistered' | 'FitnessRecorded' | 'OperativeRoleChanged' }>;

/** An operative's label may be a pseudonym; a team is found by its own. */
const calledIn = (event: Assessed, id: string): string => {
  if (event.type === 'ResourceRegistered') return referenceOf(event, id);
  return (event.type === 'FitnessRecorded' ? event.reference : undefined) ?? operativeReference(id);
};

/** Who looks after an operative may be of another force: an assessment is a matter of the one whose the operative is. */
const reassessed = (event: Assessed, meta: EventMeta) => {
  const { force, unit } = meta.actor ?? {};
  const whose = 'force' in event && event.force !== undefined && event.force !== force ? { force: event.force } : { force, unit };
  return deadlineMessages('resource-allocation', event, meta, { reference: calledIn(event, meta.streamId), ...whose });
};

/** Who looks after an operative, as the law asks it of a source; the whole of it. */
const looksAfter = ({ roles }: Pick<Particulars, 'roles'>, { stream }: EventMeta) => [message('resource-allocation.operative-facts.v1', stream, SourceFactsSchema, { thing: stream, roles: [...(roles ?? [])] })];

/** Of an operative that was entered before roles had days: since the day of entry. */
const entered = (event: Extract<ResourceEvent, { readonly type: 'ResourceRegistered' }>, meta: EventMeta) =>
  event.kind === OPERATIVE ? looksAfter({ roles: event.roles ?? rolesEntered(event, legalDay(meta.at)) }, meta) : [];

/** What leaves this service: requests for permits and bookings (the target in clear, to one reader), answers to both, deadlines, and who looks after an operative. */
export const publish: Publish = publisher<ResourceEvent | TaskingEvent | OpenPermitsHeard>({
  ResourceRegistered: (event, meta) => [...entered(event, meta), ...reassessed(event, meta)],
  OperativeRoleChanged: (event, meta) => [...looksAfter(event, meta), ...reassessed(event, meta)],
  FitnessRecorded: reassessed,
  // Nobody else waits for it.
  OpenPermitsHeard: 'private',
  ...gateMessages({
    requests: 'resource-allocation.permit-requests.v1',
    answers: 'resource-allocation.deployments.v1',
    bookings: 'resource-allocation.bookings.v1',
    deadlines: (...said) => deadlineMessages('resource-allocation', ...said),
  }),
  TaskingRequested: 'private',
  AllocationRequested: asked,
  AllocationGivenBack: asked,
  AllocationBooked: 'private',
  AllocationRefused: 'private',
  AllocationReleased: 'private',
});
