import fc, { type Arbitrary } from 'fast-check';
import type { Plan } from './calls.js';
import { Journey, type World } from './journey.js';

/** A world that was opened for one journey. `begun`: what happened in it already, `settled`: what is wrong with it when all is done. */
export type Opened = { readonly journey: Journey; readonly settled: () => Promise<readonly string[]>; readonly close: () => Promise<void> };

/** How much is tried. The same seed tries the same; `path` goes to one failure at once. */
export type Budget = { readonly seed: number; readonly runs: number; readonly calls: number; readonly path?: string };

/** What came of it: the operations that were done at least once, and the shortest failure found. */
export type Fuzzed = { readonly calls: number; readonly reached: ReadonlySet<string>; readonly failure?: string };

/** Budget from the environment: FUZZ_SEED, FUZZ_RUNS, FUZZ_PATH. */
export const budgetFrom = (env: Readonly<Record<string, string | undefined>>, { seed, runs, calls }: Budget): Budget => ({
  seed: Number(env['FUZZ_SEED'] ?? seed), runs: Number(env['FUZZ_RUNS'] ?? runs), calls, ...(env['FUZZ_PATH'] ? { path: env['FUZZ_PATH'] } : {}),
});

/** Goes many journeys, each through a world of its own, until one shows a fault; that one is then made as short as it can be. */
export const fuzz = async (plan: Arbitrary<Plan>, open: () => Promise<Opened>, { seed, runs, calls, path }: Budget): Promise<Fuzzed> => {
  const reached = new Set<string>();
  let count = 0;
  let unopened: unknown;
  const goes = fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: calls, size: 'max' }), async (plans) => {
    const opened = unopened ? undefined : await open().catch((error: unknown) => void (unopened = error));
    if (!opened) return;
    const { journey, settled, close } = opened;
    try {
      for (const each of plans) {
        count += 1;
        stopAt(await journey.call(each), journey);
      }
      stopAt(await settled(), journey);
      for (const one of journey.reached) reached.add(one);
    } finally {
      await close();
    }
  });
  const details = await fc.check(goes, { seed, numRuns: runs, unbiased: true, ...(path === undefined ? {} : { path }) });
  if (unopened) throw unopened;
  if (!details.failed) return { calls: count, reached };
  const error = details.errorInstance as Error;
  return { calls: count, reached, failure: `${error.message}\n\nFUZZ_SEED=${details.seed} FUZZ_PATH=${details.counterexamplePath}${error.name === 'Error' ? '' : `\n${error.stack}`}` };
};

const stopAt = (faults: readonly string[], { trace }: Journey): void => {
  if (faults.length > 0) throw new Error(`${faults.join('\n')}\n\n${trace.join('\n')}`);
};

export type { World };
