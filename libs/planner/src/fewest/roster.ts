import type { Units } from './units.js';

/** Nobody, or nothing: an empty place in a roster. */
export const NONE = -1;

/** Which resource does which unit, and when: the unit that is in `row[r * slots + s]` is done by resource `r` in slot `s`. */
export type Roster = { readonly units: Units; readonly row: Int32Array; readonly on: Int32Array };

/** A roster in which nothing is done yet. */
export const emptyRoster = (units: Units): Roster => ({
  units,
  row: new Int32Array(units.resources * units.slots).fill(NONE),
  on: new Int32Array(units.count).fill(NONE),
});

/** Gives a unit to a resource that is free for it. */
export const place = ({ units, row, on }: Roster, unit: number, resource: number): void => {
  const at = resource * units.slots;
  row.fill(unit, at + units.first[unit]!, at + units.last[unit]! + 1);
  on[unit] = resource;
};

/** Takes a unit away from whoever does it. */
export const lift = ({ units, row, on }: Roster, unit: number): void => {
  const at = on[unit]! * units.slots;
  row.fill(NONE, at + units.first[unit]!, at + units.last[unit]! + 1);
  on[unit] = NONE;
};

/** Puts into `into`, from its beginning, the units that a resource does while `unit` would be done, and says how many they are. */
export const inTheWay = ({ units, row }: Roster, unit: number, resource: number, into: Int32Array): number => {
  const at = resource * units.slots;
  const last = units.last[unit]!;
  let found = 0;
  for (let slot = units.first[unit]!; slot <= last; slot += 1) {
    const other = row[at + slot]!;
    if (other === NONE) continue;
    into[found] = other;
    found += 1;
    slot = units.last[other]!;
  }
  return found;
};
