import type { Recorded } from '@cpmp/ledger';
import { afterError, error as errorOf, type ErrorEvent } from '../domain/index.js';
import { owedOf } from './owed.js';
import { type Span, type Trail, within } from './parts.js';

/** An error as the log tells it. */
export type ErrorTrail = Trail<ErrorEvent>;

type On<T extends ErrorEvent['type']> = Recorded<Extract<ErrorEvent, { type: T }>>;

/** The events of an error of one type, with their places. */
export const stepsOf = <T extends ErrorEvent['type']>({ events }: ErrorTrail, type: T): readonly On<T>[] => events.filter((one): one is On<T> => one.event.type === type);

/** How an error came to light. */
export const raisedOf = (error: ErrorTrail) => stepsOf(error, 'ErrorRaised')[0]?.event;

/** Who raised it; empty where the record showed it. */
export const raisedBy = (error: ErrorTrail): string => {
  const found = raisedOf(error)?.found;
  return found?.how === 'person' ? found.by.person : '';
};

/** The report that an error's law asks for: by when, and when it was made. What is added to it afterwards is no second one. */
export const reportOf = (error: ErrorTrail) => ({ owed: owedOf(error, 'error-report').at(-1), reported: stepsOf(error, 'ErrorReported')[0] });

/** How an error stands when all its events are told. */
export const stateOf = ({ events }: ErrorTrail) => afterError(errorOf.initial, events.map(({ event }) => event));

/** What the annual return counts of errors, each in the year of its act. */
const COUNTED: Readonly<Record<string, (error: ErrorTrail, span: Span) => boolean>> = {
  // What is the same as another is counted with that one.
  found: (error, span) => within(raisedOf(error)?.discoveredAt ?? '', span) && stateOf(error).stage !== 'joined',
  dismissed: (error, span) => stepsOf(error, 'ErrorDismissed').some(({ event }) => within(event.dismissedAt, span)),
  'established-relevant': (error, span) => stepsOf(error, 'ErrorEstablished').some(({ event }) => event.relevant && within(event.establishedAt, span)),
  reported: (error, span) => {
    const { reported } = reportOf(error);
    return reported !== undefined && within(reported.event.reportedAt, span);
  },
  'reported-late': (error, span) => {
    const { owed, reported } = reportOf(error);
    return owed !== undefined && reported !== undefined && reported.event.reportedAt >= owed.due && within(reported.event.reportedAt, span);
  },
  serious: (error, span) => stepsOf(error, 'CommissionerAnswered').some(({ event }) => event.decision.startsWith('serious') && within(event.answeredAt, span)),
};

/** How many errors of a year there were, by what became of them. */
export const errorCounts = (errors: readonly ErrorTrail[], span: Span): readonly { readonly measure: string; readonly count: number }[] =>
  Object.entries(COUNTED).map(([measure, is]) => ({ measure, count: errors.filter((error) => is(error, span)).length }));
