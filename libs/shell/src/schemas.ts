import { outsideFaultOf } from '@cpmp/ledger';
import { z } from 'zod';

const ZONED = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** Years in which an act can lie; text of instants compares as their time does only while years have four digits. */
const [YEAR_MIN, YEAR_MAX] = [1900, 2999];

/** JavaScript reads 30 February as 2 March: a day that the calendar has not is refused instead. */
const isInstant = (text: string): boolean => {
  const [, year = 0, month = 0, day = 0] = (ZONED.exec(text) ?? []).map(Number);
  const asked = new Date(Date.UTC(year, month - 1, day));
  return year >= YEAR_MIN && year <= YEAR_MAX && asked.getUTCMonth() === month - 1 && asked.getUTCDate() === day && !Number.isNaN(Date.parse(text));
};

/** An instant with its zone, as UTC with milliseconds. A time without a zone is refused: nobody knows which instant it means. */
export const instant = z
  .string()
  .max(40)
  .refine(isInstant, { error: 'an instant with its zone, e.g. 2026-03-02T09:00:00Z', params: { rule: 'instant-without-zone' } })
  .overwrite((text) => (isInstant(text) ? new Date(text).toISOString() : text))
  .meta({ format: 'date-time' });

/** Text that a person wrote: trimmed, not empty, at most so many characters. */
export const text = (max: number) => z.string().trim().min(1, 'say something').max(max);

/** An id that this platform made. */
export const id = z.string().regex(/^[a-z2-7]{16}$/, 'an id of 16 characters');

/** A person's id, as the identity provider gives it. */
export const personId = z.string().regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, "a person's id");

/** A case's reference, as people use it. */
export const reference = z.string().regex(/^[A-Z]{1,3}-\d{2}-\d{4,6}$/, 'a reference, e.g. MET-26-0001');

/** A component's id. */
export const componentId = z.string().regex(/^c[1-9]\d?$/, 'a component, e.g. c1');

/** A name out of a list that is not ours to close: a tactic. It may be repeated in a refusal, so it has no room for covert text. */
export const code = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'a name in small letters and hyphens');

/** A time window: from, inclusive, to `to`, exclusive. */
export const window = z.strictObject({ from: instant, to: instant }).refine(({ from, to }) => from < to, { error: 'a window that ends after it begins', path: ['to'], params: { rule: 'window-order' } });

/** The most documents that a caller may ask of a list at once. */
const PAGE_MAX = 200;

/** The fields of a list's query that page it. */
export const paged = { limit: z.coerce.number().int().min(1).max(PAGE_MAX).optional(), after: z.string().max(400).optional() };

/** The first fault of what came from outside, before any schema looks at it. */
export const wellFormed = outsideFaultOf;
