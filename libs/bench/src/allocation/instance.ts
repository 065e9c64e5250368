import type { Assignment, Problem } from '@cpmp/planner';
import { z } from 'zod';

/** A half-open window, in minutes. */
const Span = z.tuple([z.int(), z.int()]);
const Id = z.union([z.int(), z.string()]);
const Need = z.object({ kind: z.string().optional(), skills: z.array(z.string()).default([]), count: z.int().min(1) });
const Task = z.object({ id: Id, start: z.int(), end: z.int(), weight: z.int().min(0).default(1), needs: z.array(Need).min(1).default([{ skills: [], count: 1 }]), legal: z.array(Span).optional() });
const Resource = z.object({ id: Id, kind: z.string().optional(), skills: z.array(z.string()).default([]), available: z.array(Span).optional(), can: z.string().regex(/^[0-9a-f]*$/).optional() });
const areOnce = (all: readonly { readonly id: string | number }[]): boolean => new Set(all.map(({ id }) => String(id))).size === all.length;
const ONCE = { error: 'each id once' };

/** One problem in a file: which tasks there are, who could do them, and what is wanted. `incumbent`: what each task had before something changed. */
export const Instance = z.object({
  name: z.string(),
  objective: z.enum(['min-resources', 'max-priority']),
  tasks: z.array(Task).refine(areOnce, ONCE),
  resources: z.array(Resource).refine(areOnce, ONCE),
  incumbent: z.record(z.string(), z.array(z.union([z.array(Id), Id]))).optional(),
});
export type Instance = z.infer<typeof Instance>;
type Task = Instance['tasks'][number];
type Resource = Instance['resources'][number];

const within = ({ start, end }: Task, spans: readonly (readonly [number, number])[]): boolean => spans.some(([from, to]) => from <= start && end <= to);

/** A task may only be done within one of its legal windows, where it has any. */
export const isLegal = (task: Task): boolean => task.legal === undefined || within(task, task.legal);

/** The bit of a task in a hex map: the highest of a digit comes first. */
const isMarked = (map: string, place: number): boolean => ((Number.parseInt(map[place >> 2] ?? '0', 16) >> (3 - (place & 3))) & 1) === 1;

/** Who would do for a need of a task, by their places, whatever else they have to do: kind, skills, one window that has the whole task, and what they can. */
export const eligibleFor = ({ tasks, resources }: Instance, place: number, need: number): readonly number[] => {
  const task = tasks[place];
  const wanted = task?.needs[need];
  if (!task || !wanted) return [];
  const wouldDo = ({ kind, skills, available, can }: Resource): boolean =>
    (wanted.kind === undefined || kind === wanted.kind) && wanted.skills.every((skill) => skills.includes(skill)) && (available === undefined || within(task, available)) && (can === undefined || isMarked(can, place));
  return resources.flatMap((resource, at) => (wouldDo(resource) ? [at] : []));
};

/** The problem as the planner takes it. Nobody is eligible for what no legal window contains. */
export const problemOf = (instance: Instance): Problem => ({
  resources: instance.resources.length,
  tasks: instance.tasks.map((task, place) => ({ start: task.start, end: task.end, needs: task.needs.map(({ count }, need) => ({ count, eligible: isLegal(task) ? eligibleFor(instance, place, need) : [] })) })),
});

/** What each task had before, by the places of tasks and resources; undefined where the file has no such plan. */
export const beforeOf = ({ tasks, resources, incumbent }: Instance): Assignment | undefined => {
  if (!incumbent) return undefined;
  const places = new Map(resources.map(({ id }, place) => [String(id), place]));
  return tasks.map(({ id }) => incumbent[String(id)]?.map((group) => [group].flat().map((resource) => places.get(String(resource)) ?? -1)));
};
