import { z } from 'zod';

const at = z.string();
const by = { by: z.string(), rank: z.string().optional(), at };
const reported = z.array(z.object({ item: z.string(), words: z.string(), says: z.string().nullable() }));

const head = {
  id: z.string(), reference: z.string(), etag: z.string(), stage: z.enum(['suspected', 'not-an-error', 'joined', 'established', 'closed']),
  /** The kind by its name in the law, and in words; the clause that describes it, and whether a lawyer has confirmed it. */
  kind: z.string(), words: z.string(), clause: z.string(), confirmed: z.boolean(),
  /** What brought it to light, in words without covert text. */
  shows: z.string(),
  authorisation: z.string().optional(), caseReference: z.string().optional(), component: z.string().optional(),
  discoveredAt: at, from: at.optional(), until: at.optional(), establishedAt: at.optional(), relevant: z.boolean().optional(), reportedAt: at.optional(), closedAt: at.optional(),
  /** The instants by which something must be done, by what. */
  deadlines: z.record(z.string(), at),
};

/** Errors as a list shows them: ids, states and instants; and the kinds that the law of today looks for. */
export const ErrorsAnswer = z.object({
  items: z.array(z.object(head)), next: z.string().optional(),
  kinds: z.array(z.object({ kind: z.string(), words: z.string(), clause: z.string(), confirmed: z.boolean() })),
});

/** An error as its page answers it. */
export const ErrorAnswer = z.object({
  ...head,
  force: z.string(), unit: z.string().optional(),
  found: z.object({ how: z.enum(['record', 'person']), by: z.string().optional(), permit: z.string().optional(), deadline: z.string().optional(), trace: z.string().optional() }),
  text: z.string().optional(),
  dismissed: z.object({ ...by, reason: z.string() }).optional(),
  joined: z.object({ ...by, into: z.string(), reason: z.string() }).optional(),
  /** What its report's clock stands on in law, where one runs. */
  established: z.object({ ...by, relevant: z.boolean(), ground: z.string(), clause: z.string().optional(), pack: z.string().optional(), unconfirmed: z.array(z.object({ what: z.string(), why: z.string() })).optional() }).optional(),
  earlyNotices: z.array(z.object({ ...by, text: z.string(), estimate: at.optional(), agreedUntil: at.optional() })),
  reports: z.array(z.object({ ...by, items: reported })),
  answers: z.array(z.object({ ...by, decision: z.string(), text: z.string() })),
  submissions: z.array(z.object({ ...by, text: z.string() })),
  outcome: z.object({ ...by, causes: z.string(), learnt: z.string() }).optional(),
  measures: z.array(z.object({ id: z.string(), what: z.string(), owner: z.string(), due: at, done: z.object({ ...by, note: z.string() }).optional() })),
  quarantines: z.array(z.object({ id: z.string(), ...by, from: at, until: at.nullable(), reason: z.string(), lifted: z.object({ ...by, reason: z.string().optional() }).optional() })),
  reopenings: z.array(z.object({ ...by, reason: z.string() })),
  /** What the law of today wants a report to say; whoever makes it signs it off. */
  reportItems: z.array(z.object({ item: z.string(), words: z.string(), clause: z.string(), confirmed: z.boolean() })),
});

/** The report to the Commissioner: what the record says, then what the law wants said. `says` is text, or texts by name; null where nothing is said yet. */
export const ErrorReportAnswer = z.object({
  heading: z.string(), reference: z.string(), force: z.string(), unit: z.string().optional(), caseReference: z.string().optional(), component: z.string().optional(), officer: z.string().optional(), at: at.optional(),
  clause: z.string(), confirmed: z.boolean(), items: z.array(z.object({ item: z.string(), words: z.string(), says: z.unknown() })),
});
