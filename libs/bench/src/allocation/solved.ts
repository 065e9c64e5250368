import type { Assignment, Planner } from '@cpmp/planner';
import { faultsOf } from './faults.js';
import { beforeOf, type Instance, problemOf } from './instance.js';
import { refusals, type Refused } from './refusals.js';

/** A plan for one file, as it is written: what it is worth, what nobody can better, how long it took, who does what by id, and why what is refused is. `value`: null where no plan was found; `bound` is too where there can be none. */
export type Solution = {
  readonly name: string;
  readonly value: number | null;
  readonly bound: number | null;
  readonly ms: number;
  readonly assign: Readonly<Record<string, readonly (readonly (string | number)[])[]>>;
  readonly refused: readonly Refused[];
};

type Found = { readonly assignment: Assignment } & Pick<Solution, 'value' | 'bound'>;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const find = async (planner: Planner, instance: Instance, budgetMs: number): Promise<Found> => {
  const problem = problemOf(instance);
  if (instance.objective === 'min-resources') {
    const { assignment = [], used, bound } = await planner.fewest(problem, { budgetMs });
    return { assignment, value: finite(used), bound: finite(bound) };
  }
  const before = beforeOf(instance);
  const { assignment, reached: [first] } = await planner.most(problem, { budgetMs, aims: [{ whole: instance.tasks.map(({ weight }) => weight) }], ...(before ? { before } : {}) });
  return { assignment, value: first?.value ?? 0, bound: first?.bound ?? 0 };
};

/** The time that is kept back of a budget to start the planner's thread and to check and write what it found, in milliseconds. */
const AROUND_MS = 400;

/** Plans one file within a budget in milliseconds, and holds the plan against the file's own rules. */
export const solved = async (planner: Planner, instance: Instance, budgetMs: number): Promise<{ readonly solution: Solution; readonly faults: readonly string[] }> => {
  const began = performance.now();
  const { assignment, value, bound } = await find(planner, instance, Math.max(1, budgetMs - AROUND_MS));
  const { tasks, resources } = instance;
  const groups = tasks.flatMap(({ id }, place) => {
    const served = assignment[place];
    return served ? [[String(id), served.map((group) => group.map((resource) => resources[resource]?.id ?? ''))] as const] : [];
  });
  const refused = instance.objective === 'max-priority' ? refusals(instance, assignment) : [];
  const faults = faultsOf(instance, assignment);
  return { solution: { name: instance.name, value, bound, ms: Math.round(performance.now() - began), assign: Object.fromEntries(groups), refused }, faults };
};

/** How far a plan may be from the best of all, in per cent; null where there is none. */
export const gapOf = ({ value, bound }: Pick<Solution, 'value' | 'bound'>, objective: Instance['objective']): number | null => {
  if (value === null || bound === null) return null;
  const [over, under] = objective === 'min-resources' ? [value - bound, value] : [bound - value, bound];
  return under === 0 ? 0 : (100 * over) / under;
};
