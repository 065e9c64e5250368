import type { Highs } from 'highs';
import { filled } from './filled.js';
import type { Assignment, Problem } from './problem.js';
import type { Column } from './programme.js';
import { columnsIn, state, type Stated, toldApart } from './stated.js';

/** What is worth how much, by the tasks' places, in whole numbers from 0: each resource that a task is given, and that it gets all it needs. */
export type Aim = { readonly whole: readonly number[]; readonly each?: readonly number[] };

/** What is wanted: the first aim above all, then the next; then that as many tasks as can be keep all they had `before`. Where no aim asks for `each`, a task is served whole or not at all. */
export type Wish = { readonly aims: readonly Aim[]; readonly before?: Assignment };

/** What was found of an aim, and what nobody can better. */
export type Reached = { readonly value: number; readonly bound: number };

/** Who serves what, and how far each aim was reached, the keeping of what was before last. */
export type Served = { readonly assignment: Assignment; readonly reached: readonly Reached[] };

/** An aim by columns: what each is worth, what they would come to if nobody stood in anybody's way, and the tasks that wait: all that they could do is stand in the way. */
type Goal = { readonly worth: ReadonlyMap<Column, number>; readonly ceiling: number; readonly waiting: ReadonlySet<number> };

const asksFor = ({ whole, each }: Aim, task: number): boolean => (whole[task] ?? 0) > 0 || (each?.[task] ?? 0) > 0;

const goalsOf = ({ whole, given, kept }: Stated, { tasks }: Problem, { aims, before }: Wish): readonly Goal[] => {
  const ofAims = aims.map((aim, n): Goal => {
    const columns = [...whole.map((column, task) => [column, aim.whole[task] ?? 0] as const), ...given.flatMap(({ parts }) => parts.map(({ task, column }) => [column, aim.each?.[task] ?? 0] as const))];
    const ceiling = tasks.reduce((sum, { needs }, task) => sum + (aim.whole[task] ?? 0) + (aim.each?.[task] ?? 0) * needs.reduce((all, { count }) => all + count, 0), 0);
    return { worth: new Map(columns.filter(([, worth]) => worth > 0)), ceiling, waiting: new Set([...tasks.keys()].filter((task) => !aims.slice(0, n + 1).some((each) => asksFor(each, task)))) };
  });
  return before ? [...ofAims, { worth: new Map(kept.map(({ column }) => [column, 1])), ceiling: kept.length, waiting: new Set() }] : ofAims;
};

/** The columns of tasks. */
const columnsOf = ({ whole, given }: Stated, tasks: ReadonlySet<number>): ReadonlySet<Column> =>
  new Set([...whole.filter((_, task) => tasks.has(task)), ...given.flatMap(({ parts }) => parts.flatMap(({ task, column }) => (tasks.has(task) ? [column] : [])))]);

/**
 * Serves the tasks that are worth most, one aim after the other: what one reached is not given up for the next.
 * Exact, unless `until` (milliseconds of `performance.now()`) comes first or there is too much to weigh: then it is the best that was found, and each bound says how far from the best of all that may be.
 */
export const most = (highs: Highs, problem: Problem, { until, ...wish }: Wish & { readonly until: number }): Served => {
  const inParts = wish.aims.some(({ each }) => each);
  const stated = state(highs, problem, { inParts, before: wish.before });
  const { programme, given } = stated;
  let assignment: Assignment = problem.tasks.map(() => undefined);
  const reached = goalsOf(stated, problem, wish).map(({ worth, ceiling, waiting }): Reached => {
    assignment = filled(problem, assignment, { inParts, held: waiting, before: wish.before });
    let values = columnsIn(stated, problem, assignment);
    let bound: number | undefined = ceiling;
    if (programme.sum(worth, values) < ceiling) {
      ({ values, bound } = programme.maximise({ worth, held: columnsOf(stated, waiting) }, values, until));
      assignment = toldApart(problem, given, values);
    }
    const value = programme.sum(worth, values);
    programme.row(worth, { lower: value - 0.5 });
    return { value, bound: Math.min(ceiling, bound ?? ceiling) };
  });
  return { assignment, reached };
};
