import type { Decision, Instant } from '@cpmp/kernel';
import { notYet } from '../decisions/entry.js';
import type { Officer } from '../component.js';
import { orderOfCommissioner } from './destruction.js';
import type { Confidential, CopyPlace, ProductEvent, ProductRef } from './events.js';
import { coveredBy, keptFor } from './kept.js';
import { afterDays, CONFIDENTIAL_TOLD_DAYS, no, type ProductFacts, settingOf } from './law.js';
import type { ProductState } from './product.js';

/** What was obtained, under what, by whom; its first copy, and why and until when it is kept. */
export type RegisterProduct = {
  readonly by: Officer;
  readonly authorisation: string;
  readonly component: string;
  readonly kind: string;
  readonly description: string;
  readonly from: Instant;
  readonly until?: Instant;
  readonly obtainedBy: string;
  readonly permit?: string;
  readonly confidential: Confidential;
  readonly basis: string;
  readonly reviewBy: Instant;
  readonly copy: CopyPlace;
};

/** Product that nothing covered is set apart at once: an error may lie behind it, and it is nobody's to use or to destroy until that is judged. */
const setApart = (about: ProductRef, by: Officer, now: Instant): ProductEvent => ({
  type: 'ProductQuarantined', about, by, quarantine: 'q1', because: 'obtained-outside-authority', reason: 'It was obtained while nothing was in force.', quarantinedAt: now,
});

/** Registers what was obtained. What was obtained outside a period in force is not refused: it is there all the same, is marked and is set apart. */
export const registerProduct = (state: ProductState, command: RegisterProduct, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  if (state.registered) return [];
  const { by, authorisation, component, copy, basis: _basis, reviewBy: _review, until = command.from, ...said } = command;
  const early = notYet(now, command.from, until);
  if (early) return early;
  if (until < command.from) return no(rests.law, ['window-order', 'It was obtained until before it began.'], 'Give from when and until when it was obtained.');
  const kept = keptFor(rests, command, now);
  if ('refused' in kept) return kept;
  const { reference, force, unit, periods, registered } = rests.facts;
  const number = registered + 1;
  const about: ProductRef = { reference: `${reference}/P${number}`, authorisation, component, force, ...(unit === undefined ? {} : { unit }) };
  const covered = coveredBy(periods, command.from, until);
  const wanted = [{ what: 'product-review', due: kept.reviewBy }, ...(command.confidential === 'none' ? [] : [{ what: 'product-confidential', due: afterDays(now, CONFIDENTIAL_TOLD_DAYS) }])];
  const set = settingOf(state, wanted, by);
  const events: readonly ProductEvent[] = [
    { type: 'ProductRegistered', about, by, number, ...said, until, covered, ...kept, registeredAt: now, deadlines: { set } },
    { type: 'CopyRecorded', about, by, copy: 'k1', ...copy, recordedAt: now },
    ...(covered ? [] : [setApart(about, by, now)]),
  ];
  return [...events, ...orderOfCommissioner(events, now, rests)];
};
