import type { Step, World } from '../explorer.js';
import { type Breach } from './invariants.js';
import { type Move, Moves } from './moves.js';
import { NUMBERS_MAX } from './numbered.js';
import { RULES, type Rules } from './rules.js';
import { type Act, type Scope, instant } from './scope.js';
import { clockWords, messageWords } from './words.js';
import { type Streams, settledBreach, worldBreach } from './world-invariants.js';

/** A world of the gate at one moment. Streams and messages stand as their numbers; every list is in the order of the scope's names. */
export type GateWorld = {
  readonly tick: number;
  readonly cells: readonly number[];
  readonly queues: readonly (readonly number[])[];
  /** Queues whose first message took effect, and comes again because its reader died before it noted so; a bit each. */
  readonly again: number;
  /** Acts that are done, a bit each. */
  readonly done: number;
  readonly poisons: number;
  readonly crashes: number;
  /** The message in the dead letters. */
  readonly dead?: number;
  readonly broken?: Breach;
};

type Next = Step<GateWorld>;

/** A small world round the real functions: streams of the three services, the queues between them, a clock, persons and faults. */
export class Gate {
  private readonly moves: Moves;
  private readonly acts: readonly { readonly act: Act; readonly stream: number }[];
  private readonly times: readonly string[];
  private readonly verdicts = new Map<string, Breach | undefined>();

  constructor(
    private readonly scope: Scope,
    private readonly rules: Rules = RULES,
  ) {
    this.moves = new Moves(scope, rules);
    this.acts = scope.acts.map((act) => ({ act, stream: this.moves.streams.indexOf(streamOf(act)) }));
    this.times = scope.clock.map((seconds) => clockWords(instant(seconds)));
  }

  /** The world for the explorer. */
  world(): World<GateWorld> {
    const { poisons = 0, crashes = 0 } = this.scope;
    return {
      initial: { tick: 0, cells: this.moves.beginnings(), queues: this.moves.queues.map(() => []), again: 0, done: 0, poisons, crashes },
      steps: (world) => this.steps(world),
      key: keyOf,
      always: (world) => world.broken ?? this.verdict(world.cells.join(), () => worldBreach(this.streamsIn(world))),
      finally: (world) => this.breachInTheEnd(world),
      settled: (world) => this.isLast(world) && this.owed(world).length === 0,
    };
  }

  private steps(world: GateWorld): readonly Next[] {
    const owed = this.owed(world);
    return this.isLast(world) ? owed : [...owed, ...this.done(world), ...this.poisoned(world), ...this.redriven(world), ...this.crashed(world), this.later(world)];
  }

  private isLast({ tick }: GateWorld): boolean {
    return tick === this.scope.clock.length - 1;
  }

  /** What somebody owes: reading what was sent, and doing what is due. */
  private owed(world: GateWorld): readonly Next[] {
    const steps: Next[] = [];
    world.queues.forEach((queue, n) => {
      const [head] = queue;
      if (head === undefined) return;
      const rest = { ...world, queues: world.queues.with(n, queue.slice(1)), again: world.again & ~bit(n) };
      steps.push(world.again & bit(n) ? this.readAgain(rest, head) : moved(rest, this.reading(rest, head)));
    });
    world.cells.forEach((cell, stream) => {
      for (const move of this.moves.dues({ stream, cell, tick: world.tick })) steps.push(moved(world, move));
    });
    return steps;
  }

  private reading({ cells, tick }: GateWorld, message: number): Move {
    const stream = this.moves.readerOf(message);
    return this.moves.reading({ stream, cell: cells[stream] as number, tick }, message);
  }

  /** A message that took effect comes again: the ledger knows its cause, so that nothing is decided. */
  private readAgain(world: GateWorld, message: number): Next {
    if (this.rules.causes) return { told: () => `${this.time(world)}  ${this.words(message)} is delivered again, and known by its cause`, world };
    const move = this.reading(world, message);
    const next = moved(world, move, 'for the second time');
    const broken: Breach = { invariant: 'I7', what: `${this.words(message)}: it took effect twice` };
    return move.cell === world.cells[move.stream] ? next : { ...next, world: { ...next.world, broken } };
  }

