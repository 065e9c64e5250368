/** One thing that may happen next in a small world, and the world after it. */
export type Step<W> = {
  /** In plain words; asked only of the steps that a trace is made of. */
  readonly told: () => string;
  readonly world: W;
};

/** An invariant that is broken, by its name, and what broke it. */
export type Breach = { readonly invariant: string; readonly what: string };

/** A small world whose every interleaving is to be looked at. */
export type World<W> = {
  readonly initial: W;
  /** Everything that may happen next, always in the same order. */
  readonly steps: (world: W) => readonly Step<W>[];
  /** Two worlds with the same key are the same world. */
  readonly key: (world: W) => string;
  /** What is wrong with a world, whatever comes next. */
  readonly always: (world: W) => Breach | undefined;
  /** What is wrong with a world in which nothing more can happen: what should have come about by then. */
  readonly finally: (world: W) => Breach | undefined;
};

/** What a search came to. `complete` is false when it was cut at `statesMax`, or stopped at a failure. */
export type Exploration = {
  readonly states: number;
  readonly steps: number;
  /** Worlds in which nothing more can happen. */
  readonly ends: number;
  readonly depth: number;
  readonly complete: boolean;
  /** The first broken invariant with the shortest way there: breadth first, so no shorter trace exists. */
  readonly failure?: Breach & { readonly trace: readonly string[] };
};

/** How each world was first reached: the number of the world before it, and which of that one's steps it was. */
type Reached = { readonly from: number[]; readonly nth: number[] };

/**
 * Looks at every world that can be reached, breadth first, and holds the invariants against each.
 * Stops at the first breach, whose trace is the shortest there is: a failure needs no shrinking.
 */
export const explore = <W>(world: World<W>, statesMax: number): Exploration => {
  const seen = new Set<string>([world.key(world.initial)]);
  const reached: Reached = { from: [-1], nth: [0] };
  let steps = 0;
  let ends = 0;
  let depth = 0;
  let wave: W[] = [world.initial];
  let first = 0;
  const came = (complete: boolean, more: Partial<Exploration> = {}): Exploration => ({ states: seen.size, steps, ends, depth, complete, ...more });

  while (wave.length > 0) {
    const next: W[] = [];
    for (const [n, here] of wave.entries()) {
      const after = world.steps(here);
      if (after.length === 0) ends += 1;
      const breach = world.always(here) ?? (after.length === 0 ? world.finally(here) : undefined);
      if (breach) return came(false, { failure: { ...breach, trace: traceTo(world, reached, first + n) } });
      for (const [nth, step] of after.entries()) {
        const key = world.key(step.world);
        if (seen.has(key)) continue;
        if (seen.size >= statesMax) return came(false);
        seen.add(key);
        reached.from.push(first + n);
        reached.nth.push(nth);
        next.push(step.world);
      }
      steps += after.length;
    }
    first += wave.length;
    wave = next;
    if (next.length > 0) depth += 1;
  }
  return came(true);
};

/** Walks the way to a world once more, and tells its steps. */
const traceTo = <W>(world: World<W>, { from, nth }: Reached, number: number): readonly string[] => {
  const way: number[] = [];
  for (let at = number; at > 0; at = from[at] as number) way.unshift(nth[at] as number);
  let here = world.initial;
  return way.map((n) => {
    const step = world.steps(here)[n] as Step<W>;
    here = step.world;
    return step.told();
  });
};

/** A failure as a person reads it: what is broken, by what, and the shortest story that breaks it, a step a line. */
export const story = ({ invariant, what, trace }: Breach & { readonly trace: readonly string[] }): string =>
  [`${invariant} is broken: ${what}.`, ...trace.map((step, n) => `${String(n + 1).padStart(4)}. ${step}`)].join('\n');
