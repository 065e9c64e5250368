import { type Decision, type Instant, later } from '@cpmp/kernel';
import type { Officer } from '../component.js';
import { untilWords, moment } from '../words.js';
import { barred } from './bars.js';
import { copyNamed } from './copies.js';
import type { Destroyed, DestructionOrdered, DestructionWithdrawn, OrderedBecause, ProductEvent } from './events.js';
import { afterDays, COUNTDOWN_DAYS, DESTROYED_WITHIN_DAYS, dischargingOf, gone, no, type ProductFacts, productRef, settingOf } from './law.js';
import { afterProduct, type Copy, type Destruction, product, type ProductState } from './product.js';
import { keptFor } from './kept.js';

export type OrderDestruction = { readonly by: Officer; readonly reason: string };
export type WithdrawDestruction = { readonly by: Officer; readonly reason: string; readonly basis: string; readonly reviewBy: Instant };
export type DestroyCopy = { readonly by: Officer; readonly copy: string; readonly method: string };

const orderOf = (state: ProductState, { by, reason, because }: OrderDestruction & { readonly because: OrderedBecause }, now: Instant): DestructionOrdered => {
  const proposed = Object.entries(state.standing).find(([, { what }]) => what === 'product-destruction');
  const discharged = dischargingOf(state, { at: now, how: 'superseded' }, ['product-review']);
  // Whoever was to order it by a day has: the day by which it is to be gone stays.
  const set = proposed ? [] : settingOf(state, [{ what: 'product-destruction', due: afterDays(now, DESTROYED_WITHIN_DAYS) }], by);
  return { type: 'DestructionOrdered', about: productRef(state), by, because, reason, orderedAt: now, deadlines: { set, discharged } };
};

/** The first of two persons orders that product be destroyed. A hold or a case that is open does not stop the order: it stops what follows. */
export const orderDestruction = (state: ProductState, command: OrderDestruction, now: Instant, { law }: ProductFacts): Decision<ProductEvent> => {
  const refusal = gone(state, law);
  if (refusal) return refusal;
  if (state.destruction) return no(law, ['destruction-ordered', 'Its destruction was ordered already.'], 'Somebody else confirms the order.');
  return [orderOf(state, { ...command, because: 'no-longer-necessary' }, now)];
};

/** What a commissioner's quashing orders of product that was registered after it. */
export const orderOfCommissioner = (events: readonly ProductEvent[], now: Instant, rests: ProductFacts): readonly ProductEvent[] => followCommissioner(afterProduct(product.initial, events), now, rests);

/** Does with product what a commissioner's order to destroy says: it is ordered once, and no longer stands once an appeal was allowed. */
export const followCommissioner = (state: ProductState, now: Instant, rests: ProductFacts): readonly ProductEvent[] => {
  const { quashed } = rests.facts;
  if (!quashed || !state.registered || state.destroyed) return [];
  const by = { person: quashed.by };
  if (quashed.destruction !== 'lifted') return state.destruction ? [] : [orderOf(state, { by, because: 'quashed', reason: 'The judicial commissioner ordered it with the quashing.' }, now)];
  if (state.destruction?.because !== 'quashed') return [];
  const reviewBy = afterDays(now, DESTROYED_WITHIN_DAYS);
  return [withdrawal(state, { by, reason: 'The appeal against the quashing was allowed.', reviewBy }, now)];
};

const ordered = (state: ProductState, { law }: ProductFacts): Destruction | ReturnType<typeof no> => state.destruction ?? no(law, ['not-ordered', 'Nobody ordered its destruction.'], 'Order it first.');

/** The second person agrees: the countdown begins. */
export const confirmDestruction = (state: ProductState, { by }: { readonly by: Officer }, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const refusal = gone(state, rests.law);
  if (refusal) return refusal;
  const order = ordered(state, rests);
  if ('refused' in order) return order;
  if (order.confirmed) return [];
  if (order.ordered.by === by.person) return no(rests.law, ['same-person', 'Nobody destroys product alone: whoever ordered it does not confirm it.'], 'Somebody else who may order it confirms it.');
  return barred(state, rests) ?? [{ type: 'DestructionConfirmed', about: productRef(state), by, confirmedAt: now, notBefore: afterDays(now, COUNTDOWN_DAYS) }];
};

type Withdrawal = Pick<DestructionWithdrawn, 'by' | 'reason' | 'reviewBy' | 'keptOn'>;

const withdrawal = (state: ProductState, { by, reason, reviewBy, keptOn }: Withdrawal, now: Instant): ProductEvent => ({
  type: 'DestructionWithdrawn', about: productRef(state), by, reason, reviewBy, ...(keptOn ? { keptOn } : {}), withdrawnAt: now,
  deadlines: { set: settingOf(state, [{ what: 'product-review', due: reviewBy }], by), discharged: dischargingOf(state, { at: now, how: 'superseded' }, ['product-destruction']) },
});

