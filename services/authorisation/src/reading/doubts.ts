import type { RegisterDoc } from '../views/register.view.js';
import { type Doubt, doubtsOf, endOf, type PermitsDoc } from '../views/permits.view.js';

/** The permits of a component that a person must look into, in ids and instants: what may be an error is the person's to say. */
export const shownDoubts = ({ component, permits, cancelledFrom }: PermitsDoc, { id, reference }: Pick<RegisterDoc, 'id' | 'reference'>, state: Doubt) =>
  Object.values(permits).filter((row) => doubtsOf(row, cancelledFrom).includes(state)).map((row) => ({
    authorisation: id, reference, component, permit: row.permit, holder: row.holder, thing: row.thing, state,
    endedAt: endOf(row, cancelledFrom), startedAt: row.answer?.startedAt, recalledAt: row.answer?.recalledAt, closedAt: row.answer?.closedAt,
  }));
