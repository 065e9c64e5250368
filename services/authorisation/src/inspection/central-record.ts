import type { Instant } from '@cpmp/kernel';
import { type Book, recordsOf } from '@cpmp/law';
import type { Recorded } from '@cpmp/ledger';
import type { AuthorityEvent, Officer } from '../domain/index.js';
import { actsOf, decidedAt, type LogRead, lifeOf, type Part, pathOf, periodsOf, permitsOf, type Span, within } from './parts.js';

const who = ({ person, rank }: Officer) => ({ officer: person, ...(rank ? { rank } : {}) });

/** The decisions on a part that somebody who applied for it took themselves. */
export const ownDecisions = (part: Part) => [...actsOf(part, 'AuthorityGranted'), ...actsOf(part, 'AuthorityRenewed'), ...actsOf(part, 'AuthorityCancelled')].filter(({ event }) => event.by.person === part.about.applicant);

/** What a commissioner was told and answered. */
const commissioners = (part: Part) => [
  ...actsOf(part, 'CommissionerNotified').map(({ event }) => ({ what: 'told', act: event.act, at: event.sentAt })),
  ...actsOf(part, 'AuthorityApproved').map(({ event }) => ({ what: 'approved', act: event.act, at: event.approvedAt, by: event.commissioner })),
  ...actsOf(part, 'AuthorityDeclined').map(({ event }) => ({ what: 'declined', act: event.act, at: event.declinedAt, by: event.commissioner })),
  ...actsOf(part, 'AuthorityQuashed').map(({ event }) => ({ what: event.how, act: event.act, at: event.quashedAt, by: event.commissioner })),
];

const grant = (part: Part) => actsOf(part, 'AuthorityGranted').at(-1)?.event;
const started = (part: Part) => permitsOf(part).rows.filter(({ answer }) => answer?.startedAt !== undefined);
const renewals = (part: Part) => actsOf(part, 'AuthorityRenewed').map(({ event }) => ({ at: event.decidedAt, ...who(event.by), from: event.from, until: event.until }));

/** Where the record says what the central record must hold, by the item's name in the packs. */
const SAYS: Readonly<Record<string, (part: Part) => unknown>> = {
  type: ({ asked }) => asked.power,
  'given-at': (part) => grant(part)?.decidedAt ?? null,
  'granted-at': (part) => grant(part)?.decidedAt ?? null,
  'officer-and-rank': (part) => actsOf(part, 'AuthorityGranted').map(({ event }) => ({ ...who(event.by), ...(event.insteadOf ? { insteadOf: event.insteadOf } : {}) })).at(-1) ?? null,
  reference: ({ about, component }) => `${about.reference}, part ${component.slice(1)}`,
  'title-and-subjects': ({ operation, asked }) => ({ title: operation, description: asked.handle, subjects: asked.subjects ?? [] }),
  form: (part) => grant(part)?.form ?? null,
  urgency: (part) => [...actsOf(part, 'AuthorityGranted'), ...actsOf(part, 'AuthorityRenewed')].flatMap(({ event }) => (event.urgent === undefined ? [] : [{ at: event.decidedAt, form: event.form, why: event.urgent }])),
  reviews: (part) => actsOf(part, 'AuthorityReviewed').map(({ event }) => ({ at: event.reviewedAt, ...who(event.by), decision: event.decision })),
  renewals,
  'confidential-information': ({ asked }) => asked.confidential ?? 'none',
  'self-authorised': (part) => ownDecisions(part).length > 0,
  'cancelled-at': (part) => actsOf(part, 'AuthorityCancelled').map(({ event }) => ({ at: event.decidedAt, ...who(event.by) })).at(-1) ?? null,
  refusals: (part) => actsOf(part, 'AuthorityRefused').map(({ event }) => ({ at: event.decidedAt, ...who(event.by), reason: event.reason })),
  'commissioner-notices': commissioners,
  agreement: ({ agreement }) => agreement ?? null,
  'commissioner-told-at': (part) => commissioners(part).filter(({ what }) => what === 'told'),
  'commissioner-approved-at': (part) => commissioners(part).filter(({ what }) => what === 'approved'),
  entries: (part) => [
    ...started(part).map(({ thing, tactic, answer }) => ({ thing, tactic, from: answer?.startedAt, until: answer?.closedAt ?? null })),
    ...actsOf(part, 'DeploymentReported').map(({ event }) => ({ thing: event.thing, tactic: event.tactic, from: event.from, until: event.until })),
  ],
  'ceased-at': (part) => actsOf(part, 'AuthorityCancelled').map(({ event }) => ({ at: event.ceasedAt, told: event.told })).at(-1) ?? null,
  equipment: (part) => ({
    installed: started(part).filter(({ holder }) => holder === 'asset-registry').map(({ thing, answer }) => ({ thing, at: answer?.startedAt, retrieved: answer?.closedAt ?? null })),
    said: actsOf(part, 'AuthorityCancelled').flatMap(({ event }) => event.equipment ?? []),
  }),
  'deployment-periods': periodsOf,
};

/** Every item that the record can say something on. */
export const CENTRAL_ITEMS: readonly string[] = Object.keys(SAYS);

/** The acts that decide on a part, and end it. */
const DECIDES: readonly AuthorityEvent['type'][] = ['AuthorityGranted', 'AuthorityRefused', 'AuthorityRenewed', 'AuthorityApproved', 'AuthorityDeclined', 'AuthorityQuashed', 'AuthorityCancelled', 'AuthorityExpired', 'LinkedAuthorityEnded'];

/** The decisions on a part that were taken within a span, and its ends. */
export const decisionsIn = ({ events }: Part, span: Span): readonly Recorded<AuthorityEvent>[] => events.filter((one) => DECIDES.includes(one.event.type) && within(decidedAt(one), span));

export type RecordQuery = Span & { readonly power?: string | undefined; readonly force?: string | undefined };

/** Whether a part belongs to what is asked for. */
export const isAbout = ({ asked, about }: Part, { power, force }: RecordQuery): boolean => (power === undefined || asked.power === power) && (force === undefined || about.force === force);

/** What the law wants held of a part, on the day of its first decision. */
const itemsOf = (book: Book, part: Part, at: Instant) => recordsOf(book, part.asked.power, at).central;

const entryOf = (book: Book, part: Part) => {
  const decisions = decisionsIn(part, {});
  const first = decisions[0];
  const { state, from, until } = lifeOf(part);
  return {
    authorisation: part.authorisation, component: part.component, reference: part.about.reference, force: part.about.force, ...(part.about.unit ? { unit: part.about.unit } : {}), power: part.asked.power, state, from, until,
    items: itemsOf(book, part, first ? decidedAt(first) : part.appliedAt).map(({ item, clause, confirmed }) => ({ item, clause, confirmed, says: SAYS[item]?.(part) ?? null })),
    path: pathOf(part), events: decisions.map(({ meta }) => meta.id),
  };
};

export type CentralEntry = ReturnType<typeof entryOf>;

/** The central record: an entry for each part that was decided on within the span, refusals included, with the items that the law of its day wants. Computed from the log, and kept nowhere. */
export const centralRecord = ({ parts }: Pick<LogRead, 'parts'>, book: Book, query: RecordQuery): readonly CentralEntry[] =>
  parts.filter((part) => isAbout(part, query) && decisionsIn(part, query).length > 0).map((part) => entryOf(book, part));
