import { parentPort, workerData } from 'node:worker_threads';
import { fewest } from './fewest/fewest.js';
import { most } from './most.js';
import type { Question } from './planner.js';
import { loadSolver } from './solver.js';

/** One question, answered and gone: what the solver took is given back with the thread. */
const question = workerData as Question;
const { problem, budgetMs } = question;
const until = performance.now() + budgetMs;
const highs = await loadSolver();
parentPort?.postMessage('wish' in question ? most(highs, problem, { ...question.wish, until }) : fewest(highs, problem, { until, seed: question.seed }));
