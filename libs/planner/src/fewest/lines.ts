import type { Units } from './units.js';

/**
 * Which units each resource may do, so that the best line of work for it, units one after the other, is found in one walk.
 * Resource `r` has the places from `from[r]` up to `from[r + 1]`, in the order in which their units end.
 */
export type Lines = {
  readonly from: Int32Array;
  readonly unit: Int32Array;
  readonly resource: Int32Array;
  /** How many of its resource's places end before this one begins. */
  readonly before: Int32Array;
};

/** Says for each place how many of its resource's end before it begins. */
const beforeEach = ({ first, last }: Units, from: Int32Array, unit: Int32Array): Int32Array => {
  const before = new Int32Array(unit.length);
  for (let resource = 0; resource + 1 < from.length; resource += 1) {
    const begin = from[resource]!;
    for (let place = begin; place < from[resource + 1]!; place += 1) {
      const start = first[unit[place]!]!;
      let low = begin;
      let high = place;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (last[unit[middle]!]! < start) low = middle + 1;
        else high = middle;
      }
      before[place] = low - begin;
    }
  }
  return before;
};

/** Every place there is. */
export const linesOf = (units: Units): Lines => {
  const byEnd = [...units.last.keys()].toSorted((a, b) => units.last[a]! - units.last[b]!);
  const from = new Int32Array(units.resources + 1);
  const unit: number[] = [];
  const resource: number[] = [];
  for (let each = 0; each < units.resources; each += 1) {
    for (const one of byEnd) {
      if (units.may[one * units.resources + each] !== 1) continue;
      unit.push(one);
      resource.push(each);
    }
    from[each + 1] = unit.length;
  }
  const all = Int32Array.from(unit);
  return { from, unit: all, resource: Int32Array.from(resource), before: beforeEach(units, from, all) };
};

/** The lines without the places that are not kept; `kept` says which place each one left was before. */
export const narrowed = (units: Units, lines: Lines, keep: (place: number) => boolean): { readonly lines: Lines; readonly kept: Int32Array } => {
  const from = new Int32Array(units.resources + 1);
  const kept = new Int32Array(lines.unit.length);
  let size = 0;
  for (let resource = 0; resource < units.resources; resource += 1) {
    for (let place = lines.from[resource]!; place < lines.from[resource + 1]!; place += 1) if (keep(place)) kept[size++] = place;
    from[resource + 1] = size;
  }
  const places = kept.slice(0, size);
  const unit = places.map((place) => lines.unit[place]!);
  return { lines: { from, unit, resource: places.map((place) => lines.resource[place]!), before: beforeEach(units, from, unit) }, kept: places };
};
