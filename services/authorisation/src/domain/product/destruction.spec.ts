import { type Decision, isRefusal } from '@cpmp/kernel';
import { T } from '../spec-case.js';
import { afterProduct, confirmDestruction, destroyCopy, orderDestruction, product, type ProductEvent, type ProductFacts, type ProductState, tellOfConfidential, witnessCopy } from './index.js';
import { registerProduct } from './register.js';

const DAY = 24 * 60;
const [ann, bob] = [{ person: 'ann', force: 'met' }, { person: 'bob', force: 'met' }];
const RESTS: ProductFacts = {
  law: { safeguards: { clause: 'codes', confirmed: false }, bases: [{ basis: 'evidence', words: 'w', reviewMonths: 12, clause: 'CPIA', confirmed: false }] },
  facts: { force: 'met', reference: 'MET-26-0001', state: 'cancelled', open: false, periods: [{ from: T(-DAY), until: T(0) }], setApart: [], registered: 0 }, digest: JSON.stringify,
};
const next = (state: ProductState, decision: Decision<ProductEvent>): ProductState => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return afterProduct(state, decision);
};
const standing = ({ standing: owed }: ProductState) => Object.values(owed).map(({ what }) => what).toSorted();

describe('product with confidential material of which nobody has told the Commissioner', () => {
  it('given that it is destroyed, then its review and its destruction are over, and that the Commissioner is told is owed until somebody does', () => {
    const command = { by: ann, authorisation: 'a', component: 'c1', kind: 'audio', description: 'd', from: T(-60), until: T(-30), obtainedBy: 'ann', confidential: 'privilege' as const, basis: 'evidence', reviewBy: T(90 * DAY), copy: { place: 'p', holder: 'h', purpose: 'u' } };
    const kept = next(product.initial, registerProduct(product.initial, command, T(10), RESTS));
    const ordered = next(kept, orderDestruction(kept, { by: ann, reason: 'r' }, T(20), RESTS));
    const confirmed = next(ordered, confirmDestruction(ordered, { by: bob }, T(30), RESTS));
    const burnt = next(confirmed, destroyCopy(confirmed, { by: ann, copy: 'k1', method: 'm' }, T(9 * DAY), RESTS));
    const gone = next(burnt, witnessCopy(burnt, { by: bob, copy: 'k1' }, T(9 * DAY), RESTS));
    expect([standing(burnt), gone.stage, standing(gone)]).toEqual([['product-confidential', 'product-destruction'], 'destroyed', ['product-confidential']]);
    expect(standing(next(gone, tellOfConfidential(gone, { by: ann, told: 't' }, T(10 * DAY), RESTS)))).toEqual([]);
  });
});
