import { type DeadlineChanges, type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type Day, handedOver, holderOn, legalDay, type RoleChange, type RoleHeld, startOfDay } from '@cpmp/law';
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

/** The deadline of the assessment after one that is good until a London day, the last fit one: who is cover officer on that day holds it. */
export const nextReassessment = ({ reassessments }: Resource, assessedUntil: Day, coverOfficer: string | undefined) => ({
  id: `fitness/reassessment/${reassessments + 1}`, what: 'reassessment', due: startOfDay(assessedUntil, 1), ...(coverOfficer === undefined ? {} : { persons: [coverOfficer] }), statutory: false,
});

/** A reassessment that stands goes to whoever is cover officer on its last fit day after a change. One that is over has been told already. */
const reassessmentAfter = (state: Resource, roles: readonly RoleHeld<Role>[], now: Instant): { readonly deadlines?: DeadlineChanges } => {
  const { particulars, reassessment: standing } = state;
  const { assessedUntil } = particulars ?? {};
  if (!particulars || assessedUntil === undefined || standing === undefined || startOfDay(assessedUntil, 1) <= now) return {};
  const { coverOfficer } = asOn({ ...particulars, roles }, assessedUntil);
  if (coverOfficer === asOn(particulars, assessedUntil).coverOfficer) return {};
  return { deadlines: { set: [nextReassessment(state, assessedUntil, coverOfficer)], discharged: [{ id: standing, at: now, how: 'superseded' }] } };
};

/** Whose a resource is, for an event. */
export const ofForce = ({ force }: By): { readonly force?: string } => (force === undefined ? {} : { force });

/** Before every day on which anything was entered. */
export const EVER: Day = '0001-01-01';

/** Hands a role in looking after an operative over from a day on. What was so before that day stays. */
export const changeRole = (state: Resource, change: RoleChange<Role>, by: By): Decision<ResourceEvent> => {
  const { particulars } = state;
  if (particulars?.kind !== OPERATIVE) return refuse('not-an-operative', 'Only who acts under cover is looked after by people in these roles.', { instead: 'Choose an operative.' });
  const roles = particulars.roles ?? rolesEntered(particulars, EVER);
  const after = handedOver(roles, change);
  return JSON.stringify(after) === JSON.stringify(roles) ? [] : [{ type: 'OperativeRoleChanged', by: by.person, ...ofForce(by), reason: change.reason, roles: after, ...reassessmentAfter(state, after, by.now) }];
};

/** What a resource is entered with: of an operative, who looks after them from that day on. */
export const enteredAt = (particulars: Particulars, now: Instant): Particulars =>
  particulars.kind === OPERATIVE ? { ...particulars, roles: rolesEntered(particulars, legalDay(now)) } : particulars;
