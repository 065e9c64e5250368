/** What was obtained under authorities: its aggregate, and every decision on it. */
export { type BarSaid, holdProduct, liftHold, quarantineProduct, releaseProduct } from './bars.js';
export { moveCopy, recordCopy, returnCopy } from './copies.js';
export { confirmDestruction, destroyCopy, followCommissioner, orderDestruction, withdrawDestruction, witnessCopy } from './destruction.js';
export type * from './events.js';
export { type CaseFacts, COUNTDOWN_DAYS, DESTROYED_WITHIN_DAYS, type ProductFacts, type ProductLaw, productRef } from './law.js';
export { afterProduct, type Bar, type Copy, DESCRIPTION_KEY, product, type ProductStage, type ProductState, type Quarantined, standingBars } from './product.js';
export { registerProduct, type RegisterProduct } from './register.js';
export { reviewProduct, tellOfConfidential } from './review.js';
