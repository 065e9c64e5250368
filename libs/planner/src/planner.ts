import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Fewest } from './fewest/fewest.js';
import type { Served, Wish } from './most.js';
import type { Problem } from './problem.js';

/** What a thread of its own is asked: what serves a wish most, or the fewest by a seed; the budget in milliseconds from its start. */
export type Question = { readonly problem: Problem; readonly budgetMs: number } & ({ readonly wish: Wish } | { readonly seed: number });

type Within = { readonly budgetMs: number };

/** Each goes its own way through the same problem, and what one cannot find another may. */
const SEEDS = [1, 2];

/** Answers questions in threads of their own, one after the other: a solver thinks for seconds, and whoever asks serves others meanwhile. */
export class Planner {
  private last: Promise<unknown> = Promise.resolve();

  /** As `most`, within so many milliseconds. @throws when the thread ends without an answer. */
  most(problem: Problem, { budgetMs, ...wish }: Wish & Within): Promise<Served> {
    return this.inTurn((stop) => answerTo<Served>({ problem, budgetMs, wish }, stop));
  }

  /** As `fewest`, within so many milliseconds, by two threads: the better of their plans, and the better of their bounds. @throws when a thread ends without an answer. */
  fewest(problem: Problem, { budgetMs }: Within): Promise<Fewest> {
    return this.inTurn((stop) => {
      const answers = SEEDS.map((seed) => answerTo<Fewest>({ problem, budgetMs, seed }, stop));
      const proven = answers.map(async (answer) => ((await answer).used === (await answer).bound ? answer : new Promise<Fewest>(() => {})));
      return Promise.race([...proven, Promise.all(answers).then(together)]);
    });
  }

  /** Whatever comes of it, no thread is left when it is over. */
  private inTurn<T>(ask: (stop: AbortSignal) => Promise<T>): Promise<T> {
    const stopping = new AbortController();
    const answer = this.last.then(() => ask(stopping.signal)).finally(() => stopping.abort());
    this.last = answer.catch(() => {});
    return answer;
  }
}

/** What several found of one problem. */
const together = (all: readonly Fewest[]): Fewest => {
  const [best = { assignment: undefined, used: Infinity }] = all.toSorted((a, b) => a.used - b.used);
  return { assignment: best.assignment, used: best.used, bound: Math.max(...all.map(({ bound }) => bound)) };
};

const answerTo = async <T>(question: Question, stop: AbortSignal): Promise<T> => {
  const worker = new Worker(new URL('./planner.worker.js', import.meta.url), { workerData: question });
  stop.addEventListener('abort', () => void worker.terminate(), { once: true });
  const ended = once(worker, 'exit').then(([code]) => Promise.reject(new Error(`The planner ended with ${code} and no answer.`)));
  const [answer] = (await Promise.race([once(worker, 'message'), ended])) as [T];
  return answer;
};
