import type { Problem } from './problem.js';

/** Resources that would do for exactly the same needs: which of them does what makes no difference. */
export type Alike = { readonly resources: readonly number[]; readonly needs: readonly { readonly task: number; readonly need: number }[] };

/** Puts resources together that are alike; those of `apart` each by itself, since somebody asks for the very one. What would do for nothing is left out. */
export const alike = ({ tasks, resources }: Problem, apart: ReadonlySet<number> = new Set()): readonly Alike[] => {
  const needs: { task: number; need: number }[][] = Array.from({ length: resources }, () => []);
  for (const [task, { needs: needed }] of tasks.entries()) for (const [need, { eligible }] of needed.entries()) for (const resource of eligible) needs[resource]?.push({ task, need });
  const found = new Map<string, { resources: number[]; needs: { task: number; need: number }[] }>();
  for (const [resource, of] of needs.entries()) {
    if (of.length === 0) continue;
    const name = `${apart.has(resource) ? resource : ''}:${of.map(({ task, need }) => `${task}.${need}`).join(' ')}`;
    const those = found.get(name);
    if (those) those.resources.push(resource);
    else found.set(name, { resources: [resource], needs: of });
  }
  return [...found.values()];
};
