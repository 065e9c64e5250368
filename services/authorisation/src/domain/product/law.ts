import { type DeadlineSet, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { legalDay, type ProductBasis, startOfDay } from '@cpmp/law';
import type { Officer } from '../component.js';
import type { ProductRef } from './events.js';
import type { ProductState } from './product.js';

/** What a decision on product asks of the law of its day: on which clause its safeguards stand, and why it may be kept. */
export type ProductLaw = { readonly safeguards: { readonly clause: string; readonly confirmed: boolean }; readonly bases: readonly ProductBasis[] };

/** How its component stands now, for a decision: nothing of it is covert. */
export type CaseFacts = {
  readonly force: string;
  /** The collaboration agreement that its application names; closed. */
  readonly agreement?: string;
  readonly unit?: string;
  readonly reference: string;
  readonly state: string;
  /** What is in force goes on gathering, and what waits may: their product is still needed. */
  readonly open: boolean;
  readonly periods: readonly { readonly from: Instant; readonly until: Instant | null }[];
  /** A commissioner ordered its product destroyed: while an appeal may be made or is open it waits, and one that is allowed lifts it. */
  readonly quashed?: { readonly by: string; readonly destruction: 'suspended' | 'lifted' | 'ordered' };
  /** Errors that its product is set apart for, by what was ordered. */
  readonly setApart: readonly string[];
  /** How much product of the case is registered. */
  readonly registered: number;
};

/** What decisions on product rest on beside the product itself. `digest`: hex SHA-256 of a value's canonical form. */
export type ProductFacts = { readonly law: ProductLaw; readonly facts: CaseFacts; readonly digest: (value: object) => string };

/** How many whole days pass between the second person's word and the destruction: force policy. */
export const COUNTDOWN_DAYS = 7;
/** Within how many days of its order product is destroyed: force policy. Elsewhere it was found kept for two hundred (finding P9). */
export const DESTROYED_WITHIN_DAYS = 28;
/** By the end of which day after its registration the Commissioner is told of confidential material, in days: force policy. */
export const CONFIDENTIAL_TOLD_DAYS = 1;

/** A no that stands on what the codes say of product. */
export const no = ({ safeguards: { clause, confirmed } }: ProductLaw, [code, because]: readonly [code: string, because: string], instead: string): Refusal => refuse(code, because, { clause, confirmed, instead });

/** The first instant after so many whole London days from an instant. */
export const afterDays = (at: Instant, days: number): Instant => startOfDay(legalDay(at), days + 1);

/** A deadline of product, before it has its id. */
export type ProductDue = Pick<DeadlineSet, 'what' | 'due'>;

/** Sets deadlines of product; each id is used once for ever. */
export const settingOf = (state: Pick<ProductState, 'deadlinesSet'>, wanted: readonly ProductDue[], { person }: Officer): readonly DeadlineSet[] =>
  wanted.map(({ what, due }, index) => ({ id: `product/${what}/${state.deadlinesSet + index + 1}`, what, due, persons: [person], statutory: false }));

/** Discharges those deadlines of product that stand, of some kinds. */
export const dischargingOf = ({ standing }: Pick<ProductState, 'standing'>, { at, how }: { readonly at: Instant; readonly how: 'done' | 'superseded' }, kinds: readonly string[]) =>
  Object.entries(standing).filter(([, { what }]) => kinds.includes(what)).map(([id]) => ({ id, at, how }));

/** What events say of their product. */
export const productRef = ({ registered }: ProductState): ProductRef => {
  const { reference = '', authorisation = '', component = '', force = '', unit } = registered ?? {};
  return { reference, authorisation, component, force, ...(unit === undefined ? {} : { unit }) };
};

/** What may still be done: nothing to what is gone, nothing to what was never registered. */
export const gone = ({ registered, destroyed }: ProductState, law: ProductLaw): Refusal | undefined => {
  if (!registered) return no(law, ['unknown-product', 'Nothing was registered under this id.'], 'Register it.');
  return destroyed ? no(law, ['destroyed', 'It was destroyed, and has its certificate.'], 'A copy that turns up now is registered as product of its own.') : undefined;
};
