import { type Need, overlaps, type Window } from '@cpmp/gate';
import type { Refusal } from '@cpmp/kernel';
import { type CountedNeed, placed } from './tasking.js';

/** When something is taken, and by which tasking's booking, where it is one. */
export type Taken = Window & { readonly tasking?: string };

/** Something that may be promised: what stands against it for a need in a window, and when it is taken. */
export type Candidate = { readonly thing: string; readonly against: (need: Need, window: Window) => Refusal | undefined; readonly taken: readonly Taken[] };

/** A thing that a tasking has, and which of its needs that meets, where the thing has said so. */
export type Had = { readonly thing: string; readonly meets?: readonly number[] };

/** A tasking to be planned for, with what it has; `movable` says that others may be found for it in their place. */
export type Wanted = { readonly tasking: string; readonly needs: readonly CountedNeed[]; readonly window: Window; readonly priority: number; readonly booked: readonly Had[]; readonly movable?: boolean };

/** How many of a need nothing was found for, and why: nothing is of that kind or can do it, nothing is fit, or all that would do is taken; `heldBy`: the other taskings of the plan that have some of it then. */
export type Unmet = CountedNeed & { readonly because: 'not-suited' | 'not-fit' | 'already-committed'; readonly heldBy: readonly string[] };

/** What a tasking might be given, and what it would give back for others. */
export type Planned = { readonly tasking: string; readonly things: readonly string[]; readonly givenBack: readonly string[]; readonly unmet: readonly Unmet[] };

/** For each need of each tasking, the candidates that it gets, by their places. */
type Groups = readonly (readonly number[])[];
type Assignment = readonly (Groups | undefined)[];

/** A tasking in its turn: what it needs beside the bookings that stay, and which candidates it has of that now. */
type Turn = Wanted & { readonly left: readonly CountedNeed[]; readonly has: Groups };

/** What a planner weighs (`libs/planner`): taskings in their turn, who would do for each and is free, what comes first, and what they have now. */
export type Weighed = {
  readonly turns: readonly Turn[];
  readonly candidates: readonly Candidate[];
  readonly problem: { readonly tasks: readonly { readonly start: number; readonly end: number; readonly needs: readonly { readonly count: number; readonly eligible: readonly number[] }[] }[]; readonly resources: number };
  readonly aims: readonly { readonly whole: readonly number[]; readonly each: readonly number[] }[];
  readonly before: Assignment;
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** The highest first; among equals what begins first. */
const inTurn = (a: Wanted, b: Wanted): number => a.priority - b.priority || compare(a.window.from, b.window.from) || compare(a.tasking, b.tasking);
const isSame = (a: Window, b: Window): boolean => a.from === b.from && a.to === b.to;

/** A booking can move when it is all that the thing is taken for then: what is out, or promised otherwise too, stays. */
const canMove = ({ taken }: Candidate, { tasking, window, movable }: Wanted): boolean => {
  const inTheWay = taken.filter((each) => overlaps(each, window));
  return movable === true && inTheWay.length > 0 && inTheWay.every((each) => each.tasking === tasking && isSame(each, window));
};

const turnOf = (wanted: Wanted, candidates: readonly Candidate[]): Turn => {
  const { needs, window, booked } = wanted;
  const meetsOf = ({ against }: Candidate): readonly number[] => needs.flatMap((need, place) => (against(need, window) === undefined ? [place] : []));
  // A thing counts once, however often it is booked.
  const have = [...new Map(booked.map((each) => [each.thing, each])).values()].map(({ thing, meets = [...needs.keys()] }) => {
    const place = candidates.findIndex((candidate) => candidate.thing === thing);
    const candidate = candidates[place];
    // Whoever asks has not read its calendar: it stays, and does what it was booked for.
    return candidate ? { place, meets: meetsOf(candidate), moves: canMove(candidate, wanted) } : { place, meets, moves: false };
  });
  const [moving, staying] = [have.filter(({ moves }) => moves), have.filter(({ moves }) => !moves)];
  const stay = placed(needs, staying.map(({ meets }) => meets));
  const left = needs.map((need, n) => ({ ...need, count: need.count - (stay[n]?.length ?? 0) }));
  const has = placed(left, moving.map(({ meets }) => meets)).map((group) => group.map((n) => moving[n]?.place ?? 0));
  return { ...wanted, left, has };
};

/**
 * States what there is to weigh. Of each priority, the highest first: that as many taskings as can be have all they need, then that they have as much of it as can be; a lower one takes nothing from a higher.
 * After that, that as many as can be keep what they have.
 */
export const weigh = (wanted: readonly Wanted[], things: readonly Candidate[]): Weighed => {
  const candidates = things.toSorted((a, b) => compare(a.thing, b.thing));
  const turns = wanted.toSorted(inTurn).map((each) => turnOf(each, candidates));
  const moves = new Map(turns.flatMap(({ tasking, window, has }) => has.flat().map((place) => [`${place} ${tasking}`, window] as const)));
  const isFree = (place: number, window: Window): boolean =>
    !candidates[place]?.taken.some((each) => {
      const moving = moves.get(`${place} ${each.tasking}`);
      return overlaps(each, window) && !(moving && isSame(moving, each));
    });
  const tasks = turns.map(({ window, left }) => ({
    start: Date.parse(window.from),
    end: Date.parse(window.to),
    needs: left.map(({ count, ...need }) => ({ count, eligible: candidates.flatMap(({ against }, place) => (isFree(place, window) && against(need, window) === undefined ? [place] : [])) })),
  }));
  const aims = [...new Set(turns.map(({ priority }) => priority))].map((priority) => {
    const of = (worth: number): readonly number[] => turns.map((turn) => (turn.priority === priority ? worth : 0));
    const all = turns.flatMap((turn) => (turn.priority === priority ? turn.left.map(({ count }) => count) : [])).reduce((sum, count) => sum + count, 0);
    return { whole: of(all + 1), each: of(1) };
  });
  return { turns, candidates, problem: { tasks, resources: candidates.length }, aims, before: turns.map(({ has }) => has) };
};

/** Why nothing more was found for a need. */
const unmetOf = ({ turns, candidates }: Weighed, { turn, need, missing }: { readonly turn: Turn; readonly need: CountedNeed; readonly missing: number }, assignment: Assignment): Unmet => {
  const { window } = turn;
  const refusals = candidates.map(({ against }) => against(need, window)?.refused);
  const because = refusals.includes(undefined) ? 'already-committed' : refusals.includes('not-fit') ? 'not-fit' : 'not-suited';
  const heldBy = turns.flatMap((other, n) => (other !== turn && overlaps(other.window, window) && assignment[n]?.flat().some((place) => refusals[place] === undefined) ? [other.tasking] : []));
  return { ...need, count: missing, because, heldBy };
};

/** What was found, as advice: nothing is booked, and each thing's own stream decides when it is asked. */
export const planned = (weighed: Weighed, assignment: Assignment): readonly Planned[] => {
  const named = (places: readonly number[]): readonly string[] => places.flatMap((place) => weighed.candidates[place]?.thing ?? []);
  return weighed.turns.map((turn, n) => {
    const { tasking, left, has } = turn;
    const [gets, had] = [assignment[n]?.flat() ?? [], has.flat()];
    const unmet = left.flatMap((need, place) => {
      const missing = need.count - (assignment[n]?.[place]?.length ?? 0);
      return missing > 0 ? [unmetOf(weighed, { turn, need, missing }, assignment)] : [];
    });
    return { tasking, things: named(gets.filter((place) => !had.includes(place))), givenBack: named(had.filter((place) => !gets.includes(place))), unmet };
  });
};
