import { code, componentId, id, personId, reference, text, window } from '@cpmp/shell';
import { z } from 'zod';

/** The longest name a person may write: a kind, a label, a skill, a handle. */
const NAME_MAX = 100;
const NOTE_MAX = 2000;
const PAGE_MAX = 200;
const LIST_MAX = 50;
const COUNT_MAX = 100;
const PRIORITY_MAX = 9;

const name = text(NAME_MAX);
/** A last fit day, in London: `2026-03-31`. */
const day = z.iso.date();
const page = { limit: z.coerce.number().int().min(1).max(PAGE_MAX).optional(), after: z.string().max(400).optional() };
const fitness = { skills: z.array(name).max(LIST_MAX).optional(), accredited: z.record(name, day).optional(), assessedUntil: day.optional() };
const stateName = z.enum(['requested', 'deployed', 'withdrawing', 'recovered', 'disabled', 'lost', 'refused', 'not-taken', 'lapsed']);
const span = z.object({ from: z.string(), to: z.string() });
const refusal = z.object({ refused: z.string(), because: z.string(), clause: z.string().optional(), confirmed: z.boolean().optional(), instead: z.string().optional() });

/** Bodies, parameters and answers of resources. */
export const IdParams = z.strictObject({ id });
export const RegisterBody = z.strictObject({
  kind: name, label: name, site: name.optional(), ...fitness,
  handler: personId.optional(), controller: personId.optional(), recordMaintainer: personId.optional(), coverOfficer: personId.optional(),
});
export const FitnessBody = z.strictObject(fitness).refine((found) => Object.values(found).some((value) => value !== undefined), { error: 'says something' });
export const ResourcesQuery = z.strictObject({ kind: name.optional(), label: name.optional(), site: name.optional(), skill: name.optional(), ...page });
const bookings = z.array(z.object({ id: z.string(), tasking: z.string().optional(), window: span }));
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
  bookings,
});
export const ResourcesAnswer = z.object({ items: z.array(ResourceAnswer), next: z.string().optional() });
export const CalendarAnswer = z.object({
  bookings,
  deployments: z.array(z.object({ id: z.string(), window: span, state: z.string() })),
});

/** Bodies and answers of taskings. */
const need = z.strictObject({ kind: name.optional(), skill: name.optional(), count: z.int().min(1).max(COUNT_MAX) })
  .refine(({ kind, skill }) => kind !== undefined || skill !== undefined, { error: 'names a kind or a skill' });
export const AskBody = z.strictObject({ operation: name, needs: z.array(need).min(1).max(LIST_MAX), window, priority: z.int().min(1).max(PRIORITY_MAX) });
export const AllocateBody = z.union([
  z.strictObject({ asset: id, window }),
  z.strictObject({ resource: id, window }),
  z.strictObject({ plan: z.literal(true) }),
]);
export const AllocationParams = z.strictObject({ id, allocation: id });
export const TaskingsQuery = z.strictObject({ state: z.enum(['open', 'part-met', 'met']).optional(), ...page });
export const AllocationAnswer = z.object({
  id: z.string(), tasking: z.string(), thing: z.string(), window: span, state: z.enum(['requested', 'booked', 'refused', 'released']), refusal: refusal.optional(),
});
export const TaskingAnswer = z.object({
  id: z.string(),
  operation: z.string(),
  needs: z.array(z.object({ kind: z.string().optional(), skill: z.string().optional(), count: z.int() })),
  window: span,
  priority: z.int(),
  by: z.string(),
  state: z.enum(['open', 'part-met', 'met']),
  allocations: z.array(AllocationAnswer),
});
export const TaskingsAnswer = z.object({ items: z.array(TaskingAnswer), next: z.string().optional() });

/** Bodies and answers of deployments. */
export const DeployBody = z.strictObject({
  resource: id,
  /** The case by its id, or by the reference that people use: who deploys need not know more of it. */
  authorisation: z.union([id, reference]),
  component: componentId,
  tactic: code,
  target: z.union([z.strictObject({ subject: name }), z.strictObject({ vehicle: name }), z.strictObject({ place: name })]),
  window,
});
export const WithdrawBody = z.strictObject({ outcome: z.enum(['recovered', 'disabled', 'lost']), note: text(NOTE_MAX) });
export const WithdrawalDecisionBody = z.strictObject({ note: text(NOTE_MAX) });
export const DeploymentsQuery = z.strictObject({ authorisation: id.optional(), thing: z.string().regex(/^resource-[a-z2-7]{16}$/, 'a resource’s stream').optional(), state: stateName.optional(), ...page });
export const DeploymentAnswer = z.object({
  id: z.string(),
  thing: z.string(),
  resource: z.string().optional(),
  label: z.string(),
  kind: z.string(),
  authorisation: z.string(),
  component: z.string(),
  tactic: z.string(),
  target: z.record(z.string(), z.string()),
  window: span,
  state: stateName,
  requestedAt: z.string(),
  answerBy: z.string(),
  requestedBy: z.string(),
  startedAt: z.string().optional(),
  until: z.string().optional(),
  recalledAt: z.string().optional(),
  recallBy: z.string().optional(),
  closedAt: z.string().optional(),
  outcome: z.string().optional(),
  note: z.string().optional(),
  refusal: refusal.optional(),
});
export const DeploymentsAnswer = z.object({ items: z.array(DeploymentAnswer), next: z.string().optional() });
