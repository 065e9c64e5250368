export type { Fewest } from './fewest/fewest.js';
export { type Aim, most, type Reached, type Served, type Wish } from './most.js';
export { Planner } from './planner.js';
export type { Assignment, Groups, Need, Problem, Task } from './problem.js';
export { loadSolver } from './solver.js';
