import { type Need, overlaps, type Window } from '@cpmp/gate';
import type { Refusal } from '@cpmp/kernel';
import type { CountedNeed } from './tasking.js';

/** Something that may be promised: what stands against it for a need in a window, and when it is taken. */
export type Candidate = { readonly thing: string; readonly against: (need: Need, window: Window) => Refusal | undefined; readonly taken: readonly Window[] };

/** A tasking that still needs something; `booked` are the things that it has. */
export type Wanted = { readonly tasking: string; readonly needs: readonly CountedNeed[]; readonly window: Window; readonly priority: number; readonly booked: readonly string[] };

/** How many of a need nothing was found for, and why: nothing is of that kind or can do it, nothing is fit, or all that would do is taken. */
export type Unmet = CountedNeed & { readonly because: 'not-suited' | 'not-fit' | 'already-committed' };

/** What a tasking might be given. */
export type Planned = { readonly tasking: string; readonly things: readonly string[]; readonly unmet: readonly Unmet[] };

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** The highest first; among equals what begins first. */
const inTurn = (a: Wanted, b: Wanted): number => a.priority - b.priority || compare(a.window.from, b.window.from) || compare(a.tasking, b.tasking);

/** What a tasking still needs beside what it has. */
const stillNeeded = ({ needs, booked, window }: Wanted, candidates: readonly Candidate[]): readonly CountedNeed[] => {
  const left = needs.map((need) => ({ ...need }));
  for (const { against } of candidates.filter(({ thing }) => booked.includes(thing))) {
    const met = left.find((need) => need.count > 0 && against(need, window) === undefined);
    if (met) met.count -= 1;
  }
  return left.filter(({ count }) => count > 0);
};

/**
 * Gives each tasking in turn, the highest priority first, things that will do and are free for the whole of its window; of several, one that fewest of the others' needs could use, so that it stands in nobody's way.
 * It is advice: nothing is booked, and each thing's own stream decides when it is asked.
 */
export const plan = (wanted: readonly Wanted[], candidates: readonly Candidate[]): readonly Planned[] => {
  const given = new Map<string, Window[]>();
  const isFree = ({ thing, taken }: Candidate, window: Window): boolean => ![...taken, ...(given.get(thing) ?? [])].some((each) => overlaps(each, window));
  const useFor = ({ against }: Candidate): number => wanted.flatMap(({ needs, window }) => needs.filter((need) => against(need, window) === undefined)).length;
  const inOrder = candidates.map((candidate) => ({ candidate, uses: useFor(candidate) })).toSorted((a, b) => a.uses - b.uses || compare(a.candidate.thing, b.candidate.thing)).map(({ candidate }) => candidate);

  const met = (window: Window, need: CountedNeed): { readonly things: readonly string[]; readonly unmet: readonly Unmet[] } => {
    const will = inOrder.filter(({ against }) => against(need, window) === undefined);
    const things = will.filter((one) => isFree(one, window)).slice(0, need.count).map(({ thing }) => thing);
    for (const thing of things) given.set(thing, [...(given.get(thing) ?? []), window]);
    const missing = need.count - things.length;
    if (missing === 0) return { things, unmet: [] };
    const refusals = inOrder.map(({ against }) => against(need, window)?.refused);
    const because = will.length > 0 ? 'already-committed' : refusals.includes('not-fit') ? 'not-fit' : 'not-suited';
    return { things, unmet: [{ ...need, count: missing, because }] };
  };

  return wanted.toSorted(inTurn).map((each) => {
    const found = stillNeeded(each, candidates).map((need) => met(each.window, need));
    return { tasking: each.tasking, things: found.flatMap(({ things }) => things), unmet: found.flatMap(({ unmet }) => unmet) };
  });
};
