import type { Instant } from '@cpmp/kernel';
import type { View } from '@cpmp/ledger';
import { afterProduct, product, type ProductEvent, type ProductStage, type ProductState, standingBars } from '../domain/index.js';
import { NEVER } from './register.view.js';

/** Product as the register keeps it; its texts stay closed. */
export type ProductDoc = {
  readonly id: string;
  readonly reference: string;
  readonly authorisation: string;
  readonly force: string;
  /** Its number within the case. */
  readonly number: number;
  readonly stage: ProductStage;
  /** The first instant by which something is to be done with it: its review, or its destruction; `NEVER` where nothing is. */
  readonly due: Instant;
  readonly confidential: string;
  /** False: it was obtained while nothing was in force. */
  readonly covered: boolean;
  /** A hold or a quarantine of its own stands. */
  readonly barred: boolean;
  readonly state: ProductState;
};

const docOf = (id: string, state: ProductState): ProductDoc | undefined => {
  if (!state.registered) return undefined;
  const { reference, authorisation, force, number, confidential, covered } = state.registered;
  const [due = NEVER] = Object.values(state.standing).map((one) => one.due).toSorted();
  return { id, reference, authorisation, force, number, stage: state.stage, due, confidential, covered, barred: standingBars(state.holds).length + standingBars(state.quarantines).length > 0, state };
};

/** All product that was registered, with its copies and what became of it. */
export const products: View<ProductDoc, ProductEvent> = {
  name: 'products',
  version: 1,
  from: 'log',
  key: (_event, meta) => (meta.stream.startsWith(`${product.category}-`) ? meta.streamId : undefined),
  indexes: ['authorisation', 'force', 'number', 'stage', 'due', 'confidential', 'covered', 'barred'],
  on: { '*': (doc, event, meta) => docOf(meta.streamId, afterProduct(doc?.state ?? product.initial, [event])) },
};
