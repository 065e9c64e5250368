import type { Instant } from '@cpmp/kernel';

/** A calendar day in London, `2026-03-31`. */
export type Day = string;

const MS_AN_HOUR = 3_600_000;
const MS_A_DAY = 86_400_000;

// One formatter for the life of the process: making one costs more than a thousand uses.
const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
});

/** Asks the time zone database: slow. Clocks are only ever changed on the hour. */
const measuredMs = (hour: number): number => {
  const parts = Object.fromEntries(london.formatToParts(hour * MS_AN_HOUR).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour: hours = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hours, minute, second) - hour * MS_AN_HOUR;
};

type Change = { readonly fromMs: number; readonly aheadMs: number };

/** The changes of the clocks after one hour and up to another no more than a month later: none, or one. */
const changesBetween = (one: number, other: number): readonly Change[] => {
  const ahead = measuredMs(other);
  if (measuredMs(one) === ahead) return [];
  if (other - one === 1) return [{ fromMs: other * MS_AN_HOUR, aheadMs: ahead }];
  const middle = Math.floor((one + other) / 2);
  return [...changesBetween(one, middle), ...changesBetween(middle, other)];
};

const MONTHS = Array.from({ length: 12 }, (_, month) => month);
const hourOf = (year: number, month: number): number => Date.UTC(year, month) / MS_AN_HOUR;

const measuredYear = (year: number): readonly Change[] => [
  { fromMs: -Infinity, aheadMs: measuredMs(hourOf(year, 0)) },
  ...MONTHS.flatMap((month) => changesBetween(hourOf(year, month), hourOf(year, month + 1))),
];

/** The changes of the clocks by year, the latest last: a year is measured once. */
const years = new Map<number, readonly Change[]>();

/** Milliseconds that London's clocks are ahead of UTC at an instant. */
const offsetMs = (ms: number): number => {
  const year = new Date(ms).getUTCFullYear();
  let changes = years.get(year);
  if (changes === undefined) years.set(year, (changes = measuredYear(year)));
  return changes.findLast(({ fromMs }) => fromMs <= ms)?.aheadMs ?? 0;
};

const instantOf = (ms: number): Instant => new Date(ms).toISOString();

/** So many answers of each kind are remembered: some ten years of days. */
const REMEMBERED_MAX = 4096;
/** For so many different numbers of days: the law has few, and what is left of a cumulative clock may be any. */
const COUNTS_MAX = 64;

/** A pure function of a day or an instant that remembers its last answers: a stream of questions asks for the same days over and over, and dates are slow to make. */
export const remembered = <T>(answer: (about: string) => T): ((about: string) => T) => {
  const known = new Map<string, T>();
  return (about) => {
    let said = known.get(about);
    if (said === undefined) {
      said = answer(about);
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(about, said);
    }
    return said;
  };
};

/** The same for a function that is also given a number. */
const rememberedBy = <T>(answer: (about: string, count: number) => T): ((about: string, count: number) => T) => {
  const known = new Map<number, (about: string) => T>();
  return (about, count) => {
    let ofCount = known.get(count);
    if (ofCount === undefined) {
      if (known.size >= COUNTS_MAX) known.clear();
      known.set(count, (ofCount = remembered((one) => answer(one, count))));
    }
    return ofCount(about);
  };
};

/** The London day of an instant: the law's days are London's. */
export const legalDay: (at: Instant) => Day = remembered((at) => {
  const ms = Date.parse(at);
  return instantOf(ms + offsetMs(ms)).slice(0, 10);
});

const startOf = rememberedBy((day, days): Instant => {
  const midnight = Date.parse(`${day}T00:00:00.000Z`) + days * MS_A_DAY;
  // London's clocks change after midnight, so the day begins with the offset of the moment just before it.
  return instantOf(midnight - offsetMs(midnight - MS_AN_HOUR));
});

/** The first instant of a London day, or of the day `plusDays` after it. */
export const startOfDay = (day: Day, plusDays = 0): Instant => startOf(day, plusDays);

const dayOf = (ms: number): Day => instantOf(ms).slice(0, 10);
const midnightOf = (day: Day): number => Date.parse(`${day}T00:00:00.000Z`);

/** The day so many days on. */
export const plusDays: (day: Day, days: number) => Day = rememberedBy((day, days) => dayOf(midnightOf(day) + days * MS_A_DAY));

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

/** The same date so many months on, or the last day of that month where it has no such date. */
export const plusMonthsOrLast = (day: Day, months: number): Day => plusMonths(day, months) ?? plusDays(firstOfMonth(day, months + 1), -1);

/** The anniversary so many years on, to compare with days: that of 29 February is after every 28 February, and not after 1 March. */
export const anniversary = (day: Day, years: number): Day => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;

/** The London day of the last moment before an exclusive end. */
export const lastDayBefore = (until: Instant): Day => legalDay(instantOf(Date.parse(until) - 1));

/** A day as a number, so that days can be counted. */
export const dayNumber = (day: Day): number => midnightOf(day) / MS_A_DAY;

const SUNDAY = 0;
const SATURDAY = 6;

/** Whether a day is a Saturday or a Sunday. */
export const isWeekend = (day: Day): boolean => [SATURDAY, SUNDAY].includes(new Date(midnightOf(day)).getUTCDay());

/** What London's clocks show at an instant, as if it were UTC. */
export const londonClock = (at: Instant): Date => {
  const ms = Date.parse(at);
  return new Date(ms + offsetMs(ms));
};

/** Whether a clock shows the beginning of a day. */
export const isMidnight = (clock: Date): boolean => clock.getTime() % MS_A_DAY === 0;

/** The instants, the earlier first, at which London's clocks show a time: none where they leap over it in spring, two where it comes twice in autumn. */
const instantsShowing = (shown: number): readonly Instant[] => {
  const offsets = new Set([shown - MS_A_DAY, shown + MS_A_DAY].map(offsetMs));
  return [...offsets].map((ahead) => shown - ahead).filter((ms) => ms + offsetMs(ms) === shown).toSorted((a, b) => a - b).map(instantOf);
};

/** The first instant at which London's clocks show a time; undefined where they leap over it. */
export const whenClockShows = (clock: Date): Instant | undefined => instantsShowing(clock.getTime())[0];

/** What a clock on a wall in London shows: `2026-03-02T09:00`, with seconds where they matter. It names one instant, or two, or none. */
export type WallClock = string;

/** The instants that a wall clock's time names, the earlier first. */
export const instantsAt = (wall: WallClock): readonly Instant[] => instantsShowing(Date.parse(`${wall}Z`));

/** What London's clocks show at an instant; with the offset where the same time comes twice. */
export const wallClock = (at: Instant): WallClock => {
  const shown = londonClock(at).toISOString().replace(/(:00)?\.\d+Z$/, '');
  if (instantsAt(shown).length === 1) return shown;
  return `${shown}${londonClock(at).getTime() === Date.parse(at) ? 'Z' : '+01:00'}`;
};

/** The instant so many elapsed hours on. */
export const plusHours = (at: Instant, hours: number): Instant => instantOf(Date.parse(at) + hours * MS_AN_HOUR);

/** The same time on London's clocks so many hours on, whatever the clocks did in between; undefined where they leap over it. */
export const plusClockHours = (at: Instant, hours: number): Instant | undefined => whenClockShows(new Date(londonClock(at).getTime() + hours * MS_AN_HOUR));
