import type { Instant } from '@cpmp/kernel';
import type { EventMeta, Ledger, Recorded } from '@cpmp/ledger';
import { type AuthorityEvent, authority, type CaseRef, type ComponentDraft, type ComponentState, error, type ErrorEvent, product, type ProductEvent } from '../domain/index.js';
import { recordsOf } from '../law/records.js';
import { permits, type PermitRow, type PermitsDoc } from '../views/permits.view.js';
import { reasonsOf } from '../views/register.view.js';

/**
 * One part of a case as the log tells it: what was asked, and every event about it, in order. It is folded from the log alone, apart from the register,
 * so that each can be held against the other. Texts stay closed.
 */
export type Part = {
  /** The case's id. */
  readonly authorisation: string;
  readonly component: string;
  readonly about: CaseRef;
  readonly operation: string;
  readonly agreement?: string;
  readonly appliedAt: Instant;
  /** The event that asked for it. */
  readonly applied: string;
  /** Why somebody may know of the case (`permissions.ts`). */
  readonly knownTo: readonly string[];
  readonly asked: ComponentDraft;
  readonly events: readonly Recorded<AuthorityEvent>[];
};

type About = { readonly type: string; readonly about: object };

/** What else the log follows, an error or a product, as the log tells it: every event of its stream, in order. Texts stay closed. */
export type Trail<E extends About> = { readonly id: string; readonly about: E['about']; readonly events: readonly Recorded<E>[] };

/** The log as far as one position: every part in the order of application, every event counted, and the instant of the last commit. Asked again of that position it is the same. */
export type LogRead = { readonly log: string; readonly position: number; readonly at: Instant; readonly parts: readonly Part[]; readonly errors: readonly Trail<ErrorEvent>[]; readonly products: readonly Trail<ProductEvent>[]; readonly tally: Readonly<Record<string, number>> };

type OnePart = { asked: ComponentDraft; readonly appliedAt: Instant; readonly applied: string; readonly events: Recorded<AuthorityEvent>[] };
type OneCase = { readonly id: string; readonly about: CaseRef; readonly operation: string; agreement?: string | undefined; readonly knownTo: Set<string>; readonly parts: Map<string, OnePart> };

/** The parts that an event is about; undefined: all of the case's. */
const partsOf = (event: AuthorityEvent): readonly string[] => {
  if ('said' in event) return [event.said.component];
  if ('component' in event && event.component !== undefined) return [event.component];
  return event.type === 'AuthorityChecked' ? event.components : [];
};

const asked = (one: OneCase, { event, meta }: Recorded<Extract<AuthorityEvent, { type: 'AuthorityApplied' | 'AuthorityResubmitted' }>>): void => {
  one.agreement = event.agreement;
  for (const draft of event.components) {
    const known = one.parts.get(draft.id);
    if (known) known.asked = draft;
    else one.parts.set(draft.id, { asked: draft, appliedAt: event.type === 'AuthorityApplied' ? event.appliedAt : event.resubmittedAt, applied: meta.id, events: [] });
  }
};

const heard = (cases: Map<string, OneCase>, recorded: Recorded<AuthorityEvent>): void => {
  const { event, meta } = recorded;
  if (event.type === 'AuthorityApplied') cases.set(meta.streamId, { id: meta.streamId, about: event.about, operation: event.operation, knownTo: new Set(), parts: new Map() });
  const one = cases.get(meta.streamId);
  // A permit that is said again says nothing new; the log has thousands of them.
  if (!one || event.type === 'PermitRepeated') return;
  for (const reason of reasonsOf(event)) one.knownTo.add(reason);
  if (event.type === 'AuthorityApplied' || event.type === 'AuthorityResubmitted') asked(one, { event, meta });
  for (const part of partsOf(event)) one.parts.get(part)?.events.push(recorded);
};

type Following<E extends About> = { readonly id: string; readonly about: E['about']; readonly events: Recorded<E>[] };

const follow = <E extends About>(trails: Map<string, Following<E>>, recorded: Recorded<E>): void => {
  const { event, meta: { streamId: id } } = recorded;
  const one: Following<E> = trails.get(id) ?? { id, about: event.about, events: [] };
  trails.set(id, one);
  one.events.push(recorded);
};

const partsIn = ({ id, about, operation, agreement, knownTo, parts }: OneCase): readonly Part[] =>
  [...parts].map(([component, part]) => ({ authorisation: id, component, about, operation, ...(agreement === undefined ? {} : { agreement }), knownTo: [...knownTo], ...part }));

/** Whether an event is of a case, and not of what else the log holds. */
export const isOfCase = ({ stream }: Pick<EventMeta, 'stream'>): boolean => stream.startsWith(`${authority.category}-`);

/** Before anything was committed. */
const NEVER: Instant = '1970-01-01T00:00:00.000Z';

