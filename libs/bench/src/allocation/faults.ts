import type { Assignment } from '@cpmp/planner';
import { eligibleFor, type Instance, isLegal } from './instance.js';

/** What is wrong with a plan, by the rules of its file and not by what the planner was told; none: it is valid. */
export const faultsOf = (instance: Instance, assignment: Assignment): readonly string[] => {
  const { tasks, resources, objective } = instance;
  const faults: string[] = [];
  const doing = resources.map((): number[] => []);
  for (const [place, { id, needs, ...task }] of tasks.entries()) {
    const groups = assignment[place];
    if (!groups) {
      if (objective === 'min-resources') faults.push(`task ${id} is not served`);
      continue;
    }
    if (!isLegal({ id, needs, ...task })) faults.push(`task ${id} is outside its legal windows`);
    if (new Set(groups.flat()).size !== groups.flat().length) faults.push(`task ${id} has a resource twice`);
    if (groups.length !== needs.length) faults.push(`task ${id} has ${groups.length} groups for ${needs.length} needs`);
    for (const [need, { count }] of needs.entries()) {
      const group = groups[need] ?? [];
      const eligible = new Set(eligibleFor(instance, place, need));
      if (group.length !== count) faults.push(`task ${id} has ${group.length} of ${count} for need ${need}`);
      for (const resource of group) {
        if (!eligible.has(resource)) faults.push(`task ${id} has resource ${resources[resource]?.id}, which would not do`);
        doing[resource]?.push(place);
      }
    }
  }
  for (const [resource, places] of doing.entries()) {
    const inOrder = places.flatMap((place) => tasks[place] ?? []).toSorted((a, b) => a.start - b.start);
    for (const [n, next] of inOrder.slice(1).entries()) if (next.start < (inOrder[n]?.end ?? next.start)) faults.push(`resource ${resources[resource]?.id} does tasks ${inOrder[n]?.id} and ${next.id} at once`);
  }
  return faults;
};
