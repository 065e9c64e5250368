import { id, paged, personId, text } from '@cpmp/shell';
import { z } from 'zod';
import { PARTICULARS, ROLES } from '../domain/source.js';

const day = z.iso.date();
const PSEUDONYM_MAX = 60;
const REASON_MAX = 600;
/** The longest entry of a record, in characters. */
const TEXT_MAX = 8_000;

/** Bodies, parameters and answers of sources. */
export const SourceParams = z.strictObject({ id });
export const RegisterSourceBody = z.strictObject({
  pseudonym: text(PSEUDONYM_MAX), born: day, vulnerable: z.boolean(), handler: personId.optional(), controller: personId.optional(), recordMaintainer: personId.optional(),
});
export const RoleBody = z.strictObject({ role: z.enum(ROLES), person: personId.optional(), from: day, reason: text(REASON_MAX) });
export const VulnerabilityBody = z.strictObject({ vulnerable: z.boolean(), reason: text(REASON_MAX) });
export const RecordBody = z.strictObject({ particular: z.enum(PARTICULARS), text: text(TEXT_MAX) });
export const SourcesQuery = z.strictObject(paged);

export const SourceAnswer = z.object({
  id: z.string(),
  pseudonym: z.string(),
  vulnerable: z.boolean(),
  turns: z.record(z.string(), z.string()),
  roles: z.array(z.object({ role: z.string(), person: z.string(), from: z.string(), until: z.string().optional() })),
  holders: z.record(z.string(), z.string().optional()),
  records: z.array(z.object({ particular: z.string(), by: z.string(), at: z.string(), text: z.string() })),
  missing: z.array(z.string()),
});
export const SourcesAnswer = z.object({ items: z.array(z.object({ id: z.string(), pseudonym: z.string(), vulnerable: z.boolean() })), next: z.string().optional() });

export type RegisterSourceInput = z.infer<typeof RegisterSourceBody>;
export type RoleInput = z.infer<typeof RoleBody>;
export type VulnerabilityInput = z.infer<typeof VulnerabilityBody>;
export type RecordInput = z.infer<typeof RecordBody>;
