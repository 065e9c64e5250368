import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import type { Officer } from '../component.js';
import { nameWords } from '../words.js';
import { doneWith, errorRef, type ErrorState, settingOf } from './error.js';
import type { ErrorEvent, Measure } from './events.js';
import { liftAll } from './quarantine.js';

/** What caused it, what was learnt, and what is done about it by whom and when. */
export type CloseError = { readonly by: Officer; readonly causes: string; readonly learnt: string; readonly measures: readonly Omit<Measure, 'id' | 'deadline'>[] };

/** Gives an error its outcome. What is relevant must have been reported; what was set apart is released. */
export const closeError = (state: ErrorState, { by, causes, learnt, measures }: CloseError, now: Instant): Decision<ErrorEvent> => {
  const { stage, established, reports } = state;
  if (stage === 'closed') return refuse('already-closed', 'It has its outcome.', { instead: 'Reopen it first, with the reason why it is looked at again.' });
  if (stage !== 'established' || !established) return refuse('not-established', `It is ${nameWords(stage)}.`, { instead: 'Establish that it is an error, or that it is none.' });
  if (established.relevant && reports.length === 0) {
    const { clause = '', unconfirmed = [] } = established.basis ?? {};
    return refuse('not-reported', 'It is a relevant error that has not been reported to the Commissioner.', { clause, confirmed: unconfirmed.length === 0, instead: 'Report it first.' });
  }
  if (measures.some(({ due }) => due <= now)) return refuse('measure-date-passed', 'A measure would have been due already.', { instead: 'Name a later day for it.' });
  const set = settingOf(state, measures.map(({ due, owner }) => ({ what: 'error-measure', due, statutory: false, persons: [owner] })));
  const numbered = measures.map((measure, index): Measure => ({ ...measure, id: `m${state.measures.length + index + 1}`, deadline: set[index]?.id ?? '' }));
  return [{ type: 'ErrorClosed', about: errorRef(state), by, closedAt: now, causes, learnt, measures: numbered, deadlines: { set, discharged: doneWith(state, ['error-submission'], now, 'superseded') } }, ...liftAll(state, by, now)];
};

/** Says that a measure was carried out, and how; it stays due until then, whoever reopens the error. */
export const measureDone = (state: ErrorState, { by, measure, note }: { readonly by: Officer; readonly measure: string; readonly note: string }, now: Instant): Decision<ErrorEvent> => {
  const found = state.measures.find(({ id }) => id === measure);
  if (!found) return refuse('unknown-measure', 'The outcome names no such measure.', { instead: 'Name one of its measures.' });
  return found.done ? [] : [{ type: 'MeasureDone', about: errorRef(state), by, measure, doneAt: now, note, deadlines: { discharged: [{ id: found.deadline, at: now, how: 'done' }] } }];
};
