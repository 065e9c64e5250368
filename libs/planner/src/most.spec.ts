import fc from 'fast-check';
import type { Highs } from 'highs';
import { loadSolver } from './solver.js';
import { type Aim, most, type Wish } from './most.js';
import { type Assignment, type Groups, isWhole, type Problem, type Task } from './problem.js';

const FOR_EVER = Number.MAX_SAFE_INTEGER;
const TASKS = 4;
const RESOURCES = 4;

let highs: Highs;
beforeAll(async () => (highs = await loadSolver()));

const need = fc.record({ count: fc.integer({ min: 1, max: 2 }), eligible: fc.subarray([...Array(RESOURCES).keys()]) });
const task = fc.record({ start: fc.nat(8), long: fc.integer({ min: 1, max: 5 }), needs: fc.array(need, { minLength: 1, maxLength: 2 }) }).map(({ start, long, needs }): Task => ({ start, end: start + long, needs }));
const problem = fc.array(task, { maxLength: TASKS }).map((tasks): Problem => ({ tasks, resources: RESOURCES }));
const worth = fc.array(fc.nat(5), { minLength: TASKS, maxLength: TASKS });

/** All ways of choosing at most so many; `inParts` also fewer than that. */
const choices = (from: readonly number[], count: number, inParts: boolean): readonly (readonly number[])[] => {
  const all = from.reduce<readonly (readonly number[])[]>((found, one) => [...found, ...found.map((those) => [...those, one])], [[]]);
  return all.filter(({ length }) => (inParts ? length <= count : length === count));
};

/** All groups that a task could be given by resources that are free, or the same with parts of it. */
const groupsOf = ({ needs }: Task, free: ReadonlySet<number>, inParts: boolean): readonly Groups[] =>
  needs.reduce<readonly Groups[]>((found, { count, eligible }) => found.flatMap((groups) => choices(eligible.filter((one) => free.has(one) && !groups.flat().includes(one)), count, inParts).map((group) => [...groups, group])), [[]]);

/** Every plan there is, by trying all: what the solver is held against. */
const everyPlan = ({ tasks, resources }: Problem, inParts: boolean): readonly Assignment[] =>
  tasks.reduce<readonly Assignment[]>((found, one) => found.flatMap((sofar) => {
    const busy = new Set(sofar.flatMap((groups, other) => ((tasks[other]?.start ?? 0) < one.end && one.start < (tasks[other]?.end ?? 0) ? (groups?.flat() ?? []) : [])));
    const free = new Set([...Array(resources).keys()].filter((resource) => !busy.has(resource)));
    return [...(inParts ? [] : [[...sofar, undefined]]), ...groupsOf(one, free, inParts).map((groups) => [...sofar, groups])];
  }), [[]]);

const valueOf = ({ tasks }: Problem, assignment: Assignment, { whole, each }: Aim): number =>
  tasks.reduce((sum, one, n) => sum + (isWhole(one.needs, assignment[n]) ? (whole[n] ?? 0) : 0) + (each?.[n] ?? 0) * (assignment[n]?.flat().length ?? 0), 0);
const keptOf = (assignment: Assignment, before: Assignment = []): number => before.filter((groups, n) => (groups?.flat().length ?? 0) > 0 && groups?.every((group, at) => group.every((one) => assignment[n]?.[at]?.includes(one)))).length;

const compare = (a: readonly number[], b: readonly number[]): number => a.map((value, n) => value - (b[n] ?? 0)).find((more) => more !== 0) ?? 0;
const valuesOf = (of: Problem, assignment: Assignment, { aims, before }: Wish): readonly number[] => [...aims.map((aim) => valueOf(of, assignment, aim)), ...(before ? [keptOf(assignment, before)] : [])];
const bestOf = (of: Problem, wish: Wish): readonly number[] => everyPlan(of, wish.aims.some(({ each }) => each)).map((plan) => valuesOf(of, plan, wish)).toSorted(compare).at(-1) ?? [];

/** Nobody twice at once, nobody who would not do, and no more than is needed. */
const isPlan = ({ tasks }: Problem, assignment: Assignment): boolean => tasks.every(({ start, end, needs }, n) => {
  const groups = assignment[n] ?? [];
  const others = new Set(tasks.flatMap((other, m) => (m !== n && other.start < end && start < other.end ? (assignment[m]?.flat() ?? []) : [])));
  return new Set(groups.flat()).size === groups.flat().length && groups.every((group, at) => group.length <= (needs[at]?.count ?? 0) && group.every((one) => needs[at]?.eligible.includes(one) && !others.has(one)));
});

const RUNS = { numRuns: 60 };

