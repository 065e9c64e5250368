import type { Instant } from '@cpmp/kernel';

/** A calendar day in London, `2026-03-31`. */
export type Day = string;

const MS_AN_HOUR = 3_600_000;
const MS_A_DAY = 86_400_000;

// One formatter for the life of the process: making one costs more than a thousand uses.
const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
});

/** How far London's clocks are ahead of UTC, by the hour since 1970: they are only ever changed on the hour. */
const offsets = new Map<number, number>();
const HOURS_REMEMBERED_MAX = 100_000;

const measured = (hour: number): number => {
  const parts = Object.fromEntries(london.formatToParts(hour * MS_AN_HOUR).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour: hours = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hours, minute, second) - hour * MS_AN_HOUR;
};

/** Milliseconds that London's clocks are ahead of UTC at an instant. */
const offsetMs = (ms: number): number => {
  const hour = Math.floor(ms / MS_AN_HOUR);
  const known = offsets.get(hour);
  if (known !== undefined) return known;
  const found = measured(hour);
  if (offsets.size >= HOURS_REMEMBERED_MAX) offsets.clear();
  offsets.set(hour, found);
  return found;
};

const instantOf = (ms: number): Instant => new Date(ms).toISOString();

/** The London day of an instant: the law's days are London's. */
export const legalDay = (at: Instant): Day => {
  const ms = Date.parse(at);
  return instantOf(ms + offsetMs(ms)).slice(0, 10);
};

/** The first instant of a London day, or of the day `plusDays` after it. */
export const startOfDay = (day: Day, plusDays = 0): Instant => {
  const midnight = Date.parse(`${day}T00:00:00.000Z`) + plusDays * MS_A_DAY;
  // London's clocks change after midnight, so the day begins with the offset of the moment just before it.
  return instantOf(midnight - offsetMs(midnight - MS_AN_HOUR));
};

const dayOf = (ms: number): Day => instantOf(ms).slice(0, 10);
const midnightOf = (day: Day): number => Date.parse(`${day}T00:00:00.000Z`);

/** The day so many days on. */
export const plusDays = (day: Day, days: number): Day => dayOf(midnightOf(day) + days * MS_A_DAY);

/** The same date so many months on; undefined where that month has no such date. */
export const plusMonths = (day: Day, months: number): Day | undefined => {
  const date = new Date(midnightOf(day));
  const found = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()));
  return found.getUTCDate() === date.getUTCDate() ? dayOf(found.getTime()) : undefined;
};

/** The first day of the month so many months on. */
export const firstOfMonth = (day: Day, months: number): Day => {
  const date = new Date(midnightOf(day));
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
};

const SUNDAY = 0;
const SATURDAY = 6;

/** Whether a day is a Saturday or a Sunday. */
export const isWeekend = (day: Day): boolean => [SATURDAY, SUNDAY].includes(new Date(midnightOf(day)).getUTCDay());

/** What London's clocks show at an instant, as if it were UTC. */
export const londonClock = (at: Instant): Date => {
  const ms = Date.parse(at);
  return new Date(ms + offsetMs(ms));
};

/** The first instant at which London's clocks show a time; undefined where they leap over it. */
export const whenClockShows = (clock: Date): Instant | undefined => {
  const shown = clock.getTime();
  const instants = [shown - MS_A_DAY, shown + MS_A_DAY].map((near) => shown - offsetMs(near)).filter((ms) => ms + offsetMs(ms) === shown);
  return instants.length === 0 ? undefined : instantOf(Math.min(...instants));
};

/** The instant so many elapsed hours on. */
export const plusHours = (at: Instant, hours: number): Instant => instantOf(Date.parse(at) + hours * MS_AN_HOUR);

/** The same time on London's clocks so many hours on, whatever the clocks did in between; undefined where they leap over it. */
export const plusClockHours = (at: Instant, hours: number): Instant | undefined => whenClockShows(new Date(londonClock(at).getTime() + hours * MS_AN_HOUR));
