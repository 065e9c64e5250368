import type { Decision, Instant } from '@cpmp/kernel';
import type { Officer } from '../component.js';
import type { CopyPlace, ProductEvent } from './events.js';
import { gone, no, type ProductFacts, productRef } from './law.js';
import type { Copy, ProductState } from './product.js';

export type RecordCopy = CopyPlace & { readonly by: Officer };
export type MoveCopy = CopyPlace & { readonly by: Officer; readonly copy: string };
export type ReturnCopy = { readonly by: Officer; readonly copy: string; readonly place: string; readonly holder: string };

/** The copy that somebody names while it is there, or why not. */
export const copyNamed = (state: ProductState, id: string, { law }: ProductFacts): Copy | ReturnType<typeof no> => {
  const copy = state.copies[id];
  if (!copy) return no(law, ['unknown-copy', 'No copy of that number is on record.'], `Name one of: ${Object.keys(state.copies).join(', ')}, or record it.`);
  return copy.destroyed ? no(law, ['copy-destroyed', 'That copy was destroyed.'], 'Record a copy that turned up as one of its own.') : copy;
};

const place = ({ place: where, holder, purpose, disclosedTo }: CopyPlace): CopyPlace => ({ place: where, holder, purpose, ...(disclosedTo ? { disclosedTo } : {}) });

/** Records a copy that was made, or found. It may be found after an order to destroy: then it is destroyed with the others. */
export const recordCopy = (state: ProductState, { by, ...copy }: RecordCopy, now: Instant, { law }: ProductFacts): Decision<ProductEvent> =>
  gone(state, law) ?? [{ type: 'CopyRecorded', about: productRef(state), by, copy: `k${Object.keys(state.copies).length + 1}`, ...place(copy), recordedAt: now }];

/** Says that a copy is elsewhere now, or with somebody else, or was disclosed. */
export const moveCopy = (state: ProductState, { by, copy: id, ...to }: MoveCopy, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const refusal = gone(state, rests.law);
  if (refusal) return refusal;
  const copy = copyNamed(state, id, rests);
  return 'refused' in copy ? copy : [{ type: 'CopyMoved', about: productRef(state), by, copy: id, ...place(to), movedAt: now }];
};

/** Says that a copy which was disclosed came back. */
export const returnCopy = (state: ProductState, { by, copy: id, place: where, holder }: ReturnCopy, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const refusal = gone(state, rests.law);
  if (refusal) return refusal;
  const copy = copyNamed(state, id, rests);
  if ('refused' in copy) return copy;
  if (copy.disclosedTo === undefined) return no(rests.law, ['not-disclosed', 'That copy was disclosed to nobody, so that it cannot come back.'], 'Say where it is with a move.');
  return [{ type: 'CopyReturned', about: productRef(state), by, copy: id, place: where, holder, returnedAt: now }];
};
