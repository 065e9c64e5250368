import type { Switched } from '@cpmp/gate';
import { type Instant, later } from '@cpmp/kernel';
import { type AuthorityState, after, caseRef } from '../authority.js';
import { inForceAt } from '../component.js';
import type { AuthorityEvent, ErrorSuspected } from '../events.js';
import type { Companion, PermitSwitchedOff, PermitSwitchedOn } from './events.js';
import { type Permit, repeatAfter } from './permit.js';

const ofPower = ({ components }: AuthorityState, power: string) => Object.values(components).filter((component) => component.power === power);

/** The powers among these that no part of the case has in force. A companion is a part of the same case: what another case authorises is not known here. */
const lacking = (state: AuthorityState, powers: readonly string[], now: Instant): readonly string[] =>
  powers.filter((power) => !ofPower(state, power).some((component) => inForceAt(component, now)));

type Ended = { readonly at: Instant; readonly component?: string };

/** Since when a power has not been in force, and the part of the case that had it last. */
const endOf = (state: AuthorityState, power: string, now: Instant): Ended =>
  ofPower(state, power).reduce<Ended>((last, { id, from, until }) => (from !== null && until !== null && until <= now && (last.component === undefined || until > last.at) ? { at: until, component: id } : last), { at: now });

/** How a permit begins: switched on where every power that it needs is in force, else off. It is never refused for want of one. */
export const firstTurn = (state: AuthorityState, companions: readonly Companion[], now: Instant): { readonly switched?: Switched } => {
  const needs = [...new Set(companions.map(({ power }) => power))];
  return needs.length === 0 ? {} : { switched: { turn: 1, on: lacking(state, needs, now).length === 0, at: now, needs } };
};

/** Suspects an error where what is out ran on after a part that it needs had ended, longer than an end may go unanswered: nobody could switch it off before the end was entered. */
const suspectRunning = (state: AuthorityState, { said, heard }: Permit, { at, component = said.component }: Ended, now: Instant): readonly ErrorSuspected[] => {
  const { startedAt, recalledAt } = heard ?? {};
  if (startedAt === undefined || now < repeatAfter(at) || (said.end !== undefined && said.end.at <= at) || (recalledAt !== undefined && recalledAt <= at)) return [];
  return [{ type: 'ErrorSuspected', about: caseRef(state), component, permit: said.permit, thing: said.thing, startedAt: later(startedAt, said.switched?.at ?? ''), endedAt: at, cause: 'running-after-end' }];
};

const turnOf = (state: AuthorityState, permit: Permit, now: Instant): readonly Turn[] => {
  const { said } = permit;
  const { switched, end } = said;
  if (!switched) return [];
  const missing = lacking(state, switched.needs, now);
  const on = missing.length === 0;
  // What has ended is never switched on: nothing new begins under it. It may be switched off, while it is still out.
  if (on === switched.on || (on && end !== undefined)) return [];
  const turned = (at: Instant) => ({ said: { ...said, switched: { ...switched, turn: switched.turn + 1, on, at } }, repeatAt: repeatAfter(now) });
  if (on) return [{ type: 'PermitSwitchedOn', ...turned(now) }];
  const [ended = { at: now }] = missing.map((power) => endOf(state, power, now)).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return [{ type: 'PermitSwitchedOff', ...turned(ended.at) }, ...suspectRunning(state, permit, ended, now)];
};

type Turn = PermitSwitchedOn | PermitSwitchedOff | ErrorSuspected;

/** Switches every open permit on or off whose companion powers have come into force, or ended, since it was last said; an end that is known only now makes an error suspected of what ran on. */
export const turnPermits = (state: AuthorityState, now: Instant): readonly Turn[] => Object.values(state.permits).flatMap((permit) => turnOf(state, permit, now));

/** What begins or ends a component, with the permits that it switches, in one commit. */
export const withTurns = (state: AuthorityState, events: readonly AuthorityEvent[], now: Instant): readonly AuthorityEvent[] => [...events, ...turnPermits(after(state, events), now)];
