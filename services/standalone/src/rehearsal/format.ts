import { z } from 'zod';
import { NoTime, readTime } from './times.js';

/** What a handle of the file may stand for. */
export type Kind = 'person' | 'asset' | 'resource' | 'source' | 'authorisation' | 'component' | 'tasking' | 'error';

/** A handle where the file uses it. Whether anything bears it there is known only when the whole file before it is read. */
export class Ref {
  constructor(
    readonly kinds: readonly Kind[],
    readonly handle: string,
  ) {}
}

/** `by: clock`: nobody acts, time moves. */
export const CLOCK = 'clock';

/** The ranks of the Metropolitan Police, lowest first. */
const MET_RANKS = [
  'constable', 'sergeant', 'inspector', 'chief-inspector', 'superintendent', 'chief-superintendent', 'commander', 'deputy-assistant-commissioner',
  'assistant-commissioner', 'deputy-commissioner', 'commissioner',
] as const;
/** Elsewhere. */
const OTHER_RANKS = [
  'constable', 'sergeant', 'inspector', 'chief-inspector', 'superintendent', 'chief-superintendent', 'assistant-chief-constable', 'deputy-chief-constable', 'chief-constable',
] as const;
const RANKS = [...new Set([...MET_RANKS, ...OTHER_RANKS])];
const ROLES = [
  'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer', 'handler', 'controller', 'record-maintainer', 'cover-officer',
  'senior-investigating-officer', 'resource-manager', 'asset-custodian', 'risk-owner', 'operational-security', 'product-officer', 'judicial-commissioner',
  'inspector-ipco', 'data-protection-officer', 'administrator', 'partner-system', 'duty-officer',
] as const;
/** Who has neither rank nor force. */
const OUTSIDE: readonly string[] = ['judicial-commissioner', 'inspector-ipco'];

export const POWERS = [
  'directed-surveillance', 'intrusive-surveillance', 'chis', 'undercover', 'criminal-conduct', 'property-interference', 'open-source-research',
] as const;
const GROUNDS = ['national-security', 'crime-or-disorder', 'serious-crime', 'economic-well-being', 'public-safety', 'public-health', 'unmanned-aircraft'] as const;
const PLACES = ['public', 'dwelling', 'hotel-bedroom', 'office', 'private-vehicle', 'legal-consultation', 'other'] as const;
const CONFIDENTIAL = ['none', 'privilege', 'personal', 'journalistic', 'parliamentary'] as const;
const STATES = [
  'draft', 'submitted', 'returned', 'awaiting-decision', 'refused', 'awaiting-approval', 'in-force', 'declined', 'expired', 'cancelled', 'quashed',
] as const;
const OPEN_STATES = ['deployed', 'recall-ordered', 'withdrawing', 'recovered', 'disabled', 'lost'] as const;
const DEADLINES = [
  'commissioner-notice', 'commissioner-notice-urgent', 'review', 'expiry', 'written-record', 'renewal-window', 'error-report', 'appeal', 'recovery', 'product-review',
  'risk-review', 'reassessment', 'reaccreditation',
] as const;
const NOTICES = [...DEADLINES, 'approved', 'declined', 'quashed', 'recall', 'switch-off', 'switched-on', 'regrant-before-twelve-months', 'whole-case-review', 'error-suspected'] as const;

/** Words, a name, a reason. */
export const words = z.string();
/** A tactic, a refusal's code: a fact in kebab-case. */
export const code = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'expected a name in small letters and hyphens');
/** A handle where it is given, or used without being checked. */
export const handle = z.string().regex(/^[a-z0-9][a-z0-9._@-]{0,63}$/, 'expected a handle: small letters, digits, . _ @ -');
/** A handle that must stand for one of these. */
export const ref = (...kinds: Kind[]) => handle.transform((name) => new Ref(kinds, name));
/** A last day, in London. */
export const day = z.iso.date();
/** A time of the format: an instant once the last step is known. */
export const time = z.string().transform((text, context) => {
  const found = readTime(text);
  if (!(found instanceof NoTime)) return found;
  context.issues.push({ code: 'custom', message: found.why, input: text });
  return z.NEVER;
});
/** From, inclusive, to, exclusive. */
export const window = z.tuple([time, time]);
export const mark = z.int().min(1).max(5);
export const notice = z.enum(NOTICES);

