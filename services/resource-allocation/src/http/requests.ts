import { bookingsAnswer, CalendarsAnswer, deploymentSchemas, name, note, refusalAnswer, spanAnswer } from '@cpmp/holder';
import { id, paged, personId, text, window } from '@cpmp/shell';
import { z } from 'zod';
import { ROLES } from '../domain/looked-after.js';

const LIST_MAX = 50;
const COUNT_MAX = 100;
const PRIORITY_MAX = 9;
const ASSETS_MAX = 1_000;

/** A last fit day, in London: `2026-03-31`. */
const day = z.iso.date();
const fitness = { skills: z.array(name).max(LIST_MAX).optional(), accredited: z.record(name, day).optional(), assessedUntil: day.optional() };

/** Bodies, parameters and answers of resources. */
export const IdParams = z.strictObject({ id });
export const RegisterBody = z.strictObject({
  kind: name, label: name, site: name.optional(), ...fitness,
  handler: personId.optional(), controller: personId.optional(), recordMaintainer: personId.optional(), coverOfficer: personId.optional(),
});
export const FitnessBody = z.strictObject(fitness).refine((found) => Object.values(found).some((value) => value !== undefined), { error: 'says something' });
const REASON_MAX = 600;
export const RoleBody = z.strictObject({ role: z.enum(ROLES), person: personId.optional(), from: day, reason: text(REASON_MAX) });
export const ResourcesQuery = z.strictObject({ kind: name.optional(), label: name.optional(), site: name.optional(), skill: name.optional(), ...paged });
export const ResourceAnswer = z.object({
  id: z.string(),
  kind: z.string(),
  reference: z.string(),
  label: z.string().optional(),
  site: z.string().optional(),
  skills: z.array(z.string()).optional(),
  accredited: z.record(z.string(), z.string()).optional(),
  assessedUntil: z.string().optional(),
  handler: z.string().optional(),
  controller: z.string().optional(),
  recordMaintainer: z.string().optional(),
  coverOfficer: z.string().optional(),
  /** Of an operative: who looks after them by London days; `until` is the first day no longer. The four above hold their roles today. */
  roles: z.array(z.object({ role: z.string(), person: z.string(), from: z.string(), until: z.string().optional() })).optional(),
  bookings: bookingsAnswer,
});
export const ResourcesAnswer = z.object({ items: z.array(ResourceAnswer), next: z.string().optional() });
export const HistoryAnswer = z.object({
  items: z.array(
    z.object({
      at: z.string(), by: z.string(), what: z.enum(['registered', 'fitness-recorded']),
      skills: z.array(z.string()).optional(), accredited: z.record(z.string(), z.string()).optional(), assessedUntil: z.string().optional(),
    }),
  ),
});

/** Bodies and answers of taskings. */
const need = z.strictObject({ kind: name.optional(), skill: name.optional(), count: z.int().min(1).max(COUNT_MAX) })
  .refine(({ kind, skill }) => kind !== undefined || skill !== undefined, { error: 'names a kind or a skill' });
export const AskBody = z.strictObject({ operation: name, needs: z.array(need).min(1).max(LIST_MAX), window, priority: z.int().min(1).max(PRIORITY_MAX) });
export const AllocateBody = z.union([
  z.strictObject({ asset: id, window }),
  z.strictObject({ resource: id, window }),
]);
/** Assets as their own registry has them: its calendars of the days that are planned for. `rebook`: what is booked for windows yet to come is weighed again too. */
export const PlanBody = z.strictObject({ assets: CalendarsAnswer.shape.items.max(ASSETS_MAX).default([]), rebook: z.boolean().default(false) });
const thingsAnswer = z.array(z.object({ thing: z.string(), label: z.string() }));
/** `givenBack`: what is booked for it, and would serve others better. `heldBy`: the other taskings of the plan that have what would do. `best`: no plan does better; else time was over first. */
export const PlanAnswer = z.object({
  plans: z.array(z.object({
    tasking: z.string(), operation: z.string(), priority: z.int(), window: spanAnswer, things: thingsAnswer, givenBack: thingsAnswer,
    unmet: z.array(z.object({ kind: z.string().optional(), skill: z.string().optional(), count: z.int(), because: z.enum(['not-suited', 'not-fit', 'already-committed']), heldBy: z.array(z.string()) })),
  })),
  best: z.boolean(),
});
export type PlanInput = z.infer<typeof PlanBody>;
export const AllocationParams = z.strictObject({ id, allocation: id });
export const TaskingsQuery = z.strictObject({ state: z.enum(['open', 'part-met', 'met']).optional(), ...paged });
export const AllocationAnswer = z.object({
  id: z.string(), tasking: z.string(), thing: z.string(), window: spanAnswer, state: z.enum(['requested', 'booked', 'refused', 'released']), refusal: refusalAnswer.optional(),
});
export const TaskingAnswer = z.object({
  id: z.string(),
  operation: z.string(),
  needs: z.array(z.object({ kind: z.string().optional(), skill: z.string().optional(), count: z.int() })),
  window: spanAnswer,
  priority: z.int(),
  by: z.string(),
  state: z.enum(['open', 'part-met', 'met']),
  allocations: z.array(AllocationAnswer),
});
export const TaskingsAnswer = z.object({ items: z.array(TaskingAnswer), next: z.string().optional() });

/** Bodies and answers of deployments. */
export const { DeployBody, DeploymentsQuery, DeploymentAnswer, DeploymentsAnswer } = deploymentSchemas('resource', 'withdrawing');
export const WithdrawalDecisionBody = z.strictObject({ note });
