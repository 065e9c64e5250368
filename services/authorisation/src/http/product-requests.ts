import { componentId, id, instant, paged, personId, reference, text } from '@cpmp/shell';
import { z } from 'zod';
import { IdParams, PurposeQuery } from './requests.js';

/** The longest place, holder or purpose. */
const NAME_MAX = 200;
/** The longest description, reason or method. */
const TEXT_MAX = 4_000;

const name = text(NAME_MAX);
const words = text(TEXT_MAX);
const only = z.literal('true').transform(() => true as const).optional();
const copy = { place: name, holder: name, purpose: name, disclosedTo: name.optional() };
const basis = z.enum(['authorised-purpose', 'evidence', 'disclosure', 'complaint', 'inquiry']);

/** What somebody obtained, with its first copy. */
export const RegisterProductBody = z.strictObject({
  /** The case by its id, or by the reference that people use: who keeps product need not know more of it. */
  authorisation: z.union([id, reference]),
  component: componentId,
  kind: z.enum(['audio', 'video', 'photograph', 'document', 'log', 'data', 'object', 'other']),
  description: words,
  from: instant,
  until: instant.optional(),
  obtainedBy: personId,
  permit: id.optional(),
  confidential: z.enum(['none', 'privilege', 'personal', 'journalistic', 'parliamentary']),
  basis,
  reviewBy: instant,
  copy: z.strictObject(copy),
});

const copyNumber = z.string().regex(/^k[1-9]\d{0,3}$/, 'a copy, e.g. k1');
export const CopyParams = z.strictObject({ id, copy: copyNumber });
export const HoldParams = z.strictObject({ id, hold: z.string().regex(/^h[1-9]\d{0,3}$/, 'a hold, e.g. h1') });
export const QuarantineParams = z.strictObject({ id, quarantine: z.string().regex(/^q[1-9]\d{0,3}$/, 'a quarantine, e.g. q1') });
export const ProductParams = IdParams;

export const CopyBody = z.strictObject(copy);
export const ReturnBody = z.strictObject({ place: name, holder: name });
export const ProductReviewBody = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('keep'), reason: words, basis, reviewBy: instant }),
  z.strictObject({ decision: z.literal('destroy'), reason: words }),
]);
export const ToldBody = z.strictObject({ told: words });
export const ReasonBody = z.strictObject({ reason: words });
export const WithdrawBody = z.strictObject({ reason: words, basis, reviewBy: instant });
export const DestroyCopyBody = z.strictObject({ method: words });
/** Nothing is to be said beside the act itself. */
export const NothingBody = z.strictObject({});

export const ProductsQuery = z.strictObject({
  authorisation: id.optional(),
  stage: z.enum(['kept', 'destruction-proposed', 'destruction-ordered', 'destruction-confirmed', 'destroyed']).optional(),
  confidential: z.enum(['privilege', 'personal', 'journalistic', 'parliamentary']).optional(),
  /** Those alone that were obtained while nothing was in force. */
  uncovered: only,
  /** Those alone that a hold or a quarantine keeps. */
  barred: only,
  sort: z.enum(['number', 'due']).optional(),
  ...paged,
});

export type PurposeInput = z.infer<typeof PurposeQuery>;
export type RegisterProductInput = z.infer<typeof RegisterProductBody>;
export type CopyInput = z.infer<typeof CopyBody>;
export type ReturnInput = z.infer<typeof ReturnBody>;
export type ProductReviewInput = z.infer<typeof ProductReviewBody>;
export type ToldInput = z.infer<typeof ToldBody>;
export type ReasonInput = z.infer<typeof ReasonBody>;
export type WithdrawInput = z.infer<typeof WithdrawBody>;
export type DestroyCopyInput = z.infer<typeof DestroyCopyBody>;
export type ProductsInput = z.infer<typeof ProductsQuery>;
