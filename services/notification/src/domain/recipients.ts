import { holds, type Person } from './person.js';

/** A directory entry with its id. */
export type Entry = Person & { readonly person: string };

/** The directory of one force on one legal day: who holds what, and who stands in. */
export type Directory = { readonly day: string; readonly entries: readonly Entry[] };

/** Told means two different persons' inboxes. */
export const PERSONS_TOLD_MIN = 2;
/** No role is told as a crowd: at most so many of its holders, those of the unit first. */
export const HOLDERS_TOLD_MAX = 10;

/** The holders of a role: those of the unit, else those of the force; `duty-officer` is the force's named one. */
export const holdersOf = (directory: Directory, role: string, unit: string | null): readonly string[] => {
  const holders = directory.entries.filter((entry) => (role === 'duty-officer' && entry.dutyOfficer) || holds(entry, role, directory.day));
  const near = unit ? holders.filter((entry) => entry.unit === unit) : [];
  return (near.length > 0 ? near : holders).map((entry) => entry.person).toSorted().slice(0, HOLDERS_TOLD_MAX);
};

/** Whom to tell: the named persons and the roles; a role without a holder goes to the duty officer, and so does anything that would reach fewer than two. */
export const recipients = (directory: Directory, roles: readonly string[], persons: readonly string[], unit: string | null): readonly string[] => {
  const duty = holdersOf(directory, 'duty-officer', null);
  const byRole = roles.flatMap((role) => {
    const holders = holdersOf(directory, role, unit);
    return holders.length > 0 ? holders : duty;
  });
  const told = [...new Set([...persons, ...byRole])];
  return told.length >= PERSONS_TOLD_MIN ? told : [...new Set([...told, ...duty])];
};

/** The rungs above: who hears when nobody answers. */
export const rungsOf = (directory: Directory, ladder: readonly string[]): readonly (readonly string[])[] =>
  ladder.map((role) => recipients(directory, [role], [], null));
