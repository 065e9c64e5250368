import type { Instant } from '@cpmp/kernel';
import { type Day, isMidnight, londonClock, remembered } from './calendar.js';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Whether a text says anything. */
export const said = (text: string | null | undefined): boolean => (text ?? '').trim() !== '';

/** A kebab-case name as words: `property interference`, `CHIS juvenile`. */
export const nameWords: (name: string) => string = remembered((name) => (name.startsWith('chis') ? name.replace('chis', 'CHIS') : name).replaceAll('-', ' '));

/** A name as one of its kind: `an inspector`. */
export const oneOf = (name: string): string => `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${nameWords(name)}`;

/** The words at the beginning of a sentence. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Several words as one list: `a, b or c`. */
export const listWords = (words: readonly string[], last = 'or'): string => (words.length <= 1 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`);

/** A number of something: `1 working day`, `3 months`. */
export const countWords = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const dateOf = (date: Date): string => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
const dayOf = (date: Date): string => `${WEEKDAYS[date.getUTCDay()]} ${dateOf(date)}`;
const twoDigits = (value: number): string => String(value).padStart('00'.length, '0');

/** A day: `10 March 2026`. */
export const dateWords = (day: Day): string => dateOf(new Date(day));

const clockWords = (clock: Date): string => `${twoDigits(clock.getUTCHours())}:${twoDigits(clock.getUTCMinutes())} on ${dayOf(clock)}`;

/** An instant on London's clocks: `19:40 on Tuesday 10 March 2026`. */
export const momentWords: (at: Instant) => string = remembered((at) => clockWords(londonClock(at)));

/** An exclusive end: at midnight it is the end of the day before. */
export const endWords: (until: Instant) => string = remembered((until) => {
  const clock = londonClock(until);
  return isMidnight(clock) ? `the end of ${dayOf(new Date(clock.getTime() - 1))}` : clockWords(clock);
});
