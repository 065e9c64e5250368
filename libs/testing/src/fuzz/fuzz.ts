import fc, { type Arbitrary } from 'fast-check';

/** Something that is done step by step, and says what is wrong with what came of each. `trace`: every step and its answer, for a person to read. `reached`: what was done, not only asked for. */
export type Steps<P> = { readonly call: (step: P) => Promise<readonly string[]>; readonly trace: readonly string[]; readonly reached: ReadonlySet<string> };

/** A world that was opened for one journey. `settled`: what is wrong with it when all is done. */
export type Opened<P> = { readonly journey: Steps<P>; readonly settled: () => Promise<readonly string[]>; readonly close: () => Promise<void> };

/**
 * How much is tried: journeys of so many steps, each the same for the same seed; `runs` of them, or, where that is not said, one after another until so many
 * seconds have passed. `path`: only one failure, as it was told.
 */
export type Budget = { readonly seed: number; readonly seconds: number; readonly runs?: number; readonly steps: number; readonly path?: string };

/** From so many seconds, or so many journeys, on a run is long: others may then come at the same time. */
const LONG = { seconds: 120, runs: 30 };

/** Is it a long run? */
export const isLong = ({ seconds, runs }: Budget): boolean => (runs === undefined ? seconds >= LONG.seconds : runs >= LONG.runs);

/** Between the seeds of two journeys, so that seeds that stand side by side share none. */
const STRIDE = 1_000_003;

/** What came of it: how many journeys there were, what was done at least once, and the first failure in as few steps as it needs. */
export type Fuzzed = { readonly runs: number; readonly steps: number; readonly reached: ReadonlySet<string>; readonly failure?: string };

/** The budget, where the environment does not say another: FUZZ_SEED, FUZZ_SECONDS, FUZZ_RUNS, FUZZ_PATH. */
export const budgetFrom = (env: Readonly<Record<string, string | undefined>>, { seed, seconds, steps }: Pick<Budget, 'seed' | 'seconds' | 'steps'>): Budget => ({
  seed: Number(env['FUZZ_SEED'] ?? seed), seconds: Number(env['FUZZ_SECONDS'] ?? seconds), steps, ...(env['FUZZ_RUNS'] ? { runs: Number(env['FUZZ_RUNS']) } : {}), ...(env['FUZZ_PATH'] ? { path: env['FUZZ_PATH'] } : {}),
});

/** Goes many journeys, each through a world of its own, until one shows a fault; that one is then made as short as it can be. */
export const fuzz = async <P>(step: Arbitrary<P>, open: () => Promise<Opened<P>>, { seed, seconds, runs = Infinity, steps, path }: Budget): Promise<Fuzzed> => {
  const reached = new Set<string>();
  let count = 0;
  const failureOf = async (plans: readonly P[]): Promise<string | undefined> => {
    const { journey, settled, close } = await open();
    try {
      for (const each of plans) {
        count += 1;
        const faults = await journey.call(each);
        if (faults.length > 0) return told(faults, journey);
      }
      for (const id of journey.reached) reached.add(id);
      return told(await settled(), journey);
    } finally {
      await close();
    }
  };
  const plansOf = (run: number): readonly P[] => fc.sample(fc.array(step, { minLength: steps, maxLength: steps }), { seed: seed + run * STRIDE, numRuns: 1 })[0] ?? [];
  const ending = (run: number, kept: readonly number[]): string => `\n\nFUZZ_SEED=${seed} FUZZ_PATH=${run}:${kept.join()}`;

  if (path !== undefined) {
    const [run = 0, ...kept] = path.split(/[:,]/).map(Number);
    const failure = await failureOf(kept.map((at) => plansOf(run)[at] as P));
    return { runs: 1, steps: count, reached, ...(failure === undefined ? {} : { failure: failure + ending(run, kept) }) };
  }
  // The first journey is always gone to its end, however slow the machine; a failure names its seed and its path, so that the same is found without a clock.
  const endsAt = Date.now() + (runs === Infinity ? seconds * 1000 : Infinity);
  let run = 0;
  for (; run < runs && (run === 0 || Date.now() < endsAt); run++) {
    const plans = plansOf(run);
    const failure = await failureOf(plans);
    if (failure === undefined) continue;
    const short = await shortened([...plans.keys()], failure, (kept) => failureOf(kept.map((at) => plans[at] as P)));
    return { runs: run + 1, steps: count, reached, failure: short.failure + ending(run, short.kept) };
  }
  return { runs: run, steps: count, reached };
};

const told = (faults: readonly string[], { trace }: Pick<Steps<never>, 'trace'>): string | undefined => (faults.length > 0 ? `${faults.join('\n')}\n\n${trace.join('\n')}` : undefined);

/** Leaves out as many steps as can be left out with a failure still there: large parts first, then one by one until none can go. */
const shortened = async (whole: readonly number[], first: string, failureOf: (kept: readonly number[]) => Promise<string | undefined>) => {
  let [kept, failure] = [whole, first];
  for (let size = Math.ceil(whole.length / 2); size > 0; ) {
    const before = kept.length;
    for (let from = 0; from < kept.length; ) {
      const fewer = kept.toSpliced(from, size);
      const still = fewer.length > 0 ? await failureOf(fewer) : undefined;
      if (still === undefined) from += size;
      else [kept, failure] = [fewer, still];
    }
    size = size > 1 ? Math.ceil(size / 2) : Number(kept.length < before);
  }
  return { kept, failure };
};
