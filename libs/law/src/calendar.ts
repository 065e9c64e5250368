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
export const offsetMs = (ms: number): number => {
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
