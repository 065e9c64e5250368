import type { Highs } from 'highs';
import type { Assignment, Problem } from '../problem.js';
import { dive } from './dive.js';
import { serve } from './ejection.js';
import { type Hall, withHall } from './hall.js';
import { violated } from './hall-cuts.js';
import { type Market, haggle, openMarket } from './market.js';
import { type Random, seeded } from './random.js';
import { NONE, type Roster, emptyRoster, lift, place } from './roster.js';
import { type Units, assignmentOf, unitsOf } from './units.js';

/**
 * What was found: an assignment that serves every task with `used` resources, and a proven bound: no fewer than that will do.
 * Without an assignment `used` is infinite; the bound is too when there cannot be one.
 */
export type Fewest = { readonly assignment: Assignment | undefined; readonly used: number; readonly bound: number };

/** A search under way. `trouble` is how often each unit could not be served so far. */
type Work = {
  readonly units: Units;
  readonly random: Random;
  readonly until: number;
  readonly trouble: Int32Array;
  bound: number;
  best: { readonly on: Int32Array; readonly used: number } | undefined;
};

/** So many times the bound itself is tried by ejection, each time with other resources. */
const EJECTIONS = 3;
/** After so many steps an ejection is given up: anew, in a plan that a dive left unfinished, and in one with a resource less. */
const STEPS = 100_000;
const REPAIR_STEPS = 20_000;
const SHRINK_STEPS = 50_000;
/** So many rounds bring a market's shares close enough to a plan, and from each market so many dives are made: a new one goes another way. */
const WARM_ROUNDS = 1000;
const DIVES_FROM_ONE_MARKET = 2;
/** Markets strive for a little more than the bound, or they would slow down before it. */
const BEYOND = 0.2;
/** Rounding in the proof of a bound stays far below this. */
const ROUNDING = 1e-6;

const raise = (work: Work, bound: number): void => {
  work.bound = Math.max(work.bound, Math.ceil(bound - ROUNDING));
};

/** How many units each resource does. */
const loadOf = (units: Units, on: Int32Array): Int32Array => {
  const load = new Int32Array(units.resources);
  for (const resource of on) if (resource !== NONE) load[resource]! += 1;
  return load;
};

/** How many resources a plan may use to be better than the best. */
const limitOf = ({ best, units }: Work): number => (best ? best.used - 1 : units.resources);

/** Keeps a whole plan when it is the best so far, and says whether it is. */
const keep = (work: Work, on: Int32Array): boolean => {
  const used = loadOf(work.units, on).filter((load) => load > 0).length;
  if (used > limitOf(work)) return false;
  work.best = { on: on.slice(), used };
  return true;
};

/** True when the time is up, nothing better can be, or more resources are needed than there are. */
const isOver = ({ best, bound, units, until }: Work): boolean => performance.now() >= until || bound >= (best?.used ?? units.resources + 1);

const rosterOf = (units: Units, on: Int32Array): { readonly roster: Roster; readonly pool: number[] } => {
  const roster = emptyRoster(units);
  const pool: number[] = [];
  for (const [unit, resource] of on.entries()) {
    if (resource === NONE) pool.push(unit);
    else place(roster, unit, resource);
  }
  return { roster, pool };
};

/** Closes the resource that does least, time and again, for as long as the others can take over its work. */
const shrink = (work: Work, steps: number): void => {
  const { units, random, until } = work;
  while (work.best && !isOver(work)) {
    const load = loadOf(units, work.best.on);
    const closed = [...load.keys()].filter((resource) => load[resource]! > 0).toSorted((a, b) => load[a]! - load[b]!)[0];
    const { roster, pool } = rosterOf(units, work.best.on);
    const open = Uint8Array.from(load, (each, resource) => (each > 0 && resource !== closed ? 1 : 0));
    for (let unit = 0; unit < units.count; unit += 1) {
      if (roster.on[unit] !== closed) continue;
      lift(roster, unit);
      pool.push(unit);
    }
    if (!serve({ roster, open, trouble: new Int32Array(units.count).fill(1), random }, pool, { steps, until })) return;
    keep(work, roster.on);
  }
};

