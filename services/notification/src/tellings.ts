import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Row, Tellings } from './domain/telling.js';

const MS = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 } as const;

/** `P3D`, `PT12H`, `PT30M`, `PT0S`: elapsed time, in milliseconds. */
const duration = z.string().regex(/^P(T\d+[HMS]|\d+D)$/, 'a duration such as P3D or PT12H').transform((text) => {
  const [, count, unit] = /(\d+)([DHMS])$/.exec(text) ?? [];
  return Number(count) * MS[unit as keyof typeof MS];
});

const roles = z.array(z.string());
const ladder = roles.min(1);
const row = z.strictObject({ roles: roles.length(2), held: roles.optional(), lead: duration, late: roles.length(2), escalate: duration, ladder: ladder.optional(), says: z.string() })
  .refine(({ roles: told, held = [] }) => held.every((role) => told.includes(role)), { error: 'held are of the roles' })
  .transform(({ lead, escalate, ...rest }): Row => ({ ...rest, leadMs: lead, escalateMs: escalate, persons: 'beside' }));
const event = z.strictObject({ roles, persons: z.enum(['beside', 'instead', 'none']), escalate: duration, ladder: ladder.optional(), says: z.string(), about: z.string().optional() })
  .transform(({ escalate, ...rest }): Row => ({ ...rest, leadMs: 0, late: [], escalateMs: escalate }));

const schema = z.strictObject({ ladder, again: duration, deadlines: z.record(z.string(), row), otherwise: row, events: z.record(z.string(), event) })
  .transform(({ again, ...rest }): Tellings => ({ ...rest, againMs: again }));

/** Who hears of what, read and checked once at start: a wrong table stops the process. */
export const tellings: Tellings = schema.parse(parse(readFileSync(new URL('../tellings.yaml', import.meta.url), 'utf8')));
