/**
 * The floor of the house: the words every other part is written in. Imports nothing.
 */

/** An instant in UTC with milliseconds, as `Date.prototype.toISOString` writes it, so that instants compare as text. */
export type Instant = string;

/** A lawful "no". Expected, so it is a value and not an exception; it names the rule that said no. */
export type Refusal = {
  /** A kebab-case fact, e.g. `rank-too-low`. */
  readonly refused: string;
  /** Why, in one plain sentence without covert text. */
  readonly because: string;
  /** The clause of law or rule it stands on, e.g. `PA 1997 s.93(5)`. */
  readonly clause?: string;
  /** False when the rule rests on a fact that no lawyer has confirmed yet. */
  readonly confirmed?: boolean;
  /** What would be allowed, from the rule itself, so that no client needs to hold law. */
  readonly instead?: string;
};

/** Makes a refusal: a code, why, what would be allowed, and whatever else is known of the rule behind it. A no that leaves somebody without a next step does not compile. */
export const refuse = (refused: string, because: string, more: Omit<Refusal, 'refused' | 'because'> & { readonly instead: string }): Refusal => ({
  refused,
  because,
  ...more,
});

/** What deciding yields: the events to record (none: "already so"), or a refusal. */
export type Decision<E> = readonly E[] | Refusal;

/** Tells a refusal from everything else. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && typeof (value as Refusal).refused === 'string';

/** Who acted, with the rank and roles they held then. `null` where the platform's own clock or a message acted. */
export type Actor = {
  readonly person: string;
  readonly rank?: string;
  readonly roles: readonly string[];
  readonly force?: string;
  readonly unit?: string;
};

/** Every event has a type in the law's words: a noun and a past participle. */
export type DomainEvent = { readonly type: string };

/**
 * A stream's shape: where it starts and how each event moves it.
 * `personal` names every event type that is written today, with the dotted paths of its covert or personal text (`*` stands for every element), which
 * the ledger seals; `[]` where there is none. A type that it does not name is unknown to this process: what holds one is not read.
 * Text sealed by the ledger stays a string wherever it travels: closed (`isSealed`), open, or `ERASED`.
 */
export type Aggregate<S, E extends DomainEvent> = {
  /** The first part of the stream's name, `<category>-<id>`; no hyphen inside. */
  readonly category: string;
  readonly initial: S;
  readonly evolve: (state: S, event: E) => S;
  readonly personal: { readonly [T in E['type']]: readonly string[] };
  /** The authority that an event's personal text belongs to, if it is not the stream itself: its key is destroyed with that authority. */
  readonly belongsTo?: (event: E) => string | undefined;
  /** Turns an event as it was once written into today's shape; a retired type is one that only this knows. Called for every event read. */
  readonly upcast?: (event: DomainEvent) => E;
};

/** What an erased text reads as, in every fold, view and rule. */
export const ERASED = '⟨erased⟩';

/** The mark that begins a closed seal. Text from outside that begins so is refused at the edge. */
export const SEAL_MARK = 'sealed:v1:';

/** True for text that is closed; the ledger's door opens it for a caller who may read it. */
export const isSealed = (text: unknown): text is string => typeof text === 'string' && text.startsWith(SEAL_MARK);

/** For the `default` of a switch that must name every case: the compiler refuses a forgotten one. */
export const never = (value: never): never => {
  throw new Error(`Unhandled case: ${JSON.stringify((value as { type?: string })?.type ?? 'unknown')}`);
};

/** The later of two instants. */
export const later = (a: Instant, b: Instant): Instant => (a >= b ? a : b);

/** The earlier of two instants. */
export const earlier = (a: Instant, b: Instant): Instant => (a <= b ? a : b);

export type { DeadlineChanges, DeadlineSet } from './deadline.js';
