/** What holds of the gate, by name. `L…` and `I4_flag` hold in the end; a recall under a renewed permit (I6) may stand until the extension is read. */
export const INVARIANTS = {
  I1: 'no permit is issued unless its component is in force',
  I2: 'nothing starts without a permit issued for it, nor from its start-by on, nor twice',
  I2b: 'nothing starts before its permit was issued',
  I3: 'no two live deployments of one thing overlap',
  I3_places: 'an asset is in one place, whatever the windows',
  I3_window: 'nothing starts once its window is over',
  I3_booking: 'nothing is live over another operation’s booking, or a custodian’s',
  I4: 'nothing starts at or after an end that its holder knows',
  I4_bound: 'nothing starts a minute after its permit’s end',
  I4_flag: 'a start at or after the end is flagged',
  I5: 'nobody is recovered unless somebody says so',
  I6: 'what has ended is never extended or revived, and no recall stands under a renewed permit',
  I7: 'what comes late or twice changes nothing',
  I8: 'a permit is answered once, by a start or by not taking it',
  I9: 'a move begins from what is out, and leaves one of the two open',
  I10: 'an operation’s own tasking never stands in its way',
  I11: 'only an end, or the until that a holder knows, recalls',
  S1: 'nothing runs unless what it needs is in force, or its holder has not read that this has ended; and how long it may have run is measured',
  S2: 'every turn reaches its holder, and in the end all runs that may',
  told: 'an end that nobody answered is an alarm',
  L1: 'every request ends',
  L2: 'every end reaches its holder, and the authority knows that it did',
  L2_neverEnded: 'every until that has passed becomes an end',
  L3: 'every permit is closed once what it allowed is over',
  L3_inForce: 'every permit is closed once what it allowed is over, also while its component is in force',
  L3_open: 'no permit is closed while its thing is out',
  bookings: 'a tasking and the thing’s own calendar agree in the end',
  handled: 'no message is one that its reader cannot handle',
} as const;

/** The name of an invariant. */
export type InvariantName = keyof typeof INVARIANTS;

/** An invariant that is broken, and by what. */
export type Breach = { readonly invariant: InvariantName; readonly what: string };

/** A breach, where it is one. */
export const breachIf = (broken: boolean, invariant: InvariantName, what: () => string): Breach | undefined => (broken ? { invariant, what: what() } : undefined);

/** The first breach of several things that must hold. */
export const firstOf = (...breaches: readonly (Breach | undefined)[]): Breach | undefined => breaches.find((breach) => breach !== undefined);
