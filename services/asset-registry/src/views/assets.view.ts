import { type Booking, withBooking } from '@cpmp/gate';
import type { View } from '@cpmp/ledger';
import type { AssetEvent, Particulars } from '../domain/asset.js';

/** An asset as the register shows it. Notes stay in the ledger. */
export type AssetDoc = Particulars & {
  readonly id: string;
  /** Whose it is: that of whoever entered it. Absent: everybody's. */
  readonly force?: string;
  readonly custodian: string | null;
  readonly serviceable: boolean;
  readonly burned: boolean;
  readonly bookings: readonly Booking[];
};

/** Every asset, and what is promised of it. */
export const assets: View<AssetDoc, AssetEvent> = {
  name: 'assets',
  version: 2,
  from: 'log',
  key: (_event, meta) => meta.streamId,
  indexes: ['kind', 'serial', 'label', 'site'],
  on: {
    AssetRegistered: (_doc, { type: _type, by: _by, ...particulars }, meta) => ({
      ...particulars, id: meta.streamId, ...(meta.actor?.force === undefined ? {} : { force: meta.actor.force }), custodian: null, serviceable: true, burned: false, bookings: [],
    }),
    AssetCheckedOut: (doc, { to }) => doc && { ...doc, custodian: to },
    AssetCheckedIn: (doc) => doc && { ...doc, custodian: null },
    ServiceabilityRecorded: (doc, { serviceable, burned, inspectionDue }) =>
      doc && { ...doc, serviceable, burned: burned ?? doc.burned, ...(inspectionDue === undefined ? {} : { inspectionDue }) },
    DeploymentClosed: (doc, { answer }) => doc && { ...doc, serviceable: doc.serviceable && answer.state === 'recovered' },
    Booked: (doc, { type: _type, requestedBy: _by, bookedAt: _at, ...booking }, { at }) => doc && { ...doc, bookings: withBooking(doc.bookings, booking, at) },
    BookingReleased: (doc, { allocation }) => doc && { ...doc, bookings: doc.bookings.filter((booking) => booking.allocation !== allocation) },
  },
};
