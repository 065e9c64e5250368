import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type Day, handedOver, holderOn, legalDay, type RoleChange, type RoleHeld } from '@cpmp/law';
import type { By, Particulars, Resource, ResourceEvent } from './resource.js';

/** The kind of resource that acts under cover: fit only while assessed and accredited, and never told of its own recall. */
export const OPERATIVE = 'undercover-operative';

/** The roles in looking after an operative. */
export const ROLES = ['handler', 'controller', 'record-maintainer', 'cover-officer'] as const;
export type Role = (typeof ROLES)[number];

const FIELDS = { handler: 'handler', controller: 'controller', 'record-maintainer': 'recordMaintainer', 'cover-officer': 'coverOfficer' } as const satisfies Record<Role, keyof Particulars>;

/** Who looks after an operative from a day on, by role, as they were entered. */
export const rolesEntered = (particulars: Particulars, from: Day): readonly RoleHeld<Role>[] =>
  ROLES.flatMap((role) => (particulars[FIELDS[role]] === undefined ? [] : [{ role, person: particulars[FIELDS[role]] as string, from }]));

/** A resource as it is looked after on a London day. What was entered before roles had days is as it was entered. */
export const asOn = (particulars: Particulars, day: Day): Particulars => {
  const { roles } = particulars;
  if (roles === undefined) return particulars;
  const { handler: _h, controller: _c, recordMaintainer: _r, coverOfficer: _o, ...rest } = particulars;
  return { ...rest, ...Object.fromEntries(ROLES.flatMap((role) => { const person = holderOn(roles, role, day); return person === undefined ? [] : [[FIELDS[role], person]]; })) };
};

/** Before every day on which anything was entered. */
const EVER: Day = '0001-01-01';

/** Hands a role in looking after an operative over from a day on. What was so before that day stays. */
export const changeRole = ({ particulars }: Resource, change: RoleChange<Role>, { person: by }: By): Decision<ResourceEvent> => {
  if (particulars?.kind !== OPERATIVE) return refuse('not-an-operative', 'Only who acts under cover is looked after by people in these roles.', { instead: 'Choose an operative.' });
  const roles = particulars.roles ?? rolesEntered(particulars, EVER);
  const after = handedOver(roles, change);
  return JSON.stringify(after) === JSON.stringify(roles) ? [] : [{ type: 'OperativeRoleChanged', by, reason: change.reason, roles: after }];
};

/** What a resource is entered with: of an operative, who looks after them from that day on. */
export const enteredAt = (particulars: Particulars, now: Instant): Particulars =>
  particulars.kind === OPERATIVE ? { ...particulars, roles: rolesEntered(particulars, legalDay(now)) } : particulars;
