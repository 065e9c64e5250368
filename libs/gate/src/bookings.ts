import type { Decision, Instant, Refusal } from '@cpmp/kernel';
import { inTheWay, windowOver } from './calendar.js';
import { hoursAfter } from './instants.js';
import type { Window } from './messages.js';
import type { Booking, Deployment, GateEvent, Thing } from './thing.js';
import { whyNot } from './why-not.js';

/** A booking asked for: by a tasking, or by the custodian directly. */
export type BookingAsk = {
  readonly allocation: string;
  readonly tasking?: string;
  readonly operationId: string;
  readonly window: Window;
  readonly priority?: number;
  readonly requestedBy: string;
  /** Which of the tasking's needs the thing meets, by their places. */
  readonly meets?: readonly number[];
  /** Why the thing will not do, by the holder's named rules; said before what is in the way. */
  readonly unfit: readonly (Refusal | undefined)[];
};

/** Books the thing's window if nothing is in the way. A tasking's refusal is recorded, so that it is answered; a custodian's is simply said. */
export const book = (thing: Thing, ask: BookingAsk, now: Instant): Decision<GateEvent> => {
  const { unfit, requestedBy, ...booking } = ask;
  const { allocation, tasking, window } = booking;
  if (thing.calendar.bookings[allocation]) return [];
  const refusal = whyNot([windowOver(window, now), ...unfit, inTheWay(thing, { window, as: 'booking' }, now)]);
  if (!refusal) return [{ type: 'Booked', requestedBy, bookedAt: now, ...booking }];
  return tasking === undefined ? refusal : [{ type: 'BookingRefused', allocation, tasking, refusal }];
};

const released = (
  { allocation, tasking }: { readonly allocation: string; readonly tasking?: string },
  why: 'given-back' | 'authority-ended' | 'lost',
): GateEvent => ({ type: 'BookingReleased', allocation, ...(tasking === undefined ? {} : { tasking }), why });

/** Gives a booking back; one that whoever gives it back knows (`known`) also where the thing has it no longer: it is over, or was lost in a restore. */
export const release = (thing: Thing, allocation: string, known?: Pick<Booking, 'allocation' | 'tasking'>): Decision<GateEvent> => {
  const booking = thing.calendar.bookings[allocation] ?? known;
  return booking ? [released(booking, 'given-back')] : [];
};

/** How long a register goes on showing a booking that is over, in days: every window of which calendars are read at once, a year back. The ledger keeps all of them. */
const SHOWN_DAYS = 366;

/** What a register shows as promised after one more booking; without those that are long over, or a thing that is booked every day would have a document that grows for ever. */
export const withBooking = (bookings: readonly Booking[], booking: Booking, now: Instant): readonly Booking[] => {
  const since = hoursAfter(now, -24 * SHOWN_DAYS);
  return [...bookings.filter(({ window }) => window.to > since), booking];
};

/** The operation's later bookings, freed once the thing is recovered and the authority's end is read, whichever comes last. */
export const freed = (thing: Thing, { answer, operationId }: Deployment, now: Instant): readonly GateEvent[] =>
  thing.rules.freesBookings && answer.state === 'recovered' && answer.endRead
    ? Object.values(thing.calendar.bookings)
        .filter((booking) => booking.operationId === operationId && booking.window.to > now)
        .map((booking) => released(booking, 'authority-ended'))
    : [];

/** All later bookings of kit that is lost, whoever's they are: a tasking would count as met by what is not there, and nobody would look for another. */
export const unpromised = (thing: Thing, now: Instant): readonly GateEvent[] =>
  thing.rules.freesBookings ? Object.values(thing.calendar.bookings).flatMap((booking) => (booking.window.to > now ? [released(booking, 'lost')] : [])) : [];
