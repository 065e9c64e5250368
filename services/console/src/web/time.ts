import type { Instant } from '@cpmp/kernel';
import { counted } from './words.js';

/**
 * Where an instant becomes words, and the only place. Legal time is Europe/London; `until` is exclusive: the first instant no longer in force.
 * The reader's own clock and zone never matter. Formats are made once: making one costs fifty times using it.
 */
const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', ...options });
const CLOCK = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const ZONE = format({ timeZoneName: 'longOffset' });
const SHORT = format({ day: 'numeric', month: 'short' });
const WEEKDAY = format({ weekday: 'short', day: 'numeric' });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Below these many minutes what is left is said in minutes, and in hours. */
const IN_MINUTES = 120;
const IN_HOURS = 48 * 60;
const DAY_MINUTES = 1440;
/** What ends within so many milliseconds is shown as soon. */
const SOON_MS = 24 * HOUR_MS;

/** By how many minutes London is ahead of UTC at an instant. */
export const offsetMinutes = (at: Instant): number => {
  const name = ZONE.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d{2}):(\d{2})$/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};

/** The day that it is in London at an instant, as the milliseconds of that day's midnight in UTC: days are counted by adding to it. */
export const dayIn = (at: Instant): number => Math.floor((Date.parse(at) + offsetMinutes(at) * MINUTE_MS) / DAY_MS) * DAY_MS;

/** When such a day begins in London. The clocks change later in the night. */
export const midnight = (day: number): Instant => new Date(day - offsetMinutes(new Date(day).toISOString()) * MINUTE_MS).toISOString();

const shifted = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();
const time = (at: Instant): string => CLOCK.format(new Date(at));

/** `(first 01:30, summer time)` for a time that the clocks show twice, else nothing. */
const whichOne = (at: Instant): string => {
  const now = offsetMinutes(at);
  if (offsetMinutes(shifted(at, HOUR_MS)) < now) return ` (first ${time(at)}, summer time)`;
  return offsetMinutes(shifted(at, -HOUR_MS)) > now ? ` (second ${time(at)})` : '';
};

/** `17:00`, and which of two where the clocks show it twice. */
export const clock = (at: Instant): string => time(at) + whichOne(at);

/** `Thursday 4 June 2026` */
export const day = (at: Instant): string => DAY.format(new Date(at)).replace(',', '');

/** `Monday 18 to Sunday 24 May 2026`: what the ends have in common is said once. */
export const days = (first: Instant, last: Instant): string => {
  const [from, to] = [day(first).split(' '), day(last).split(' ')];
  while (from.length > 2 && from.at(-1) === to[from.length - 1]) from.pop();
  return `${from.join(' ')} to ${to.join(' ')}`;
};

/** `4 Jun`, for a scale. */
export const shortDay = (at: Instant): string => SHORT.format(new Date(at));

/** `Thu 4`, for the scale of a week. */
export const weekDay = (at: Instant): string => WEEKDAY.format(new Date(at)).replace(',', '');

/** `17:00 on Thursday 4 June 2026` */
export const moment = (at: Instant): string => `${clock(at)} on ${day(at)}`;

const isMidnight = (at: Instant): boolean => time(at) === '00:00' && Date.parse(at) % MINUTE_MS === 0;

/** An exclusive end: `until 17:00 on Thursday 4 June 2026`; midnight belongs to the day before: `to the end of Monday 1 June 2026`. */
export const until = (at: Instant): string => (isMidnight(at) ? `to the end of ${day(shifted(at, -1))}` : `until ${moment(at)}`);

/** When something ends, ended or falls due, which is an exclusive instant too: `at 17:00 on Thursday 4 June 2026`, `at the end of Monday 1 June 2026`. */
export const ending = (at: Instant): string => (isMidnight(at) ? `at the end of ${day(shifted(at, -1))}` : `at ${moment(at)}`);

/** `22 hours left`, `12 minutes late`: minutes below two hours, hours below two days, then days, always rounded down. */
export const left = (at: Instant, now: Instant): string => {
  const minutes = Math.floor(Math.abs(Date.parse(at) - Date.parse(now)) / MINUTE_MS);
  const [count, unit] = minutes < IN_MINUTES ? [minutes, 'minute'] : minutes < IN_HOURS ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / DAY_MINUTES), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} ${at <= now ? 'late' : 'left'}`;
};

const [MINUTE_SECONDS, HOUR_SECONDS, DAY_SECONDS] = [60, 3_600, 86_400];

/** A length of time in words: seconds below a minute, then minutes, hours and days, no more than two of them. */
export const lasting = (seconds: number): string => {
  const parts = [[Math.floor(seconds / DAY_SECONDS), 'day'], [Math.floor((seconds % DAY_SECONDS) / HOUR_SECONDS), 'hour'], [Math.floor((seconds % HOUR_SECONDS) / MINUTE_SECONDS), 'minute'], [seconds % MINUTE_SECONDS, 'second']] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return first < 0 ? 'no time' : parts.slice(first, first + 2).filter(([count]) => count > 0).map(([count, unit]) => counted(count, unit)).join(' ');
};

/** `07:30 to 20:00 on Wednesday 20 May 2026`, or from … until … over several days. */
export const span = ({ from, to }: { readonly from: Instant; readonly to: Instant }): string =>
  day(from) === day(shifted(to, -1)) && !isMidnight(to) ? `${clock(from)} to ${moment(to)}` : `from ${moment(from)} ${until(to)}`;

const INSTANT = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z`;
const UNTIL = new RegExp(`\\buntil (${INSTANT})`, 'g');
const ANY = new RegExp(INSTANT, 'g');
const DATE = /\b(\d{4}-\d{2}-\d{2})\b/g;

/** A sentence of an API with its instants and days as people say them; a thing in it may be called by figures that are no day. */
export const worded = (sentence: string): string =>
  sentence.replaceAll(UNTIL, (_, at: Instant) => until(at)).replaceAll(ANY, (at) => moment(at)).replaceAll(DATE, (date) => (Number.isNaN(Date.parse(date)) ? date : day(`${date}T12:00:00.000Z`)));

/** How a clock is shown: plain, soon (less than 24 hours left), or late. */
export const urgency = (at: Instant, now: Instant): 'plain' | 'soon' | 'late' => {
  if (at <= now) return 'late';
  return Date.parse(at) - Date.parse(now) < SOON_MS ? 'soon' : 'plain';
};
