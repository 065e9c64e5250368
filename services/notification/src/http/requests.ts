import { code, id, instant, paged, personId, text } from '@cpmp/shell';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((word) => word === 'true').optional();
/** Asks for those alone of which it is true. */
const only = z.literal('true').transform(() => true as const).optional();
const day = z.iso.date();

/** Parameters, bodies and answers of notification. */
export const NoticeParams = z.strictObject({ id: z.string().regex(/^(deadline|notice)-[a-z2-7]{16}\.[a-z]{1,16}$/, 'a notice id') });
export const PersonParams = z.strictObject({ person: personId });
export const NoticesQuery = z.strictObject({ ...paged, to: personId.optional(), acknowledged: flag });
export const DeadlinesQuery = z.strictObject({ ...paged, about: z.string().regex(/^[a-z]{1,20}-[a-z0-9-]{1,64}$/, 'a stream').optional(), late: only, open: flag });
export const TellingsQuery = z.strictObject({ ...paged, about: code.optional(), waiting: flag, escalated: only });
export const DeadlineParams = z.strictObject({ id });
/** The longest note on a deadline, in characters. */
const NOTE_MAX = 2000;
export const NoteBody = z.strictObject({ text: text(NOTE_MAX), chase: z.boolean().default(false) });
export const DirectoryQuery = z.strictObject(paged);
/** At most so many persons are named at once. */
const NAMED_MAX = 50;
const PERSON = '[a-z0-9][a-z0-9._@-]{0,63}';
export const NamesQuery = z.strictObject({ persons: z.string().regex(new RegExp(`^${PERSON}(,${PERSON}){0,${NAMED_MAX - 1}}$`), `1 to ${NAMED_MAX} persons' ids with commas between`).transform((list) => list.split(',')) });
export const Empty = z.strictObject({});
/** What a token may say of its bearer, the directory can hold: else a force could apply that nobody can be told for. */
const CLAIM_MAX = 60;
export const PersonBody = z.strictObject({
  name: text(120).nullable().default(null),
  force: z.string().max(CLAIM_MAX).nullable().default(null),
  unit: z.string().max(CLAIM_MAX).nullable().default(null),
  rank: z.string().max(CLAIM_MAX).nullable().default(null),
  roles: z.array(z.strictObject({ role: z.string().max(CLAIM_MAX), from: day.optional(), until: day.optional() })).max(20),
  dutyOfficer: z.boolean().default(false),
});

const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });
const acknowledged = z.object({ acknowledgedAt: instant.nullable(), acknowledgedBy: z.string().nullable() });
const concerning = z.object({ stream: z.string(), component: z.string().nullable(), thing: z.string().nullable(), deployment: z.string().nullable(), reference: z.string(), due: instant.nullable() });
export const NoticesAnswer = list(
  concerning.extend(acknowledged.shape).extend({
    id: z.string(),
    to: z.string(),
    about: z.string(),
    text: z.string(),
    authorisation: z.string().optional(),
    sentAt: instant,
    escalatesAt: instant.nullable(),
    escalatesTo: z.string().nullable(),
    waiting: z.boolean(),
    recipients: z.int(),
  }),
);
export const AcknowledgedAnswer = z.object({ id: z.string(), by: z.string() });
export const DeadlinesAnswer = list(
  z.object({
    id: z.string(),
    deadline: z.string(),
    what: z.string(),
    due: instant,
    about: z.string(),
    component: z.string().nullable(),
    reference: z.string(),
    force: z.string().nullable(),
    unit: z.string().nullable(),
    statutory: z.boolean(),
    state: z.enum(['open', 'discharged']),
    dischargedAt: instant.nullable(),
    late: z.boolean(),
    told: z.array(z.object({ person: z.string(), at: instant, acknowledgedAt: instant.nullable() })),
    notes: z.array(z.object({ by: z.string(), at: instant, text: z.string() })),
  }),
);
/** Notices whoever they went to. */
export const TellingsAnswer = list(
  concerning.extend({
    id: z.string(), about: z.string(), text: z.string(), told: z.array(z.string()), sentAt: instant, escalatedAt: instant.nullable(), escalatesAt: instant.nullable(), escalatesTo: z.string().nullable(), waiting: z.boolean(),
    acknowledged: z.array(z.object({ by: z.string(), at: instant })),
  }),
);
export const NotedAnswer = z.object({ id: z.string(), chased: z.boolean() });
export const PersonAnswer = PersonBody.extend({ person: z.string() });
export const NamesAnswer = z.object({ items: z.array(z.object({ person: z.string(), name: z.string().nullable(), rank: z.string().nullable() })) });
export const DirectoryAnswer = list(PersonAnswer);
