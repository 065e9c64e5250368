import { type Decision, type DomainEvent, type Instant, isRefusal, later } from '@cpmp/kernel';
import type { World } from '../explorer.js';
import { beginning, fixedPeriods, serviceOf, streamsOf } from './beginning.js';
import { cellKey, messageKey } from './essence.js';
import type { Breach } from './invariants.js';
import { Numbered } from './numbered.js';
import { type Input, decide } from './players.js';
import { queueOf, queuesOf, readerOf } from './roads.js';
import { RULES, type Rules } from './rules.js';
import { type Act, type Road, type Scope, instant } from './scope.js';
import { stepBreach } from './step-invariants.js';
import { type Cell, type Message, committed } from './streams.js';
import { clockWords, messageWords, stepWords } from './words.js';
import { type Streams, settledBreach, worldBreach } from './world-invariants.js';

/** A world of the gate at one moment. Streams and messages stand as their numbers; every list is in the order of the scope's names. */
export type GateWorld = {
  readonly tick: number;
  readonly cells: readonly number[];
  readonly queues: readonly (readonly number[])[];
  /** Queues whose first message took effect, and is delivered again because its reader died before it noted so; a bit each. */
  readonly again: number;
  /** Acts that are done, a bit each. */
  readonly done: number;
  readonly poisons: number;
  readonly crashes: number;
  /** The message in the dead letters. */
  readonly dead?: number;
  readonly broken?: Breach;
};

/** What a stream makes of something that reaches it. */
type Move = { readonly cell: number; readonly sent: readonly (readonly [queue: number, message: number])[]; readonly told: string; readonly changed: boolean; readonly broken?: Breach };

type Next = { readonly label: string; readonly world: GateWorld };

/**
 * A small world round the real functions: streams of the three services, the queues between them, a clock, persons and faults. What each
 * stream makes of each input is worked out once by the real functions and remembered, so that a world is a handful of small numbers.
 */
export class Gate {
  private readonly streams: readonly string[];
  private readonly queues: readonly string[];
  private readonly cells: Numbered<Cell>;
  private readonly messages: Numbered<Message>;
  private readonly moves = new Map<string, Move>();
  private readonly verdicts = new Map<string, Breach | undefined>();

  constructor(
    private readonly scope: Scope,
    private readonly rules: Rules = RULES,
  ) {
    this.streams = streamsOf(scope);
    this.queues = queuesOf(scope);
    this.cells = new Numbered(cellKey(scope));
    this.messages = new Numbered(messageKey(scope));
  }

  /** How many different states the streams were found in, and how many different messages there were. */
  get found(): { readonly streams: number; readonly messages: number; readonly decisions: number } {
    return { streams: this.cells.size, messages: this.messages.size, decisions: this.moves.size };
  }

  /** The world for the explorer. */
  world(): World<GateWorld> {
    const { poisons = 0, crashes = 0 } = this.scope;
    const cells = this.streams.map((stream) => this.cells.numberOf(beginning(stream, this.scope)));
    const initial = { tick: 0, cells, queues: this.queues.map(() => []), again: 0, done: 0, poisons, crashes };
    return {
      initial,
      steps: (world) => this.steps(world),
      key: keyOf,
      always: (world) => this.breachOf(world),
      finally: (world) => this.breachInTheEnd(world),
      settled: (world) => this.isLast(world) && this.owed(world).length === 0,
    };
  }

  private steps(world: GateWorld): readonly Next[] {
    const free = this.isLast(world) ? [] : [...this.acts(world), ...this.faults(world), this.timePasses(world)];
    return [...this.owed(world), ...free];
  }

  /** What somebody owes: reading what was sent, and doing what is due. */
  private owed(world: GateWorld): readonly Next[] {
    return [...this.reads(world), ...this.dues(world)];
  }

  private isLast({ tick }: GateWorld): boolean {
    return tick === this.scope.clock.length - 1;
  }

  private nowAt(stream: string, tick: number): Instant {
    return instant((this.scope.clock[tick] ?? 0) - (this.scope.behind?.[serviceOf(stream)] ?? 0));
  }

  private reads(world: GateWorld): readonly Next[] {
    return world.queues.flatMap((queue, n) => {
      const [head] = queue;
      if (head === undefined) return [];
      const rest = { ...world, queues: world.queues.with(n, queue.slice(1)), again: world.again & ~(1 << n) };
      if (world.again & (1 << n)) return [this.readAgain(rest, head)];
      const { label, world: after } = this.read(rest, head);
      return [{ label, world: after }];
    });
  }

