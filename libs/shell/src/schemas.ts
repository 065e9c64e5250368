import { outsideFaultOf } from '@cpmp/ledger';
import { z } from 'zod';

const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** An instant with its zone, as UTC with milliseconds. A time without a zone is refused: nobody knows which instant it means. */
export const instant = z
  .string()
  .max(40)
  .refine((text) => ZONED.test(text) && !Number.isNaN(Date.parse(text)), { error: 'an instant with its zone, e.g. 2026-03-02T09:00:00Z', params: { rule: 'instant-without-zone' } })
  .overwrite((text) => (ZONED.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : text));

/** Text that a person wrote: trimmed, not empty, at most so many characters. */
export const text = (max: number) => z.string().trim().min(1, 'say something').max(max);

/** An id that this platform made. */
export const id = z.string().regex(/^[a-z2-7]{16}$/, 'an id of 16 characters');

/** A person's id, as the identity provider gives it. */
export const personId = z.string().regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, "a person's id");

/** A component's id. */
export const componentId = z.string().regex(/^c[1-9]\d?$/, 'a component, e.g. c1');

/** A time window: from, inclusive, to `to`, exclusive. */
export const window = z.strictObject({ from: instant, to: instant }).refine(({ from, to }) => from < to, { error: 'a window that ends after it begins', path: ['to'] });

/** The first fault of what came from outside, before any schema looks at it. */
export const wellFormed = outsideFaultOf;
