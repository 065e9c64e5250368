import { type Aggregate, type Instant, never } from '@cpmp/kernel';
import { type Officer, type Standing, withDeadlines } from '../component.js';
import type { CopyPlace, Destroyed, KeptOn, OrderedBecause, ProductEvent, ProductRef, ProductRegistered, QuarantinedBecause } from './events.js';

/** A copy: where it is, or how it ended. Destroyed and not yet witnessed it is not accounted for. */
export type Copy = CopyPlace & {
  readonly id: string;
  readonly recordedAt: Instant;
  readonly returnedAt?: Instant;
  readonly destroyed?: { readonly by: string; readonly at: Instant; readonly method: string; readonly witness?: { readonly by: string; readonly at: Instant } };
};

/** Something that stands in the way of destruction until somebody takes it away. */
export type Bar = { readonly id: string; readonly by: string; readonly at: Instant; readonly reason: string; readonly lifted?: { readonly by: string; readonly at: Instant; readonly reason: string } };
export type Quarantined = Bar & { readonly because: QuarantinedBecause };

/** An order to destroy that stands. `notBefore`: the end of the countdown, once a second person confirmed it. */
export type Destruction = {
  readonly because: OrderedBecause;
  readonly ordered: { readonly by: string; readonly at: Instant; readonly reason: string };
  readonly confirmed?: { readonly by: string; readonly at: Instant };
  readonly notBefore?: Instant;
};

/** One look at whether it is still needed. */
export type ProductReview = { readonly by: Officer; readonly at: Instant; readonly decision: 'keep' | 'destroy'; readonly reason: string; readonly keptOn?: KeptOn; readonly reviewBy?: Instant };

/** How it stands with its destruction. */
export type ProductStage = 'kept' | 'destruction-proposed' | 'destruction-ordered' | 'destruction-confirmed' | 'destroyed';

/** What was obtained, as it was registered. `description` is covert text. */
export type Registered = ProductRef & Omit<ProductRegistered, 'type' | 'about' | 'keptOn' | 'reviewBy' | 'registeredAt' | 'deadlines'> & { readonly at: Instant };

/** One thing that was obtained: where its copies are, why it is kept and until when that is looked at, and what became of it. */
export type ProductState = {
  /** Absent while nothing was registered under this id. */
  readonly registered?: Registered;
  readonly stage: ProductStage;
  readonly copies: Readonly<Record<string, Copy>>;
  readonly keptOn?: KeptOn;
  /** The first instant at which its review is late. */
  readonly reviewBy?: Instant;
  readonly reviews: readonly ProductReview[];
  readonly told?: { readonly by: string; readonly at: Instant; readonly text: string };
  readonly holds: readonly Bar[];
  readonly quarantines: readonly Quarantined[];
  readonly destruction?: Destruction;
  readonly destroyed?: { readonly at: Instant; readonly certificate: Destroyed; readonly digest: string };
  /** Raised by every event: its ETag. */
  readonly edition: number;
  readonly standing: Readonly<Record<string, Standing>>;
  readonly deadlinesSet: number;
};

const initial: ProductState = { stage: 'kept', copies: {}, reviews: [], holds: [], quarantines: [], edition: 0, standing: {}, deadlinesSet: 0 };

type On<T extends ProductEvent['type']> = Extract<ProductEvent, { type: T }>;

const registered = (state: ProductState, event: On<'ProductRegistered'>): ProductState => {
  const { type: _type, about, registeredAt: at, keptOn, reviewBy, deadlines: _deadlines, ...said } = event;
  return { ...state, registered: { ...about, ...said, at }, keptOn, reviewBy };
};

const patchCopy = (state: ProductState, id: string, to: (copy: Copy) => Copy): ProductState => {
  const copy = state.copies[id];
  return copy ? { ...state, copies: { ...state.copies, [id]: to(copy) } } : state;
};

const placed = ({ place, holder, purpose, disclosedTo }: CopyPlace): CopyPlace => ({ place, holder, purpose, ...(disclosedTo === undefined ? {} : { disclosedTo }) });

const moved = ({ id, recordedAt }: Copy, event: CopyPlace): Copy => ({ id, recordedAt, ...placed(event) });

const returned = ({ disclosedTo: _gone, ...copy }: Copy, { place, holder, returnedAt }: On<'CopyReturned'>): Copy => ({ ...copy, place, holder, returnedAt });

const reviewed = (state: ProductState, { by, reviewedAt: at, decision, reason, keptOn, reviewBy }: On<'ProductReviewed'>): ProductState => {
  const review = { by, at, decision, reason, ...(keptOn ? { keptOn } : {}), ...(reviewBy ? { reviewBy } : {}) };
  const { reviewBy: _old, ...rest } = state;
  return { ...rest, ...(keptOn ? { keptOn } : {}), ...(reviewBy ? { reviewBy } : {}), stage: decision === 'keep' ? 'kept' : 'destruction-proposed', reviews: [...state.reviews, review] };
};

