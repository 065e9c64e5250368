import { code, componentId, id, instant, paged, personId, reference, text } from '@cpmp/shell';
import { z } from 'zod';

/** The longest name: an operation, a handle, a tactic. */
const NAME_MAX = 100;
/** The longest reason for one tactic, in characters. */
const REASON_MAX = 600;
/** The longest free text, in characters: overlong applications are criticised too (finding P24). */
const TEXT_MAX = 8_000;
const LIST_MAX = 50;
const COMPONENTS_MAX = 20;
const RENEWALS_MAX = 1_000;

const name = text(NAME_MAX);
const words = text(TEXT_MAX);
/** Text whose absence the law answers, not the form. */
const perhaps = z.string().trim().max(TEXT_MAX).optional();
/** Asks for those alone of which it is true. */
const only = z.literal('true').transform(() => true as const).optional();
const names = z.array(name).max(LIST_MAX).optional();
const persons = z.array(personId).max(LIST_MAX);

const Place = z.strictObject({
  handle: name,
  kind: z.enum(['public', 'dwelling', 'hotel-bedroom', 'office', 'private-vehicle', 'legal-consultation', 'other']),
  inArea: z.boolean(),
  purpose: z.enum(['maintenance', 'retrieval']).optional(),
});

const Safeguards = z.strictObject({ riskAssessment: perhaps, explained: perhaps, appropriateAdult: perhaps, responsible: perhaps, exceptional: perhaps });

/** One component as its applicant writes it. */
export const ComponentDraft = z.strictObject({
  handle: name,
  power: z.enum(['directed-surveillance', 'intrusive-surveillance', 'chis', 'undercover', 'criminal-conduct', 'property-interference', 'open-source-research']),
  ground: z.enum(['national-security', 'crime-or-disorder', 'serious-crime', 'economic-well-being', 'public-safety', 'public-health', 'unmanned-aircraft']),
  tactics: z.array(z.strictObject({ tactic: code, because: z.string().trim().max(REASON_MAX) })).min(1).max(LIST_MAX),
  subjects: names,
  vehicles: names,
  places: z.array(Place).max(LIST_MAX).optional(),
  necessity: words,
  proportionality: words,
  collateral: words,
  otherMeans: perhaps,
  confidential: z.enum(['none', 'privilege', 'personal', 'journalistic', 'parliamentary']).optional(),
  seeksPrivilege: z.boolean().optional(),
  source: z.string().max(NAME_MAX).optional(),
  operative: z.string().max(NAME_MAX).optional(),
  linked: name.optional(),
  conduct: perhaps,
  /** Of research in open sources: one of the levels of the law. */
  level: code.optional(),
  urgent: perhaps,
  safeguards: Safeguards.optional(),
});

const repeats = (list: readonly string[]): boolean => new Set(list).size !== list.length;

/** Bodies, parameters and queries. */
export const IdParams = z.strictObject({ id });
export const ComponentParams = z.strictObject({ id, component: componentId });

const handles = { error: 'each component has its own handle', params: { rule: 'handle-repeated' } };
const about = { operation: name, agreement: name.optional(), madeAt: instant.optional(), cleared: persons.optional() };

export const ApplyBody = z.strictObject({
  ...about,
  components: z.array(ComponentDraft).min(1).max(COMPONENTS_MAX).refine((drafts) => !repeats(drafts.map(({ handle }) => handle)), handles),
});

/** An application as far as it is written: everything may be missing, and what is there has its form. */
export const DraftBody = z.strictObject({
  ...about,
  components: z.array(ComponentDraft.partial()).max(COMPONENTS_MAX).refine((drafts) => !repeats(drafts.flatMap(({ handle }) => handle ?? [])), handles),
}).partial();

export const PageQuery = z.strictObject(paged);

/** At most so many cases are asked for by their ids at once. */
const IDS_MAX = 50;
const ID = '[a-z2-7]{16}';