/** Reads the log once, from its first commit as far as a position; `see` is shown each event of a case on the way. Drafts are nobody's business, and in no part. */
export const readLog = async (ledger: Pick<Ledger, 'log' | 'readAfter'>, position: number, see: (recorded: Recorded<AuthorityEvent>) => void = () => {}): Promise<LogRead> => {
  const cases = new Map<string, OneCase>();
  const errors = new Map<string, Following<ErrorEvent>>();
  const products = new Map<string, Following<ProductEvent>>();
  const tally: Record<string, number> = {};
  let at = NEVER;
  for await (const recorded of recordsOf(ledger)) {
    if (recorded.meta.position > position) break;
    at = recorded.meta.at;
    if (recorded.meta.stream.startsWith(`${error.category}-`)) follow(errors, recorded as Recorded<ErrorEvent>);
    if (recorded.meta.stream.startsWith(`${product.category}-`)) follow(products, recorded as Recorded<ProductEvent>);
    if (!isOfCase(recorded.meta)) continue;
    tally[recorded.event.type] = (tally[recorded.event.type] ?? 0) + 1;
    heard(cases, recorded as Recorded<AuthorityEvent>);
    see(recorded as Recorded<AuthorityEvent>);
  }
  return { log: ledger.log, position, at, parts: [...cases.values()].flatMap(partsIn), errors: [...errors.values()], products: [...products.values()], tally };
};

/** The events of one type, with their places. */
export const actsOf = <T extends AuthorityEvent['type']>({ events }: Pick<Part, 'events'>, type: T): readonly Recorded<Extract<AuthorityEvent, { type: T }>>[] =>
  events.filter((one): one is Recorded<Extract<AuthorityEvent, { type: T }>> => one.event.type === type);

/** The legal instant of an act: when it was decided, whenever it was entered. */
export const decidedAt = ({ event, meta }: Recorded<AuthorityEvent>): Instant => {
  if ('decidedAt' in event) return event.decidedAt;
  if (event.type === 'AuthorityExpired' || event.type === 'LinkedAuthorityEnded') return event.until;
  return meta.at;
};

/** A span of time: `from` inclusive, `to` exclusive; open where they are absent. */
export type Span = { readonly from?: Instant | undefined; readonly to?: Instant | undefined };

/** Whether an instant lies in a span. */
export const within = (at: Instant, { from = '', to = '9' }: Span): boolean => at >= from && at < to;

/** How a part stands on the record. `undecided`: nobody has granted or refused it. */
export type Life = { readonly state: 'undecided' | Exclude<ComponentState, 'submitted' | 'returned' | 'awaiting-decision'>; readonly from: Instant | null; readonly until: Instant | null };

const moved = (life: Life, { event }: Recorded<AuthorityEvent>): Life => {
  switch (event.type) {
    case 'AuthorityGranted':
      return { state: event.state, from: event.from, until: event.until };
    case 'AuthorityRefused':
      return { ...life, state: 'refused' };
    case 'AuthorityApproved':
      // One that had to come first leaves it to the officer, after an appeal too.
      if (event.until === null) return life.state === 'awaiting-approval' ? { ...life, state: 'undecided' } : life;
      return { state: 'in-force', from: event.act === 'grant' ? event.from : life.from, until: event.until };
    case 'AuthorityDeclined':
      return event.act === 'grant' ? { ...life, state: 'declined' } : life;
    case 'AppealDecided':
      return event.against === 'decline' && event.act === 'grant' && event.outcome === 'allowed' ? { ...life, state: 'awaiting-approval' } : life;
    case 'AuthorityRenewed':
      return event.until === null ? life : { ...life, state: 'in-force', until: event.until };
    case 'AuthorityCancelled':
      return { ...life, state: 'cancelled', until: event.until };
    case 'AuthorityQuashed':
    case 'LinkedAuthorityEnded':
      return { ...life, state: event.how, until: event.until };
    case 'AuthorityExpired':
      return { ...life, state: 'expired' };
    default:
      return life;
  }
};

/** How a part stands when all its events are told. */
export const lifeOf = ({ events }: Pick<Part, 'events'>): Life => events.reduce(moved, { state: 'undecided', from: null, until: null });

/** The periods for which a part was authorised. */
export const periodsOf = (part: Pick<Part, 'events'>): readonly { readonly from: Instant; readonly until: Instant | null }[] => {
  const begun = part.events.flatMap(({ event }) => ((event.type === 'AuthorityGranted' || event.type === 'AuthorityRenewed' || event.type === 'AuthorityApproved') && event.from !== null && event.until !== null ? [{ from: event.from, until: event.until }] : []));
  const { until } = lifeOf(part);
  return begun.flatMap((period) => (until !== null && until <= period.from ? [] : [{ from: period.from, until: until !== null && until < period.until ? until : period.until }]));
};

/** True for what was in force at an instant: a period of it had begun by then, and not ended. Between two periods nothing is. */
export const ranAt = (part: Pick<Part, 'events'>, at: Instant): boolean => periodsOf(part).some(({ from, until }) => from <= at && until !== null && at < until);

/** Every permit of a part and what became of it, as the permits' view has them. */
export const permitsOf = ({ events }: Pick<Part, 'events'>): { readonly rows: readonly PermitRow[]; readonly cancelledFrom?: Instant } => {
  const doc = events.reduce<PermitsDoc | undefined>((so, { event, meta }) => (permits.key(event, meta) === undefined ? so : permits.on['*']?.(so, event, meta, '')), undefined);
  return { rows: Object.values(doc?.permits ?? {}), ...(doc?.cancelledFrom === undefined ? {} : { cancelledFrom: doc.cancelledFrom }) };
};

/** Where a part can be read. */
export const pathOf = ({ authorisation, component }: Pick<Part, 'authorisation' | 'component'>): string => `/api/authorisation/v1/authorisations/${authorisation}/components/${component}`;

/** A part as people call it: `MET-26-0001/c1`. */
export const nameOf = ({ about, component }: Pick<Part, 'about' | 'component'>): string => `${about.reference}/${component}`;
