import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { personId, type Principal } from '@cpmp/shell';

/** The roles that a token may name. */
export const ROLES = [
  'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'handler', 'controller', 'record-maintainer', 'cover-officer', 'senior-investigating-officer', 'resource-manager',
  'asset-custodian', 'risk-owner', 'operational-security', 'product-officer', 'judicial-commissioner', 'inspector-ipco', 'data-protection-officer', 'administrator', 'partner-system', 'duty-officer',
] as const;

/** Oversight belongs to no force. */
const OVERSIGHT: ReadonlySet<string> = new Set(['inspector-ipco', 'judicial-commissioner']);

const days = z.int().positive();
const person = z.strictObject({ name: z.string(), rank: z.string().optional(), unit: z.string().optional(), roles: z.array(z.enum(ROLES)).min(1), 'duty-officer': z.literal(true).optional() });
const asset = z.strictObject({ kind: z.string(), serial: z.string(), site: z.string(), 'inspection-due': days.optional() });
const resource = z.strictObject({
  kind: z.string(), site: z.string().optional(), skills: z.array(z.string()).optional(), accredited: z.record(z.string(), days).optional(), 'assessed-until': days.optional(),
  handler: personId.optional(), controller: personId.optional(), 'record-maintainer': personId.optional(), 'cover-officer': personId.optional(),
});
const score = z.int().min(1).max(5);
const risk = z.strictObject({ about: z.string(), owner: personId, threat: z.string(), likelihood: score, impact: score, controls: z.string(), residual: z.tuple([score, score]) });
const schema = z.strictObject({ force: z.string(), people: z.record(personId, person), assets: z.record(z.string(), asset), resources: z.record(z.string(), resource), risks: z.array(risk) });

/** The demonstration force, read and checked when the process starts: a wrong file stops it. */
export const demonstration = schema.parse(parse(readFileSync(new URL('../demonstration.yaml', import.meta.url), 'utf8')));

/** Who can sign in at once. */
export type Person = Principal & { readonly name: string; readonly dutyOfficer: boolean };

export const people: readonly Person[] = Object.entries(demonstration.people).map(([id, { name, rank, unit, roles, 'duty-officer': dutyOfficer = false }]) => {
  const force = roles.some((role) => OVERSIGHT.has(role)) ? undefined : demonstration.force;
  return { person: id, name, roles, dutyOfficer, ...(rank ? { rank } : {}), ...(unit ? { unit } : {}), ...(force ? { force } : {}) };
});
