import type { Assignment, Groups, Problem, Task } from './problem.js';

/** Who is given something: tasks whole or in parts too, not those `held`; whoever had something `before` first gets it again. */
type How = { readonly inParts: boolean; readonly held?: ReadonlySet<number>; readonly before?: Assignment | undefined };

/** Gives what is left free to tasks that lack it, in the order of their places; of several, one that would do for the fewest needs. Quick, and often no worse than what is best. */
export const filled = ({ tasks, resources }: Problem, assignment: Assignment, { inParts, held, before }: How): Assignment => {
  const uses = new Int32Array(resources);
  for (const { needs } of tasks) for (const { eligible } of needs) for (const resource of eligible) uses[resource] = (uses[resource] ?? 0) + 1;
  const doing = Array.from({ length: resources }, (): Task[] => []);
  for (const [task, groups] of assignment.entries()) for (const resource of groups?.flat() ?? []) doing[resource]?.push(tasks[task] as Task);
  return tasks.map((task, place) => {
    const has = assignment[place];
    if (held?.has(place)) return has;
    const taken = new Set(has?.flat());
    const groups: Groups = task.needs.map(({ count, eligible }, need) => {
      const group = has?.[need] ?? [];
      if (group.length === count) return group;
      const [had, resting] = [new Set(before?.[place]?.[need]), (resource: number) => !doing[resource]?.some(({ start, end }) => start < task.end && task.start < end)];
      const free = eligible.filter((resource) => !taken.has(resource) && resting(resource));
      const more = free.toSorted((a, b) => Number(had.has(b)) - Number(had.has(a)) || (uses[a] ?? 0) - (uses[b] ?? 0) || a - b).slice(0, count - group.length);
      for (const resource of more) taken.add(resource);
      return [...group, ...more];
    });
    if (!inParts && groups.some((group, need) => group.length < (task.needs[need]?.count ?? 0))) return has;
    for (const [need, group] of groups.entries()) for (const resource of group) if (!has?.[need]?.includes(resource)) doing[resource]?.push(task);
    return groups;
  });
};
