import type { Step, World } from '../explorer.js';
import { type Keys, leanly } from './essence.js';
import type { Breach } from './invariants.js';
import { type Move, Moves, type Place } from './moves.js';
import { NUMBERS_MAX } from './numbered.js';
import { RULES, type Rules } from './rules.js';
import { type Act, type Scope, instant } from './scope.js';
import { kindOf } from './streams.js';
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
  /** The stream that each act is done on. */
  private readonly acts: readonly number[];
  private readonly times: readonly string[];
  private readonly verdicts = new Map<string, Breach | undefined>();

  constructor(
    private readonly scope: Scope,
    private readonly rules: Rules = RULES,
    keys: Keys = leanly(scope),
  ) {
    this.moves = new Moves(scope, rules, keys);
    this.acts = scope.acts.map((act) => this.moves.streams.indexOf(streamOf(act)));
    this.times = scope.clock.map((seconds) => clockWords(instant(seconds)));
  }

  /** The world for the explorer. */
  world(): World<GateWorld> {
    const { poisons = 0, crashes = 0 } = this.scope;
    return {
      initial: { tick: 0, cells: this.moves.beginnings(), queues: this.moves.queues.map(() => []), again: 0, done: 0, poisons, crashes },
      steps: (world) => this.steps(world),
      key: keyOf,
      always: (world) => world.broken ?? this.verdict(String.fromCharCode(...world.cells), () => worldBreach(this.streamsIn(world))),
      finally: (world) => this.breachInTheEnd(world),
    };
  }

  /** The streams of a world as they stand. */
  streamsIn({ cells }: GateWorld): Streams {
    return Object.fromEntries(this.moves.streams.map((stream, n) => [stream, this.moves.cells.get(cells[n] as number)]));
  }

  /** Tells worlds of this gate's in the numbers of another with the same scope: as that one sees them. */
  asSeenBy({ moves }: Gate): (world: GateWorld) => GateWorld {
    const cell = once((n) => moves.cells.numberOf(this.moves.cells.get(n)));
    const message = once((n) => moves.messages.numberOf(this.moves.messages.get(n)));
    return ({ cells, queues, dead, ...world }) => ({
      ...world,
      cells: cells.map(cell),
      queues: queues.map((queue) => queue.map(message)),
      ...(dead === undefined ? {} : { dead: message(dead) }),
    });
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
      if (world.again & bit(n)) steps.push(...this.readAgain(rest, head));
      else for (const move of this.readings(rest, head)) steps.push(moved(rest, move));
    });
    world.cells.forEach((_cell, stream) => {
      for (const place of this.places(world, stream)) for (const move of this.moves.dues(place)) steps.push(moved(world, move));
    });
    return steps;
  }

  private places({ cells, tick }: GateWorld, stream: number): readonly Place[] {
    return this.moves.places(stream, cells[stream] as number, tick);
  }

  private readings(world: GateWorld, message: number): readonly Move[] {
    return this.places(world, this.moves.readerOf(message)).map((place) => this.moves.reading(place, message));
  }

  /** A message that took effect comes again: the ledger knows its cause, so that nothing is decided. */
  private readAgain(world: GateWorld, message: number): readonly Next[] {
    if (this.rules.causes) return [{ told: () => `${this.time(world)}  ${this.words(message)} is delivered again, and known by its cause`, world }];
    const broken: Breach = { invariant: 'I7', what: `${this.words(message)}: it took effect twice` };
    return this.readings(world, message).map((move) => {
      const next = moved(world, move, 'for the second time');
      return move.cell === world.cells[move.stream] ? next : { ...next, world: { ...next.world, broken } };
    });
  }

  /** What persons may do. What would change nothing is not done. */
  private done(world: GateWorld): readonly Next[] {
    return this.acts.flatMap((stream, n) => {
      if (world.done & bit(n)) return [];
      const moves = this.places(world, stream).map((place) => this.moves.acting(place, n));
      return moves.filter(({ changed }) => changed).map((move) => moved({ ...world, done: world.done | bit(n) }, move));
    });
  }

  /** The first message of a queue cannot be read. Authorisation hears of every dead letter of its own. */
  private poisoned(world: GateWorld): readonly Next[] {
    if (world.poisons === 0 || world.dead !== undefined) return [];
    return this.heads(world).flatMap(({ n, head, rest }) => {
      const { road, value } = this.moves.messages.get(head);
      if (this.scope.poisonable && !this.scope.poisonable.includes(road)) return [];
      const lost = { ...world, queues: world.queues.with(n, rest), dead: head, poisons: world.poisons - 1 };
      const told = (): string => `${this.time(world)}  ${this.words(head)} cannot be read and becomes a dead letter`;
      return [{ told, world: road === 'answer' || road === 'request' ? this.alarmed(lost, value.thing) : lost }];
    });
  }

  /** Authorisation raises an alarm on every authority under which a thing is out. */
  private alarmed(world: GateWorld, thing: string): GateWorld {
    return this.moves.streams.reduce((after, name, stream) => {
      const [place] = this.places(after, stream);
      return place && kindOf(name).service === 'authorisation' ? moved(after, this.moves.alarming(place, thing)).world : after;
    }, world);
  }

  private redriven(world: GateWorld): readonly Next[] {
    const { dead, ...rest } = world;
    return dead === undefined ? [] : this.readings(rest, dead).map((move) => moved(rest, move, 'from the dead letters'));
  }

  /** A process dies between an effect and noting that the message is handled: it will come again. */
  private crashed(world: GateWorld): readonly Next[] {
    if (world.crashes === 0) return [];
    return this.heads(world).flatMap(({ n, head }) =>
      this.readings(world, head)
        .filter(({ changed }) => changed)
        .map((move) => moved({ ...world, again: world.again | bit(n), crashes: world.crashes - 1 }, move, 'and its process dies at once')),
    );
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

/** A function of numbers that works each out once. */
const once = (work: (n: number) => number): ((n: number) => number) => {
  const known = new Map<number, number>();
  return (n) => {
    const result = known.get(n) ?? work(n);
    known.set(n, result);
    return result;
  };
};

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
    case 'grant':
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
