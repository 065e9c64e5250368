import type { Booking, BookingAsk, DeploymentAsk, GateEvent, HolderRules, Need, Thing } from '@cpmp/gate';
import type { Aggregate, Decision, DomainEvent, Instant } from '@cpmp/kernel';
import type { ViewReader } from '@cpmp/ledger';

/** What is particular to the things of one holder. */
export type Holding<S, E extends DomainEvent> = {
  readonly rules: HolderRules;
  /** A thing's stream, with its own calendar. */
  readonly aggregate: Aggregate<S, E | GateEvent>;
  readonly thingOf: (state: S, id: string, now: Instant) => Thing;
  readonly deploy: (state: S, id: string, ask: Omit<DeploymentAsk, 'unfit'>, now: Instant) => Decision<E | GateEvent>;
  readonly book: (state: S, id: string, ask: Omit<BookingAsk, 'unfit'> & { readonly needs: readonly Need[] }, now: Instant) => Decision<E | GateEvent>;
  /** Looks a thing up in the register. */
  readonly find: (views: ViewReader, id: string) => Promise<ThingKnown | undefined>;
  /** Whether somebody looks after a thing, or did on the day on which it was asked for: they know of that deployment, whatever their force. Absent where nobody looks after one. */
  readonly looksAfter?: LooksAfter;
};

/** What every register says of a thing; `force`: whose it is, absent where it is everybody's. */
export type ThingKnown = { readonly kind: string; readonly bookings: readonly Booking[]; readonly force?: string };

/** Whether a person looks after a thing, or still did on the day of an instant: of what was asked for by then they know, whatever their force. */
export type LooksAfter = (views: ViewReader, id: string, who: { readonly person: string; readonly since: Instant }) => Promise<boolean>;
