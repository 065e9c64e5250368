import type { Aggregate, Decision, DomainEvent } from '@cpmp/kernel';

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

/** Puts an entry; the same entry again is "already so". */
export const enter = (state: Person | null, id: string, entry: Person): Decision<PersonEvent> =>
  state && JSON.stringify(state) === JSON.stringify(entry) ? [] : [{ type: 'PersonEntered', person: id, ...entry }];

/** True when the person holds the role on a legal day. */
export const holds = (entry: Pick<Person, 'roles'>, role: string, day: string): boolean =>
  entry.roles.some((held) => held.role === role && (!held.from || held.from <= day) && (!held.until || day <= held.until));
