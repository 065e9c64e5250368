import type { DeploymentAnswer, PermitEnd, PermitMessage, Target } from '@cpmp/gate';
import { REPEAT_AFTER_SECONDS, laterTurn } from '@cpmp/gate';
import { type Instant, later, never } from '@cpmp/kernel';
import type { AuthorityEvent } from '../events.js';
import type { PermitEvent } from './events.js';

/** How often every open permit is said again, so that a lost closing answer heals; in seconds. */
export const REPEAT_DAILY_SECONDS = 86_400;

/** A permit as the authority says it: the whole of it, every time. */
export type PermitSaid = Omit<PermitMessage, 'kind' | 'authorisation' | 'refusal' | 'issuedAt' | 'startBy' | 'until'> & {
  readonly issuedAt: Instant;
  readonly startBy: Instant;
  readonly until: Instant;
};

/** An open permit in the case's state. A closed one leaves the state, not the stream. */
export type Permit = {
  readonly said: PermitSaid;
  /** What it is for; the target is covert text. Not known of one that this log has lost. */
  readonly tactic?: string;
  readonly target?: Target;
  /** When it must be said again, unless an answer comes first. */
  readonly repeatAt: Instant;
  /** The holder's last answer; what it has read never goes back. */
  readonly heard?: DeploymentAnswer;
  /** The holder has named its `until`, its end and its latest turn. */
  readonly answered: boolean;
  readonly alarmed: boolean;
  readonly errorSuspected: boolean;
};

/** The instant some seconds after another. */
export const secondsAfter = (at: Instant, seconds: number): Instant => new Date(Date.parse(at) + seconds * 1000).toISOString();

/** Of two ends the earlier stands. */
const firstEnd = (a: PermitEnd | undefined, b: PermitEnd | undefined): PermitEnd | undefined => (a && b ? (b.at < a.at ? b : a) : (a ?? b));

/** An answer that was heard late says nothing newer: what was read stays read, and a start stays known. */
export const merged = (known: DeploymentAnswer | undefined, answer: DeploymentAnswer): DeploymentAnswer => {
  if (!known) return answer;
  const readLess =
    (known.untilRead ?? '') > (answer.untilRead ?? '') || (known.endRead !== undefined && answer.endRead === undefined) || (known.switchedRead?.turn ?? 0) > (answer.switchedRead?.turn ?? 0);
  const newer = readLess && answer.closedAt === undefined ? known : answer;
  const untilRead = later(known.untilRead ?? '', answer.untilRead ?? '');
  const endRead = firstEnd(known.endRead, answer.endRead);
  const switchedRead = laterTurn(known.switchedRead, answer.switchedRead);
  const startedAt = known.startedAt ?? answer.startedAt;
  return { ...newer, ...(startedAt ? { startedAt } : {}), ...(untilRead ? { untilRead } : {}), ...(endRead ? { endRead } : {}), ...(switchedRead ? { switchedRead } : {}) };
};

/** True when the holder has named this `until`, this end and this turn. A start, or a recall by its own clock, names no end. */
export const names = ({ until, end, switched }: PermitSaid, heard: DeploymentAnswer): boolean =>
  (end === undefined ? heard.untilRead === until : heard.endRead?.how === end.how && heard.endRead.at === end.at) && heard.switchedRead?.turn === switched?.turn;

/** True when an answer says that the permit's life is over: it was not taken, or what it allowed is closed. */
export const closes = ({ state, closedAt }: DeploymentAnswer): boolean =>
  closedAt !== undefined || state === 'not-taken' || state === 'lapsed' || state === 'refused';

/** When something newly said of a permit is said again, unless it is answered. */
export const repeatAfter = (saidAt: Instant): Instant => secondsAfter(saidAt, REPEAT_AFTER_SECONDS);

type Permits = Readonly<Record<string, Permit>>;

/** Moves the permits of a case by one event of theirs. */
export const evolvePermits = (permits: Permits, event: PermitEvent): Permits => {
  switch (event.type) {
    case 'PermitIssued': {
      const { said, repeatAt, tactic, target } = event;
      return { ...permits, [said.permit]: { said, tactic, target, repeatAt, answered: false, alarmed: false, errorSuspected: false } };
    }
    case 'UnknownPermitEnded': {
      const { said, repeatAt } = event;
      return { ...permits, [said.permit]: { said, repeatAt, answered: false, alarmed: false, errorSuspected: false } };
    }
    case 'PermitRefused':
      return permits;
    case 'PermitExtended':
    case 'PermitEnded':
    case 'PermitSwitchedOn':
    case 'PermitSwitchedOff':
    case 'PermitRepeated': {
      const { said, repeatAt } = event;
      const permit = permits[said.permit];
      // What is newly said is told of anew if nobody answers it.
      return permit ? { ...permits, [said.permit]: { ...permit, said, repeatAt, answered: false, alarmed: event.type === 'PermitRepeated' && permit.alarmed } } : permits;
    }
    case 'AnswerHeard': {
      const { answer, answered, closed, repeatAt } = event;
      const { [answer.permit]: permit, ...others } = permits;
      if (!permit || closed) return others;
      return { ...others, [answer.permit]: { ...permit, heard: merged(permit.heard, answer), answered, repeatAt } };
    }
    default:
      return never(event);
  }
};

/** A permit that left the state, as its stream remembers it. */
export type ClosedPermit = Pick<Permit, 'said' | 'errorSuspected'>;

/** Looks a permit up in the whole stream: a late answer may be about one that has left the state. */
export const permitInStream = (events: Iterable<AuthorityEvent>, id: string): ClosedPermit | undefined => {
  let found: ClosedPermit | undefined;
  for (const event of events) {
    if ('said' in event && event.said.permit === id) found = { said: event.said, errorSuspected: found?.errorSuspected ?? false };
    if (event.type === 'ErrorSuspected' && event.cause !== 'running-after-end' && event.permit === id && found) found = { ...found, errorSuspected: true };
  }
  return found;
};
