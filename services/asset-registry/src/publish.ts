import { gateMessages, type OpenPermitsHeard } from '@cpmp/holder';
import type { EventMeta } from '@cpmp/ledger';
import { type Publish, message, publisher } from '@cpmp/messaging';
import { SourceFactsSchema } from '@cpmp/proto/source';
import { deadlineMessages } from '@cpmp/shell';
import type { AssetEvent } from './domain/asset.js';
import type { Facts, SourceEvent } from './domain/source.js';

/** What the law asks of a source, the whole of it; the days are opened for authorisation alone. */
const factsOf = ({ facts }: { readonly facts: Facts }, meta: EventMeta, open: (text: string) => string) => [
  message('asset-registry.source-facts.v1', meta.stream, SourceFactsSchema, {
    thing: meta.stream, vulnerable: facts.vulnerable, roles: [...facts.roles],
    turns: Object.fromEntries(Object.entries(facts.turns).map(([age, day]) => [age, open(day)])),
  }),
];

/** What leaves this service: requests for permits (the target in clear, to one reader), answers to permits, answers to taskings, deadlines, and what the law asks of a source. */
export const publish: Publish = publisher<AssetEvent | SourceEvent | OpenPermitsHeard>({
  AssetRegistered: 'private',
  AssetCheckedOut: 'private',
  AssetCheckedIn: 'private',
  ServiceabilityRecorded: 'private',
  SourceRegistered: factsOf,
  SourceRoleChanged: factsOf,
  SourceVulnerabilityRecorded: factsOf,
  SourceRecordAdded: 'private',
  SourceMeetingRecorded: 'private',
  // Nobody else waits for it.
  OpenPermitsHeard: 'private',
  ...gateMessages({
    requests: 'asset-registry.permit-requests.v1',
    answers: 'asset-registry.deployments.v1',
    bookings: 'asset-registry.bookings.v1',
    deadlines: (...said) => deadlineMessages('asset-registry', ...said),
  }),
});
