import type { Instant } from '@cpmp/kernel';
import type { Clock, Ledger } from '@cpmp/ledger';
import { type Alone, type DueRow, machineClock, type RunningService } from '@cpmp/shell';
import { StartFault } from './start-fault.js';

/** Which legal time a platform lives in. `startsAt`: where a virtual clock stands in a folder that has none yet. */
export type ClockChoice = { readonly kind: 'machine' } | { readonly kind: 'virtual'; readonly startsAt: Instant };

type Kept = { readonly kind: ClockChoice['kind']; readonly now?: Instant };
type Notes = Ledger['notes'];

/** Where a data folder remembers its clock: beside no ledger, since it is no event. */
const NOTE = 'standalone/clock';
/** Time has come to rest when so many sweeps in a row found nothing to do. */
const QUIET_SWEEPS = 2;

/** Legal time that stands until it is moved, never goes back, and is durable before anything happens at it. */
export class VirtualClock implements Clock {
  /** Where whoever starts anew from this folder begins. */
  private kept: Instant;

  private constructor(
    private at: Instant,
    private readonly keep: (now: Instant) => Promise<void>,
  ) {
    this.kept = at;
  }

  static async from(startsAt: Instant, keep: (now: Instant) => Promise<void>): Promise<VirtualClock> {
    await keep(startsAt);
    return new VirtualClock(startsAt, keep);
  }

  now(): Instant {
    return this.at;
  }

  machine(): number {
    return Date.now();
  }

  /** An instant that has passed already leaves it where it stands. */
  async set(to: Instant): Promise<void> {
    if (to <= this.at) return;
    await this.allow(to);
    this.at = to;
  }

  /** Lets another process go on by itself up to an instant, before it is set here: a clock that began anew behind that process's log would keep it from ever being ready. */
  async allow(to: Instant): Promise<void> {
    if (to <= this.kept) return;
    await this.keep(to);
    this.kept = to;
  }
}

/** The clock of a data folder: a virtual one stands where it was left. @throws StartFault when the folder was begun with the other kind: a ledger cannot go back from a future that was played. */
export const clockOf = async (notes: Notes, choice: ClockChoice): Promise<Clock> => {
  const kept = (await notes.note(NOTE))?.value as Kept | undefined;
  if (kept && kept.kind !== choice.kind) throw new StartFault(`This data folder was begun with the ${kept.kind} clock and cannot go on with the ${choice.kind} one. Name another with --data DIR.`);
  const keep = async (value: Kept): Promise<void> => void (await notes.putNote(NOTE, value, (await notes.note(NOTE))?.revision ?? 0));
  if (choice.kind === 'machine') {
    if (!kept) await keep({ kind: 'machine' });
    return machineClock;
  }
  const startsAt = new Date(choice.startsAt).toISOString();
  return VirtualClock.from(kept?.now && kept.now > startsAt ? kept.now : startsAt, (now) => keep({ kind: 'virtual', now }));
};

/**
 * What time is moved for: a service in this process, or one that is told the time. `runDue` answers false where nobody else can have heard of what it did; told how far it is alone, it may go on with what is
 * due next in it, each at its instant, until somebody can.
 */
export type MovedService = Pick<RunningService, 'name' | 'nextDue'> & { runDue(row: DueRow, alone?: Alone): Promise<boolean | void> };

/** A service that was told the time could not do this item: the one that it was asked for, or a later one where it went on. */
export class CouldNot extends Error {
  override readonly name = 'CouldNot';

  constructor(
    service: string,
    readonly row: DueRow,
  ) {
    super(`${service} could not do ${row.what}`);
  }
}

type Due = { readonly service: MovedService; readonly row: DueRow };

const nameOf = ({ service, row }: Due): string => `${service.name} ${row.what} ${row.at} ${row.key}`;

/** What fell due and could not be done while time moved, by service and what; `cause` is what the first of them threw. Time stands where it was to go, and the next move begins with these. */
export class DueFailed extends Error {
  override readonly name = 'DueFailed';

  constructor(
    readonly items: readonly { readonly service: string; readonly what: string; readonly at: Instant }[],
    cause: unknown,
  ) {
    super(items.map(({ service, what, at }) => `${service} ${what} ${at}`).join(', '), { cause });
  }
}

/** Moves a virtual clock, and makes happen what falls due on the way. */
export class TimeMover {
  private moving: Promise<unknown> = Promise.resolve();
  /** What failed when its instant came, and what it threw. */
  private readonly failed = new Map<string, { readonly due: Due; readonly cause: unknown }>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly drain: () => Promise<void>,
    private readonly services: readonly MovedService[],
  ) {}

  /**
   * Moves to an instant: every due item of every service in order of its instant (ties by service, stream, what), those due at the target too, topics drained in between,
   * until nothing is left to do. Moves that come together go one after the other. An item that fails keeps nothing else back. @throws DueFailed when it is there and some item still fails.
   */
  moveTo(to: Instant): Promise<Instant> {
    const moved = this.moving.then(() => this.move(to));
    this.moving = moved.catch(() => {});
    return moved;
  }

  private async move(to: Instant): Promise<Instant> {
    for (const { due } of this.failed.values()) await this.run(due);
    // What nobody heard of leaves everybody else where they were: most of a year's due items are reminders, and asking five processes after each takes hours.
    let heard = true;
    for (let quiet = 0; quiet < QUIET_SWEEPS; ) {
      if (heard) await this.drain();
      const end = to > this.clock.now() ? to : this.clock.now();
      const [due, ...others] = await this.dueUpTo(end);
      if (due) await this.clock.set(due.row.at);
      else await this.clock.set(to);
      heard = due ? await this.run(due, { to: end, ...(others[0] ? { before: others[0].row.at } : {}) }) : true;
      quiet = due ? 0 : quiet + 1;
    }
    const failed = [...this.failed.values()];
    if (failed.length > 0) throw new DueFailed(failed.map(({ due: { service, row } }) => ({ service: service.name, what: row.what, at: row.at })), failed[0]?.cause);
    return this.clock.now();
  }

  /** The service's own runner says a failure in the log, and answers the item again only after a while. False: nobody else can have heard of it. */
  private async run(due: Due, alone?: Alone): Promise<boolean> {
    try {
      const heard = await due.service.runDue(due.row, alone);
      this.failed.delete(nameOf(due));
      return heard !== false;
    } catch (cause) {
      const failed = cause instanceof CouldNot ? { ...due, row: cause.row } : due;
      if (failed.row !== due.row) this.failed.delete(nameOf(due));
      this.failed.set(nameOf(failed), { due: failed, cause });
      return true;
    }
  }

  /** The next item of each service that has one by then, in order. Each service answers its own first by instant, then stream and what. */
  private async dueUpTo(end: Instant): Promise<readonly Due[]> {
    const next = await Promise.all(this.services.map(async (service) => ({ service, row: await service.nextDue() })));
    const due = next.flatMap(({ service, row }) => (row && row.at <= end ? [{ service, row }] : []));
    return due.toSorted((a, b) => compare(a.row.at, b.row.at) || compare(a.service.name, b.service.name));
  }
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
