export { most } from './most.js';
export { Planner } from './planner.js';
export type { Assignment, Problem } from './problem.js';
export { loadSolver } from './solver.js';
