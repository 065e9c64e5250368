import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { personId, type Principal } from '@cpmp/shell';

/** The roles that a token may name. */
export const ROLES = [
  'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'handler', 'controller', 'record-maintainer', 'cover-officer', 'senior-investigating-officer', 'resource-manager',
  'asset-custodian', 'risk-owner', 'operational-security', 'product-officer', 'judicial-commissioner', 'inspector-ipco', 'data-protection-officer', 'administrator', 'partner-system', 'duty-officer',
] as const;

const entry = z.strictObject({
  name: z.string(),
  rank: z.string().optional(),
  unit: z.string().optional(),
  roles: z.array(z.enum(ROLES)).min(1),
  'duty-officer': z.literal(true).optional(),
});
const schema = z.strictObject({ force: z.string(), people: z.record(personId, entry) });

/** A person of the demonstration force. */
export type Person = Principal & { readonly name: string; readonly dutyOfficer: boolean };

const OVERSIGHT: ReadonlySet<string> = new Set(['inspector-ipco', 'judicial-commissioner']);

const read = (): readonly Person[] => {
  const { force, people } = schema.parse(parse(readFileSync(new URL('../demonstration.yaml', import.meta.url), 'utf8')));
  return Object.entries(people).map(([person, { name, rank, unit, roles, ...rest }]) => ({
    person, name, roles, dutyOfficer: rest['duty-officer'] ?? false,
    ...(rank ? { rank } : {}), ...(unit ? { unit } : {}),
    // Oversight belongs to no force.
    ...(roles.some((role) => OVERSIGHT.has(role)) ? {} : { force }),
  }));
};

/** Who may sign in at once, read and checked when the process starts: a wrong file stops it. */
export const demonstrationPeople: readonly Person[] = read();