  /** What persons may do. What would change nothing is not done. */
  private done(world: GateWorld): readonly Next[] {
    return this.acts.flatMap(({ act, stream }, n) => {
      if (world.done & bit(n)) return [];
      const move = this.moves.acting({ stream, cell: world.cells[stream] as number, tick: world.tick }, act);
      return move.changed ? [moved({ ...world, done: world.done | bit(n) }, move)] : [];
    });
  }

  /** The first message of a queue cannot be read. Authorisation hears of every dead letter of its own, and raises an alarm where the thing is out. */
  private poisoned(world: GateWorld): readonly Next[] {
    if (world.poisons === 0 || world.dead !== undefined) return [];
    return this.heads(world).flatMap(({ n, head, rest }) => {
      const { road, value } = this.moves.messages.get(head);
      if (this.scope.poisonable && !this.scope.poisonable.includes(road)) return [];
      const lost = { ...world, queues: world.queues.with(n, rest), dead: head, poisons: world.poisons - 1 };
      const told = (): string => `${this.time(world)}  ${this.words(head)} cannot be read and becomes a dead letter`;
      if (road !== 'answer' && road !== 'request') return [{ told, world: lost }];
      const stream = this.moves.readerOf(head);
      const alarm = this.moves.alarming({ stream, cell: lost.cells[stream] as number, tick: world.tick }, value.thing);
      return [{ told, world: moved(lost, alarm).world }];
    });
  }

  private redriven(world: GateWorld): readonly Next[] {
    const { dead, ...rest } = world;
    return dead === undefined ? [] : [moved(rest, this.reading(rest, dead), 'from the dead letters')];
  }

  /** A process dies between an effect and noting that the message is handled: it will come again. */
  private crashed(world: GateWorld): readonly Next[] {
    if (world.crashes === 0) return [];
    return this.heads(world).flatMap(({ n, head }) => {
      const move = this.reading(world, head);
      return move.changed ? [moved({ ...world, again: world.again | bit(n), crashes: world.crashes - 1 }, move, 'and its process dies at once')] : [];
    });
  }

  private later(world: GateWorld): Next {
    const next = { ...world, tick: world.tick + 1 };
    return { told: () => `${this.time(next)}  is the time`, world: next };
  }

  /** The messages that come next and have not taken effect. */
  private heads({ queues, again }: GateWorld) {
    return queues.flatMap(([head, ...rest], n) => (head === undefined || again & bit(n) ? [] : [{ n, head, rest }]));
  }

  private time({ tick }: GateWorld): string {
    return this.times[tick] as string;
  }

  private words(message: number): string {
    return messageWords(this.moves.messages.get(message));
  }

  private streamsIn({ cells }: GateWorld): Streams {
    return Object.fromEntries(this.moves.streams.map((stream, n) => [stream, this.moves.cells.get(cells[n] as number)]));
  }

  private breachInTheEnd(world: GateWorld): Breach | undefined {
    const deadLetter = world.dead !== undefined;
    const now = instant(this.scope.clock[world.tick] as number);
    return this.verdict(`${world.cells.join()}/${deadLetter}`, () => settledBreach(this.streamsIn(world), { now, deadLetter }));
  }

  /** Judged once for the same streams. */
  private verdict(key: string, judge: () => Breach | undefined): Breach | undefined {
    if (!this.verdicts.has(key)) this.verdicts.set(key, judge());
    return this.verdicts.get(key);
  }
}

const bit = (n: number): number => 1 << n;

/** A world after a stream's move. */
const moved = (world: GateWorld, { stream, cell, sent, told, broken }: Move, how?: string): Next => {
  let { queues } = world;
  for (const [queue, message] of sent) queues = queues.with(queue, [...(queues[queue] as readonly number[]), message]);
  return { told: () => (how === undefined ? told : `${told} (${how})`), world: { ...world, cells: world.cells.with(stream, cell), queues, ...(broken ? { broken } : {}) } };
};

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

/** Every part of a world that tells it from another, a character each. */
const keyOf = ({ tick, cells, queues, again, done, poisons, crashes, dead = NUMBERS_MAX, broken }: GateWorld): string => {
  const parts = [tick, again, done, poisons, crashes, dead, ...cells];
  for (const queue of queues) parts.push(NUMBERS_MAX, ...queue);
  return String.fromCharCode(...parts) + (broken?.what ?? '');
};
