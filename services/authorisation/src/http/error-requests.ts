import { code, componentId, id, instant, paged, personId, text } from '@cpmp/shell';
import { z } from 'zod';

/** The longest text that is written of an error, in characters. */
const TEXT_MAX = 8_000;
const MEASURES_MAX = 50;
const ITEMS_MAX = 50;

const words = text(TEXT_MAX);
const stage = z.enum(['suspected', 'not-an-error', 'joined', 'established', 'closed']);

/** Bodies, parameters and queries about errors. */
export const ErrorParams = z.strictObject({ id });
export const QuarantineParams = z.strictObject({ id, quarantine: z.string().regex(/^q[1-9]\d{0,3}$/) });
export const MeasureParams = z.strictObject({ id, measure: z.string().regex(/^m[1-9]\d{0,3}$/) });
/** `due`: what is due soonest comes first, instead of what was discovered last. */
export const ErrorListQuery = z.strictObject({ stage: stage.optional(), kind: code.optional(), authorisation: id.optional(), due: z.literal('true').transform(() => true as const).optional(), ...paged });

export const RaiseErrorBody = z.strictObject({ kind: code, authorisation: id.optional(), component: componentId.optional(), discoveredAt: instant.optional(), from: instant.optional(), until: instant.optional(), text: words })
  .refine(({ authorisation, component }) => component === undefined || authorisation !== undefined, { error: 'a part of a case is named with its case', path: ['authorisation'], params: { rule: 'part-without-case' } });
export const QuarantineBody = z.strictObject({ from: instant, until: instant.optional(), reason: words });
export const LiftBody = z.strictObject({ reason: words });
export const DismissErrorBody = z.strictObject({ reason: words });
export const EstablishErrorBody = z.strictObject({ relevant: z.boolean(), ground: words, establishedAt: instant.optional() });
export const JoinErrorBody = z.strictObject({ into: id, reason: words });
export const EarlyNoticeBody = z.strictObject({ text: words, estimate: instant.optional(), agreedUntil: instant.optional() });
/** What the report says, by the items that the law names: `GET` the report for them. */
export const ReportErrorBody = z.strictObject({ says: z.record(code, words).refine((says) => Object.keys(says).length <= ITEMS_MAX, `at most ${ITEMS_MAX} items`) });
export const AnswerErrorBody = z.strictObject({ decision: z.enum(['submissions-asked', 'noted', 'not-serious', 'serious-not-informed', 'serious-informed']), text: words, submissionsBy: instant.optional() })
  .refine(({ decision, submissionsBy }) => (decision === 'submissions-asked') === (submissionsBy !== undefined), { error: 'by when, exactly where submissions are asked for', path: ['submissionsBy'], params: { rule: 'submissions-by' } });
export const SubmissionBody = z.strictObject({ text: words });
export const CloseErrorBody = z.strictObject({ causes: words, learnt: words, measures: z.array(z.strictObject({ what: words, owner: personId, due: instant })).max(MEASURES_MAX) });
export const MeasureDoneBody = z.strictObject({ note: words });

export type ErrorListInput = z.infer<typeof ErrorListQuery>;
export type RaiseErrorInput = z.infer<typeof RaiseErrorBody>;
export type QuarantineInput = z.infer<typeof QuarantineBody>;
export type LiftInput = z.infer<typeof LiftBody>;
export type DismissErrorInput = z.infer<typeof DismissErrorBody>;
export type EstablishErrorInput = z.infer<typeof EstablishErrorBody>;
export type JoinErrorInput = z.infer<typeof JoinErrorBody>;
export type EarlyNoticeInput = z.infer<typeof EarlyNoticeBody>;
export type ReportErrorInput = z.infer<typeof ReportErrorBody>;
export type AnswerErrorInput = z.infer<typeof AnswerErrorBody>;
export type SubmissionInput = z.infer<typeof SubmissionBody>;
export type CloseErrorInput = z.infer<typeof CloseErrorBody>;
export type MeasureDoneInput = z.infer<typeof MeasureDoneBody>;
