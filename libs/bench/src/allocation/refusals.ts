import type { Assignment } from '@cpmp/planner';
import { eligibleFor, type Instance, isLegal } from './instance.js';

type Id = string | number;

/** Why a task is not served: anybody can check it against the file and the plan. `need` by its place; `blockedBy`: who would do, and the served task that they do at that time. */
export type Refused =
  | { readonly task: Id; readonly reason: 'legal-window' }
  | { readonly task: Id; readonly reason: 'not-enough-eligible'; readonly need: number }
  | { readonly task: Id; readonly reason: 'busy'; readonly need: number; readonly blockedBy: Readonly<Record<string, Id>> };

/** Says of each task that is not served why not; of one that could still be served nothing can be said, and it is left out. */
export const refusals = (instance: Instance, assignment: Assignment): readonly Refused[] => {
  const { tasks, resources } = instance;
  const doing = resources.map((): number[] => []);
  for (const [task, groups] of assignment.entries()) for (const resource of groups?.flat() ?? []) doing[resource]?.push(task);
  const inTheWay = (resource: number, place: number): number | undefined => {
    const { start = 0, end = 0 } = tasks[place] ?? {};
    return doing[resource]?.find((other) => (tasks[other]?.start ?? end) < end && start < (tasks[other]?.end ?? start));
  };
  return tasks.flatMap((task, place): readonly Refused[] => {
    if (assignment[place]) return [];
    if (!isLegal(task)) return [{ task: task.id, reason: 'legal-window' }];
    const found = task.needs.map(({ count }, need) => {
      const eligible = eligibleFor(instance, place, need);
      const blocked = eligible.flatMap((resource) => {
        const other = inTheWay(resource, place);
        return other === undefined ? [] : [[String(resources[resource]?.id), tasks[other]?.id as Id] as const];
      });
      return { need, count, eligible: eligible.length, blocked };
    });
    const few = found.find(({ count, eligible }) => eligible < count);
    if (few) return [{ task: task.id, reason: 'not-enough-eligible', need: few.need }];
    const busy = found.find(({ count, eligible, blocked }) => eligible - blocked.length < count);
    return busy ? [{ task: task.id, reason: 'busy', need: busy.need, blockedBy: Object.fromEntries(busy.blocked) }] : [];
  });
};
