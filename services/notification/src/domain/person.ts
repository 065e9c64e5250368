import { type Aggregate, type Decision, type DomainEvent, refuse } from '@cpmp/kernel';

/** A role that a person holds, from the first to the last legal day named (either may be open). */
export type RoleHeld = { readonly role: string; readonly from?: string; readonly until?: string };

/** One entry of the directory: whom to tell. */
export type Person = {
  readonly name: string | null;
  readonly force: string | null;
  readonly unit: string | null;
  readonly rank: string | null;
  readonly roles: readonly RoleHeld[];
  readonly dutyOfficer: boolean;
};

/** The directory's one event: an entry as the identity provider says it is. */
export type PersonEvent = DomainEvent & { type: 'PersonEntered'; person: string } & Person;

/** A person in the directory. The stream's id is the person's own, as the identity provider names them. */
export const person: Aggregate<Person | null, PersonEvent> = {
  category: 'person',
  initial: null,
  evolve: (_, { name, force, unit, rank, roles, dutyOfficer }) => ({ name, force, unit, rank, roles, dutyOfficer }),
  personal: { PersonEntered: [] },
};

/** Stands in for every role that nobody holds. */
export const DUTY_OFFICER = 'duty-officer';

/** Every role of an entry, the duty officer's among them. */
export const rolesOf = ({ roles, dutyOfficer }: Pick<Person, 'roles' | 'dutyOfficer'>): readonly RoleHeld[] =>
  dutyOfficer ? [...roles, { role: DUTY_OFFICER }] : roles;

/** What of a force's duty officers an entry's decision needs. */
export type DutyOfficers = {
  /** The legal day. */
  readonly day: string;
  /** Who holds that role on whatever day, by force. */
  readonly holders: Readonly<Record<string, readonly { readonly person: string; readonly roles: readonly RoleHeld[] }[]>>;
};

/** True for its force's duty officer of that day with no end in sight. */
const standsIn = (roles: readonly RoleHeld[], day: string): boolean => roles.some(({ role, from, until }) => role === DUTY_OFFICER && (!from || from <= day) && until === undefined);

/** An entry in one form, whatever order its fields came in. */
const saying = ({ name, force, unit, rank, roles, dutyOfficer }: Person): string =>
  JSON.stringify([name, force, unit, rank, roles.map(({ role, from, until }) => [role, from, until]), dutyOfficer]);

/**
 * Puts an entry; the same entry again is "already so". A force without a duty officer does not start: nobody of it is entered before one is, and its last is not taken away.
 */
export const enter = (state: Person | null, id: string, entry: Person, { day, holders }: DutyOfficers): Decision<PersonEvent> => {
  const entered: PersonEvent = { type: 'PersonEntered', person: id, ...entry };
  if (state && saying(state) === saying(entry)) return [];
  const others = (force: string): boolean => (holders[force] ?? []).some(({ person: officer, roles }) => officer !== id && standsIn(roles, day));
  if (entry.force !== null && !standsIn(rolesOf(entry), day) && !others(entry.force)) {
    return refuse('duty-officer-missing', `${entry.force} would have no duty officer, so a role without a holder would reach nobody.`, { instead: 'Enter another person as its duty officer first.' });
  }
  if (state?.force && state.force !== entry.force && standsIn(rolesOf(state), day) && !others(state.force)) {
    return refuse('duty-officer-missing', `${state.force} would lose its last duty officer.`, { instead: 'Enter another person as its duty officer first.' });
  }
  return [entered];
};

/** True when the role is held on a legal day. */
export const holdsOn = (held: readonly RoleHeld[], role: string, day: string): boolean =>
  held.some(({ role: name, from, until }) => name === role && (!from || from <= day) && (!until || day <= until));