export const ListQuery = z.strictObject({
  ids: z.string().regex(new RegExp(`^${ID}(,${ID}){0,${IDS_MAX - 1}}$`), `1 to ${IDS_MAX} cases’ ids with commas between`).transform((list) => list.split(',')).optional(),
  reference: reference.optional(),
  state: z.enum(['submitted', 'returned', 'awaiting-decision', 'refused', 'awaiting-approval', 'declined', 'in-force', 'expired', 'cancelled', 'quashed']).optional(),
  mine: only,
  /** Cases in which a grant or a renewal was decided and waits for a judicial commissioner. */
  approval: only,
  unchecked: only,
  regranted: only,
  /** Cases of which the commissioner is owed a notice. */
  owed: only,
  /** Cases in which somebody is missing who must look after a source or an operative. */
  gap: only,
  sort: z.enum(['reference', 'due', 'since']).optional(),
  ...paged,
});
export const DoubtsQuery = z.strictObject({ state: z.enum(['suspected', 'gap']), ...paged });

/** An instant that has passed, or now. */
const past = z.union([z.literal('now'), instant]);

/** A case as it stood at an instant; `purpose` is why it is read, where that is more than reading, for the access log. */
export const CaseQuery = z.strictObject({ at: past.optional(), purpose: z.enum(['print']).optional() });
export const PurposeQuery = CaseQuery.pick({ purpose: true });
/** The record as it stood at an instant; `officer`: as that person could see it then. */
export const RecordQuery = z.strictObject({ at: past.optional(), officer: personId.optional() });

const size = z.coerce.number().int().min(1);
/** With `since`, the pack also proves that the log has only grown since that size. */
export const EvidenceQuery = z.strictObject({ since: size.optional() });
export const InclusionQuery = z.strictObject({ position: size, size });
export const ConsistencyQuery = z.strictObject({ from: size, size });
/** The longest checkpoint, in characters: three lines and the signatures of several witnesses. */
const NOTE_MAX = 8_000;
export const VerifyBody = z.strictObject({ checkpoint: z.string().max(NOTE_MAX).optional() });
export const LawQuery = z.strictObject({ at: instant.optional() });

/** The longest pack of law, in characters. */
const PACK_MAX = 100_000;
const setDigest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'the digest of a set');
const Pack = z.strictObject({ file: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}\.yaml$/, 'a file name, e.g. chis.yaml'), text: z.string().min(1).max(PACK_MAX) });
/** As the law stands on that day, whenever a decision was made. */
const on = z.iso.date().optional();
/** A proposed law: what is offered under a name, or the texts of packs. */
export const ShadowBody = z.union([z.strictObject({ offer: z.enum(['shipped', 'folder']), on }), z.strictObject({ packs: z.array(Pack).min(1).max(LIST_MAX), on })]);
export const AdoptBody = z.strictObject({ set: setDigest });

export const CheckBody = z.strictObject({ outcome: z.enum(['pass', 'return']), comment: words });

const form = z.enum(['written', 'oral']);
/** The officer's own note: whoever asked them seals theirs. */
const Note = z.strictObject({ by: z.literal('officer', 'your own note alone: whoever asked you seals theirs'), madeAt: instant.optional(), text: perhaps });
/** A decision that may have been spoken before it is entered. */
const insteadOf = z.array(z.strictObject({ person: personId, because: words })).max(LIST_MAX).optional();
const spoken = { form, urgent: perhaps, notes: z.array(Note).max(LIST_MAX).optional(), statement: words, decidedAt: instant.optional(), insteadOf, conflictReason: perhaps };

export const GrantBody = z.strictObject({ ...spoken, reviewBy: instant });
export const RenewBody = z.strictObject({ ...spoken, value: words });
export const RefuseBody = z.strictObject({ reason: words });
export const NoteBody = z.strictObject({ officer: personId, madeAt: instant.optional(), text: words });
export const RecordBody = z.strictObject({ text: words });
export const NotifyBody = z.strictObject({ act: z.enum(['grant', 'renewal', 'cancellation']) });
export const ReviewBody = z.strictObject({
  changed: words,
  decision: z.enum(['continue', 'narrow', 'cancel']),
  nextReview: instant.optional(),
  use: perhaps,
  tasks: perhaps,
  information: perhaps,
  product: perhaps,
  subjectsAdded: names,
  subjectsRemoved: names,
  tacticsWithdrawn: z.array(code).max(LIST_MAX).optional(),
  collateralMet: perhaps,
  confidentialComment: perhaps,
});
export const CancelBody = z.strictObject({
  ceasedAt: instant.optional(),
  told: persons.optional(),
  reason: words,
  value: words,
  productDirection: perhaps,
  equipment: perhaps,
  notedBy: personId.optional(),
  insteadOf,
  decidedAt: instant.optional(),
});
const target = z.union([z.strictObject({ subject: name }), z.strictObject({ vehicle: name }), z.strictObject({ place: name })]);
export const ReportDeploymentBody = z.strictObject({ thing: name, tactic: code, target, from: instant, until: instant, note: words });

