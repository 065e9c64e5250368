import type { Recorded } from '@cpmp/ledger';
import type { ResourceEvent } from './domain/resource.js';

/** What was recorded of a resource's fitness, the newest first. Its deployments have a register of their own. */
export const historyOf = (events: readonly Recorded<ResourceEvent>[]) =>
  events.flatMap(({ event, meta: { at } }) => {
    if (event.type !== 'ResourceRegistered' && event.type !== 'FitnessRecorded') return [];
    const { type, by, skills, accredited, assessedUntil } = event;
    return [{ at, by, what: type === 'ResourceRegistered' ? ('registered' as const) : ('fitness-recorded' as const), skills, accredited, assessedUntil }];
  }).toReversed();
