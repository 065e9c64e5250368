import { type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { type Directory, rungsOf } from './recipients.js';

/** How one kind of thing is told: to whom, how long ahead, how long silence lasts before it escalates. One row of `tellings.yaml`. */
export type Row = {
  readonly roles: readonly string[];
  /** Milliseconds before the deadline at which it is told; 0 tells at once. */
  readonly leadMs: number;
  readonly late: readonly string[];
  readonly escalateMs: number;
  /** Who hears, rung by rung, when nobody answers; absent: the table's own. */
  readonly ladder?: readonly string[] | undefined;
  /** What the notice says, without covert text. */
  readonly says: string;
  /** The name the notice goes by, where it is not the row's own. */
  readonly about?: string;
  /** Whether the persons that the matter names hear beside the roles, instead of them, or not at all. */
  readonly persons: 'beside' | 'instead' | 'none';
  /** Those of the roles that those persons hold, so that their other holders need not hear. */
  readonly held?: readonly string[] | undefined;
};

/** The whole table of who hears of what. */
export type Tellings = {
  readonly ladder: readonly string[];
  /** Milliseconds after which the last rung is told again. */
  readonly againMs: number;
  readonly deadlines: Readonly<Record<string, Row>>;
  readonly otherwise: Row;
  readonly events: Readonly<Record<string, Row>>;
};

/** What a notice is about, in ids: the stream, its part, the thing, the reference that people know, and the deadline if it has one. */
export type Concerning = {
  readonly stream: string;
  readonly component: string | null;
  readonly thing: string | null;
  /** The deployment, where it is about one. */
  readonly deployment: string | null;
  readonly reference: string;
  readonly due: Instant | null;
  /** The force it is of; absent in what was sent before forces were said. */
  readonly force?: string | null;
};

/** The events by which a stream tells people; the same in a deadline's stream and in a notice's own. */
export type TellingEvent =
  | { type: 'NoticeSent'; notice: string; about: string; text: string; concerning: Concerning; to: readonly string[]; at: Instant; escalatesAt: Instant; escalatesTo: string }
  | { type: 'NoticeEscalated'; notice: string; rung: number; to: readonly string[]; at: Instant; escalatesAt: Instant; escalatesTo: string }
  | { type: 'NoticeAcknowledged'; notice: string; by: string; at: Instant };

/** These events for `Aggregate.personal`: what is told holds nothing covert. */
export const TELLING_PERSONAL: Readonly<Record<TellingEvent['type'], readonly string[]>> = { NoticeSent: [], NoticeEscalated: [], NoticeAcknowledged: [] };

/** One notice: whom it went to, when it goes further, who answered. */
export type Telling = {
  readonly notice: string;
  readonly about: string;
  readonly to: readonly string[];
  readonly sentAt: Instant;
  readonly rung: number;
  /** When it goes to the next rung; null once somebody acknowledged it. */
  readonly escalatesAt: Instant | null;
  readonly acknowledged: readonly { readonly by: string; readonly at: Instant }[];
};

/** True for the events of telling. */
export const isTelling = (event: { type: string }): event is TellingEvent => Object.hasOwn(TELLING_PERSONAL, event.type);

/** Folds one event of telling into a stream's notices. */
export const tell = (tellings: readonly Telling[], event: TellingEvent): readonly Telling[] => {
  switch (event.type) {
    case 'NoticeSent':
      // What is chased again is sent again, under the same name.
      return [...tellings.filter((t) => t.notice !== event.notice), { notice: event.notice, about: event.about, to: event.to, sentAt: event.at, rung: 0, escalatesAt: event.escalatesAt, acknowledged: [] }];
    case 'NoticeEscalated':
      return tellings.map((t) => (t.notice === event.notice ? { ...t, rung: event.rung, to: union(t.to, event.to), escalatesAt: event.escalatesAt } : t));
    case 'NoticeAcknowledged':
      return tellings.map((t) => (t.notice === event.notice ? { ...t, escalatesAt: null, acknowledged: [...t.acknowledged, { by: event.by, at: event.at }] } : t));
  }
};

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

/** An instant `ms` milliseconds after (or before) another. */
export const shifted = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();

/** Somebody the notice went to answers it; again or by somebody else it stays answered. `undefined`: it did not go to them. */
export const acknowledgement = (tellings: readonly Telling[], notice: string, by: string, now: Instant): readonly TellingEvent[] | undefined => {
  const telling = tellings.find((t) => t.notice === notice);
  if (!telling?.to.includes(by)) return undefined;
  return telling.acknowledged.some((a) => a.by === by) ? [] : [{ type: 'NoticeAcknowledged', notice, by, at: now }];
};

const RESOURCE = 'resource-';
/** Outside the register an operative goes by the beginning of its id, and nothing else does. */
const ID_CHARS_SAID = 6;

/** Whether a matter is about an operative: of resources a holder names persons for operatives only, but one whom nobody looks after just then names none, and goes by its reference alone. */
export const isOfOperative = ({ thing, reference, persons }: { readonly thing: string; readonly reference: string; readonly persons: readonly string[] }): boolean =>
  thing.startsWith(RESOURCE) && (persons.length > 0 || reference === `OP-${thing.slice(RESOURCE.length, RESOURCE.length + ID_CHARS_SAID).toUpperCase()}`);

/** Whom the directory has, and who hears of what. */
export type People = { readonly directory: Directory; readonly tellings: Tellings };

/** Nobody in the directory can be told: the act waits, and is tried again, until somebody can. */
export const nobodyToTell = (): Refusal => refuse('nobody-to-tell', 'The directory names nobody who could be told.', { instead: 'Enter the force’s duty officer.' });

/** Who hears, rung by rung, when nobody answers a notice of this kind. */
export const ladderOf = (row: Row, tellings: Tellings): readonly string[] => row.ladder ?? tellings.ladder;

/** The role that hears next when a notice has gone up so many rungs. */
const roleAbove = (ladder: readonly string[], rung: number): string => ladder[Math.min(rung, ladder.length - 1)] ?? '';

/** When a notice that is sent now goes further, and to which role. */
export const goesFurther = (row: Row, tellings: Tellings, now: Instant): { readonly escalatesAt: Instant; readonly escalatesTo: string } => ({
  escalatesAt: shifted(now, row.escalateMs),
  escalatesTo: roleAbove(ladderOf(row, tellings), 0),
});

/** Nobody answered in time: the next rung of the ladder hears of it, and the last rung again and again until somebody acknowledges. */
export const escalation = (telling: Telling | undefined, row: Row, { directory, tellings }: People, now: Instant): readonly TellingEvent[] | Refusal => {
  if (!telling?.escalatesAt || telling.escalatesAt > now) return [];
  const ladder = ladderOf(row, tellings);
  const rungs = rungsOf(directory, ladder);
  const to = rungs[Math.min(telling.rung, rungs.length - 1)] ?? [];
  if (to.length === 0) return nobodyToTell();
  const rung = telling.rung + 1;
  const wait = rung < rungs.length ? row.escalateMs : Math.max(row.escalateMs, tellings.againMs);
  return [{ type: 'NoticeEscalated', notice: telling.notice, rung, to, at: now, escalatesAt: shifted(now, wait), escalatesTo: roleAbove(ladder, rung) }];
};
