import { narrowed } from './lines.js';
import { type Market, haggle } from './market.js';
import type { Random } from './random.js';
import { NONE } from './roster.js';
import type { Units } from './units.js';

/** A share of this much or more is as good as settled. */
const SETTLED = 0.9;
/** So great a part of the units is settled at a time, though nothing is clear. */
const PART = 0.01;
/** Below this a share says nothing. */
const UNSEEN = 0.05;
/** How much chance adds to a share, so that no two dives go the same way. */
const CHANCE = 0.02;
/** So many rounds of haggling follow each step. */
const ROUNDS = 40;
/** From one point so many ways are tried before it is left for the one before it. */
const WAYS = 3;
/** A dive that has failed more often than this is given up: it went wrong too high up. */
const RETRIES = 30;
/** Rounding in the value of a market stays far below this. */
const ROUNDING = 1e-6;

/** What a dive is to reach: no more resources than `limit`, before `until` (in milliseconds as `performance.now()` counts them); `towards` is what its markets strive for. */
export type Depth = { readonly random: Random; readonly limit: number; readonly towards: number; readonly until: number };

/** A point on the way down: who does what for certain, and the market for the rest. */
type Point = { readonly on: Int32Array; readonly market: Market; failed: number };

/** Settles the places with the greatest shares, as many as are clear and at least a few, and says which places are still possible: none when there was nothing to settle. */
const settle = (units: Units, { on, market: { lines, shares, committed }, failed }: Point, random: Random): Uint8Array => {
  const possible = new Uint8Array(shares.length).fill(1);
  const chance = CHANCE * (1 + 2 * failed);
  const weights = shares.map((share) => share + (chance * random(1000)) / 1000);
  const places = [...shares.keys()].filter((place) => shares[place]! > UNSEEN).toSorted((a, b) => weights[b]! - weights[a]!);
  const least = (units.count * PART) / (1 + failed);
  let settled = 0;
  for (const place of places) {
    if (weights[place]! < SETTLED && settled >= least) break;
    const unit = lines.unit[place]!;
    const resource = lines.resource[place]!;
    if (possible[place] === 0 || on[unit] !== NONE) continue;
    on[unit] = resource;
    committed[resource] = 1;
    settled += 1;
    for (let other = lines.from[resource]!; other < lines.from[resource + 1]!; other += 1) {
      const rival = lines.unit[other]!;
      if (units.first[rival]! <= units.last[unit]! && units.last[rival]! >= units.first[unit]!) possible[other] = 0;
    }
  }
  return settled === 0 ? new Uint8Array(shares.length) : possible;
};

/** The market over what is still possible. What nobody can do any more is no longer wanted: it would only ask an ever higher price. */
const marketLeft = (units: Units, { on, market }: Point, possible: Uint8Array): Market => {
  const { lines, kept } = narrowed(units, market.lines, (place) => possible[place] === 1 && on[market.lines.unit[place]!] === NONE);
  const shares = Float64Array.from(kept, (place) => market.shares[place]!);
  const wanted = new Uint8Array(units.count);
  const covered = new Float64Array(units.count);
  for (const [place, unit] of lines.unit.entries()) {
    wanted[unit] = 1;
    covered[unit]! += shares[place]!;
  }
  return { ...market, lines, shares, wanted, covered };
};

/** A step down from a point, and what bound is proven there. */
const step = (units: Units, { on, market, failed }: Point, { random, towards, until }: Depth): { readonly point: Point; readonly bound: number } => {
  const copy: Point = { on: on.slice(), market: { ...market, committed: market.committed.slice(), prices: market.prices.slice() }, failed };
  const possible = settle(units, copy, random);
  const left = marketLeft(units, copy, possible);
  return { point: { on: copy.on, market: left, failed: 0 }, bound: haggle(left, { rounds: ROUNDS, weight: 0.1, towards, until }) };
};

/**
 * Goes from a market to a whole plan: settles what is clearest, lets the market haggle anew, and so on until nothing is left to settle; where that cannot end within the limit it goes back and tries another way.
 * Says which resource does each unit, `NONE` for those that found nobody; undefined when it came to no end.
 */
export const dive = (units: Units, market: Market, depth: Depth): Int32Array | undefined => {
  const path: Point[] = [{ on: new Int32Array(units.count).fill(NONE), market: { ...market, pace: 0.3 }, failed: 0 }];
  let retries = 0;
  while (performance.now() < depth.until && retries <= RETRIES) {
    const from = path.at(-1)!;
    const { point, bound } = step(units, from, depth);
    if (bound <= depth.limit + ROUNDING) {
      if (point.market.lines.unit.length === 0) return point.on;
      path.push(point);
      // It will not go back further than it may fail: the points above are let go, for they are large.
      if (path.length > RETRIES) path.shift();
      continue;
    }
    retries += 1;
    from.failed += 1;
    if (from.failed < WAYS || path.length === 1) continue;
    path.pop();
    path.at(-1)!.failed += 1;
  }
  return undefined;
};
