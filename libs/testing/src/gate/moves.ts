import { type Decision, type DomainEvent, type Instant, isRefusal } from '@cpmp/kernel';
import { idOf } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';
import { beginning, fixedPeriods, streamsOf } from './beginning.js';
import type { Keys } from './essence.js';
import type { Breach } from './invariants.js';
import { Numbered } from './numbered.js';
import { type Input, decide } from './players.js';
import { queueOf, queuesOf, readerOf } from './roads.js';
import type { Rules } from './rules.js';
import { type Act, type Scope, instant } from './scope.js';
import { stepBreach } from './step-invariants.js';
import { type Cell, type Message, committed, kindOf } from './streams.js';
import { messageWords, stepWords } from './words.js';

/** What a stream makes of something that reaches it: its next state, and what it sends. */
export type Move = {
  readonly stream: number;
  readonly cell: number;
  readonly sent: readonly (readonly [queue: number, message: number])[];
  /** True when something was committed. */
  readonly changed: boolean;
  readonly told: string;
  readonly broken?: Breach;
};

/** Where a stream stands: its number among the streams, its state's number, the clock's tick, and how far behind its process is, in seconds. */
export type Place = { readonly stream: number; readonly cell: number; readonly tick: number; readonly behind: number };

/**
 * The streams of a world. What each makes of each input is worked out once by the real functions and remembered, so that a world is a handful
 * of small numbers and the real functions run only for what is new to their stream.
 */
export class Moves {
  readonly streams: readonly string[];
  readonly queues: readonly string[];
  readonly cells: Numbered<Cell>;
  readonly messages: Numbered<Message>;
  /** By place, then by what is met there: a message, an act, an alarm. */
  private readonly moves = new Map<number, Map<number, Move>>();
  private readonly due = new Map<number, readonly Move[]>();
  /** How far behind a process of each stream's service may be. */
  private readonly behind: readonly (number | undefined)[];

  constructor(
    private readonly scope: Scope,
    private readonly rules: Rules,
    keys: Keys,
  ) {
    this.streams = streamsOf(scope);
    this.queues = queuesOf(scope);
    this.behind = this.streams.map((stream) => scope.behind?.[kindOf(stream).service]);
    this.cells = new Numbered(keys.cell);
    this.messages = new Numbered(keys.message);
  }

  /** The streams as the story begins. */
  beginnings(): readonly number[] {
    return this.streams.map((stream) => this.cells.numberOf(beginning(stream, this.scope)));
  }

  /** Which stream reads a message. */
  readerOf(message: number): number {
    return this.streams.indexOf(readerOf(this.messages.get(message)));
  }

  private queueOf(message: Message): number {
    const queue = this.queues.indexOf(queueOf(message));
    if (queue < 0) throw new Error(`Nobody in this world reads ${messageWords(message)}.`);
    return queue;
  }

  reading(place: Place, message: number): Move {
    return this.remembered(place, MEETINGS * message, () => ({ do: 'read', message: this.messages.get(message) }));
  }

  acting(place: Place, act: number): Move {
    return this.remembered(place, MEETINGS * act + 1, () => ({ do: 'act', act: this.scope.acts[act] as Act }));
  }

  alarming(place: Place, thing: string): Move {
    return this.remembered(place, MEETINGS * this.scope.things.indexOf(thing) + 2, () => ({ do: 'alarm', thing }));
  }

  /** What the stream's service finds due by its own clock. */
  dues(place: Place): readonly Move[] {
    const number = this.numberOf(place);
    const known = this.due.get(number);
    if (known) return known;
    const moves = this.rowsAt(place).map((row) => this.workedOut(place, { do: 'due', row }));
    this.due.set(number, moves);
    return moves;
  }

  private rowsAt(place: Place): readonly DueRow[] {
    const { due, idle } = this.cells.get(place.cell);
    const now = this.clockAt(place);
    const ignored = (what: string): boolean => this.scope.ignored?.some((each) => what.startsWith(`${each}:`)) ?? false;
    return Object.values(due).filter(({ key, at, what }) => at <= now && idle[key] !== at && !ignored(what));
  }

  /** The places at which a stream may meet something now: its processes agree with the clock, or one of them is behind. */
  places(stream: number, cell: number, tick: number): readonly Place[] {
    const place = { stream, cell, tick, behind: 0 };
    const behind = this.behind[stream];
    return behind === undefined ? [place] : [place, { ...place, behind }];
  }

  private clockAt({ tick, behind }: Place): Instant {
    return instant((this.scope.clock[tick] as number) - behind);
  }

  private remembered(place: Place, met: number, input: () => Input): Move {
    const number = this.numberOf(place);
    const here = this.moves.get(number) ?? new Map<number, Move>();
    this.moves.set(number, here);
    const known = here.get(met);
    if (known) return known;
    const move = this.workedOut(place, input());
    here.set(met, move);
    return move;
  }

  private numberOf({ stream, cell, tick, behind }: Place): number {
    return ((cell * this.scope.clock.length + tick) * this.streams.length + stream) * 2 + (behind > 0 ? 1 : 0);
  }

  private workedOut(place: Place, input: Input): Move {
    const { rules, scope } = this;
    const stream = this.streams[place.stream] as string;
    const cell = this.cells.get(place.cell);
    const cause = input.do === 'read' ? input.message.at : input.do === 'due' ? input.row.at : '';
    const at = rules.at(this.clockAt(place), cell.tail, cause);
    const law = fixedPeriods(scope.authorities[idOf(stream)] ?? {});
    const decision: Decision<DomainEvent> = decide(stream, cell, input, { rules, law, now: at });
    const events = isRefusal(decision) ? [] : decision;
    const after = committed(stream, cell, events, { at: events.length > 0 ? at : cell.tail, rules });
    const unread: Breach | undefined = isRefusal(decision) && input.do === 'read' ? { invariant: 'handled', what: `${messageWords(input.message)}: ${decision.refused}` } : undefined;
    return {
      stream: place.stream,
      cell: this.cells.numberOf(withIdle(after.cell, input)),
      sent: after.sent.map((message) => [this.queueOf(message), this.messages.numberOf(message)] as const),
      changed: events.length > 0,
      told: stepWords(at, stream, input, events),
      broken: unread ?? stepBreach({ stream, before: cell, events, at, input }),
    };
  }
}

/** Kinds of what is met by number: a message, an act, an alarm. */
const MEETINGS = 3;

/** The runner notes what it found nothing to do for, and does not ask again. */
const withIdle = (cell: Cell, input: Input): Cell => {
  if (input.do !== 'due') return cell;
  const { key, at } = input.row;
  return cell.due[key]?.at === at ? { ...cell, idle: { ...cell.idle, [key]: at } } : cell;
};
