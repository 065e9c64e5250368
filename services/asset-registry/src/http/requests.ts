import { bookingsAnswer, deploymentSchemas, name, note, spanAnswer } from '@cpmp/holder';
import { id, paged, personId, window } from '@cpmp/shell';
import { z } from 'zod';

/** A last day, in London: `2026-03-31`. */
const day = z.iso.date();

/** Bodies, parameters and answers of the register of assets. */
export const IdParams = z.strictObject({ id });
export const BookingParams = z.strictObject({ id, booking: id });
export const RegisterBody = z.strictObject({ kind: name, serial: name, site: name, inspectionDue: day.optional(), label: name.optional() });
export const CustodyBody = z.strictObject({ action: z.enum(['check-out', 'check-in']), to: personId.optional(), note: note.optional() });
export const ServiceabilityBody = z.strictObject({ serviceable: z.boolean(), reason: note.optional(), burned: z.boolean().optional(), inspectionDue: day.optional() });
export const BookingBody = z.strictObject({ operation: name, window });
export const AssetsQuery = z.strictObject({ kind: name.optional(), serial: name.optional(), label: name.optional(), site: name.optional(), ...paged });

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
  bookings: bookingsAnswer,
});
export const AssetsAnswer = z.object({ items: z.array(AssetAnswer), next: z.string().optional() });
export const HistoryAnswer = z.object({
  items: z.array(
    z.object({
      at: z.string(), by: z.string(), what: z.enum(['registered', 'checked-out', 'checked-in', 'serviceability-recorded']),
      to: z.string().optional(), serviceable: z.boolean().optional(), burned: z.boolean().optional(), inspectionDue: z.string().optional(), note: z.string().optional(),
    }),
  ),
});
export const BookingAnswer = z.object({ id: z.string(), asset: z.string(), window: spanAnswer });

/** Bodies and answers of deployments. */
export const { DeployBody, MoveBody, DeploymentsQuery, DeploymentAnswer, DeploymentsAnswer } = deploymentSchemas('asset', 'recall-ordered');
