import { Planner } from './planner.js';
import type { Problem } from './problem.js';

const ALL = [0, 1, 2];
const problem: Problem = { resources: 3, tasks: [[0, 4], [1, 5], [2, 6], [3, 7]].map(([start = 0, end = 0]) => ({ start, end, needs: [{ count: 1, eligible: ALL }] })) };
const BUDGET_MS = 60_000;

describe('a planner in a thread of its own', () => {
  const planner = new Planner();

  it('given several questions at once, when they are answered, then each has its own answer, and this thread went on meanwhile', async () => {
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 1);
    const answers = await Promise.all([1, 2, 3].map((worth) => planner.most(problem, { aims: [{ whole: [worth, worth, worth, worth] }], budgetMs: BUDGET_MS })));
    clearInterval(ticking);
    expect(answers.map(({ reached }) => reached)).toEqual([3, 6, 9].map((value) => [{ value, bound: value }]));
    expect(ticks).toBeGreaterThan(0);
  });

  it('given tasks that must all be served, when two threads look for the fewest, then the answer is the best of both, and that nobody can serve them all is one too', async () => {
    expect(await planner.fewest(problem, { budgetMs: BUDGET_MS })).toMatchObject({ assignment: undefined, used: Infinity, bound: Infinity });
    const tasks = problem.tasks.slice(0, 3);
    expect(await planner.fewest({ tasks, resources: 5 }, { budgetMs: BUDGET_MS })).toMatchObject({ used: 3, bound: 3 });
  });

  it('given a question that no thread can answer, when it is asked, then it fails, and the next one is answered', async () => {
    const broken = { ...problem, tasks: [{ start: 0, end: 1 }] } as unknown as Problem;
    await expect(planner.most(broken, { aims: [{ whole: [1] }], budgetMs: BUDGET_MS })).rejects.toThrow();
    expect((await planner.most(problem, { aims: [{ whole: [0, 0, 0, 1] }], budgetMs: BUDGET_MS })).reached).toEqual([{ value: 1, bound: 1 }]);
  });
});
