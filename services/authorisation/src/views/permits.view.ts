import type { DeploymentAnswer, PermitEnd, Switched, Window } from '@cpmp/gate';
import type { Instant, Refusal } from '@cpmp/kernel';
import { type EventMeta, everyDoc, type View, type ViewReader } from '@cpmp/ledger';
import type { AuthorityEvent, Companion, Run } from '../domain/index.js';

/** One permit and what became of it. The gap runs from its end to the recall, or to the closing if that came first. */
export type PermitRow = {
  readonly permit: string;
  readonly holder: string;
  readonly thing: string;
  readonly tactic: string;
  readonly window: Window;
  readonly requestedBy: string;
  readonly refusal?: Refusal;
  readonly issuedAt?: Instant;
  readonly until?: Instant;
  readonly end?: PermitEnd;
  /** Whether it may run, and the other powers that this depends on. */
  readonly switched?: Switched;
  readonly companions?: readonly Companion[];
  readonly answer?: DeploymentAnswer;
  readonly gapSeconds?: number;
  /** From the end of a companion power to the holder's order to switch off, or to the closing if that came first; of the last that it ended. */
  readonly runningSeconds?: number;
  /** It was not taken, or what it allowed is over. */
  readonly closed: boolean;
  /** The deployment started at or after the authority's end. */
  readonly startedAfterEnd: boolean;
};

/** `suspected`: it started at or after its end. `gap`: it has ended, or may no longer run, and what is out was neither recalled, ordered to be switched off, nor closed. */
export type Doubt = 'suspected' | 'gap';

/** The permits of one component, closed ones too. */
export type PermitsDoc = {
  readonly authorisation: string;
  readonly component: string;
  /** The end as its cancellation has it, or that of the part that it stands on: earlier than the end that its permits were told of, if it was entered after they had ended. */
  readonly cancelledFrom?: Instant;
  readonly permits: Readonly<Record<string, PermitRow>>;
  /** The things that are out under it. */
  readonly out: readonly string[];
  /** What a person must look into: a start after the end, or an end that no recall has followed yet. */
  readonly doubts: readonly Doubt[];
};

/** True while a permit was issued and nothing says that its life is over. */
export const isOut = ({ refusal, closed }: PermitRow): boolean => refusal === undefined && !closed;

/** When a permit ended: its component's end, if that turned out to be earlier. */
export const endOf = ({ end }: PermitRow, cancelledFrom: Instant | undefined): Instant | undefined => [end?.at, cancelledFrom].filter((at) => at !== undefined).toSorted()[0];

/** True while the holder has not read that a companion power has ended. */
const isUnread = ({ switched, answer }: PermitRow): boolean => switched !== undefined && !switched.on && switched.turn > 1 && (answer?.switchedRead?.turn ?? 0) < switched.turn;

/** What of a permit a person must look into. */
export const doubtsOf = (row: PermitRow, cancelledFrom: Instant | undefined): readonly Doubt[] => {
  const { startedAt, recalledAt, closedAt } = row.answer ?? {};
  const out = startedAt !== undefined && closedAt === undefined && !row.closed;
  const unfollowed = out && ((recalledAt === undefined && endOf(row, cancelledFrom) !== undefined) || isUnread(row));
  return [...(row.startedAfterEnd ? ['suspected' as const] : []), ...(unfollowed ? ['gap' as const] : [])];
};

const seconds = (from: Instant, to: Instant): number => Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));

/** What follows from the holder's last answer and from the permit's end, or its component's if that turned out to be earlier. */
const measured = (row: PermitRow, cancelledFrom: Instant | undefined): PermitRow => ran(ended(row, cancelledFrom));

/** How long it may have run after a companion power had ended. */
const ran = (row: PermitRow): PermitRow => {
  const { switched, answer } = row;
  const stopped = isUnread(row) ? answer?.closedAt : answer?.switchOffOrderedAt;
  if (!switched || switched.on || stopped === undefined) return row;
  return { ...row, runningSeconds: seconds(switched.at, stopped) };
};

const ended = (row: PermitRow, cancelledFrom: Instant | undefined): PermitRow => {
  const { startedAt, recalledAt, closedAt } = row.answer ?? {};
  const endedAt = endOf(row, cancelledFrom);
  if (startedAt === undefined || endedAt === undefined) return row;
  const stopped = [recalledAt, closedAt].filter((at) => at !== undefined).toSorted()[0];
  return { ...row, startedAfterEnd: row.startedAfterEnd || startedAt >= endedAt, ...(stopped === undefined ? {} : { gapSeconds: seconds(endedAt, stopped) }) };
};

const issuedRow = ({ said: { issuedAt, until, switched }, companions }: Extract<AuthorityEvent, { type: 'PermitIssued' }>) => ({ issuedAt, until, ...(switched ? { switched } : {}), ...(companions ? { companions } : {}) });

