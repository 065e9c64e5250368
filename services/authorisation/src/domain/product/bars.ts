import type { Decision, Instant } from '@cpmp/kernel';
import type { Officer } from '../component.js';
import type { ProductEvent } from './events.js';
import { gone, no, type ProductFacts, productRef } from './law.js';
import { type Bar, type ProductState, standingBars } from './product.js';

/** Who puts a bar up or takes one away, and why. */
export type BarSaid = { readonly by: Officer; readonly reason: string };

const named = (bars: readonly Bar[], id: string, { law }: ProductFacts, what: string) =>
  bars.find((bar) => bar.id === id) ?? no(law, [`unknown-${what}`, `No ${what} of that number is on record.`], `Name one of: ${bars.map((bar) => bar.id).join(', ') || 'none'}.`);

/** An inspector or a commissioner keeps product from destruction, for as long as they like. */
export const holdProduct = (state: ProductState, { by, reason }: BarSaid, now: Instant, { law }: ProductFacts): Decision<ProductEvent> =>
  gone(state, law) ?? [{ type: 'ProductHeld', about: productRef(state), by, hold: `h${state.holds.length + 1}`, reason, heldAt: now }];

/** Lifts a hold. */
export const liftHold = (state: ProductState, { by, reason, hold }: BarSaid & { readonly hold: string }, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const found = named(state.holds, hold, rests, 'hold');
  if ('refused' in found) return found;
  return found.lifted ? [] : [{ type: 'HoldLifted', about: productRef(state), by, hold, reason, liftedAt: now }];
};

/** Sets product apart while it is judged whether an error lies behind it. */
export const quarantineProduct = (state: ProductState, { by, reason }: BarSaid, now: Instant, { law }: ProductFacts): Decision<ProductEvent> =>
  gone(state, law) ?? [{ type: 'ProductQuarantined', about: productRef(state), by, quarantine: `q${state.quarantines.length + 1}`, because: 'possible-error', reason, quarantinedAt: now }];

/** Releases product that was set apart. */
export const releaseProduct = (state: ProductState, { by, reason, quarantine }: BarSaid & { readonly quarantine: string }, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const found = named(state.quarantines, quarantine, rests, 'quarantine');
  if ('refused' in found) return found;
  return found.lifted ? [] : [{ type: 'ProductReleased', about: productRef(state), by, quarantine, reason, releasedAt: now }];
};

/** Why product may not be destroyed now: first what an inspector says, then what may be an error, then what is still under way. */
export const barred = (state: ProductState, { law, facts }: ProductFacts) => {
  const [hold] = standingBars(state.holds);
  if (hold) return no(law, ['held', `An inspector’s hold (${hold.id}) keeps it from destruction.`], 'Whoever inspects may lift it.');
  if (standingBars(state.quarantines).length + facts.setApart.length > 0) return no(law, ['quarantined', 'It is set apart while it is judged whether an error lies behind it.'], 'The senior responsible officer may release it once that is judged.');
  if (facts.open) return no(law, ['case-open', 'What it was obtained under is in force, or waits for the commissioner.'], 'Destroy it once that has ended.');
  if (facts.quashed?.destruction === 'suspended') return no(law, ['appeal-open', 'The commissioner’s order to destroy waits while an appeal may be made or is open.'], 'Destroy it once no appeal can be made, or it was dismissed.');
  return undefined;
};
