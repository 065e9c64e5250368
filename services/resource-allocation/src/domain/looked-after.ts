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

/** What a resource must be given again before it is over, or it is fit no longer. */
export const FITNESS = ['reassessment', 'reaccreditation'] as const;
export type FitnessDeadline = (typeof FITNESS)[number];

/** The last London day on which a resource is fit by its assessment, or by the accreditation that ends last: one will do. */
export const lastFitDay = ({ assessedUntil, accredited = {} }: Pick<Particulars, 'assessedUntil' | 'accredited'>, what: FitnessDeadline): Day | undefined =>
  what === 'reassessment' ? assessedUntil : Object.values(accredited).toSorted().at(-1);

/** By when it must be given again: who is cover officer on the last fit day holds it. */
export const nextFitness = ({ fitness }: Resource, what: FitnessDeadline, { last, coverOfficer }: { readonly last: Day; readonly coverOfficer: string | undefined }) => ({
  id: `fitness/${what}/${fitness[what].set + 1}`, what, due: startOfDay(last, 1), ...(coverOfficer === undefined ? {} : { persons: [coverOfficer] }), statutory: false,
});

/** What stands of these goes to whoever is cover officer on the last fit day after a change. What is over has been told already. */
const fitnessAfter = (state: Resource, roles: readonly RoleHeld<Role>[], now: Instant): { readonly deadlines?: DeadlineChanges } => {
  const { particulars } = state;
  if (!particulars) return {};
  const moved = FITNESS.flatMap((what) => {
    const [last, standing] = [lastFitDay(particulars, what), state.fitness[what].stands];
    if (last === undefined || standing === undefined || startOfDay(last, 1) <= now) return [];
    const { coverOfficer } = asOn({ ...particulars, roles }, last);
    return coverOfficer === asOn(particulars, last).coverOfficer ? [] : [{ set: nextFitness(state, what, { last, coverOfficer }), discharged: { id: standing, at: now, how: 'superseded' as const } }];
  });
  return moved.length === 0 ? {} : { deadlines: { set: moved.map(({ set }) => set), discharged: moved.map(({ discharged }) => discharged) } };
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
  return JSON.stringify(after) === JSON.stringify(roles) ? [] : [{ type: 'OperativeRoleChanged', by: by.person, ...ofForce(by), reason: change.reason, roles: after, ...fitnessAfter(state, after, by.now) }];
};

/** What a resource is entered with: of an operative, who looks after them from that day on. */
export const enteredAt = (particulars: Particulars, now: Instant): Particulars =>
  particulars.kind === OPERATIVE ? { ...particulars, roles: rolesEntered(particulars, legalDay(now)) } : particulars;