const rowAfter = (row: PermitRow | undefined, event: AuthorityEvent): PermitRow | undefined => {
  switch (event.type) {
    case 'PermitIssued':
    case 'PermitRefused': {
      const { permit, holder, thing } = event.type === 'PermitIssued' ? event.said : event;
      const { tactic, window, requestedBy } = event;
      const outcome = event.type === 'PermitIssued' ? issuedRow(event) : { refusal: event.refusal };
      return { permit, holder, thing, tactic, window, requestedBy, closed: false, startedAfterEnd: false, ...outcome };
    }
    case 'UnknownPermitEnded': {
      const { permit, holder, thing, issuedAt, until, end } = event.said;
      return { permit, holder, thing, tactic: '', window: event.window, requestedBy: '', closed: false, startedAfterEnd: false, issuedAt, until, ...(end ? { end } : {}) };
    }
    case 'PermitExtended':
    case 'PermitEnded':
    case 'PermitSwitchedOn':
    case 'PermitSwitchedOff':
    case 'PermitRepeated': {
      const { until, end, switched } = event.said;
      return row && { ...row, until, ...(end ? { end } : {}), ...(switched ? { switched } : {}) };
    }
    case 'AnswerHeard':
      return row && { ...row, answer: event.answer, closed: event.closed };
    default:
      return row;
  }
};

const permitOf = (event: AuthorityEvent): string | undefined => {
  if ('said' in event) return event.said.permit;
  if (event.type === 'PermitRefused') return event.permit;
  return event.type === 'AnswerHeard' ? event.answer.permit : undefined;
};

const componentOf = (event: AuthorityEvent): string | undefined => ('said' in event ? event.said.component : 'component' in event ? event.component : undefined);

/** Ends a part with a decision, which may be entered after its permits were told of another end. */
const isDecidedEnd = (event: AuthorityEvent) => event.type === 'AuthorityCancelled' || event.type === 'LinkedAuthorityEnded';

const rowsAfter = (rows: PermitsDoc['permits'], event: AuthorityEvent, cancelledFrom: Instant | undefined): PermitsDoc['permits'] => {
  if (isDecidedEnd(event)) return Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, measured(row, cancelledFrom)]));
  const id = permitOf(event) ?? '';
  const row = rowAfter(rows[id], event);
  return row ? { ...rows, [id]: measured(row, cancelledFrom) } : rows;
};

/** What was out under a component and is over, for an end that is entered later. */
export const closedRuns = ({ component, permits: rows }: PermitsDoc): readonly Run[] =>
  Object.values(rows).flatMap(({ permit, thing, switched, end, answer, closed, startedAfterEnd }): readonly Run[] => {
    const { startedAt, recalledAt, closedAt } = answer ?? {};
    if (!closed || startedAt === undefined) return [];
    const stoppedAt = [recalledAt, closedAt].filter((at) => at !== undefined).toSorted()[0];
    return [{ permit, component, thing, ...(switched ? { switched } : {}), ...(end ? { end } : {}), startedAt, ...(stoppedAt === undefined ? {} : { stoppedAt }), suspected: startedAfterEnd }];
  });

const fold = (doc: PermitsDoc | undefined, event: AuthorityEvent, meta: EventMeta): PermitsDoc => {
  const cancelledFrom = isDecidedEnd(event) ? event.until : doc?.cancelledFrom;
  const rows = rowsAfter(doc?.permits ?? {}, event, cancelledFrom);
  const out = [...new Set(Object.values(rows).filter(isOut).map(({ thing }) => thing))];
  const doubts = [...new Set(Object.values(rows).flatMap((row) => doubtsOf(row, cancelledFrom)))];
  return { authorisation: meta.streamId, component: componentOf(event) ?? '', ...(cancelledFrom === undefined ? {} : { cancelledFrom }), permits: rows, out, doubts };
};

/** Every permit, by component: what an inspector asks of starts, ends and gaps. An end that is entered later marks every start from that instant on, closed ones too. */
export const permits: View<PermitsDoc, AuthorityEvent> = {
  name: 'permits',
  version: 5,
  from: 'log',
  key: (event, meta) => {
    const component = permitOf(event) !== undefined || isDecidedEnd(event) ? componentOf(event) : undefined;
    return component === undefined ? undefined : `${meta.streamId}/${component}`;
  },
  indexes: ['authorisation', 'out', 'doubts'],
  on: { '*': fold },
};

/** The permits of a case, of every part that it has. */
export const permitsUnder = (views: ViewReader, authorisation: string): Promise<readonly PermitsDoc[]> => Array.fromAsync(everyDoc(views, permits, { where: { authorisation: { eq: authorisation } } }));
