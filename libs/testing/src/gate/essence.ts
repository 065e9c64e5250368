import type { Instant } from '@cpmp/kernel';
import { type Scope, instant } from './scope.js';
import type { Cell, Message } from './streams.js';

/**
 * What tells nothing apart: words, who was told, deadlines for notification, the record of who decided what. No decision of the gate reads
 * it, and the law of these worlds does not either.
 */
const MERELY_SAID = new Set([
  'edition', 'standing', 'deadlinesSet', 'deadlines', 'notices', 'basis', 'reviews', 'records', 'granted', 'renewals', 'cancelled', 'check', 'application',
  'because', 'instead', 'clause', 'tell', 'tellOverdue', 'event', 'label', 'force', 'requestedBy', 'statement', 'reference', 'tactic', 'target', 'about',
  'withdrawalDecided', 'withdrawalOverdue', 'particulars', 'needs', 'priority',
]);

/** Instants of which it matters only that they are there. */
const MERELY_THERE = new Set(['recalledAt', 'closedAt']);

/** Instants that are only ever compared with the clock: as far as they tell, they are the next tick. */
const COMPARED = new Set(['repeatAt', 'answerBy']);

/** Of a request that is over, when it was asked and until when it waited. */
const WAITING = new Set(['requestedAt', 'answerBy']);

const isWaiting = (value: object): boolean => 'answer' in value && 'answerBy' in value && (value.answer as { readonly state: string }).state !== 'requested';

/** The tick at which the clock reaches an instant; where clocks differ, the instant itself. */
type TickOf = (at: Instant) => unknown;

const lean = (value: unknown, tickOf: TickOf, dropped: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((each) => lean(each, tickOf, dropped));
  if (typeof value !== 'object' || value === null) return value;
  const over = isWaiting(value);
  const kept: unknown[] = [];
  for (const field of Object.keys(value).toSorted()) {
    const inside = (value as Record<string, unknown>)[field];
    if (inside === undefined || dropped.has(field) || (over && WAITING.has(field))) continue;
    const told = MERELY_THERE.has(field) ? true : COMPARED.has(field) ? tickOf(inside as Instant) : lean(inside, tickOf, dropped);
    kept.push(field, told);
  }
  return kept;
};

const tickIn = ({ clock, behind }: Scope): TickOf => {
  const ticks = clock.map(instant);
  return (at) => (behind ? at : ticks.findIndex((tick) => at <= tick));
};

const eachOf = <T, R>(record: Readonly<Record<string, T>>, of: (value: T) => R): Readonly<Record<string, R>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));

/** What tells a stream apart: two streams with the same key decide alike on everything, for ever, as far as this world can see. */
export const cellKey = (scope: Scope): ((cell: Cell) => string) => {
  const tickOf = tickIn(scope);
  return ({ state, tail, due, idle, permits, remembered }) =>
    JSON.stringify(
      lean(
        {
          state,
          idle,
          tail: scope.behind ? tail : '',
          due: eachOf(due, ({ at }) => tickOf(at)),
          permits: eachOf(permits, (doc) => eachOf(doc.permits, ({ closed, startedAfterEnd, answer }) => [closed, startedAfterEnd, answer?.startedAt])),
          remembered: eachOf(remembered, (slots) => eachOf(slots, (event) => ('said' in event ? event.said : true))),
        },
        tickOf,
        MERELY_SAID,
      ),
    );
};

/** What tells a message apart. Its own instant does only where clocks differ. */
export const messageKey = (scope: Scope): ((message: Message) => string) => {
  const tickOf = tickIn(scope);
  const dropped = new Set([...MERELY_SAID, ...WAITING]);
  return ({ at, road, value }) => JSON.stringify(lean([scope.behind ? at : '', road, value], tickOf, dropped));
};