const Person = z
  .strictObject({ rank: z.enum(RANKS).optional(), roles: z.array(z.enum(ROLES)).min(1), force: words.optional(), unit: words.optional() })
  .superRefine(({ rank, roles, force }, context) => {
    const fault = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (!roles.some((role) => OUTSIDE.includes(role)) && (rank === undefined || force === undefined)) fault('rank', `rank and force are needed, but for ${OUTSIDE.join(' and ')}`);
    const ranks: readonly string[] = force === 'met' ? MET_RANKS : OTHER_RANKS;
    if (rank !== undefined && force !== undefined && !ranks.includes(rank)) fault('rank', `${force} has no rank ${rank}`);
  });

/** What s.29(5) asks for each source, and for each operative. */
const arrangements = { handler: ref('person').optional(), controller: ref('person').optional(), 'record-maintainer': ref('person').optional() };

const Resource = z
  .strictObject({
    kind: words, site: words.optional(), skills: z.array(words).optional(), accredited: z.record(words, day).optional(), 'assessed-until': day.optional(),
    ...arrangements, 'cover-officer': ref('person').optional(),
  })
  .superRefine((resource, context) => {
    if (resource.kind === 'undercover-operative') return;
    for (const key of ['handler', 'controller', 'record-maintainer', 'cover-officer'] as const) {
      if (resource[key] !== undefined) context.addIssue({ code: 'custom', path: [key], message: `only an undercover-operative takes ${key}` });
    }
  });

/** The file but for its steps, which are read one after another. */
export const Head = z.strictObject({
  title: words,
  starts: time,
  people: z.record(handle, Person).refine((people) => !(CLOCK in people), `${CLOCK} is no person`),
  assets: z.record(handle, z.strictObject({ kind: words, serial: words, site: words })).default({}),
  resources: z.record(handle, Resource).default({}),
  sources: z.record(handle, z.strictObject({ pseudonym: words, born: day, vulnerable: z.boolean(), ...arrangements })).default({}),
  steps: z.array(z.unknown()).min(1),
});

/** One component as its applicant writes it. */
export const ComponentDraft = z.strictObject({
  id: handle,
  power: z.enum(POWERS),
  ground: z.enum(GROUNDS),
  tactics: z.array(z.strictObject({ tactic: code, because: words })).min(1),
  subjects: z.array(words).optional(),
  vehicles: z.array(words).optional(),
  places: z.array(z.strictObject({ id: words, kind: z.enum(PLACES), 'in-area': z.boolean() })).optional(),
  necessity: words,
  proportionality: words,
  collateral: words,
  confidential: z.enum(CONFIDENTIAL).optional(),
  'seeks-privilege': z.boolean().optional(),
  source: ref('source').optional(),
  operative: ref('resource').optional(),
  linked: ref('component').optional(),
  conduct: words.optional(),
  'other-means': words.optional(),
  safeguards: z
    .strictObject({ 'risk-assessment': words, explained: words, 'appropriate-adult': words, responsible: ref('person'), exceptional: words })
    .partial()
    .optional(),
});

const expectations = {
  refused: code.optional(),
  clause: words.optional(),
  state: z.enum(STATES).optional(),
  from: time.optional(),
  until: time.optional(),
  deadlines: z.partialRecord(z.enum(DEADLINES), time).optional(),
  deployed: z.boolean().optional(),
  open: z.record(handle, z.enum(OPEN_STATES)).optional(),
  notices: z.array(z.strictObject({ to: ref('person'), about: notice })).optional(),
  plan: z.record(handle, z.array(ref('asset', 'resource'))).optional(),
};

/** What must come of a step. */
export const Expect = z.strictObject(expectations).refine(({ clause, refused }) => clause === undefined || refused !== undefined, { error: 'a clause is cited by a refusal: say refused too', path: ['clause'] });

/** What must come of a read, with the shape of what it may contain. */
export const expectOf = (contains: z.ZodType) => z.strictObject({ ...expectations, none: z.literal(true).optional(), contains: contains.optional() });

const count = z.int().min(0);

/** What a read may be said to contain, each a part of the whole. */
export const Contains = {
  component: z.strictObject({ state: z.enum(STATES), until: time }).partial(),
  record: z
    .strictObject({ 'granted-by': ref('person'), rank: z.enum(RANKS), 'granted-at': time, urgent: z.boolean(), renewals: count, confidential: z.enum(CONFIDENTIAL), 'cancelled-at': time })
    .partial(),
  proof: z.strictObject({ verified: z.boolean() }),
  statistics: z.partialRecord(
    z.enum(POWERS),
    z.strictObject({ applications: count, granted: count, refused: count, urgent: count, renewals: count, cancellations: count, extant: count }).partial(),
  ),
  /** A list: some item has these fields, by the names of the API in kebab-case. */
  item: z.record(words, z.unknown()),
};
