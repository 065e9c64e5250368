import { id, instant, paged, personId, text } from '@cpmp/shell';
import { z } from 'zod';

const score = z.int().min(1).max(5);
const pair = z.tuple([score, score]);
const assessment = { threat: text(2000), likelihood: score, impact: score, controls: text(4000), residual: pair };

/** A stream's name. */
const stream = z.string().regex(/^(authority|asset|resource|source)-[a-z0-9]{1,64}$/, 'a stream, e.g. asset-…');

/** Bodies, parameters and answers of the risk register. */
export const AssessBody = z.strictObject({ about: stream, ...assessment, owner: personId.optional() });
export const ReassessBody = z.strictObject({ ...assessment, owner: personId.optional() });
export const AcceptBody = z.strictObject({ until: instant });
export const CloseBody = z.strictObject({ reason: text(2000) });
export const IdParams = z.strictObject({ id });
export const ListQuery = z.strictObject({ about: stream.optional(), ...paged });

/** A risk as answered; the text is there only where it was opened. */
export const RiskAnswer = z.object({
  id: z.string(),
  reference: z.string(),
  about: z.string(),
  /** What people call the case that it is about, where it is about one. */
  caseReference: z.string().optional(),
  owner: z.string().nullable(),
  threat: z.string().optional(),
  controls: z.string().optional(),
  inherent: pair,
  residual: pair,
  residualScore: z.int(),
  appetite: z.int(),
  band: z.string(),
  needsAcceptance: z.boolean(),
  assessed: z.object({ by: z.string(), at: z.string() }),
  accepted: z.object({ by: z.string(), at: z.string(), until: z.string(), inForce: z.boolean() }).nullable(),
  /** Absent while it stands. */
  closed: z.object({ by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
  edition: z.int(),
});
/** The force's risk policy: names of the numbers, where the bands begin, what needs an acceptance, and for how many days one may run. */
export const MatrixAnswer = z.object({
  likelihood: z.record(z.string(), z.string()), impact: z.record(z.string(), z.string()), appetite: z.int(), bands: z.array(z.object({ from: z.int(), name: z.string() })), acceptanceDaysMax: z.int(), decisionHoursMax: z.int(),
});
export const RisksAnswer = z.object({ items: z.array(RiskAnswer), next: z.string().optional() });
