import { Planner } from '@cpmp/planner';
import fc from 'fast-check';
import { faultsOf } from './faults.js';
import { beforeOf, eligibleFor, Instance, isLegal } from './instance.js';
import { refusals } from './refusals.js';
import { gapOf, solved } from './solved.js';

const BUDGET_MS = 20_000;
const planner = new Planner();

const KINDS = ['team', 'vehicle'] as const;
const span = fc.tuple(fc.nat(12), fc.integer({ min: 1, max: 12 })).map(([from, long]): [number, number] => [from, from + long]);
const skills = fc.subarray(['foot', 'night']);
const task = fc.record({ start: fc.nat(10), long: fc.integer({ min: 1, max: 6 }), weight: fc.integer({ min: 1, max: 9 }), counts: fc.uniqueArray(fc.record({ kind: fc.constantFrom(...KINDS), skills, count: fc.integer({ min: 1, max: 2 }) }), { selector: ({ kind }) => kind, minLength: 1 }), legal: fc.option(fc.array(span, { minLength: 1, maxLength: 2 }), { nil: undefined }) });
const resource = fc.record({ kind: fc.constantFrom(...KINDS), skills, available: fc.option(fc.array(span, { maxLength: 3 }), { nil: undefined }) });
const instance = fc.record({ tasks: fc.array(task, { maxLength: 8 }), resources: fc.array(resource, { maxLength: 6 }) }).map(({ tasks, resources }) => Instance.parse({
  name: 'any', objective: 'max-priority',
  tasks: tasks.map(({ start, long, weight, counts, legal }, n) => ({ id: n * 10, start, end: start + long, weight, needs: counts, ...(legal ? { legal } : {}) })),
  resources: resources.map(({ available, ...one }, n) => ({ id: n * 7, ...one, ...(available ? { available } : {}) })),
}));

/** Held as somebody would who has the file and the plan alone. */
const isExplained = ({ tasks, resources }: Instance, place: number, { assign, refused }: Awaited<ReturnType<typeof solved>>['solution']): boolean => {
  const [one, why] = [tasks[place] as Instance['tasks'][number], refused.find((each) => each.task === tasks[place]?.id)];
  if (why?.reason === 'legal-window') return !isLegal(one);
  if (!why) return false;
  const of = { tasks, resources } as Instance;
  const eligible = eligibleFor(of, place, why.need).map((at) => resources[at]?.id);
  if (why.reason === 'not-enough-eligible') return eligible.length < (one.needs[why.need]?.count ?? 0);
  const blocked = Object.entries(why.blockedBy).filter(([id, by]) => {
    const other = tasks.find((each) => each.id === by);
    return eligible.some((each) => String(each) === id) && other !== undefined && other.start < one.end && one.start < other.end && assign[String(by)]?.flat().some((each) => String(each) === id);
  });
  return eligible.length - blocked.length < (one.needs[why.need]?.count ?? 0);
};

describe('whatever a file asks for', () => {
  it('given tasks with needs, windows of the law and of people, when they are planned, then the plan keeps the rules of its file, is worth what it says, and each task that is not served says why', async () => {
    await fc.assert(fc.asyncProperty(instance, async (of) => {
      const { solution, faults } = await solved(planner, of, BUDGET_MS);
      expect(faults).toEqual([]);
      expect(solution.value).toBe(of.tasks.reduce((sum, { id, weight }) => sum + (solution.assign[String(id)] ? weight : 0), 0));
      expect([gapOf(solution, of.objective), solution.bound]).toEqual([0, solution.value]);
      expect(of.tasks.filter(({ id }, place) => !solution.assign[String(id)] && !isExplained(of, place, solution))).toEqual([]);
    }), { numRuns: 25 });
  });
});

