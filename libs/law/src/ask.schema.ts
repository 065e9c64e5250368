import { z } from 'zod';

/** One line of `law evaluate`: the shape of a question, so that a mistyped word is an error and not another question. */

/** Days are compared as text: of a year with other than four digits, or that a period or an age may carry there, nothing could be said. */
const [FIRST_YEAR, AFTER_LAST_YEAR] = ['1000', '9900'];
const isDay = (text: string): boolean => text >= FIRST_YEAR && text < AFTER_LAST_YEAR && new Date(Date.parse(text)).getUTCDate() === Number(text.slice('2026-03-'.length));

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;
/** Written anew in place: a transformation would cost as much as the rest of a question. */
const instant = z.string().check((said) => {
  // Date.parse takes 30 February for 2 March.
  const ms = INSTANT.test(said.value) && isDay(said.value.slice(0, '2026-03-31'.length)) ? Date.parse(said.value) : NaN;
  if (Number.isNaN(ms)) said.issues.push({ code: 'custom', message: 'an instant that the calendar has, with its zone, e.g. 2026-06-01T23:00:00Z', input: said.value });
  else said.value = new Date(ms).toISOString();
});
const text = z.string();

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day, e.g. 2026-03-31').refine(isDay, 'a day that the calendar has');
const form = z.enum(['written', 'oral']);

/** Who holds which role; nobody where it is null or not said. */
const held = text.nullable().default(null);
const roles = { handler: held, controller: held, 'record-maintainer': held };

/** Of a source's age either the day of birth, or the days on which they reach the ages that matter. */
const source = z.strictObject({
  born: day.nullish(), turns: z.record(z.string().regex(/^\d+$/), day).optional(), vulnerable: z.boolean().default(false), ...roles,
  safeguards: z.union([z.boolean(), z.array(text)]).default(false), 'against-parent': z.boolean().optional(),
});
const operative = z.strictObject({
  ...roles,
  prior: z.array(z.strictObject({ from: instant, until: instant.nullable(), form: form.nullable().default(null), 'urgent-only': z.boolean().default(false), 'same-operation': z.boolean() })).default([]),
});
const STATES = ['draft', 'submitted', 'returned', 'awaiting-decision', 'refused', 'awaiting-approval', 'in-force', 'declined', 'expired', 'cancelled', 'quashed'] as const;
const state = z.enum(STATES);
const linked = z.strictObject({ power: z.enum(['chis', 'undercover']), state, until: instant.nullable(), 'long-term': z.boolean().default(false) });

const component = z.strictObject({
  power: z.enum(['directed-surveillance', 'intrusive-surveillance', 'chis', 'undercover', 'criminal-conduct', 'property-interference', 'open-source-research']),
  ground: z.enum(['national-security', 'crime-or-disorder', 'serious-crime', 'economic-well-being', 'public-safety', 'public-health', 'unmanned-aircraft']),
  tactics: z.array(z.strictObject({ tactic: text, because: text })),
  places: z.array(z.strictObject({
    kind: z.enum(['public', 'dwelling', 'hotel-bedroom', 'office', 'private-vehicle', 'legal-consultation', 'other']),
    'in-area': z.boolean(),
    purpose: z.enum(['maintenance', 'retrieval']).nullish(),
  })).default([]),
  confidential: z.enum(['none', 'privilege', 'personal', 'journalistic', 'parliamentary']).default('none'),
  'seeks-privilege': z.boolean().default(false),
  'other-means': text.nullish(),
  'amounts-to': z.enum(['none', 'directed-surveillance']).nullish(),
  source: source.nullish(), operative: operative.nullish(), linked: linked.nullish(),
});

const period = z.strictObject({
  state,
  from: instant.nullable(),
  until: instant.nullable(),
  form: form.nullish(),
  'urgent-only': z.boolean().optional(),
  since: instant.optional(),
});

const decided = {
  form,
  urgent: text.nullable().default(null),
  notes: z.array(z.enum(['applicant', 'officer'])).default([]),
  'prior-approval': z.strictObject({ at: instant }).nullable().default(null),
};
const review = z.strictObject({ considered: z.boolean(), use: z.boolean(), tasks: z.boolean(), information: z.boolean() });

/** Every key of any question: one that belongs to another event is passed over, one that belongs to none is an error. */
const anyKey = Object.fromEntries(
  ['officer', 'applicant', 'agreement', 'component', 'form', 'urgent', 'notes', 'prior-approval', 'current', 'review', 'act', 'ceased-at', 'product-direction'].map((key) => [key, z.unknown().optional()]),
);

/** The shape of a question. The ranks are those of the packs' ladders. */
export const askSchema = (ranks: ReadonlySet<string>) => {
  const rank = z.enum([...ranks] as [string, ...string[]], 'a rank on one of the ladders');
  const about = {
    ...anyKey,
    at: instant,
    officer: z.strictObject({ person: text, rank, force: text, 'stands-in-for': z.strictObject({ rank, absent: z.boolean() }).optional() }),
    applicant: z.strictObject({ person: text, force: text }),
    agreement: text.nullable().default(null),
    component,
  };
  const act = z.enum(['grant', 'renewal']);
  return z.discriminatedUnion('event', [
    z.strictObject({ event: z.literal('grant'), ...about, ...decided }),
    z.strictObject({ event: z.literal('renew'), ...about, ...decided, current: period, review: review.nullable().default(null) }),
    z.strictObject({ event: z.literal('approval-notice'), ...about, act, current: period }),
    z.strictObject({ event: z.literal('decline'), ...about, act, current: period }),
    z.strictObject({ event: z.literal('quash'), ...about, current: period }),
    z.strictObject({ event: z.literal('cancel'), ...about, current: period, 'ceased-at': instant.nullable().default(null), 'product-direction': text.nullable().default(null) }),
    z.strictObject({ event: z.literal('establish-error'), ...anyKey, at: instant }),
  ]);
};