const lifted = <B extends Bar>(bars: readonly B[], id: string, how: NonNullable<Bar['lifted']>): readonly B[] => bars.map((bar) => (bar.id === id && !bar.lifted ? { ...bar, lifted: how } : bar));

const ordered = ({ reviewBy: _none, ...state }: ProductState, { by, because, reason, orderedAt: at }: On<'DestructionOrdered'>): ProductState => ({ ...state, stage: 'destruction-ordered', destruction: { because, ordered: { by: by.person, at, reason } } });

const confirmed = (state: ProductState, { by, confirmedAt: at, notBefore }: On<'DestructionConfirmed'>): ProductState =>
  state.destruction ? { ...state, stage: 'destruction-confirmed', destruction: { ...state.destruction, confirmed: { by: by.person, at }, notBefore } } : state;

const withdrawn = ({ destruction: _gone, ...state }: ProductState, { reviewBy, keptOn }: On<'DestructionWithdrawn'>): ProductState => ({ ...state, ...(keptOn ? { keptOn } : {}), stage: 'kept', reviewBy });

const step = (state: ProductState, event: ProductEvent): ProductState => {
  switch (event.type) {
    case 'ProductRegistered':
      return registered(state, event);
    case 'CopyRecorded':
      return { ...state, copies: { ...state.copies, [event.copy]: { id: event.copy, recordedAt: event.recordedAt, ...placed(event) } } };
    case 'CopyMoved':
      return patchCopy(state, event.copy, (copy) => moved(copy, event));
    case 'CopyReturned':
      return patchCopy(state, event.copy, (copy) => returned(copy, event));
    case 'ProductReviewed':
      return reviewed(state, event);
    case 'ConfidentialProductTold':
      return { ...state, told: { by: event.by.person, at: event.toldAt, text: event.told } };
    case 'ProductHeld':
      return { ...state, holds: [...state.holds, { id: event.hold, by: event.by.person, at: event.heldAt, reason: event.reason }] };
    case 'HoldLifted':
      return { ...state, holds: lifted(state.holds, event.hold, { by: event.by.person, at: event.liftedAt, reason: event.reason }) };
    case 'ProductQuarantined':
      return { ...state, quarantines: [...state.quarantines, { id: event.quarantine, by: event.by.person, at: event.quarantinedAt, reason: event.reason, because: event.because }] };
    case 'ProductReleased':
      return { ...state, quarantines: lifted(state.quarantines, event.quarantine, { by: event.by.person, at: event.releasedAt, reason: event.reason }) };
    case 'DestructionOrdered':
      return ordered(state, event);
    case 'DestructionConfirmed':
      return confirmed(state, event);
    case 'DestructionWithdrawn':
      return withdrawn(state, event);
    case 'CopyDestroyed':
      return patchCopy(state, event.copy, (copy) => ({ ...copy, destroyed: { by: event.by.person, at: event.destroyedAt, method: event.method } }));
    case 'CopyWitnessed':
      return patchCopy(state, event.copy, (copy) => (copy.destroyed ? { ...copy, destroyed: { ...copy.destroyed, witness: { by: event.by.person, at: event.witnessedAt } } } : copy));
    case 'ProductDestroyed':
      return { ...state, stage: 'destroyed', destroyed: { at: event.destroyedAt, certificate: event.destroyed, digest: event.digest } };
    default:
      return never(event);
  }
};

/** Moves product by one event: all that can happen is in `step`. */
const evolve = (state: ProductState, event: ProductEvent): ProductState => {
  const next = step(state, event);
  return { ...withDeadlines(next, 'deadlines' in event ? event.deadlines : undefined), edition: state.edition + 1 };
};

/** The key that seals what product is, within its stream; it goes when the last copy is gone, while who had it and who destroyed it stay. */
export const DESCRIPTION_KEY = 'description';

const PLACE = ['place', 'holder', 'purpose', 'disclosedTo'];

/** One thing that was obtained under an authority. */
export const product: Aggregate<ProductState, ProductEvent> = {
  category: 'product',
  initial,
  evolve,
  personal: {
    ProductRegistered: ['description'],
    CopyRecorded: PLACE,
    CopyMoved: PLACE,
    CopyReturned: ['place', 'holder'],
    ProductReviewed: ['reason'],
    ConfidentialProductTold: ['told'],
    ProductHeld: ['reason'],
    HoldLifted: ['reason'],
    ProductQuarantined: ['reason'],
    ProductReleased: ['reason'],
    DestructionOrdered: ['reason'],
    DestructionConfirmed: [],
    DestructionWithdrawn: ['reason'],
    CopyDestroyed: ['method'],
    CopyWitnessed: [],
    ProductDestroyed: [],
  },
  belongsTo: (event) => (event.type === 'ProductRegistered' ? DESCRIPTION_KEY : undefined),
};

/** The state after some events. */
export const afterProduct = (state: ProductState, events: readonly ProductEvent[]): ProductState => events.reduce(evolve, state);

/** What still stands in the way, of holds or of quarantines. */
export const standingBars = <B extends Bar>(bars: readonly B[]): readonly B[] => bars.filter(({ lifted: gone }) => !gone);