/** Two teams and a van; the second team knows no night work. */
const read = (more: object) => Instance.parse({
  name: 'one', objective: 'max-priority',
  tasks: [{ id: 0, start: 0, end: 4, weight: 3, needs: [{ kind: 'team', skills: ['night'], count: 1 }] }, { id: 1, start: 2, end: 6, weight: 5, needs: [{ kind: 'team', skills: ['night'], count: 1 }, { kind: 'van', count: 1 }] }, { id: 2, start: 4, end: 8, weight: 2, needs: [{ kind: 'team', count: 2 }], legal: [[0, 7], [5, 9]] }],
  resources: [{ id: 'red', kind: 'team', skills: ['night'] }, { id: 'blue', kind: 'team', skills: [], available: [[0, 9]] }, { id: 'van', kind: 'van' }],
  ...more,
});

it('given tasks in each other’s way, outside the law, or with nobody for them, then each says which, and what would do is named with the task that has it', async () => {
  const of = read({});
  const { solution } = await solved(planner, of, BUDGET_MS);
  expect(solution).toMatchObject({ value: 5, bound: 5, assign: { 1: [['red'], ['van']] }, refused: [{ task: 0, reason: 'busy', need: 0, blockedBy: { red: 1 } }, { task: 2, reason: 'legal-window' }] });
  const alone = { ...of, resources: of.resources.slice(1) };
  expect(refusals(alone, [undefined, undefined, undefined])).toMatchObject([{ task: 0, reason: 'not-enough-eligible', need: 0 }, { task: 1, reason: 'not-enough-eligible' }, { task: 2 }]);
  expect(refusals(of, [undefined, undefined, undefined])).toEqual([{ task: 2, reason: 'legal-window' }]);
});

it('given the plan of before, when somebody is gone, then as much is served as can be and nothing else moves', async () => {
  const tasks = [0, 1, 2].map((n) => ({ id: n, start: n, end: n + 3, needs: [{ kind: 'team', count: 1 }] }));
  const teams = ['a', 'b', 'c', 'd'].map((id) => ({ id, kind: 'team', ...(id === 'b' ? { available: [] } : {}) }));
  const of = read({ tasks, resources: teams, incumbent: { 0: [['c']], 1: ['b'], 2: [['d']], 9: [['a']] } });
  expect(beforeOf(of)).toEqual([[[2]], [[1]], [[3]]]);
  expect((await solved(planner, of, BUDGET_MS)).solution).toMatchObject({ value: 3, assign: { 0: [['c']], 1: [['a']], 2: [['d']] } });
});

it('given a plan that breaks a rule of its file, then it says which', () => {
  const of = read({});
  const faults = (assignment: Parameters<typeof faultsOf>[1], more: object = {}) => faultsOf({ ...of, ...more }, assignment);
  expect(faults([[[0]], undefined, undefined])).toEqual([]);
  expect(faults([[[1]], undefined, undefined])).toEqual(['task 0 has resource blue, which would not do']);
  expect(faults([[[0]], [[0], [2]], undefined])).toEqual(['resource red does tasks 0 and 1 at once']);
  expect(faults([undefined, [[0]], undefined])).toEqual(['task 1 has 1 groups for 2 needs', 'task 1 has 0 of 1 for need 1']);
  expect(faults([undefined, undefined, [[0, 1]]])).toEqual(['task 2 is outside its legal windows']);
  expect(faults([undefined, undefined, [[0, 0]]])).toEqual(expect.arrayContaining(['task 2 has a resource twice']));
  expect(faults([[[0]], undefined, undefined], { objective: 'min-resources' })).toEqual(['task 1 is not served', 'task 2 is not served']);
});

it('given a hex map of tasks, then its highest bit is the first of four, and tasks without needs want anybody', () => {
  const of = Instance.parse({ name: 'map', objective: 'min-resources', tasks: [0, 1, 2, 3, 4].map((id) => ({ id, start: id, end: id + 1 })), resources: [{ id: 0, can: '98' }, { id: 1, can: '40' }] });
  expect(of.tasks.map((_, place) => eligibleFor(of, place, 0))).toEqual([[0], [1], [], [0], [0]]);
});
