import type { Highs } from 'highs';
import { type Alike, alike } from './alike.js';
import { cliques } from './cliques.js';
import { type Assignment, isWhole, type Problem } from './problem.js';
import { type Column, Programme } from './programme.js';

type Part = { readonly task: number; readonly need: number; readonly column: Column };

/** A problem as a programme: a column for each task, whole or not; for each need and those that are alike, how many of them it gets; for what is kept, whether it is. */
export type Stated = { readonly programme: Programme; readonly whole: readonly Column[]; readonly given: readonly (Alike & { readonly parts: readonly Part[] })[]; readonly kept: readonly { readonly column: Column; readonly all: readonly Column[] }[] };

/** How a problem is stated: may a task have a part of what it needs, and what did each have before? */
type How = { readonly inParts: boolean; readonly before: Assignment | undefined };

const hadBefore = (before: Assignment = []): readonly { readonly task: number; readonly need: number; readonly resource: number }[] =>
  before.flatMap((groups, task) => groups?.flatMap((group, need) => group.map((resource) => ({ task, need, resource }))) ?? []);

/** States a problem. */
export const state = (highs: Highs, problem: Problem, { inParts, before }: How): Stated => {
  const { tasks } = problem;
  const programme = new Programme(highs);
  const whole = tasks.map(() => programme.column(1));
  const had = hadBefore(before);
  const given = alike(problem, new Set(had.map(({ resource }) => resource))).map((those) => ({
    ...those,
    parts: those.needs.map(({ task, need }) => ({ task, need, column: programme.column(Math.min(those.resources.length, tasks[task]?.needs[need]?.count ?? 0)) })),
  }));
  const parts = Map.groupBy(given.flatMap((those) => those.parts), ({ task, need }) => `${task}.${need}`);
  for (const [task, { needs }] of tasks.entries()) {
    for (const [need, { count }] of needs.entries()) {
      const got = (parts.get(`${task}.${need}`) ?? []).map(({ column }) => [column, 1] as const);
      programme.row([...got, [whole[task] as Column, -count]], inParts ? { lower: 0 } : { lower: 0, upper: 0 });
      if (inParts) programme.row(got, { upper: count });
    }
  }
  // No more of those that are alike at any instant than there are: then they can be told apart, since windows are on one line.
  for (const { parts: all, resources } of given) {
    for (const clique of cliques(all.map(({ task }) => tasks[task] ?? { start: 0, end: 0 }))) programme.row(clique.map((place) => [all[place]?.column ?? 0, 1]), { upper: resources.length });
  }
  const columnOf = new Map(given.flatMap(({ resources: [resource], parts: all }) => all.map(({ task, need, column }) => [`${task}.${need}.${resource}`, column] as const)));
  const kept = [...Map.groupBy(had, ({ task }) => task).values()].flatMap((those) => {
    const all = those.flatMap(({ task, need, resource }) => columnOf.get(`${task}.${need}.${resource}`) ?? []);
    // What it had would not do any more.
    if (all.length < those.length) return [];
    const column = programme.column(1);
    for (const part of all) programme.row([[part, 1], [column, -1]], { lower: 0 });
    return [{ column, all }];
  });
  return { programme, whole, given, kept };
};

/** Tells those that are alike apart: whoever begins first gets whoever is free first. */
export const toldApart = ({ tasks }: Problem, given: Stated['given'], values: ArrayLike<number>): Assignment => {
  const groups = tasks.map(({ needs }) => needs.map((): number[] => []));
  for (const { resources, parts } of given) {
    const freeFrom = resources.map(() => -Infinity);
    const inOrder = parts.toSorted((a, b) => (tasks[a.task]?.start ?? 0) - (tasks[b.task]?.start ?? 0) || a.task - b.task);
    for (const { task, need, column } of inOrder) {
      const { start, end } = tasks[task] ?? { start: 0, end: 0 };
      for (let left = Math.round(values[column] ?? 0); left > 0; left--) {
        const place = freeFrom.findIndex((from) => from <= start);
        freeFrom[place] = end;
        groups[task]?.[need]?.push(resources[place] as number);
      }
    }
  }
  return groups.map((of, task) => (of.some((group) => group.length > 0) || tasks[task]?.needs.length === 0 ? of : undefined));
};

/** A plan as the programme's columns have it: the other way about. */
export const columnsIn = ({ programme, whole, given, kept }: Stated, { tasks }: Problem, assignment: Assignment): Float64Array => {
  const values = new Float64Array(programme.columns);
  for (const [task, { needs }] of tasks.entries()) values[whole[task] as Column] = Number(isWhole(needs, assignment[task]));
  for (const { resources, parts } of given) {
    const those = new Set(resources);
    for (const { task, need, column } of parts) values[column] = assignment[task]?.[need]?.filter((resource) => those.has(resource)).length ?? 0;
  }
  for (const { column, all } of kept) values[column] = Number(all.every((part) => values[part] === 1));
  return values;
};
