import { DUTY_OFFICER, holdsOn, type RoleHeld } from './person.js';

/** What of the directory a telling needs of a person. */
export type Entry = { readonly person: string; readonly unit: string | null; readonly roles: readonly RoleHeld[] };

/** The directory of one force on one legal day: who holds what. */
export type Directory = { readonly day: string; readonly entries: readonly Entry[] };

/** Told means two different persons' inboxes. */
export const PERSONS_TOLD_MIN = 2;
/** No role is told as a crowd: at most so many of its holders, those of the unit first. */
export const HOLDERS_TOLD_MAX = 10;

/** Whom something is for. */
export type Addressed = {
  readonly roles: readonly string[];
  /** Persons whom the matter itself names. */
  readonly persons: readonly string[];
  readonly unit: string | null;
  /** Those of the roles that the persons hold: where any is named, their other holders do not hear. */
  readonly held?: readonly string[] | undefined;
};

/** The holders of a role: those of the unit, else those of the force. */
export const holdersOf = ({ entries, day }: Directory, role: string, unit: string | null): readonly string[] => {
  const holders = entries.filter(({ roles }) => holdsOn(roles, role, day));
  const near = unit === null ? [] : holders.filter((entry) => entry.unit === unit);
  return (near.length > 0 ? near : holders).map((entry) => entry.person).toSorted().slice(0, HOLDERS_TOLD_MAX);
};

const holdersOrDuty = (directory: Directory, role: string, unit: string | null): readonly string[] => {
  const holders = holdersOf(directory, role, unit);
  return holders.length > 0 ? holders : holdersOf(directory, DUTY_OFFICER, null);
};

/** Those told already, and the holders of one role after another until two hear. */
export const filledUp = (directory: Directory, told: readonly string[], roles: readonly string[]): readonly string[] => {
  const filled = new Set(told);
  for (const role of roles) {
    if (filled.size >= PERSONS_TOLD_MIN) break;
    for (const person of holdersOf(directory, role, null)) filled.add(person);
  }
  return [...filled];
};

/** Whom to tell: the named persons and the roles, a role without a holder as the duty officer; whoever is next on the ladder too, until two hear. */
export const recipients = (directory: Directory, { roles, persons, unit, held = [] }: Addressed, ladder: readonly string[]): readonly string[] => {
  const byRole = roles.filter((role) => persons.length === 0 || !held.includes(role)).flatMap((role) => holdersOrDuty(directory, role, unit));
  return filledUp(directory, [...persons, ...byRole], ladder);
};

/** The rungs above: who hears when nobody answers. */
export const rungsOf = (directory: Directory, ladder: readonly string[]): readonly (readonly string[])[] => ladder.map((role) => holdersOrDuty(directory, role, null));