/** A commissioner's order stands beside one that an officer had given before it: product is ordered destroyed once. */
const isCommissioners = ({ because }: Destruction, { facts: { quashed } }: ProductFacts): boolean => because === 'quashed' || (quashed !== undefined && quashed.destruction !== 'lifted');

/** Takes an order back while every copy is there. What a commissioner ordered only an appeal lifts. */
export const withdrawDestruction = (state: ProductState, command: WithdrawDestruction, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const refusal = gone(state, rests.law);
  if (refusal) return refusal;
  const order = ordered(state, rests);
  if ('refused' in order) return order;
  if (isCommissioners(order, rests)) return no(rests.law, ['ordered-by-commissioner', 'The judicial commissioner ordered it.'], 'An appeal that is allowed lifts it.');
  if (Object.values(state.copies).some(({ destroyed }) => destroyed)) return no(rests.law, ['copy-destroyed', 'A copy was destroyed already.'], 'Go on with the others, or move them where they are kept and register those as product of their own.');
  const kept = keptFor(rests, command, now);
  return 'refused' in kept ? kept : [withdrawal(state, { by: command.by, reason: command.reason, ...kept }, now)];
};

const confirmedBy = ({ destruction }: ProductState, now: Instant, { law }: ProductFacts) => {
  if (!destruction?.confirmed || destruction.notBefore === undefined) return no(law, ['not-confirmed', 'No second person confirmed that it be destroyed.'], 'Somebody else than who ordered it confirms it.');
  return now < destruction.notBefore ? no(law, ['countdown-runs', `It is not destroyed before ${moment(destruction.notBefore)}.`], `Destroy it after ${untilWords(destruction.notBefore)}.`) : undefined;
};

/** Says that a copy was destroyed, and how, by whoever did it. */
export const destroyCopy = (state: ProductState, { by, copy: id, method }: DestroyCopy, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const refusal = gone(state, rests.law) ?? confirmedBy(state, now, rests) ?? barred(state, rests);
  if (refusal) return refusal;
  const copy = copyNamed(state, id, rests);
  return 'refused' in copy ? copy : [{ type: 'CopyDestroyed', about: productRef(state), by, copy: id, method, destroyedAt: now }];
};

type Accounted = Copy & { readonly destroyed: NonNullable<Copy['destroyed']> & { readonly witness: { readonly by: string; readonly at: Instant } } };
const isAccounted = (copy: Copy): copy is Accounted => copy.destroyed?.witness !== undefined;

const certificateOf = (state: ProductState, copies: readonly Accounted[]): Destroyed | undefined => {
  const { registered, destruction } = state;
  if (!registered || !destruction?.confirmed) return undefined;
  const { because, ordered: { by, at }, confirmed } = destruction;
  return {
    reference: registered.reference, kind: registered.kind, obtained: { from: registered.from, until: registered.until }, ordered: { by, at, because }, confirmed,
    copies: copies.map(({ id: copy, destroyed: { by: who, at: when, witness } }) => ({ copy, by: who, at: when, witness: witness.by, witnessedAt: witness.at })),
  };
};

/** What falls due no more once it is gone. That the Commissioner is told of confidential material is owed all the same: it was obtained. */
const ENDS_WITH_IT: readonly string[] = ['product-review', 'product-destruction'];

/** Somebody else than who destroyed a copy says that they saw it. With the last copy the product is gone, and has its certificate. */
export const witnessCopy = (state: ProductState, { by, copy: id }: { readonly by: Officer; readonly copy: string }, now: Instant, rests: ProductFacts): Decision<ProductEvent> => {
  const refusal = gone(state, rests.law);
  if (refusal) return refusal;
  const { destroyed } = state.copies[id] ?? {};
  if (!destroyed) return no(rests.law, ['not-destroyed', 'Nobody says that this copy was destroyed.'], 'Whoever destroyed it says so first.');
  if (destroyed.witness) return [];
  if (destroyed.by === by.person) return no(rests.law, ['same-person', 'Nobody destroys product alone: whoever destroyed a copy does not witness it.'], 'Somebody else who saw it says so.');
  const about = productRef(state);
  const witnessed: ProductEvent = { type: 'CopyWitnessed', about, by, copy: id, witnessedAt: later(now, destroyed.at) };
  const then = afterProduct(state, [witnessed]);
  const copies = Object.values(then.copies);
  const certificate = copies.every(isAccounted) ? certificateOf(then, copies) : undefined;
  if (!certificate) return [witnessed];
  return [witnessed, { type: 'ProductDestroyed', about, by, destroyed: certificate, digest: rests.digest(certificate), destroyedAt: now, deadlines: { discharged: dischargingOf(then, { at: now, how: 'done' }, ENDS_WITH_IT) } }];
};
