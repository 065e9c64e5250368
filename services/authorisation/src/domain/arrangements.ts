import { type Day, holderOn, legalDay, roleChanges, startOfDay } from '@cpmp/law';
import type { DeadlineChanges, Decision, Instant } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from './authority.js';
import { type Component, officersOf, stateAt } from './component.js';
import { discharging, setting } from './deadlines.js';
import type { CaseRef } from './events.js';
import { type HeardFrom, heardOf, knownPerson, type PersonKnown, circumstances } from './known.js';
import { componentFacts, type Law } from './legal.js';

/** By the end of which London day after it is found a gap must be filled, in days: force policy. The law bears no gap on any day. */
export const GAP_FILLED_DAYS = 1;

/** London days on which a source or an operative was not looked after as the law wants it: roles that nobody held, and roles that one person held who may not hold both. `until`: the first day no longer. */
export type Gap = { readonly from: Day; readonly until?: Day; readonly missing: readonly string[]; readonly shared: readonly string[] };

/** What of them stands on the record. `again`: when they are looked at again, since somebody takes a role or leaves it. */
export type Arrangements = { readonly gaps: readonly Gap[]; readonly again?: Instant };

/** Who looks after the source or the operative of a component in force was found to have changed: every gap since it began, and when it is looked at again. The whole of it each time. */
export type ArrangementsChecked = { readonly about: CaseRef; readonly component: string } & Arrangements & HeardFrom & {
  readonly type: 'ArrangementsChecked';
  readonly checkedAt: Instant;
  /** The gaps that touch none which was on record: found for the first time. */
  readonly opened?: readonly Gap[];
  readonly clause: string;
  readonly confirmed: boolean;
  readonly deadlines: DeadlineChanges;
};

/** Roles that must be held on every day, and those of them that must be different persons. */
type Wanted = { readonly roles: readonly string[]; readonly separate: readonly string[] };

type Holders = PersonKnown['roles'];

const lackingOn = (roles: Holders, { roles: wanted, separate }: Wanted, day: Day): Pick<Gap, 'missing' | 'shared'> => {
  const holder = (role: string) => holderOn(roles, role, day);
  const shared = separate.filter((role) => holder(role) !== undefined && separate.some((other) => other !== role && holder(other) === holder(role)));
  return { missing: wanted.filter((role) => holder(role) === undefined), shared };
};

/** Every gap from a day on, up to today; the one that today is in has no end. Nothing changes between the days on which somebody takes a role or leaves it. */
export const gapsOf = (roles: Holders, wanted: Wanted, { from, today }: { readonly from: Day; readonly today: Day }): readonly Gap[] => {
  const days = [from, ...roleChanges(roles).filter((day) => from < day && day <= today)];
  return days.flatMap((day, index): readonly Gap[] => {
    const lacking = lackingOn(roles, wanted, day);
    const until = days[index + 1];
    return lacking.missing.length + lacking.shared.length === 0 ? [] : [{ from: day, ...(until === undefined ? {} : { until }), ...lacking }];
  });
};

/** Two gaps that share a day or follow each other: one time without the arrangements, of which more is known now. */
const touch = (a: Gap, b: Gap): boolean => (b.until === undefined || a.from <= b.until) && (a.until === undefined || b.from <= a.until);

/** The times without the arrangements that touch none of those that were known, each as one, whatever was missing on which of its days. */
export const openedIn = (known: readonly Gap[], gaps: readonly Gap[]): readonly Gap[] =>
  gaps.reduce<readonly (readonly Gap[])[]>((times, gap) => {
    const last = times.at(-1);
    return last?.some((one) => touch(one, gap)) ? [...times.slice(0, -1), [...last, gap]] : [...times, [gap]];
  }, []).filter((time) => !time.some((gap) => known.some((one) => touch(one, gap)))).flat();

/** The gap that is still open. */
export const openGap = ({ arrangements }: Pick<Component, 'arrangements'>): Gap | undefined => arrangements?.gaps.find(({ until }) => until === undefined);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const NONE: Arrangements = { gaps: [] };

const wantedOf = (state: AuthorityState, component: Component, { now, law }: Looking) => {
  const { force } = caseRef(state);
  const { asks } = law.requirements(componentFacts(component, circumstances(state, component, { known: law.known, at: now })), { at: now, force });
  return asks?.arrangements && { roles: asks.roles, separate: asks.separateRoles, law: asks.arrangements };
};

type Looking = { readonly now: Instant; readonly law: Law };

/** Whether nothing says by when a gap is to be filled: the deadline of one that was open when the time ran out fell with that end, and a renewal has taken it on since. */
const isUnowed = ({ standing }: Component, gap: Gap | undefined): boolean => gap !== undefined && !Object.values(standing).some(({ what }) => what === 'arrangements-gap');

const deadlinesOf = (component: Component, gap: Gap | undefined, { now, persons }: { readonly now: Instant; readonly persons: readonly string[] }) => {
  const before = openGap(component);
  if (same(before, gap) && !isUnowed(component, gap)) return {};
  const discharged = discharging(component, 'arrangements-gap', { at: now, how: gap ? 'superseded' : 'done' });
  const set = gap ? setting(component, [{ what: 'arrangements-gap', due: startOfDay(legalDay(now), GAP_FILLED_DAYS + 1), statutory: false, persons }]) : [];
  return { set, discharged };
};

/** Who hears of a gap beside the roles: whoever renewed it last or granted it, whoever applied, and whoever holds a role on the day. */
const personsOf = (state: AuthorityState, component: Component, roles: Holders, today: Day): readonly string[] => {
  const holder = (role: string) => holderOn(roles, role, today);
  const named = [...officersOf(component), state.application?.applicant, ...['controller', 'handler', 'record-maintainer'].map(holder)];
  return [...new Set(named.filter((person) => person !== undefined))];
};

/**
 * Looks at who looks after the source or the operative of a component that is in force, on every day since it began (RIPA 2000 s.29(5)): what is found is
 * recorded when it differs from what stands, with the instant at which it is looked at again.
 */
export const checkArrangements = (state: AuthorityState, id: string, now: Instant, law: Law): Decision<ArrangementsChecked> => {
  const component = state.components[id];
  if (!component || component.from === null || component.from > now || stateAt(component, now) !== 'in-force') return [];
  const wanted = wantedOf(state, component, { now, law });
  if (!wanted) return [];
  const today = legalDay(now);
  const roles = knownPerson(law.known)?.roles ?? [];
  const gaps = gapsOf(roles, wanted, { from: legalDay(component.from), today });
  const next = roleChanges(roles).find((day) => day > today);
  const found: Arrangements = { gaps, ...(next === undefined ? {} : { again: startOfDay(next) }) };
  const open = gaps.find(({ until }) => until === undefined);
  if (same(found, component.arrangements ?? NONE) && !isUnowed(component, open)) return [];
  const deadlines = deadlinesOf(component, open, { now, persons: personsOf(state, component, roles, today) });
  const opened = openedIn(component.arrangements?.gaps ?? [], gaps);
  return [{ type: 'ArrangementsChecked', about: caseRef(state), component: id, checkedAt: now, ...found, ...(opened.length > 0 ? { opened } : {}), ...wanted.law, ...heardOf(law.known), deadlines }];
};

/** What follows from a decision that puts a component in force, in the same commit: a role that ends later is watched from then on. */
export const watching = (state: AuthorityState, id: string, now: Instant, law: Law): readonly ArrangementsChecked[] => {
  const found = checkArrangements(state, id, now, law);
  return 'refused' in found ? [] : found;
};

