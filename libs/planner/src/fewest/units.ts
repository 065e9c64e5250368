import type { Assignment, Problem } from '../problem.js';

/**
 * A problem as jobs for one resource each: a need of three is three units. Units of one task overlap, so they take different resources of themselves.
 * Time is counted in slots, the moments at which as many units as can be are active: two units overlap exactly when they share a slot.
 */
export type Units = {
  readonly count: number;
  readonly resources: number;
  readonly slots: number;
  /** The first and the last slot of each unit. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Whoever may do unit `u` is in `eligible` from place `from[u]` up to `from[u + 1]`. */
  readonly from: Int32Array;
  readonly eligible: Int32Array;
  /** 1 at `u * resources + r` when resource `r` may do unit `u`. */
  readonly may: Uint8Array;
  /** How many units are active in each slot. */
  readonly active: Int32Array;
};

type Job = { readonly start: number; readonly end: number; readonly eligible: readonly number[] };

const jobsOf = ({ tasks }: Problem): readonly Job[] =>
  tasks.flatMap(({ start, end, needs }) => needs.flatMap(({ count, eligible }) => Array.from({ length: count }, () => ({ start, end: Math.max(end, start + 1), eligible }))));

/** Walks through starts and ends in order: a slot closes with the first end after a start. */
const slotsOf = (jobs: readonly Job[]): Pick<Units, 'slots' | 'first' | 'last' | 'active'> => {
  const first = new Int32Array(jobs.length);
  const last = new Int32Array(jobs.length);
  const starts = [...jobs.keys()].toSorted((a, b) => jobs[a]!.start - jobs[b]!.start);
  const ends = [...jobs.keys()].toSorted((a, b) => jobs[a]!.end - jobs[b]!.end);
  const active: number[] = [];
  let next = 0;
  let open = false;
  for (const [ended, job] of ends.entries()) {
    for (; next < starts.length && jobs[starts[next]!]!.start < jobs[job]!.end; next += 1) {
      first[starts[next]!] = active.length;
      open = true;
    }
    if (open) active.push(next - ended);
    open = false;
    last[job] = active.length - 1;
  }
  return { slots: active.length, first, last, active: Int32Array.from(active) };
};

/** The units of a problem; a window that is empty, or ends before it starts, counts as one instant long. */
export const unitsOf = (problem: Problem): Units => {
  const jobs = jobsOf(problem);
  const from = new Int32Array(jobs.length + 1);
  const may = new Uint8Array(jobs.length * problem.resources);
  for (const [unit, { eligible }] of jobs.entries()) {
    from[unit + 1] = from[unit]! + eligible.length;
    for (const resource of eligible) may[unit * problem.resources + resource] = 1;
  }
  return { count: jobs.length, resources: problem.resources, ...slotsOf(jobs), from, eligible: Int32Array.from(jobs.flatMap(({ eligible }) => eligible)), may };
};

/** What each task is given, when `on` says which resource does each unit. */
export const assignmentOf = ({ tasks }: Problem, on: Int32Array): Assignment => {
  let unit = 0;
  return tasks.map(({ needs }) => needs.map(({ count }) => [...on.subarray(unit, (unit += count))]));
};
