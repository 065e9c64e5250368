import { code, instant, paged, personId, reference } from '@cpmp/shell';
import { z } from 'zod';

const at = z.string();
const list = z.array(z.string());
const says = z.record(z.string(), z.unknown());

/** The position of the log up to which it is read; without one, its end. */
const position = z.coerce.number().int().min(1).optional();
const ordered = { error: 'a span that ends after it begins', path: ['to'], params: { rule: 'window-order' } };
const inOrder = ({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): boolean => from === undefined || to === undefined || from < to;
const span = { power: code.optional(), force: code.optional(), from: instant.optional(), to: instant.optional() };
const year = z.coerce.number().int().min(2000).max(2999);

export const CentralRecordQuery = z.strictObject({ ...span, position, ...paged }).refine(inOrder, ordered);
export const PositionQuery = z.strictObject({ position });
export const ReturnQuery = z.strictObject({ year, force: code.optional(), position });

/** The most rows of a sample, and the most days that may count as unused. */
const [SIZE_MAX, DAYS_MAX, SEED_MAX, NOTE_MAX] = [1_000, 3_660, 64, 8_000];
/** Each question has one address: another spelling of its number is none. */
export const QuestionParams = z.strictObject({ number: z.preprocess((text) => (/^[1-9]\d?$/.test(String(text)) ? Number(text) : text), z.int().min(1).max(20)) });
export const QuestionQuery = z.strictObject({
  ...span, position,
  seed: z.string().regex(/^[\w.-]+$/, 'letters, digits, dots and hyphens').max(SEED_MAX).optional(),
  size: z.coerce.number().int().min(1).max(SIZE_MAX).optional(),
  days: z.coerce.number().int().min(1).max(DAYS_MAX).optional(),
  reference: reference.optional(), officer: personId.optional(), at: instant.optional(), year: year.optional(),
  checkpoint: z.string().max(NOTE_MAX).optional(),
  ...paged,
}).refine(inOrder, ordered);

const readAt = { log: z.string(), position: z.int(), at };
const difference = z.object({ where: z.string(), what: z.string(), record: z.union([z.string(), z.number()]).nullable(), other: z.union([z.string(), z.number()]).nullable(), against: z.enum(['register', 'log']) });

/** The central record; `says` is what the record says of an item that the law wants held, null where it says nothing. */
export const CentralRecordAnswer = z.object({
  ...readAt,
  items: z.array(z.object({
    authorisation: z.string(), component: z.string(), reference: z.string(), force: z.string(), unit: z.string().optional(), power: z.string(), state: z.string(), from: at.nullable(), until: at.nullable(),
    items: z.array(z.object({ item: z.string(), clause: z.string(), confirmed: z.boolean(), says: z.unknown() })), path: z.string(), events: list,
  })),
  next: z.string().optional(),
});

export const ReconciliationAnswer = z.object({
  ...readAt, parts: z.int(), acts: z.array(z.object({ act: z.string(), record: z.int(), log: z.int().optional() })), unsettled: z.int(), differences: z.array(difference),
});

const ofYear = { ...readAt, year: z.int(), force: z.string().optional() };

export const ReturnAnswer = z.object({
  ...ofYear, powers: z.array(z.object({ power: z.string(), counts: z.array(z.object({ measure: z.string(), count: z.int(), log: z.int().optional() })), grounds: z.record(z.string(), z.int()) })),
  errors: z.array(z.object({ measure: z.string(), count: z.int() })),
  notHeld: z.array(z.object({ what: z.string(), where: z.string() })), differences: z.array(difference),
});

/** What may be given out; null: too small a number, or one from which it could be computed. */
export const DisclosureAnswer = z.object({ ...ofYear, suppressedBelow: z.int(), columns: list, rows: z.array(z.object({ power: z.string(), counts: z.array(z.int().nullable()) })) });

const question = {
  number: z.int(), asks: z.string(), columns: list, findings: list, takes: list, needs: list, limits: z.string().optional(),
  elsewhere: z.array(z.object({ service: z.string(), what: z.string(), path: z.string(), columns: list, timed: z.literal(true).optional() })),
};
export const QuestionsAnswer = z.object({ items: z.array(z.object(question)) });

/** An answer, computed from the log as far as its position: asked again of that position it is the same. */
export const QuestionAnswer = z.object({
  ...question, ...readAt,
  sample: z.object({ seed: z.string(), size: z.int(), of: z.int(), strata: z.array(z.object({ stratum: z.string(), rows: z.int(), drawn: z.int() })) }).optional(),
  total: z.int(),
  items: z.array(z.object({ says, path: z.string().optional(), events: list })),
  next: z.string().optional(),
});

export type CentralRecordInput = z.infer<typeof CentralRecordQuery>;
export type PositionInput = z.infer<typeof PositionQuery>;
export type ReturnInput = z.infer<typeof ReturnQuery>;
export type QuestionInput = z.infer<typeof QuestionQuery>;
