import { code, componentId, id, personId, reference, text, window } from '@cpmp/shell';
import { z } from 'zod';

/** The longest reference a person may write: a kind, a serial, a site, a handle. */
const NAME_MAX = 100;
const NOTE_MAX = 2000;
const PAGE_MAX = 200;

const name = text(NAME_MAX);
/** A last day, in London: `2026-03-31`. */
const day = z.iso.date();
const page = { limit: z.coerce.number().int().min(1).max(PAGE_MAX).optional(), after: z.string().max(400).optional() };
const stateName = z.enum(['requested', 'deployed', 'recall-ordered', 'recovered', 'disabled', 'lost', 'refused', 'not-taken', 'lapsed']);

/** Bodies, parameters and answers of the register of assets. */
export const IdParams = z.strictObject({ id });
export const BookingParams = z.strictObject({ id, booking: id });
export const RegisterBody = z.strictObject({ kind: name, serial: name, site: name, inspectionDue: day.optional(), label: name.optional() });
export const CustodyBody = z.strictObject({ action: z.enum(['check-out', 'check-in']), to: personId.optional(), note: text(NOTE_MAX).optional() });
export const ServiceabilityBody = z.strictObject({ serviceable: z.boolean(), reason: text(NOTE_MAX).optional(), burned: z.boolean().optional(), inspectionDue: day.optional() });
export const BookingBody = z.strictObject({ operation: name, window });
export const AssetsQuery = z.strictObject({ kind: name.optional(), serial: name.optional(), label: name.optional(), site: name.optional(), ...page });

const span = z.object({ from: z.string(), to: z.string() });
const bookings = z.array(z.object({ id: z.string(), tasking: z.string().optional(), window: span }));
export const AssetAnswer = z.object({
  id: z.string(),
  kind: z.string(),
  serial: z.string(),
  site: z.string(),
  label: z.string().optional(),
  inspectionDue: z.string().optional(),
  custodian: z.string().nullable(),
  serviceable: z.boolean(),
  burned: z.boolean(),
  bookings,
});
export const AssetsAnswer = z.object({ items: z.array(AssetAnswer), next: z.string().optional() });
export const BookingAnswer = z.object({ id: z.string(), asset: z.string(), window: span });
export const CalendarAnswer = z.object({
  bookings,
  deployments: z.array(z.object({ id: z.string(), window: span, state: z.string() })),
});

/** Bodies and answers of deployments. */
export const DeployBody = z.strictObject({
  asset: id,
  /** The case by its id, or by the reference that people use: who deploys need not know more of it. */
  authorisation: z.union([id, reference]),
  component: componentId,
  tactic: code,
  target: z.union([z.strictObject({ subject: name }), z.strictObject({ vehicle: name }), z.strictObject({ place: name })]),
  window,
});
export const RecoverBody = z.strictObject({ outcome: z.enum(['recovered', 'disabled', 'lost']), note: text(NOTE_MAX) });
export const DeploymentsQuery = z.strictObject({ authorisation: id.optional(), thing: z.string().regex(/^asset-[a-z2-7]{16}$/, 'an asset’s stream').optional(), state: stateName.optional(), ...page });
export const DeploymentAnswer = z.object({
  id: z.string(),
  thing: z.string(),
  asset: z.string().optional(),
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
  refusal: z.object({ refused: z.string(), because: z.string(), clause: z.string().optional(), confirmed: z.boolean().optional(), instead: z.string().optional() }).optional(),
});
export const DeploymentsAnswer = z.object({ items: z.array(DeploymentAnswer), next: z.string().optional() });
