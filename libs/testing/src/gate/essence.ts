import type { Instant } from '@cpmp/kernel';
import { type Scope, instant } from './scope.js';
import type { Cell, Message } from './streams.js';

/**
 * What tells nothing apart: words, who was told, deadlines for notification, the record of who decided what. No decision of the gate reads
 * it, and the law of these worlds does not either.
 */
const MERELY_SAID = new Set([
  'edition', 'standing', 'deadlinesSet', 'deadlines', 'notices', 'basis', 'reviews', 'records', 'granted', 'cancelled', 'check', 'application',
  'because', 'instead', 'clause', 'tell', 'tellOverdue', 'event', 'label', 'force', 'requestedBy', 'statement', 'reference', 'tactic', 'target', 'about',
  'withdrawalDecided', 'withdrawalOverdue', 'particulars', 'needs', 'companions', 'priority',
]);

/** Instants of which it matters only that they are there. */
const MERELY_THERE = new Set(['recalledAt', 'closedAt', 'switchOffOrderedAt', 'switchedOffAt']);

/** Instants that are only ever compared with the clock: as far as they tell, they are the next tick. */
const COMPARED = new Set(['repeatAt', 'answerBy']);

/** Of a request: when it was asked and until when it waits. Once it is over, neither matters. */
const WAITING = new Set(['requestedAt', 'answerBy']);

const isOver = (value: object): boolean => 'answer' in value && 'answerBy' in value && (value.answer as { readonly state: string }).state !== 'requested';

/** Of a renewal, whether it left a gap. */
const gaps = (value: unknown): unknown => (value as readonly { readonly contiguous: boolean }[]).map(({ contiguous }) => contiguous);

/** The tick at which the clock reaches an instant; where clocks differ, the instant itself. */
type TickOf = (at: Instant) => unknown;

const toldOf = (field: string, value: unknown, tickOf: TickOf): unknown => {
  if (MERELY_THERE.has(field)) return true;
  if (COMPARED.has(field)) return tickOf(value as Instant);
  return field === 'renewals' ? gaps(value) : undefined;
};

const lean = (value: unknown, tickOf: TickOf, dropped: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((each) => lean(each, tickOf, dropped));
  if (typeof value !== 'object' || value === null) return value;
  const over = isOver(value);
  const kept: unknown[] = [];
  for (const field of Object.keys(value).toSorted()) {
    const inside = (value as Record<string, unknown>)[field];
    if (inside === undefined || dropped.has(field) || (over && WAITING.has(field))) continue;
    kept.push(field, toldOf(field, inside, tickOf) ?? lean(inside, tickOf, dropped));
  }
  return kept;
};

const eachOf = <T, R>(record: Readonly<Record<string, T>>, of: (value: T) => R): Readonly<Record<string, R>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));

/** What tells streams and messages apart. */
export type Keys = { readonly cell: (cell: Cell) => string; readonly message: (message: Message) => string };

/** Everything tells apart. */
export const EXACTLY: Keys = { cell: (cell) => JSON.stringify(cell), message: (message) => JSON.stringify(message) };

/** Only what can matter in a world tells apart: two streams with the same key decide alike on everything, for ever, as far as that world can see. */
export const leanly = (scope: Scope): Keys => {
  const ticks = scope.clock.map(instant);
  const tickOf: TickOf = (at) => (scope.behind ? at : ticks.findIndex((tick) => at <= tick));
  const ofMessages = new Set([...MERELY_SAID, ...WAITING]);
  return {
    cell: (cell) => JSON.stringify(lean(whatMatters(cell, scope, tickOf), tickOf, MERELY_SAID)),
    // A message's own instant tells it apart only where clocks differ.
    message: ({ at, road, value }) => JSON.stringify(lean([scope.behind ? at : '', road, value], tickOf, ofMessages)),
  };
};

/** Of a stream's views: when each due row comes round, what an inspector is told of a start, and what a late answer finds. */
const whatMatters = ({ state, tail, due, idle, permits, remembered }: Cell, { behind }: Scope, tickOf: TickOf): object => ({
  state,
  idle,
  tail: behind ? tail : '',
  due: eachOf(due, ({ at }) => tickOf(at)),
  permits: eachOf(permits, (doc) => eachOf(doc.permits, ({ closed, startedAfterEnd, runningSeconds, answer }) => [closed, startedAfterEnd, runningSeconds !== undefined, answer?.startedAt])),
  remembered: eachOf(remembered, (slots) => eachOf(slots, (event) => ('said' in event ? event.said : true))),
});
