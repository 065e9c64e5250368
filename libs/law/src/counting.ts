import { earlier, type Instant } from '@cpmp/kernel';
import { type Day, firstOfMonth, isWeekend, legalDay, plusClockHours, plusDays, plusHours, plusMonths, remembered, startOfDay } from './calendar.js';

/** An end that was counted, exclusive, and the convention that made the difference, where one did. */
export type Counted = { readonly until: Instant; readonly convention?: 'no-such-date' | 'clocks-changed' };

/** The end of a period of months that begins with the London day of an instant: the day before the same date; where there is none, the last day of that month. */
export const endOfMonths = (from: Instant, months: number): Counted => {
  const begins = legalDay(from);
  const same = plusMonths(begins, months);
  return same === undefined ? { until: startOfDay(firstOfMonth(begins, months + 1)), convention: 'no-such-date' } : { until: startOfDay(same) };
};

/** The end of a period of hours: when they have elapsed, or when London's clocks show it, whichever is earlier. */
export const endOfHours = (from: Instant, hours: number): Counted => {
  const elapsed = plusHours(from, hours);
  const shown = plusClockHours(from, hours) ?? elapsed;
  return elapsed === shown ? { until: elapsed } : { until: earlier(elapsed, shown), convention: 'clocks-changed' };
};

/** Bank holidays by year, and which of those years are confirmed. */
export type Holidays = ReadonlyMap<string, { readonly days: ReadonlySet<Day>; readonly confirmed: boolean }>;

const yearOf = (day: Day): string => day.slice(0, day.indexOf('-'));

const isWorking = (day: Day, holidays: Holidays): boolean => !isWeekend(day) && !holidays.get(yearOf(day))?.days.has(day);

/** How a number of days is counted. `of-the-day` counts as `after-the-day` does, the day itself being nought; it has a name of its own because that is how “within so many days of” is read. */
export type DaysRule = { readonly days?: number | undefined; readonly 'working-days'?: number | undefined; readonly counted: 'beginning-with-the-day' | 'after-the-day' | 'of-the-day' };

/** The last day of a number of days counted from a day, that day being the first or the one before the first. */
const lastDay = (day: Day, { days, 'working-days': working, counted }: DaysRule, holidays: Holidays): Day => {
  const first = counted === 'beginning-with-the-day' ? day : plusDays(day, 1);
  if (working === undefined) return plusDays(first, (days ?? 0) - 1);
  let left = working;
  for (let found = first; ; found = plusDays(found, 1)) {
    if (isWorking(found, holidays)) left -= 1;
    if (left <= 0) return found;
  }
};

/** An end that was counted in days, and the years whose bank holidays it rests on that are not known or not confirmed. */
type DaysCounted = { readonly until: Instant; readonly unsureYears: readonly string[] };

/** What was counted, by the holidays and by what a rule says: the same rule may be written anew for each question. */
const counted = new WeakMap<Holidays, Map<string, (day: Day) => DaysCounted>>();

/** The first instant after a number of days. */
export const endOfDays = (at: Instant, rule: DaysRule, holidays: Holidays): DaysCounted => {
  let byRule = counted.get(holidays);
  if (!byRule) counted.set(holidays, (byRule = new Map()));
  const name = `${rule.counted} ${rule.days} ${rule['working-days']}`;
  let count = byRule.get(name);
  if (!count) byRule.set(name, (count = remembered((day) => daysFrom(day, rule, holidays))));
  return count(legalDay(at));
};

const daysFrom = (day: Day, rule: DaysRule, holidays: Holidays): DaysCounted => {
  const last = lastDay(day, rule, holidays);
  const years = rule['working-days'] === undefined ? [] : [...new Set([yearOf(day), yearOf(last)])];
  return { until: startOfDay(last, 1), unsureYears: years.filter((year) => !holidays.get(year)?.confirmed) };
};

/** How many working days there are after the day of one instant, up to the day of another: 1 on the next working day. */
export const workingDaysBetween = (from: Instant, to: Instant, holidays: Holidays): number => {
  let count = 0;
  for (let day = plusDays(legalDay(from), 1); day <= legalDay(to); day = plusDays(day, 1)) if (isWorking(day, holidays)) count += 1;
  return count;
};
