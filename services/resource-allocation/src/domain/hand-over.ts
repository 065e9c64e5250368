import { toldAnew } from '@cpmp/gate';
import { type Decision, isRefusal } from '@cpmp/kernel';
import type { RoleChange } from '@cpmp/law';
import { changeRole, type Role } from './looked-after.js';
import { type By, resource, type Resource, type ResourceEvent, thingOf } from './resource.js';

/** Hands a role in looking after an operative over; whoever has it from today on hears of a withdrawal, or of what must be switched off, that is under way. */
export const handOver = (state: Resource, id: string, change: RoleChange<Role>, by: By): Decision<ResourceEvent> => {
  const changed = changeRole(state, change, by);
  if (isRefusal(changed)) return changed;
  return [...changed, ...toldAnew(thingOf(changed.reduce(resource.evolve, state), id, by.now), thingOf(state, id, by.now).tell)];
};
