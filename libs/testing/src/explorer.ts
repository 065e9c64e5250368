/** One thing that may happen next in a small world, and the world after it. */
export type Step<W> = { readonly label: string; readonly world: W };

/** An invariant that is broken, by its name, and what broke it. */
export type Breach = { readonly invariant: string; readonly what: string };

/** A small world whose every interleaving is to be looked at. */
export type World<W> = {
  readonly initial: W;
  /** Everything that may happen next, in a fixed order. */
  readonly steps: (world: W) => readonly Step<W>[];
  /** Two worlds with the same key are the same world. */
  readonly key: (world: W) => string;
  /** What is wrong with a world, whatever comes next. */
  readonly always: (world: W) => Breach | undefined;
  /** What is wrong with a world in which `settled` says that nobody owes a step: what should have come about by then. */
  readonly finally: (world: W) => Breach | undefined;
  readonly settled: (world: W) => boolean;
};

/** What a search came to. `complete` is false when it was cut at `statesMax`. */
export type Exploration = {
  readonly states: number;
  readonly steps: number;
  readonly settled: number;
  readonly depth: number;
  readonly complete: boolean;
  /** The first broken invariant with the shortest way there: breadth first, so no shorter trace exists. */
  readonly failure?: Breach & { readonly trace: readonly string[] };
};

/** How a world was first reached: the number of the world before, and the step. */
type Reached = { readonly from: number; readonly label: string };

/**
 * Looks at every world that can be reached, breadth first, and holds the invariants against each.
 * Stops at the first breach, whose trace is the shortest there is: a failure needs no shrinking.
 */
export const explore = <W>(world: World<W>, statesMax: number): Exploration => {
  const numbers = new Map<string, number>([[world.key(world.initial), 0]]);
  const reached: Reached[] = [{ from: -1, label: '' }];
  let steps = 0;
  let settled = 0;
  let depth = 0;
  let wave: { readonly number: number; readonly world: W }[] = [{ number: 0, world: world.initial }];
  const done = (more: Partial<Exploration>): Exploration => ({ states: numbers.size, steps, settled, depth, complete: true, ...more });

  while (wave.length > 0) {
    const next: typeof wave = [];
    for (const here of wave) {
      const isSettled = world.settled(here.world);
      if (isSettled) settled += 1;
      const failure = world.always(here.world) ?? (isSettled ? world.finally(here.world) : undefined);
      if (failure) return done({ failure: { ...failure, trace: traceTo(reached, here.number) } });
      for (const step of world.steps(here.world)) {
        steps += 1;
        const key = world.key(step.world);
        if (numbers.has(key)) continue;
        const number = reached.length;
        numbers.set(key, number);
        reached.push({ from: here.number, label: step.label });
        next.push({ number, world: step.world });
        if (numbers.size >= statesMax) return done({ complete: false });
      }
    }
    wave = next;
    depth += 1;
  }
  return done({});
};

const traceTo = (reached: readonly Reached[], number: number): readonly string[] => {
  const labels: string[] = [];
  for (let at = number; at > 0; ) {
    const { from, label } = reached[at] as Reached;
    labels.unshift(label);
    at = from;
  }
  return labels;
};
