import type { Day } from './calendar.js';

/** Who holds or held a role in looking after somebody, by London days; `until` is the first day no longer. */
export type RoleHeld<Role extends string = string> = { readonly role: Role; readonly person: string; readonly from: Day; readonly until?: Day };

/** A change of who holds a role, from a London day on; nobody, where no person is named. */
export type RoleChange<Role extends string = string> = { readonly role: Role; readonly person?: string; readonly from: Day; readonly reason: string };

/** The roles after a change: what was so before its day stays, what was to come of that role falls. */
export const handedOver = <Role extends string>(roles: readonly RoleHeld<Role>[], { role, person, from }: RoleChange<Role>): readonly RoleHeld<Role>[] => {
  const kept = roles.flatMap((held): readonly RoleHeld<Role>[] => {
    if (held.role !== role || (held.until !== undefined && held.until <= from)) return [held];
    return held.from < from ? [{ ...held, until: from }] : [];
  });
  return person === undefined ? kept : [...kept, { role, person, from }];
};

/** Who holds a role on a London day; undefined: nobody. */
export const holderOn = (roles: readonly RoleHeld[], role: string, day: Day): string | undefined =>
  roles.find((one) => one.role === role && one.from <= day && (one.until === undefined || day < one.until))?.person;

/** The days on which somebody takes a role or leaves it, in order. */
export const roleChanges = (roles: readonly RoleHeld[]): readonly Day[] =>
  [...new Set(roles.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until])))].toSorted();
