import { type Booking, withBooking } from '@cpmp/gate';
import type { View } from '@cpmp/ledger';
import type { Particulars, ResourceEvent } from '../domain/resource.js';

/** A resource as the register shows it. */
export type ResourceDoc = Particulars & {
  readonly id: string;
  /** Whose it is: that of whoever entered it. Absent: everybody's. */
  readonly force?: string;
  readonly bookings: readonly Booking[];
};

/** Every resource, and what is promised of it. */
export const resources: View<ResourceDoc, ResourceEvent> = {
  name: 'resources',
  version: 3,
  from: 'log',
  key: (_event, meta) => (meta.stream.startsWith('resource-') ? meta.streamId : undefined),
  indexes: ['kind', 'label', 'site', 'skills'],
  on: {
    ResourceRegistered: (_doc, { type: _type, by: _by, deadlines: _deadlines, ...particulars }, meta) => ({
      ...particulars, id: meta.streamId, ...(meta.actor?.force === undefined ? {} : { force: meta.actor.force }), bookings: [],
    }),
    FitnessRecorded: (doc, { type: _type, by: _by, force: _force, reference: _called, deadlines: _deadlines, ...fitness }) => doc && { ...doc, ...fitness },
    OperativeRoleChanged: (doc, { roles }) => doc && { ...doc, roles },
    Booked: (doc, { type: _type, requestedBy: _by, bookedAt: _at, ...booking }, { at }) => doc && { ...doc, bookings: withBooking(doc.bookings, booking, at) },
    BookingReleased: (doc, { allocation }) => doc && { ...doc, bookings: doc.bookings.filter((booking) => booking.allocation !== allocation) },
  },
};
