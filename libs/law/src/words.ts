import type { Instant } from '@cpmp/kernel';
import { type Day, legalDay, londonClock, plusDays } from './calendar.js';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** A kebab-case name as words: `property interference`. */
export const nameWords = (name: string): string => name.replaceAll('-', ' ');

/** A name as one of its kind: `an inspector`. */
export const oneOf = (name: string): string => `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${nameWords(name)}`;

/** The words at the beginning of a sentence. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Several words as one list: `a, b or c`. */
export const listWords = (words: readonly string[], last = 'or'): string => (words.length <= 1 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`);

/** A number of something: `1 working day`, `3 months`. */
export const countWords = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** A day: `10 March 2026`. */
export const dateWords = (day: Day): string => {
  const date = new Date(day);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
};

/** A day with its weekday: `Tuesday 10 March 2026`. */
export const dayWords = (day: Day): string => `${WEEKDAYS[new Date(day).getUTCDay()]} ${dateWords(day)}`;

const timeOf = (at: Instant): string => londonClock(at).toISOString().slice('2026-03-10T'.length, '2026-03-10T19:40'.length);

/** An instant on London's clocks: `19:40 on Tuesday 10 March 2026`. */
export const momentWords = (at: Instant): string => `${timeOf(at)} on ${dayWords(legalDay(at))}`;

/** An exclusive end: at midnight it is the end of the day before. */
export const endWords = (until: Instant): string => (timeOf(until) === '00:00' ? `the end of ${dayWords(plusDays(legalDay(until), -1))}` : momentWords(until));
