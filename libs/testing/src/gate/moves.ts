import { type Decision, type DomainEvent, type Instant, isRefusal, later } from '@cpmp/kernel';
import { idOf } from '@cpmp/ledger';
import type { DueRow } from '@cpmp/shell';
import { beginning, fixedPeriods, streamsOf } from './beginning.js';
import { cellKey, messageKey } from './essence.js';
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

/** Where a stream stands: its number among the streams, its state's number, and the clock's tick. */
type Place = { readonly stream: number; readonly cell: number; readonly tick: number };

/**
 * The streams of a world. What each makes of each input is worked out once by the real functions and remembered, so that a world is a handful
 * of small numbers and the real functions run only for what is new to their stream.
 */
export class Moves {
  readonly streams: readonly string[];
  readonly queues: readonly string[];
  readonly cells: Numbered<Cell>;
  readonly messages: Numbered<Message>;
  private readonly moves = new Map<string, Move>();
  private readonly rows = new Map<string, readonly DueRow[]>();

  constructor(
    private readonly scope: Scope,
    private readonly rules: Rules,
  ) {
    this.streams = streamsOf(scope);
    this.queues = queuesOf(scope);
    this.cells = new Numbered(cellKey(scope));
    this.messages = new Numbered(messageKey(scope));
  }

  /** The streams as the story begins. */
  beginnings(): readonly number[] {
    return this.streams.map((stream) => this.cells.numberOf(beginning(stream, this.scope)));
  }

  /** Which stream reads a message. */
  readerOf(message: number): number {
    return this.streams.indexOf(readerOf(this.messages.get(message)));
  }

  reading(place: Place, message: number): Move {
    return this.remembered(place, `r${message}`, () => ({ do: 'read', message: this.messages.get(message) }));
  }

  acting(place: Place, act: Act): Move {
    return this.remembered(place, `a${this.scope.acts.indexOf(act)}`, () => ({ do: 'act', act }));
  }

  alarming(place: Place, thing: string): Move {
    return this.remembered(place, `p${thing}`, () => ({ do: 'alarm', thing }));
  }

  /** What the stream's service finds due by its own clock. */
  dues(place: Place): readonly Move[] {
    const key = `${place.cell}/${place.tick}/${place.stream}`;
    const rows = this.rows.get(key) ?? this.rowsAt(place);
    this.rows.set(key, rows);
    return rows.map((row) => this.remembered(place, `d${row.key}`, () => ({ do: 'due', row })));
  }

  private rowsAt({ stream, cell, tick }: Place): readonly DueRow[] {
    const { due, idle } = this.cells.get(cell);
    const now = this.clockOf(stream, tick);
    const ignored = (what: string): boolean => this.scope.ignored?.some((each) => what.startsWith(`${each}:`)) ?? false;
    return Object.values(due).filter(({ key, at, what }) => at <= now && idle[key] !== at && !ignored(what));
  }

  /** What the clock of a stream's service says. */
  private clockOf(stream: number, tick: number): Instant {
    const { service } = kindOf(this.streams[stream] as string);
    return instant((this.scope.clock[tick] as number) - (this.scope.behind?.[service] ?? 0));
  }

  private remembered(place: Place, name: string, input: () => Input): Move {
    const key = `${place.stream}/${place.cell}/${place.tick}/${name}`;
    const known = this.moves.get(key);
    if (known) return known;
    const move = this.workedOut(place, input());
    this.moves.set(key, move);
    return move;
  }

  private workedOut(place: Place, input: Input): Move {
    const { rules, scope } = this;
    const stream = this.streams[place.stream] as string;
    const cell = this.cells.get(place.cell);
    const cause = input.do === 'read' ? input.message.at : input.do === 'due' ? input.row.at : '';
    const at = rules.at(this.clockOf(place.stream, place.tick), cell.tail, cause);
    const law = fixedPeriods(scope.authorities[idOf(stream)] ?? { until: 0, renewed: 0 });
    const decision: Decision<DomainEvent> = decide(stream, cell, input, { rules, law, now: at });
    const events = isRefusal(decision) ? [] : decision;
    const after = committed(stream, cell, events, { at: events.length > 0 ? at : cell.tail, rules });
    const unread: Breach | undefined = isRefusal(decision) && input.do === 'read' ? { invariant: 'handled', what: `${messageWords(input.message)}: ${decision.refused}` } : undefined;
    return {
      stream: place.stream,
      cell: this.cells.numberOf(withIdle(after.cell, input)),
      sent: after.sent.map((message) => [this.queues.indexOf(queueOf(message)), this.messages.numberOf(message)] as const),
      changed: events.length > 0,
      told: stepWords(later(at, instant(scope.clock[place.tick] as number)), stream, input, events),
      broken: unread ?? stepBreach({ stream, before: cell, events, at, input }),
    };
  }
}

/** The runner notes what it found nothing to do for, and does not ask again. */
const withIdle = (cell: Cell, input: Input): Cell => {
  if (input.do !== 'due') return cell;
  const { key, at } = input.row;
  return cell.due[key]?.at === at ? { ...cell, idle: { ...cell.idle, [key]: at } } : cell;
};
