import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Matrix } from './domain/risk.js';

const schema = z.strictObject({
  likelihood: z.record(z.string(), z.string()),
  impact: z.record(z.string(), z.string()),
  appetite: z.int().min(1).max(25),
  bands: z.array(z.strictObject({ from: z.int(), name: z.string() })).min(1),
  acceptanceDaysMax: z.int().positive(),
  decisionHoursMax: z.int().positive(),
});

/** The force's risk policy, read and checked once at start: a wrong file stops the process. */
export const matrix: Matrix = schema.parse(parse(readFileSync(new URL('../matrix.yaml', import.meta.url), 'utf8'), { mapAsMap: false }));
