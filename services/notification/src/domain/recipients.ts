import { DUTY_OFFICER, holdsOn, type RoleHeld } from './person.js';

/** What of the directory a telling needs of a person. */
export type Entry = { readonly person: string; readonly unit: string | null; readonly roles: readonly RoleHeld[] };

/** What the directory has of a person whom the matter itself names: every role, and whether they are of the matter's force. */
export type Named = { readonly person: string; readonly isOfForce: boolean; readonly roles: readonly RoleHeld[] };

/** The directory of one force on one legal day: who holds what. Somebody whom the matter names and `named` lacks was never entered: there is no telling where they are. */
export type Directory = { readonly day: string; readonly entries: readonly Entry[]; readonly named?: readonly Named[] };

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
  /** Those of the roles that the persons hold: where one who is still there does, the role's other holders do not hear. */
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

/** Which of the persons named hear: those `here`, and those `elsewhere`, who are of another force now and stand for nobody in this one. Whoever holds no role any more has left. */
export const stillThere = ({ day, named = [] }: Directory, persons: readonly string[]): { readonly here: readonly string[]; readonly elsewhere: readonly string[] } => {
  const entered = new Map(named.map((entry) => [entry.person, entry]));
  const heard = persons.filter((person) => entered.get(person)?.roles.some(({ role }, _, roles) => holdsOn(roles, role, day)) ?? true);
  const isHere = (person: string): boolean => entered.get(person)?.isOfForce ?? true;
  return { here: heard.filter(isHere), elsewhere: heard.filter((person) => !isHere(person)) };
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
  const { here, elsewhere } = stillThere(directory, persons);
  const holds = (person: string, role: string): boolean => {
    const entry = directory.named?.find((named) => named.person === person);
    return !entry || holdsOn(entry.roles, role, directory.day);
  };
  const isHeld = (role: string): boolean => held.includes(role) && here.some((person) => holds(person, role));
  const byRole = roles.filter((role) => !isHeld(role)).flatMap((role) => holdersOrDuty(directory, role, unit));
  return [...new Set([...filledUp(directory, [...here, ...byRole], ladder), ...elsewhere])];
};

/** The rungs above: who hears when nobody answers. */
export const rungsOf = (directory: Directory, ladder: readonly string[]): readonly (readonly string[])[] => ladder.map((role) => holdersOrDuty(directory, role, null));
