import { type Act, type Clock, everyDoc, type Ledger, type Note, type View } from '@cpmp/ledger';
import { causesOf } from './filter.js';
import type { Log } from './log.js';
import type { DueRow } from './types.js';

/** How often the legal clock is looked at, in milliseconds of machine time. */
export const DUE_TICK_MS = 250;
/** A row that failed waits so long before it is tried again, doubling up to the limit, in milliseconds of machine time. */
const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 60_000;
const PAGE = 100;
const NOTE = 'due/nothing-to-do';
/** So many idle rows are remembered before any is looked through for what has gone. */
const IDLE_MIN = 64;

/** What a runner stands on. */
export type DueRunnerParts = {
  readonly ledger: Pick<Ledger, 'views' | 'notes' | 'onGrown'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly view: View<DueRow>;
  readonly run: (row: DueRow, act: Act) => Promise<unknown>;
};

type Failure = { readonly attempts: number; readonly notBeforeMs: number };

const nameOf = ({ key, at }: DueRow): string => `${key}@${at}`;

/** Makes happen what must happen when nobody acts, in the order of its instants. An event takes a row out of the view; what decided that there is nothing to do is remembered in the runner's own note. */
export class DueRunner {
  private readonly failing = new Map<string, Failure>();
  /** Rows that decided that there is nothing to do, by key with their instant. */
  private idle: ReadonlyMap<string, string> | undefined;
  /** At how many idle rows those that have gone are forgotten again: twice as many as were left the last time, so that remembering n of them asks of the order of n. */
  private forgetAt = IDLE_MIN;
  /** The first row as it was when it was last looked for; nothing moves it but the log's growth and the clock. */
  private seen: { row?: DueRow | undefined } | undefined;
  private stopHearing: () => void = () => {};
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: DueRunnerParts) {}

  /** The first row by instant, then key, that is neither idle nor waiting after a failure. */
  next(): Promise<DueRow | undefined> {
    const nowMs = this.parts.clock.machine();
    return this.first((row) => (this.failing.get(nameOf(row))?.notBeforeMs ?? 0) <= nowMs);
  }

  /** The first row by instant, then key, that is not idle and of which it is so. */
  private async first(isSo: (row: DueRow) => boolean): Promise<DueRow | undefined> {
    const { ledger, view } = this.parts;
    const idle = await this.idleRows();
    for await (const row of everyDoc(ledger.views, view, { sort: { by: 'at' }, limit: PAGE })) if (idle.get(row.key) !== row.at && isSo(row)) return row;
    return undefined;
  }

  /** Runs a row. @throws what its service threw; the row then waits a while before `next` answers it again. */
  async run(row: DueRow): Promise<void> {
    const { run, log, clock } = this.parts;
    try {
      await run(row, { cause: `due/${row.what}/${row.at}`, actor: null, notBefore: row.at });
    } catch (error) {
      const attempts = (this.failing.get(nameOf(row))?.attempts ?? 0) + 1;
      this.failing.set(nameOf(row), { attempts, notBeforeMs: clock.machine() + Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** attempts) });
      log.error({ stream: row.stream, what: row.what, attempts, causes: causesOf(error) }, 'due item failed');
      throw error;
    }
    this.failing.delete(nameOf(row));
    await this.rememberIfIdle(row);
  }

  /** Runs what the legal clock has passed, until stopped. */
  start(): void {
    const tick = async (): Promise<void> => {
      for (let row = await this.look(); row && !this.stopped; row = await this.look()) await this.run(row).catch(() => {});
    };
    this.stopHearing = this.parts.ledger.onGrown(() => (this.seen = undefined));
    const again = (): void => {
      if (this.stopped) return;
      this.timer = setTimeout(() => {
        this.running = tick().catch((error: unknown) => this.cannotLook(error)).then(again);
      }, DUE_TICK_MS);
      this.timer.unref();
    };
    again();
  }

  /** The first row that the legal clock has passed. Nothing is asked of the store while nothing can have changed. */
  private async look(): Promise<DueRow | undefined> {
    const { clock } = this.parts;
    const nowMs = clock.machine();
    const again = [...this.failing].filter(([, { notBeforeMs }]) => notBeforeMs <= nowMs);
    if (this.seen && again.length === 0 && !(this.seen.row && this.seen.row.at <= clock.now())) return undefined;
    const seen: { row?: DueRow | undefined } = (this.seen = {});
    const row = await this.next();
    if (row && row.at <= clock.now()) {
      this.seen = undefined;
      return row;
    }
    // What may be tried again and is not first is not there any more.
    for (const [name] of again) this.failing.delete(name);
    seen.row = row;
    return undefined;
  }

  private cannotLook(error: unknown): void {
    this.seen = undefined;
    this.parts.log.error({ causes: causesOf(error) }, 'due items cannot be read');
  }

  /** Resolves when what runs now is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopHearing();
    clearTimeout(this.timer);
    await this.running;
  }

  /** For health: how far the oldest row is behind the legal clock, in seconds, and how many rows wait after a failure. */
  async lag(): Promise<{ readonly dueLagSeconds: number; readonly dueFailing: number }> {
    const oldest = await this.first(() => true);
    const lag = oldest ? (Date.parse(this.parts.clock.now()) - Date.parse(oldest.at)) / 1000 : 0;
    return { dueLagSeconds: Math.max(0, Math.round(lag)), dueFailing: this.failing.size };
  }

  /** A row that is still there after it ran decided `[]`: it would be asked for ever. */
  private async rememberIfIdle(row: DueRow): Promise<void> {
    const { ledger, view } = this.parts;
    const still = await ledger.views.get(view, row.key);
    if (still?.at !== row.at) return;
    for (;;) {
      const note = await ledger.notes.note(NOTE);
      const others = rowsIn(note).filter(([key]) => key !== row.key);
      const kept: readonly [string, string][] = [[row.key, row.at], ...(others.length < this.forgetAt ? others : await this.stillThere(others))];
      this.idle = new Map(kept);
      if (await ledger.notes.putNote(NOTE, kept, note?.revision ?? 0)) return;
    }
  }

  /** Without the rows that an event has since moved or taken out, so that the note stays of the size of what it is about. */
  private async stillThere(rows: readonly [string, string][]): Promise<readonly [string, string][]> {
    const there = await Promise.all(rows.map(async ([key, at]) => (await this.parts.ledger.views.get(this.parts.view, key))?.at === at));
    const left = rows.filter((_, index) => there[index]);
    this.forgetAt = Math.max(IDLE_MIN, 2 * left.length);
    return left;
  }

  private async idleRows(): Promise<ReadonlyMap<string, string>> {
    this.idle ??= new Map(rowsIn(await this.parts.ledger.notes.note(NOTE)));
    return this.idle;
  }
}

const rowsIn = (note: Note | undefined): readonly [string, string][] => (note?.value as readonly [string, string][] | undefined) ?? [];