describe('whatever is asked for and whoever is there', () => {
  it('given tasks that are served whole or not at all, then one aim after the other is reached as far as any plan reaches it, and the bounds say so', () => {
    fc.assert(fc.property(problem, fc.array(worth, { minLength: 1, maxLength: 2 }), (of, aims) => {
      const wish = { aims: aims.map((whole) => ({ whole })) };
      const { assignment, reached } = most(highs, of, { ...wish, until: FOR_EVER });
      expect(isPlan(of, assignment)).toBe(true);
      expect(assignment.every((groups, n) => groups === undefined || isWhole((of.tasks[n] as Task).needs, groups))).toBe(true);
      expect(valuesOf(of, assignment, wish)).toEqual(bestOf(of, wish));
      expect(reached).toEqual(bestOf(of, wish).map((value) => ({ value, bound: value })));
    }), RUNS);
  });

  it('given aims for each resource too, then a task may have a part of what it needs, and no plan gives more', () => {
    fc.assert(fc.property(problem, worth, worth, (of, whole, each) => {
      const wish = { aims: [{ whole, each }] };
      const { assignment } = most(highs, of, { ...wish, until: FOR_EVER });
      expect(isPlan(of, assignment)).toBe(true);
      expect(valuesOf(of, assignment, wish)).toEqual(bestOf(of, wish));
    }), RUNS);
  });

  it('given a plan from before that holds no more in places, then as much is served as without it, and no such plan keeps more of it', () => {
    fc.assert(fc.property(problem, problem, worth, (of, was, whole) => {
      const before = most(highs, was, { aims: [{ whole: was.tasks.map(() => 1) }], until: FOR_EVER }).assignment;
      const wish = { aims: [{ whole }], before };
      const { assignment } = most(highs, of, { ...wish, until: FOR_EVER });
      expect(isPlan(of, assignment)).toBe(true);
      expect(valuesOf(of, assignment, wish)).toEqual(bestOf(of, wish));
    }), RUNS);
  });

  it('given no time at all, then what comes is a plan, and no bound is below what the best of all reaches', () => {
    fc.assert(fc.property(problem, worth, (of, whole) => {
      const wish = { aims: [{ whole }] };
      const { assignment, reached: [first] } = most(highs, of, { ...wish, until: 0 });
      expect(isPlan(of, assignment)).toBe(true);
      expect(first?.value).toBe(valueOf(of, assignment, { whole }));
      expect(first?.bound).toBeGreaterThanOrEqual(bestOf(of, wish)[0] ?? 0);
    }), RUNS);
  });
});

it('given tasks that had somebody who will not do any more, when another may keep all it had, then that is what counts: what cannot be kept whole keeps nobody in another’s way', () => {
  const one = (start: number, end: number, ...needs: readonly (readonly number[])[]): Task => ({ start, end, needs: needs.map((eligible) => ({ count: 1, eligible })) });
  const tasks = [one(0, 3, [3, 4], [1, 2]), one(4, 7, [3, 4], [1, 2]), one(0, 7, [1, 2])];
  const { assignment, reached } = most(highs, { tasks, resources: 5 }, { aims: [{ whole: [1, 1, 1] }], before: [[[0], [1]], [[0], [1]], [[1]]], until: FOR_EVER });
  expect([assignment[2], reached]).toEqual([[[1]], [{ value: 3, bound: 3 }, { value: 1, bound: 1 }]]);
});

it('given no time, when nobody stands in anybody’s way, then all is served all the same, and that is known to be the best', () => {
  const tasks = [0, 2, 4].map((start): Task => ({ start, end: start + 2, needs: [{ count: 1, eligible: [0] }, { count: 1, eligible: [1, 2] }] }));
  const { assignment, reached } = most(highs, { tasks, resources: 3 }, { aims: [{ whole: [1, 2, 4] }], until: 0 });
  expect(assignment.map((groups) => groups?.length)).toEqual([2, 2, 2]);
  expect(reached).toEqual([{ value: 7, bound: 7 }]);
});

it('given three who are alike and tasks that touch, when all can be served, then each is, by whoever is free', () => {
  const hours = [[0, 2], [1, 3], [2, 4], [2, 5], [3, 6]] as const;
  const tasks = hours.map(([start, end]): Task => ({ start, end, needs: [{ count: 1, eligible: [0, 1, 2] }] }));
  const of = { tasks, resources: 3 };
  const { assignment, reached } = most(highs, of, { aims: [{ whole: tasks.map(() => 1) }], until: FOR_EVER });
  expect(reached).toEqual([{ value: 5, bound: 5 }]);
  expect(isPlan(of, assignment)).toBe(true);
});
