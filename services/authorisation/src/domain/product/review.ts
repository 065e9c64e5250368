import type { Decision, Instant } from '@cpmp/kernel';
import type { Officer } from '../component.js';
import type { ProductEvent } from './events.js';
import { afterDays, DESTROYED_WITHIN_DAYS, dischargingOf, gone, no, type ProductFacts, productRef, settingOf } from './law.js';
import type { ProductState } from './product.js';
import { keptFor } from './kept.js';

/** `keep` with a basis and the next date, or `destroy`: a proposal that an officer orders or not. */
export type ReviewProduct = { readonly by: Officer; readonly decision: 'keep' | 'destroy'; readonly reason: string; readonly basis?: string; readonly reviewBy?: Instant };

/** Looks whether product is still needed. */
export const reviewProduct = (state: ProductState, { by, decision, reason, basis, reviewBy }: ReviewProduct, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const refusal = gone(state, rests.law);
  if (refusal) return refusal;
  if (state.destruction) return no(rests.law, ['destruction-ordered', 'Its destruction was ordered, so that there is nothing to review.'], 'Withdraw the order first.');
  const about = productRef(state);
  const discharged = dischargingOf(state, { at: now, how: 'done' }, ['product-review', 'product-destruction']);
  if (decision === 'destroy') {
    const set = settingOf(state, [{ what: 'product-destruction', due: afterDays(now, DESTROYED_WITHIN_DAYS) }], by);
    return [{ type: 'ProductReviewed', about, by, decision, reason, reviewedAt: now, deadlines: { set, discharged } }];
  }
  const kept = keptFor(rests, { basis: basis ?? '', reviewBy: reviewBy ?? now }, now);
  if ('refused' in kept) return kept;
  const set = settingOf(state, [{ what: 'product-review', due: kept.reviewBy }], by);
  return [{ type: 'ProductReviewed', about, by, decision, reason, ...kept, reviewedAt: now, deadlines: { set, discharged } }];
};

/** Says that the Commissioner was told of what confidential material it holds. */
export const tellOfConfidential = (state: ProductState, { by, told }: { readonly by: Officer; readonly told: string }, now: Instant, { law }: ProductFacts): Decision<ProductEvent> => {
  if (!state.registered || state.registered.confidential === 'none') return no(law, ['nothing-to-tell', 'It holds no confidential material that the Commissioner is told of.'], 'Register what holds some as such.');
  if (state.told) return [];
  const discharged = dischargingOf(state, { at: now, how: 'done' }, ['product-confidential']);
  return [{ type: 'ConfidentialProductTold', about: productRef(state), by, told, toldAt: now, deadlines: { discharged } }];
};
