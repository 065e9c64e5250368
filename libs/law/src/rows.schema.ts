import { z } from 'zod';
import { text } from './fact.schema.js';

/** Why no case shows a row: a person judges it, a service keeps it, or nothing does yet. */
const notHere = text.regex(/^(person|service|open): ./, 'person, service or open, and why');

/** The rows of the statutory table, as they stand in `rows.yaml`. */
export const RowsFile = z.strictObject({ rows: z.record(z.string(), z.strictObject({ says: text, cite: text, 'not-here': notHere.optional() })) });
