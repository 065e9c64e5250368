import type { Instant } from '@cpmp/kernel';
import type { Recorded } from '@cpmp/ledger';
import type { AssetEvent } from './domain/asset.js';

type What = 'registered' | 'checked-out' | 'checked-in' | 'serviceability-recorded';

/** One thing that happened to an asset in the store. `note` is closed. */
type Happened = { readonly what: What; readonly by: string; readonly to?: string; readonly note?: string; readonly serviceable?: boolean; readonly burned?: boolean; readonly inspectionDue?: string };

const happened = (event: AssetEvent): Happened | undefined => {
  switch (event.type) {
    case 'AssetRegistered':
      return { what: 'registered', by: event.by, inspectionDue: event.inspectionDue };
    case 'AssetCheckedOut':
      return { what: 'checked-out', by: event.by, to: event.to, note: event.note };
    case 'AssetCheckedIn':
      return { what: 'checked-in', by: event.by, note: event.note };
    case 'ServiceabilityRecorded': {
      const { by, serviceable, burned, inspectionDue, reason: note } = event;
      return { what: 'serviceability-recorded', by, serviceable, burned, inspectionDue, note };
    }
    default:
      return undefined;
  }
};

/** What happened to an asset in the store, the newest first. Its deployments have a register of their own. */
export const historyOf = (events: readonly Recorded<AssetEvent>[]): readonly (Happened & { readonly at: Instant })[] =>
  events.flatMap(({ event, meta: { at } }) => {
    const one = happened(event);
    return one ? [{ at, ...one }] : [];
  }).toReversed();
