import { id, instant, paged, personId, text } from '@cpmp/shell';
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
/** Longer than a name and a standing needs to be. */
const ADULT_MAX = 200;
export const MeetingBody = z.strictObject({ heldAt: instant, adult: text(ADULT_MAX).optional(), reason: text(REASON_MAX).optional() });
export const SourcesQuery = z.strictObject(paged);
const within = { from: instant.optional(), to: instant.optional() };
export const MeetingsQuery = z.strictObject({ ...paged, ...within, adult: z.literal('absent').optional() });
export const UnheldQuery = z.strictObject({ ...paged, ...within });

const meeting = { heldAt: z.string(), by: z.string(), recordedAt: z.string(), age: z.enum(['under-16', 'under-18', 'adult']), adult: z.string().optional(), reason: z.string().optional() };
const ofSource = { source: z.string(), pseudonym: z.string() };

export const SourceAnswer = z.object({
  id: z.string(),
  pseudonym: z.string(),
  vulnerable: z.boolean(),
  turns: z.record(z.string(), z.string()),
  roles: z.array(z.object({ role: z.string(), person: z.string(), from: z.string(), until: z.string().optional() })),
  holders: z.record(z.string(), z.string().optional()),
  records: z.array(z.object({ particular: z.string(), by: z.string(), at: z.string(), text: z.string() })),
  missing: z.array(z.string()),
  meetings: z.array(z.object(meeting)),
});
export const SourcesAnswer = z.object({ items: z.array(z.object({ id: z.string(), pseudonym: z.string(), vulnerable: z.boolean() })), next: z.string().optional() });

export const MeetingsAnswer = z.object({ items: z.array(z.object({ ...ofSource, ...meeting })), next: z.string().optional() });
export const UnheldAnswer = z.object({ items: z.array(z.object({ ...ofSource, role: z.string(), from: z.string(), to: z.string() })), next: z.string().optional() });

export type RegisterSourceInput = z.infer<typeof RegisterSourceBody>;
export type RoleInput = z.infer<typeof RoleBody>;
export type VulnerabilityInput = z.infer<typeof VulnerabilityBody>;
export type RecordInput = z.infer<typeof RecordBody>;
export type MeetingInput = z.infer<typeof MeetingBody>;
export type MeetingsInput = z.infer<typeof MeetingsQuery>;
export type UnheldInput = z.infer<typeof UnheldQuery>;
