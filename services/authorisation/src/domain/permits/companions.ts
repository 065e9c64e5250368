import type { Switched } from '@cpmp/gate';
import { type Instant, later } from '@cpmp/kernel';
import { type AuthorityState, after } from '../authority.js';
import { inForceAt } from '../component.js';
import type { AuthorityEvent } from '../events.js';
import type { Companion, PermitSwitchedOff, PermitSwitchedOn } from './events.js';
import { type Permit, repeatAfter } from './permit.js';

const ofPower = ({ components }: AuthorityState, power: string) => Object.values(components).filter((component) => component.power === power);

/** The powers among these that no part of the case has in force. A companion is a part of the same case: what another case authorises is not known here. */
const lacking = (state: AuthorityState, powers: readonly string[], now: Instant): readonly string[] =>
  powers.filter((power) => !ofPower(state, power).some((component) => inForceAt(component, now)));

/** Since when a power has not been in force, where a part of the case had it. */
const endOf = (state: AuthorityState, power: string, now: Instant): Instant =>
  ofPower(state, power).reduce((last, { from, until }) => (from !== null && until !== null && until <= now ? later(last, until) : last), '') || now;

/** How a permit begins: switched on where every power that it needs is in force, else off. It is never refused for want of one. */
export const firstTurn = (state: AuthorityState, companions: readonly Companion[], now: Instant): { readonly switched?: Switched } => {
  const needs = [...new Set(companions.map(({ power }) => power))];
  return needs.length === 0 ? {} : { switched: { turn: 1, on: lacking(state, needs, now).length === 0, at: now, needs } };
};

const turnOf = (state: AuthorityState, { said }: Permit, now: Instant): readonly (PermitSwitchedOn | PermitSwitchedOff)[] => {
  const { switched, end } = said;
  if (!switched) return [];
  const missing = lacking(state, switched.needs, now);
  const on = missing.length === 0;
  // What has ended is never switched on: nothing new begins under it. It may be switched off, while it is still out.
  if (on === switched.on || (on && end !== undefined)) return [];
  const at = on ? now : missing.map((power) => endOf(state, power, now)).toSorted()[0] ?? now;
  return [{ type: on ? 'PermitSwitchedOn' : 'PermitSwitchedOff', said: { ...said, switched: { ...switched, turn: switched.turn + 1, on, at } }, repeatAt: repeatAfter(now) }];
};

/** Switches every open permit on or off whose companion powers have come into force, or ended, since it was last said. */
export const turnPermits = (state: AuthorityState, now: Instant): readonly (PermitSwitchedOn | PermitSwitchedOff)[] => Object.values(state.permits).flatMap((permit) => turnOf(state, permit, now));

/** What begins or ends a component, with the permits that it switches, in one commit. */
export const withTurns = (state: AuthorityState, events: readonly AuthorityEvent[], now: Instant): readonly AuthorityEvent[] => [...events, ...turnPermits(after(state, events), now)];
