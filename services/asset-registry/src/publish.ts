import { gateMessages } from '@cpmp/holder';
import { type Publish, publisher } from '@cpmp/messaging';
import { deadlineMessages } from '@cpmp/shell';
import type { AssetEvent } from './domain/asset.js';

/** What leaves this service: requests for permits (the target in clear, to one reader), answers to permits, answers to taskings, and deadlines. */
export const publish: Publish = publisher<AssetEvent>({
  AssetRegistered: 'private',
  AssetCheckedOut: 'private',
  AssetCheckedIn: 'private',
  ServiceabilityRecorded: 'private',
  ...gateMessages({
    requests: 'asset-registry.permit-requests.v1',
    answers: 'asset-registry.deployments.v1',
    bookings: 'asset-registry.bookings.v1',
    deadlines: (...said) => deadlineMessages('asset-registry', ...said),
  }),
});