/** Serves everything anew by ejection with so many resources, those that the Hall programme likes best: among equals, whoever may do the units that had most trouble. */
const eject = (work: Work, hall: Hall, count: number): void => {
  const { units, trouble, random, until } = work;
  const liked = new Float64Array(units.resources);
  for (let unit = 0; unit < units.count; unit += 1) for (let at = units.from[unit]!; at < units.from[unit + 1]!; at += 1) liked[units.eligible[at]!]! += trouble[unit]!;
  const most = liked.reduce((a, b) => Math.max(a, b), 1);
  const likes = liked.map((each) => each / most + (0.3 * random(1000)) / 1000);
  // All likes together make less of a difference than one resource more.
  const plan = hall(likes.map((like) => 1 - (0.7 / units.resources) * like), until);
  const rank = likes.map((like, resource) => like + 100 * (plan?.weights[resource] ?? 0));
  const open = new Uint8Array(units.resources);
  for (const resource of [...rank.keys()].toSorted((a, b) => rank[b]! - rank[a]!).slice(0, count)) open[resource] = 1;
  const roster = emptyRoster(units);
  if (serve({ roster, open, trouble, random }, [...units.first.keys()], { steps: STEPS, until })) keep(work, roster.on);
};

/** Haggles over a new market, from prices that are never twice the same. */
const warm = (work: Work): Market => {
  const { units, random, until } = work;
  const market = openMarket(units, work.bound);
  for (let unit = 0; unit < units.count; unit += 1) market.prices[unit]! *= 0.75 + random(500) / 1000;
  raise(work, haggle(market, { rounds: WARM_ROUNDS, weight: 0.05, towards: work.bound + BEYOND, until }));
  return market;
};

/** Goes from a market to a plan, repairs it with whatever resources there are, and makes it smaller. */
const plunge = (work: Work, market: Market): void => {
  const { units, random, until } = work;
  const on = dive(units, market, { random, limit: limitOf(work), towards: work.bound + BEYOND, until });
  if (!on) return;
  const { roster, pool } = rosterOf(units, on);
  const open = new Uint8Array(units.resources).fill(1);
  if (!serve({ roster, open, trouble: new Int32Array(units.count).fill(1), random }, pool, { steps: REPAIR_STEPS, until })) return;
  if (keep(work, roster.on)) shrink(work, SHRINK_STEPS);
};

/** Ejection first, which is quick where resources can stand in for each other; then, until the time is over, dives, which find plans that fit exactly. */
const search = (work: Work, hall: Hall): void => {
  const { units, until } = work;
  const first = hall(new Float64Array(units.resources).fill(1), until);
  if (first) raise(work, first.bound);
  for (let time = 0; time < EJECTIONS && !isOver(work); time += 1) eject(work, hall, work.bound);
  for (let more = 1; !work.best && more < 2 * units.resources && !isOver(work); more *= 2) eject(work, hall, work.bound + more);
  shrink(work, STEPS);
  while (!isOver(work)) {
    const market = warm(work);
    for (let time = 0; time < DIVES_FROM_ONE_MARKET && !isOver(work); time += 1) plunge(work, market);
    if (!isOver(work)) eject(work, hall, limitOf(work));
  }
};

const IMPOSSIBLE: Fewest = { assignment: undefined, used: Infinity, bound: Infinity };

/**
 * Serves every task with as few resources as can be found before `until` (in milliseconds as `performance.now()` counts them), and proves how few there must be. Given time enough, the same problem and `seed` have the same answer.
 * It ends early once the two meet.
 */
export const fewest = (highs: Highs, problem: Problem, { until, seed }: { readonly until: number; readonly seed: number }): Fewest => {
  const units = unitsOf(problem);
  if (violated(units, new Float64Array(units.resources).fill(1)).length > 0) return IMPOSSIBLE;
  const work: Work = { units, random: seeded(seed), until, trouble: new Int32Array(units.count).fill(1), bound: units.active.reduce((a, b) => Math.max(a, b), 0), best: undefined };
  withHall(highs, units, (hall) => search(work, hall));
  const { best, bound } = work;
  if (best) return { assignment: assignmentOf(problem, best.on), used: best.used, bound };
  return bound > units.resources ? IMPOSSIBLE : { assignment: undefined, used: Infinity, bound };
};