  private read(world: GateWorld, message: number): Next {
    const { stream, input } = this.readingOf(message);
    return this.moved(world, stream, input, `r${message}`);
  }

  /** A message that took effect comes again: the ledger knows its cause, so that nothing is decided. */
  private readAgain(world: GateWorld, message: number): Next {
    const words = messageWords(this.messages.get(message));
    if (this.rules.causes) return { label: `${this.time(world)}  ${words} is delivered again, and known by its cause`, world };
    const { label, world: after } = this.read(world, message);
    const changed = after.cells.some((cell, n) => cell !== world.cells[n]);
    return { label: `${label} (for the second time)`, world: changed ? { ...after, broken: { invariant: 'I7', what: `a message delivered twice took effect twice: ${words}` } } : after };
  }

  private dues(world: GateWorld): readonly Next[] {
    return this.streams.flatMap((stream, n) => {
      const { due, idle } = this.cells.get(world.cells[n] as number);
      const now = this.nowAt(stream, world.tick);
      return Object.values(due)
        .filter(({ key, at, what }) => at <= now && idle[key] !== at && !this.scope.ignored?.some((ignored) => what.startsWith(`${ignored}:`)))
        .map((row) => this.moved(world, stream, { do: 'due', row }, `d${row.key}@${row.at}`));
    });
  }

  private acts(world: GateWorld): readonly Next[] {
    return this.scope.acts.flatMap((act, n) => {
      if (world.done & (1 << n)) return [];
      const stream = streamOf(act);
      const move = this.move(world, stream, { do: 'act', act }, `a${n}`);
      return move.changed ? [this.after({ ...world, done: world.done | (1 << n) }, stream, move)] : [];
    });
  }

  private faults(world: GateWorld): readonly Next[] {
    return [...this.poisonings(world), ...this.redrives(world), ...this.crashesIn(world)];
  }

  private poisonings(world: GateWorld): readonly Next[] {
    if (world.poisons === 0 || world.dead !== undefined) return [];
    return world.queues.flatMap((queue, n) => {
      const [head] = queue;
      if (head === undefined || world.again & (1 << n)) return [];
      const message = this.messages.get(head);
      if (this.scope.poisonable && !this.scope.poisonable.includes(message.road)) return [];
      const lost: GateWorld = { ...world, queues: world.queues.with(n, queue.slice(1)), dead: head, poisons: world.poisons - 1 };
      return [{ label: `${this.time(world)}  ${messageWords(message)} cannot be read and becomes a dead letter`, world: this.alarmed(lost, message) }];
    });
  }

  /** Authorisation hears of every dead letter of its own, and raises an alarm where the thing is out. */
  private alarmed(world: GateWorld, { road, value }: Message): GateWorld {
    if (road !== 'answer' && road !== 'request') return world;
    return this.streams
      .filter((stream) => serviceOf(stream) === 'authorisation')
      .reduce((after, stream) => this.after(after, stream, this.move(after, stream, { do: 'alarm', thing: value.thing }, `p${value.thing}`)).world, world);
  }

  private redrives(world: GateWorld): readonly Next[] {
    const { dead, ...rest } = world;
    if (dead === undefined) return [];
    const { label, world: after } = this.read(rest, dead);
    return [{ label: `${label} (from the dead letters)`, world: after }];
  }

  /** A process dies between an effect and noting that the message is handled: it will come again. */
  private crashesIn(world: GateWorld): readonly Next[] {
    if (world.crashes === 0) return [];
    return world.queues.flatMap((queue, n) => {
      const [head] = queue;
      if (head === undefined || world.again & (1 << n)) return [];
      const { stream, input } = this.readingOf(head);
      const move = this.move(world, stream, input, `r${head}`);
      if (!move.changed) return [];
      const { label, world: after } = this.after({ ...world, again: world.again | (1 << n), crashes: world.crashes - 1 }, stream, move);
      return [{ label: `${label}; its process dies at once`, world: after }];
    });
  }

  private timePasses(world: GateWorld): Next {
    const next = { ...world, tick: world.tick + 1 };
    return { label: `${this.time(next)}  the clock`, world: next };
  }

  private time({ tick }: GateWorld): string {
    return clockWords(instant(this.scope.clock[tick] ?? 0));
  }

