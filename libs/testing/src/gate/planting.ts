import type { Booking, Calendar, Deployment } from '@cpmp/gate';
import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import { RULES, type Rules } from './rules.js';

/** An instant that never comes. */
export const NEVER: Instant = '9999-12-31T23:59:59.999Z';

/** The instant some seconds after another. */
export const secondsAfter = (at: Instant, seconds: number): Instant => new Date(Date.parse(at) + seconds * 1000).toISOString();

/** A decision with each of its events changed, or dropped; a refusal stays one. */
export const changed = <E>(decision: Decision<E>, change: (event: E) => E | undefined): Decision<E> =>
  isRefusal(decision) ? decision : decision.map(change).filter((event) => event !== undefined);

/** A decision without the events of some types. */
export const without = <E extends { readonly type: string }>(decision: Decision<E>, ...types: readonly E['type'][]): Decision<E> =>
  changed(decision, (event) => (types.includes(event.type) ? undefined : event));

/** A record with each of its values changed, or dropped. */
export const mapped = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T | undefined): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).flatMap(([key, value]) => {
    const kept = change(value);
    return kept === undefined ? [] : [[key, kept]];
  }));

/** What a rule sees of a calendar in place of what is there. */
export type Sees = { readonly deployments?: (each: Deployment) => Deployment | undefined; readonly bookings?: (each: Booking) => Booking | undefined };

/** A holder's state as a rule sees it. */
export const seen = <H extends { readonly calendar: Calendar }>(holder: H, { deployments = (each) => each, bookings = (each) => each }: Sees): H => ({
  ...holder,
  calendar: { deployments: mapped(holder.calendar.deployments, deployments), bookings: mapped(holder.calendar.bookings, bookings) },
});

/** A deployment whose answer a rule sees otherwise. */
export const answering = (change: (answer: Deployment['answer']) => Deployment['answer']) => (each: Deployment): Deployment => ({ ...each, answer: change(each.answer) });

type Hear = Rules['hearPermit'];

/** Hearing of a permit by a thing that sees its deployment under it otherwise. */
export const hearing = (change: (each: Deployment, message: Parameters<Hear>[1]) => Deployment): Partial<Rules> => ({
  hearPermit: (thing, message, now) =>
    RULES.hearPermit(seen(thing, { deployments: (each) => (each.answer.permit === message.permit ? change(each, message) : each) }), message, now),
});

/** Asking for a deployment of a thing that sees its calendar otherwise. */
export const asking = (sees: Sees): Partial<Rules> => ({
  deployAsset: (state, id, ask, now) => RULES.deployAsset(seen(state, sees), id, ask, now),
  deployResource: (state, id, ask, now) => RULES.deployResource(seen(state, sees), id, ask, now),
});

/** An answer that has forgotten the end it read. */
export const withoutEnd = ({ endRead: _unread, ...answer }: Deployment['answer']): Deployment['answer'] => answer;
