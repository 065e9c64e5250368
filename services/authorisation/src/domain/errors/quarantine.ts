import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { notYet } from '../decisions/entry.js';
import type { Officer } from '../component.js';
import { errorRef, type ErrorState, openQuarantines } from './error.js';
import type { ErrorEvent, ProductQuarantineLifted } from './events.js';

/** Everything that was obtained under the error's part from an instant to another is to be set apart. */
export type OrderQuarantine = { readonly by: Officer; readonly from: Instant; readonly until?: Instant; readonly reason: string };

/** Orders that product is set apart, at the suspicion or when it is judged. */
export const orderQuarantine = (state: ErrorState, { by, from, until, reason }: OrderQuarantine, now: Instant): Decision<ErrorEvent> => {
  const about = errorRef(state);
  if (about.component === undefined) return refuse('nothing-to-quarantine', 'This error is about no part of a case, so no product is known to be of it.', { instead: 'Raise it with the case and the part.' });
  if (state.stage !== 'suspected' && state.stage !== 'established') return refuse('not-open', 'It has its outcome.', { instead: 'Reopen it first, with the reason why it is looked at again.' });
  const early = notYet(now, from);
  if (early) return early;
  if (until !== undefined && until <= from) return refuse('window-order', 'It ends before it begins.', { instead: 'Give from when and until when, or leave the end open.' });
  return [{ type: 'ProductQuarantineOrdered', about, by, quarantine: `q${state.quarantines.length + 1}`, orderedAt: now, from, until: until ?? null, reason }];
};

/** Releases what was set apart before the error has its outcome. */
export const liftQuarantine = (state: ErrorState, { by, quarantine, reason }: { readonly by: Officer; readonly quarantine: string; readonly reason: string }, now: Instant): Decision<ErrorEvent> => {
  const found = state.quarantines.find(({ id }) => id === quarantine);
  if (!found) return refuse('unknown-quarantine', 'No product was set apart under that number.', { instead: 'Name one of the error’s quarantines.' });
  return found.lifted ? [] : [{ type: 'ProductQuarantineLifted', about: errorRef(state), by, quarantine, liftedAt: now, reason }];
};

/** With the outcome nothing stays set apart on account of the error. */
export const liftAll = (state: ErrorState, by: Officer, now: Instant): readonly ProductQuarantineLifted[] =>
  openQuarantines(state).map(({ id }) => ({ type: 'ProductQuarantineLifted', about: errorRef(state), by, quarantine: id, liftedAt: now }));
