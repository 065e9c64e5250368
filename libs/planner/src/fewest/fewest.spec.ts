import fc from 'fast-check';
import type { Assignment, Problem, Task } from '../problem.js';
import { loadSolver } from '../solver.js';
import { fewest } from './fewest.js';

const highs = await loadSolver();

/** Solves within so many milliseconds: it ends as soon as it has the best, and a busy machine must not matter. */
const solve = (problem: Problem, within = 60_000) => fewest(highs, problem, { until: performance.now() + within, seed: 1 });

const task = (start: number, end: number, ...eligible: readonly number[]): Task => ({ start, end, needs: [{ count: 1, eligible }] });

/** The least number of resources with which every task is served, by trying everything; infinite when there is no way. */
const leastOf = ({ tasks, resources }: Problem): number => {
  const units = tasks.flatMap(({ start, end, needs }) => needs.flatMap(({ count, eligible }) => Array.from({ length: count }, () => ({ start, end, eligible }))));
  const taken: { start: number; end: number }[][] = Array.from({ length: resources }, () => []);
  let least = Infinity;
  const give = (at: number, used: number): void => {
    if (used >= least) return;
    const unit = units[at];
    if (!unit) {
      least = used;
      return;
    }
    for (const resource of unit.eligible) {
      const mine = taken[resource]!;
      if (mine.some(({ start, end }) => start < unit.end && unit.start < end)) continue;
      mine.push(unit);
      give(at + 1, used + (mine.length === 1 ? 1 : 0));
      mine.pop();
    }
  };
  give(0, 0);
  return least;
};

/** What is wrong with an assignment that should serve everything. */
const faultsOf = ({ tasks }: Problem, assignment: Assignment): readonly string[] => {
  const given = tasks.map(({ start, end, needs }, at) => ({ start, end, needs, groups: assignment[at] ?? [] }));
  const wrong = given.flatMap(({ needs, groups }, at) => {
    const fits = needs.length === groups.length && needs.every(({ count, eligible }, need) => groups[need]!.length === count && groups[need]!.every((each) => eligible.includes(each)));
    return fits && new Set(groups.flat()).size === groups.flat().length ? [] : [`task ${at} has not what it needs`];
  });
  const twice = given.flatMap((a, at) =>
    given.slice(at + 1).flatMap((b) => (a.start < b.end && b.start < a.end ? a.groups.flat().filter((each) => b.groups.flat().includes(each)).map((each) => `resource ${each} is in two places`) : [])),
  );
  return [...wrong, ...twice];
};

const anyProblem: fc.Arbitrary<Problem> = fc.integer({ min: 1, max: 5 }).chain((resources) => {
  const need = fc.subarray([...Array(resources).keys()], { minLength: 1 }).chain((eligible) => fc.integer({ min: 1, max: Math.min(2, eligible.length) }).map((count) => ({ count, eligible })));
  const anyTask = fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 5 }), fc.array(need, { minLength: 1, maxLength: 2 })).map(([start, length, needs]) => ({ start, end: start + length, needs }));
  return fc.array(anyTask, { maxLength: 7 }).map((tasks) => ({ tasks, resources }));
});

describe('given tasks that must all be served', () => {
  it('when a problem is small, then as few resources are used as trying everything finds', () => {
    fc.assert(
      fc.property(anyProblem, (problem) => {
        const { assignment, used, bound } = solve(problem);
        expect(used).toBe(leastOf(problem));
        expect(bound).toBeLessThanOrEqual(used);
        expect(assignment ? faultsOf(problem, assignment) : []).toEqual([]);
        expect(assignment === undefined).toBe(used === Infinity);
      }),
      { numRuns: 300 },
    );
  });

  it('when two tasks at once can only be done by the same resource, then it is said that there can be no assignment', () => {
    expect(solve({ tasks: [task(0, 2, 0), task(1, 3, 0)], resources: 2 })).toEqual({ assignment: undefined, used: Infinity, bound: Infinity });
  });

  it('when every instant could be served but not all of them by one plan, then that is said too', () => {
    // The short tasks leave neither resource free throughout for the long one.
    const problem = { tasks: [task(0, 9, 0, 1), task(0, 2, 0), task(7, 9, 1)], resources: 2 };
    expect(solve(problem)).toEqual({ assignment: undefined, used: Infinity, bound: Infinity });
  });

  it('when tasks never overlap but nobody can do them all, then the bound is more than what is active at once', () => {
    const problem = { tasks: [task(0, 1, 0, 1), task(1, 2, 2, 3), task(2, 3, 4)], resources: 5 };
    expect(solve(problem)).toMatchObject({ used: 3, bound: 3 });
  });

  it('when no task overlaps another but no resource may do all three, then the bound is two where an instant shows one', () => {
    const problem = { tasks: [task(0, 1, 0, 1), task(1, 2, 1, 2), task(2, 3, 0, 2)], resources: 3 };
    expect(solve(problem)).toMatchObject({ used: 2, bound: 2 });
  });

  it('when a task ends before it begins, then it takes the instant of its start', () => {
    expect(solve({ tasks: [task(0, 9, 0), task(5, 4, 0)], resources: 1 }).used).toBe(Infinity);
    expect(solve({ tasks: [task(0, 5, 0), task(5, 4, 0), task(6, 9, 0)], resources: 1 })).toMatchObject({ used: 1, bound: 1 });
  });

  it('when there are no tasks, then nobody is used', () => {
    expect(solve({ tasks: [], resources: 3 })).toEqual({ assignment: [], used: 0, bound: 0 });
    expect(solve({ tasks: [], resources: 0 })).toEqual({ assignment: [], used: 0, bound: 0 });
  });

  it('when a plan must fit without a gap, then it is found: whoever ends must begin what begins then', () => {
    const problem = { tasks: [task(0, 3, 0, 1, 2), task(0, 5, 0, 1, 2), task(3, 8, 0, 1), task(5, 8, 1, 2), task(8, 9, 1, 2), task(8, 9, 0, 2)], resources: 3 };
    expect(solve(problem)).toMatchObject({ used: 2, bound: 2 });
  });

  it('when the same problem is given twice, then the answer is the same', () => {
    const tasks = Array.from({ length: 40 }, (_, at) => task(at % 13, (at % 13) + 2 + (at % 3), ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].filter((each) => (each * 7 + at) % 3 > 0)));
    expect(solve({ tasks, resources: 14 })).toEqual(solve({ tasks, resources: 14 }));
  });
});