  private readingOf(number: number): { readonly stream: string; readonly input: Input } {
    const message = this.messages.get(number);
    return { stream: readerOf(message), input: { do: 'read', message } };
  }

  private moved(world: GateWorld, stream: string, input: Input, name: string): Next {
    return this.after(world, stream, this.move(world, stream, input, name));
  }

  private after(world: GateWorld, stream: string, { cell, sent, told, broken }: Move): Next {
    const cells = world.cells.with(this.streams.indexOf(stream), cell);
    let { queues } = world;
    for (const [queue, message] of sent) queues = queues.with(queue, [...(queues[queue] as readonly number[]), message]);
    return { label: told, world: { ...world, cells, queues, ...(broken ? { broken } : {}) } };
  }

  /** What a stream makes of an input at a tick: worked out once, remembered by its name. */
  private move(world: GateWorld, stream: string, input: Input, name: string): Move {
    const index = this.streams.indexOf(stream);
    const number = world.cells[index] as number;
    const key = `${index}/${number}/${world.tick}/${name}`;
    const known = this.moves.get(key);
    if (known) return known;
    const move = this.workedOut(stream, number, input, world.tick);
    this.moves.set(key, move);
    return move;
  }

  private workedOut(stream: string, number: number, input: Input, tick: number): Move {
    const { rules, scope } = this;
    const cell = this.cells.get(number);
    const cause = input.do === 'read' ? input.message.at : input.do === 'due' ? input.row.at : '';
    const at = rules.at(this.nowAt(stream, tick), cell.tail, cause);
    const law = fixedPeriods(scope.authorities[stream.slice(stream.indexOf('-') + 1)] ?? { until: 0, renewed: 0 });
    const decision: Decision<DomainEvent> = decide(stream, cell, input, { rules, law, now: at });
    const events = isRefusal(decision) ? [] : decision;
    const after = committed(stream, cell, events, { at: events.length > 0 ? at : cell.tail, rules });
    const idle = input.do === 'due' && after.cell.due[input.row.key]?.at === input.row.at ? { ...after.cell.idle, [input.row.key]: input.row.at } : after.cell.idle;
    const unread: Breach | undefined = isRefusal(decision) && input.do === 'read' ? { invariant: 'handled', what: `${messageWords(input.message)}: ${decision.refused}` } : undefined;
    return {
      cell: this.cells.numberOf({ ...after.cell, idle }),
      sent: after.sent.map((message) => [this.queues.indexOf(queueOf(message)), this.messages.numberOf(message)] as const),
      told: stepWords(later(at, instant(scope.clock[tick] ?? 0)), stream, input, events),
      changed: events.length > 0,
      broken: unread ?? stepBreach({ stream, before: cell, events, at, input }),
    };
  }

  private streamsIn({ cells }: GateWorld): Streams {
    return Object.fromEntries(this.streams.map((stream, n) => [stream, this.cells.get(cells[n] as number)]));
  }

  private breachOf(world: GateWorld): Breach | undefined {
    return world.broken ?? this.verdict(world.cells.join(), () => worldBreach(this.streamsIn(world)));
  }

  private breachInTheEnd(world: GateWorld): Breach | undefined {
    const deadLetter = world.dead !== undefined;
    const now = instant(this.scope.clock[world.tick] ?? 0);
    return this.verdict(`${world.cells.join()}/${deadLetter}`, () => settledBreach(this.streamsIn(world), { now, deadLetter }));
  }

  private verdict(key: string, judge: () => Breach | undefined): Breach | undefined {
    if (!this.verdicts.has(key)) this.verdicts.set(key, judge());
    return this.verdicts.get(key);
  }
}

/** The stream that an act is done on. */
const streamOf = (act: Act): string => {
  switch (act.do) {
    case 'cancel':
    case 'renew':
      return `authority-${act.authority}`;
    case 'allocate':
    case 'give back':
      return `tasking-${act.tasking}`;
    default:
      return act.thing;
  }
};

/** Every part of a world that tells it from another. */
const keyOf = ({ tick, cells, queues, again, done, poisons, crashes, dead = -1, broken }: GateWorld): string =>
  `${tick};${cells.join()};${queues.map((queue) => queue.join()).join('|')};${again};${done};${poisons};${crashes};${dead};${broken?.what ?? ''}`;

/** Roads on which a message may become a dead letter. */
export type { Road };
