import type { Random } from './random.js';
import { NONE, type Roster, inTheWay, lift, place } from './roster.js';
import type { Units } from './units.js';

/** What a search works on: who does what so far, which resources it may use (1 for each), and how often each unit could not be served, which it adds to. */
export type Search = { readonly roster: Roster; readonly open: Uint8Array; readonly trouble: Int32Array; readonly random: Random };

/** After how many steps a search is given up, and when it is in any case (in milliseconds as `performance.now()` counts them). */
export type Limits = { readonly steps: number; readonly until: number };

/** So many random exchanges follow a step in which nothing was free, or the search would go in circles. */
const EXCHANGES = 5;

/** The open ones of whoever may do each unit, laid out as in `Units`. */
const openTo = (units: Units, open: Uint8Array): Pick<Units, 'from' | 'eligible'> => {
  const from = new Int32Array(units.count + 1);
  const eligible = new Int32Array(units.eligible.length);
  let size = 0;
  for (let unit = 0; unit < units.count; unit += 1) {
    for (let at = units.from[unit]!; at < units.from[unit + 1]!; at += 1) if (open[units.eligible[at]!] === 1) eligible[size++] = units.eligible[at]!;
    from[unit + 1] = size;
  }
  return { from, eligible };
};

/** Moves a random unit to another resource and what is in its way there to its own, if all of it will do and fits. */
const exchange = ({ roster, random }: Search, { from, eligible }: Pick<Units, 'from' | 'eligible'>, blockers: Int32Array): void => {
  const { units, on, row } = roster;
  const unit = random(units.count);
  const own = on[unit]!;
  if (own === NONE) return;
  const other = eligible[from[unit]! + random(from[unit + 1]! - from[unit]!)]!;
  if (other === own) return;
  const found = inTheWay(roster, unit, other, blockers);
  for (let at = 0; at < found; at += 1) {
    const blocker = blockers[at]!;
    if (units.may[blocker * units.resources + own] !== 1) return;
    for (let slot = units.first[blocker]!; slot <= units.last[blocker]!; slot += 1) {
      const there = row[own * units.slots + slot]!;
      if (there !== NONE && there !== unit) return;
    }
  }
  lift(roster, unit);
  for (let at = 0; at < found; at += 1) lift(roster, blockers[at]!);
  place(roster, unit, other);
  for (let at = 0; at < found; at += 1) place(roster, blockers[at]!, own);
};

/** Takes one unit out of the pool at random: in turn, the search would not leave the corner it is in. */
const draw = (pool: number[], random: Random): number => {
  const at = random(pool.length);
  const unit = pool[at]!;
  pool[at] = pool.at(-1)!;
  pool.pop();
  return unit;
};

/** Where a unit would put out those with the least trouble in all, by chance among equals. */
const leastTrouble = ({ roster, trouble, random }: Search, { from, eligible }: Pick<Units, 'from' | 'eligible'>, unit: number): { readonly resource: number; readonly sum: number } => {
  const { units, row } = roster;
  const { slots, first, last } = units;
  const begin = first[unit]!;
  const end = last[unit]!;
  let least = 2 ** 30;
  let ties = 0;
  let resource = NONE;
  for (let at = from[unit]!; at < from[unit + 1]!; at += 1) {
    const base = eligible[at]! * slots;
    let sum = 0;
    for (let slot = begin; slot <= end; slot += 1) {
      const other = row[base + slot]!;
      if (other === NONE) continue;
      sum += trouble[other]!;
      if (sum > least) break;
      slot = last[other]!;
    }
    if (sum > least) continue;
    ties = sum < least ? 1 : ties + 1;
    if (ties === 1 || random(ties) === 0) resource = eligible[at]!;
    least = sum;
  }
  return { resource, sum: least };
};

/**
 * Serves the pool's units too, by guided ejection (Nagata and Bräysy): a unit puts out others that have had less trouble to be served than it has, and these go to the pool.
 * True when the pool is empty in the end; it is left as it is when the limits are reached.
 */
export const serve = (search: Search, pool: number[], { steps, until }: Limits): boolean => {
  const { roster, trouble, random } = search;
  const { units } = roster;
  const candidates = openTo(units, search.open);
  for (let unit = 0; unit < units.count; unit += 1) if (candidates.from[unit] === candidates.from[unit + 1]) return false;
  const blockers = new Int32Array(units.slots);
  for (let step = 0; pool.length > 0; step += 1) {
    if (step >= steps || (step % 256 === 0 && performance.now() >= until)) return false;
    const unit = draw(pool, random);
    const { resource, sum } = leastTrouble(search, candidates, unit);
    if (sum > 0 && sum >= trouble[unit]!) {
      trouble[unit]! += 1;
      pool.push(unit);
    } else {
      const found = inTheWay(roster, unit, resource, blockers);
      for (let at = 0; at < found; at += 1) {
        lift(roster, blockers[at]!);
        pool.push(blockers[at]!);
      }
      place(roster, unit, resource);
    }
    for (let time = 0; sum > 0 && time < EXCHANGES; time += 1) exchange(search, candidates, blockers);
  }
  return true;
};
