import { type Ask, REASON } from '../web/asks.js';
import type { NameOf } from '../web/names.js';
import { faultsAt, typedAt } from '../web/spoken.js';
import { day } from '../web/time.js';
import { dateTyped } from '../web/typed-time.js';
import { one, type Typed } from '../web/visit.js';
import { capital, said } from '../web/words.js';

/** Who holds or held a role, by London days; `until` is the first day no longer. */
export type RoleHeld = { readonly role: string; readonly person: string; readonly from: string; readonly until?: string };

const NOON = 'T12:00:00.000Z';

/** A London day in words. */
export const dayWords = (date: string): string => day(`${date}${NOON}`);

/** The day before. */
const before = (date: string): string => new Date(Date.parse(`${date}${NOON}`) - 24 * 3_600_000).toISOString().slice(0, 10);

/** From one day to the last before another, in words; open where there is none. */
export const daysWords = ({ from, until }: Pick<RoleHeld, 'from' | 'until'>): string => {
  if (until === undefined) return `since ${dayWords(from)}`;
  return until <= from ? 'on no day' : `from ${dayWords(from)} to the end of ${dayWords(before(until))}`;
};

/** Whoever looked after somebody, the latest first, each with their days. */
export const lookedAfter = (roles: readonly RoleHeld[], nameOf: NameOf) =>
  roles.filter(({ from, until }) => until === undefined || from < until).toSorted((a, b) => b.from.localeCompare(a.from) || a.role.localeCompare(b.role)).map((held) => ({ role: capital(said(held.role)), person: nameOf(held.person), days: capital(daysWords(held)) }));

/** Who takes a role over, and from which day on. */
export const roleAsks = (roles: readonly string[]): readonly Ask[] => [
  { kind: 'choice', field: 'role', label: 'Which role?', missing: 'Select the role', items: roles.map((value) => ({ value, text: capital(said(value)) })) },
  { kind: 'line', field: 'person', label: 'Who takes it?', hint: 'Their sign-in name. Leave it empty if nobody does: that day is then a gap.' },
  { kind: 'day', field: 'from', label: 'From which day on?', hint: 'For example, 30 3 2026' },
  REASON,
];

/** A handover as it was typed. */
export const roleTyped = <R extends string>(typed: Typed) => {
  const from = dateTyped(typedAt(typed, 'from'), 'the day');
  const person = one(typed, 'person');
  return { faults: faultsAt('from', from), body: { role: one(typed, 'role') as R, ...(person === '' ? {} : { person }), from: from.date ?? '', reason: one(typed, 'reason') } };
};
