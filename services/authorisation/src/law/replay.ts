import { isDeepStrictEqual } from 'node:util';
import type { DomainEvent } from '@cpmp/kernel';
import { type ComponentFacts, evaluate, requirements } from '@cpmp/law';
import type { Recorded } from '@cpmp/ledger';
import { type Answer, type AuthorityEvent, type LawEvent, lawSet, type LawState, reviewBoundIn } from '../domain/index.js';
import { pinnedBooks } from './books.js';
import { type Decided, type DecidedEvent, decidedOf } from './decided.js';

/** A decision that does not come out again as it is on record: what of it, as it was and as it is answered now. `of`: the case's id, or the error's. */
export type Difference = { readonly event: string; readonly of: string; readonly reference: string; readonly component: string; readonly clause: string; readonly what: string; readonly recorded: unknown; readonly answered: unknown };

/** Every decision asked again; `differences` is empty where each came out as it was. */
export type Replay = { readonly decisions: number; readonly sets: number; readonly differences: readonly Difference[] };

/** The law of a log, from its events. */
export const lawIn = async (records: AsyncIterable<Recorded<DomainEvent>>): Promise<LawState> => {
  let state = lawSet.initial;
  for await (const { event, meta } of records) if (meta.stream === `${lawSet.category}-${lawSet.id}`) state = lawSet.evolve(state, event as LawEvent);
  return state;
};

/** What an event says of the answer, beside its basis; the law's answer must say the same. */
const outcomeOf = (event: DecidedEvent): Partial<Answer> => {
  switch (event.type) {
    case 'AuthorityGranted':
      return { state: event.state, from: event.from, until: event.until, urgentOnly: event.urgentOnly, regime: event.regime };
    case 'AuthorityRenewed':
      return { from: event.from, until: event.until };
    case 'AuthorityCancelled':
    case 'AuthorityQuashed':
      return { until: event.until };
    case 'AuthorityApproved':
      // What was approved beforehand moves no period.
      return event.until === null ? {} : { from: event.from, until: event.until };
    case 'AuthorityDeclined':
    case 'ErrorEstablished':
      return {};
  }
};

/** The days that the law set with a decision; its end is in the outcome, and what the force sets is its own. */
const daysSet = ({ deadlines: { set = [] } }: DecidedEvent, statutory: boolean) =>
  Object.fromEntries(set.filter((one) => one.statutory === statutory && one.what !== 'expiry').map(({ what, due }) => [what, due]));

const compared = ({ event, basis: { pack, rule, clause, unconfirmed, steps } }: Decided, { practice, deadlines, ...answer }: Answer): readonly (readonly [what: string, recorded: unknown, answered: unknown])[] => {
  const own = daysSet(event, false);
  const said: Partial<Answer> = { pack, rule, clause, unconfirmed, steps, ...outcomeOf(event) };
  return [
    ['allowed', true, answer.allowed],
    ...Object.entries(said).map(([what, value]) => [what, value, answer[what as keyof typeof answer]] as const),
    ['deadlines', daysSet(event, true), deadlines],
    ['practice', Object.fromEntries(Object.keys(practice).map((what) => [what, own[what]])), practice],
  ];
};

/** As canonical JSON would give it back: a field without a value is no field. */
const asRead = (value: unknown): unknown => (value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown));

const differencesOf = (decided: Decided, answer: Answer): readonly Difference[] => {
  const where = { event: decided.eventId, of: decided.id, reference: decided.reference, component: decided.component, clause: answer.refusal?.clause ?? decided.basis.clause };
  return compared(decided, answer).filter(([, recorded, answered]) => !isDeepStrictEqual(asRead(recorded), asRead(answered))).map(([what, recorded, answered]) => ({ ...where, what, recorded, answered }));
};

type Reviewed = Extract<AuthorityEvent, { readonly type: 'AuthorityReviewed' }>;

/** The bound that a review was held against, asked again; reviews from before it was pinned stand on no law. */
const boundDifferences = ({ event, meta }: Recorded<DomainEvent>, bookFor: ReturnType<typeof pinnedBooks>): readonly Difference[] => {
  const { bound, about, component, reviewedAt } = event as Reviewed;
  if (bound?.set === undefined) return [];
  const book = bookFor({ set: bound.set, pack: '' });
  const asked = book && requirements(book, bound.facts.component as ComponentFacts, { at: reviewedAt, force: bound.facts.force });
  const where = { event: meta.id, of: meta.streamId, reference: about.reference, component, clause: asked?.clause ?? '', recorded: bound.by };
  if (!asked) return [{ ...where, what: 'pack', recorded: bound.set, answered: UNKEPT }];
  const by = reviewBoundIn(asked, reviewedAt);
  return by === bound.by ? [] : [{ ...where, what: 'reviewBy', answered: by }];
};

const UNKEPT = 'the log does not keep these packs whole';

/** Asks every decision on record again, from its pinned facts, of the packs that it pins. Needs no key: facts are clear. */
export const replay = async (records: AsyncIterable<Recorded<DomainEvent>>, law: LawState): Promise<Replay> => {
  const bookFor = pinnedBooks(law);
  const differences: Difference[] = [];
  let decisions = 0;
  for await (const recorded of records) {
    if (recorded.event.type === 'AuthorityReviewed') differences.push(...boundDifferences(recorded, bookFor));
    const decided = decidedOf(recorded);
    if (!decided) continue;
    decisions += 1;
    const { set, pack, clause } = decided.basis;
    const book = bookFor({ set, pack });
    if (book) differences.push(...differencesOf(decided, evaluate(book, decided.ask)));
    else differences.push({ event: decided.eventId, of: decided.id, reference: decided.reference, component: decided.component, clause, what: 'pack', recorded: set ?? pack, answered: UNKEPT });
  }
  return { decisions, sets: law.adopted.length, differences };
};
