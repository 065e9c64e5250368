import { z } from 'zod';

/** What a fact of law looks like in a pack: dated, cited, and honest about what nobody has confirmed. */

export const text = z.string().min(1);
export const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name in small letters and hyphens');
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day, e.g. 2026-03-31')
  .refine((value) => !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value), 'a day that the calendar has');
export const whole = z.number().int().positive();
export const names = z.array(name).min(1);

export const cited = {
  /** The provision, in the names that refusals use. */
  cite: text,
  /** Where it was read: a key of sources.yaml. */
  source: name,
  /** False: it rests on something that was not read, or that a lawyer has not confirmed. */
  confirmed: z.boolean(),
  /** Where unconfirmed: what is, and why, in words that an officer reads. */
  what: text.optional(),
  why: text.optional(),
};
const dated = { from: day, until: day.optional(), ...cited };

type Doubtful = { readonly confirmed: boolean; readonly what?: string | undefined; readonly why?: string | undefined };
export const saysItsDoubt = ({ confirmed, what, why }: Doubtful): boolean => confirmed === (what === undefined) && confirmed === (why === undefined);
export const DOUBT = 'what is unconfirmed says what and why; what is confirmed says neither';

/** A dated fact: what it says, since when, until when (exclusive), on which provision, read where, and whether it is confirmed. */
export const fact = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ ...dated, ...shape }).refine((value) => saysItsDoubt(value as unknown as Doubtful), DOUBT);
export const facts = <S extends z.ZodRawShape>(shape: S) => z.array(fact(shape)).min(1);

export type Cited = { readonly cite: string; readonly source: string; readonly confirmed: boolean; readonly what?: string | undefined; readonly why?: string | undefined };
export type Dated = Cited & { readonly from: string; readonly until?: string | undefined };