export const ResearchBody = z.strictObject({ from: instant, until: instant, level: code, what: words, why: words, where: words, ticks: z.array(code).max(LIST_MAX) });

const approvedAct = z.enum(['grant', 'renewal']);
export const ApproveBody = z.strictObject({ act: approvedAct, reason: words });
export const QuashBody = z.strictObject({ act: approvedAct, how: z.enum(['quashed', 'cancelled']).default('quashed'), reason: words, destroy: z.boolean(), retrieve: z.boolean() });
export const CommentBody = z.strictObject({ act: z.enum(['grant', 'renewal', 'cancellation']), text: words });
export const CommentParams = z.strictObject({ id, component: componentId, comment: z.string().regex(/^k[1-9]\d{0,3}$/) });
export const NoticeParams = z.strictObject({ id, component: componentId, act: z.enum(['grant', 'renewal', 'cancellation']) });
/** Which renewal, the first being 1. */
export const NoticeQuery = z.strictObject({ number: z.coerce.number().int().min(1).max(RENEWALS_MAX).optional() });
export const AcknowledgeBody = z.strictObject({ answer: words });
const appealed = z.enum(['decline', 'quash']);
export const AppealBody = z.strictObject({ against: appealed, reason: words });
export const DecideAppealBody = z.strictObject({ against: appealed, outcome: z.enum(['allowed', 'dismissed']) });

export type ApplyInput = z.infer<typeof ApplyBody>;
export type DraftInput = z.infer<typeof DraftBody>;
export type PageInput = z.infer<typeof PageQuery>;
export type ListInput = z.infer<typeof ListQuery>;
export type DoubtsInput = z.infer<typeof DoubtsQuery>;
export type CaseInput = z.infer<typeof CaseQuery>;
export type RecordQueryInput = z.infer<typeof RecordQuery>;
export type EvidenceInput = z.infer<typeof EvidenceQuery>;
export type InclusionInput = z.infer<typeof InclusionQuery>;
export type ConsistencyInput = z.infer<typeof ConsistencyQuery>;
export type VerifyInput = z.infer<typeof VerifyBody>;
export type LawInput = z.infer<typeof LawQuery>;
export type ShadowInput = z.infer<typeof ShadowBody>;
export type AdoptInput = z.infer<typeof AdoptBody>;
export type CheckInput = z.infer<typeof CheckBody>;
export type GrantInput = z.infer<typeof GrantBody>;
export type RenewInput = z.infer<typeof RenewBody>;
export type RefuseInput = z.infer<typeof RefuseBody>;
export type NoteInput = z.infer<typeof NoteBody>;
export type RecordInput = z.infer<typeof RecordBody>;
export type NotifyInput = z.infer<typeof NotifyBody>;
export type ReviewInput = z.infer<typeof ReviewBody>;
export type ReportDeploymentInput = z.infer<typeof ReportDeploymentBody>;
export type ResearchInput = z.infer<typeof ResearchBody>;
export type CancelInput = z.infer<typeof CancelBody>;
export type ApproveInput = z.infer<typeof ApproveBody>;
export type QuashInput = z.infer<typeof QuashBody>;
export type CommentInput = z.infer<typeof CommentBody>;
export type AcknowledgeInput = z.infer<typeof AcknowledgeBody>;
export type AppealInput = z.infer<typeof AppealBody>;
export type DecideAppealInput = z.infer<typeof DecideAppealBody>;
