import { type Lines, linesOf } from './lines.js';
import type { Units } from './units.js';

/**
 * Every unit has a price for being done; every resource takes the line of work that pays it most, if that pays what its use costs: 1, or nothing once it is committed.
 * Whatever the prices, all wanted units' prices, less what the resources gain, is no more than the number of resources that are needed (Lagrange). Prices move until every unit is taken about once, and the shares, a running average of who took what, come near to a fractional plan.
 */
export type Market = {
  readonly lines: Lines;
  /** 1 for each unit that is still to be given out. */
  readonly wanted: Uint8Array;
  /** 1 for each resource that is used in any case. */
  readonly committed: Uint8Array;
  readonly prices: Float64Array;
  /** How much of each place was taken of late, 0 to 1. */
  readonly shares: Float64Array;
  /** How often each unit was taken of late: 1 is right. */
  readonly covered: Float64Array;
  /** How far prices move at a time. */
  pace: number;
};

/** How the haggling goes: how many rounds of it, how much each counts in the average, which value it strives for, and when it is broken off (in milliseconds as `performance.now()` counts them). */
export type Haggling = { readonly rounds: number; readonly weight: number; readonly towards: number; readonly until: number };

/** A market in which everything costs the same, and the units together what `resources` cost. */
export const openMarket = (units: Units, resources: number): Market => {
  const lines = linesOf(units);
  return {
    lines,
    wanted: new Uint8Array(units.count).fill(1),
    committed: new Uint8Array(units.resources),
    prices: new Float64Array(units.count).fill(resources / Math.max(1, units.count)),
    shares: new Float64Array(lines.unit.length),
    covered: new Float64Array(units.count),
    pace: 0.5,
  };
};

/** The places that are taken in one round, the first `size` of `places`. */
type Taken = { readonly places: Int32Array; size: number; readonly worth: Float64Array };

/** Lets every resource take its best line, and says what bound the prices prove. */
const take = ({ lines, wanted, committed }: Market, prices: Float64Array, taken: Taken): number => {
  const { from, unit, before } = lines;
  const { worth, places } = taken;
  let value = 0;
  for (let one = 0; one < wanted.length; one += 1) if (wanted[one] === 1) value += prices[one]!;
  taken.size = 0;
  for (let resource = 0; resource + 1 < from.length; resource += 1) {
    const begin = from[resource]!;
    const count = from[resource + 1]! - begin;
    for (let at = 0; at < count; at += 1) {
      const without = worth[at]!;
      const within = worth[before[begin + at]!]! + prices[unit[begin + at]!]!;
      worth[at + 1] = within > without ? within : without;
    }
    const cost = 1 - committed[resource]!;
    const gain = worth[count]! - cost;
    value += committed[resource]!;
    if (gain <= 0) continue;
    value -= gain;
    for (let at = count; at > 0; ) {
      if (worth[at] === worth[at - 1]) at -= 1;
      else {
        places[taken.size++] = begin + at - 1;
        at = before[begin + at - 1]!;
      }
    }
  }
  return value;
};

/** Moves the prices of what is wanted from the best ones so far: up where too few take it, down where too many do. */
const move = ({ wanted, prices, covered }: Market, pace: number, into: Float64Array): void => {
  let missed = 0;
  for (let unit = 0; unit < wanted.length; unit += 1) {
    const miss = 1 - covered[unit]!;
    if (wanted[unit] === 1 && (prices[unit]! > 0 || miss > 0)) missed += miss * miss;
  }
  const step = pace / Math.max(missed, 1e-9);
  for (let unit = 0; unit < wanted.length; unit += 1) into[unit] = wanted[unit] === 1 ? Math.max(0, prices[unit]! + step * (1 - covered[unit]!)) : 0;
};

/** Counts one round into the averages; `scale` is what the shares are to be multiplied by in the end, so that a round touches only what was taken. */
const average = ({ lines, shares, covered }: Market, taken: Taken, weight: number, scale: number): void => {
  for (let unit = 0; unit < covered.length; unit += 1) covered[unit]! *= 1 - weight;
  for (let at = 0; at < taken.size; at += 1) {
    const place = taken.places[at]!;
    shares[place]! += weight / scale;
    covered[lines.unit[place]!]! += weight;
  }
};

/** Moves a market's prices and shares by the volume algorithm (Barahona and Anbil), and says the best bound that it came by, not rounded. */
export const haggle = (market: Market, { rounds, weight, towards, until }: Haggling): number => {
  const { lines, prices, shares } = market;
  const taken: Taken = { places: new Int32Array(lines.unit.length), size: 0, worth: new Float64Array(market.wanted.length + 1) };
  const tried = new Float64Array(prices.length);
  let best = take(market, prices, taken);
  let scale = 1;
  let better = 0;
  let worse = 0;
  for (let round = 0; round < rounds && (round % 16 > 0 || performance.now() < until); round += 1) {
    move(market, market.pace * Math.max(0.05, towards - best), tried);
    const value = take(market, tried, taken);
    scale *= 1 - weight;
    average(market, taken, weight, scale);
    if (value > best) {
      best = value;
      prices.set(tried);
      worse = 0;
      better += 1;
      if (better > 3) market.pace = Math.min(2, market.pace * 1.1);
    } else {
      better = 0;
      worse += 1;
      if (worse > 20) {
        market.pace = Math.max(1e-3, market.pace * 0.66);
        worse = 0;
      }
    }
  }
  for (let place = 0; place < shares.length; place += 1) shares[place]! *= scale;
  return best;
};
