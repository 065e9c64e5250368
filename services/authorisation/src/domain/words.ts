import type { Instant } from '@cpmp/kernel';

const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

const dayOf = (at: Date): string => DAY.format(at).replace(',', '');

/** An instant in words, London time: `17:00 on Thursday 4 June 2026`. */
export const moment = (at: Instant): string => `${TIME.format(new Date(at))} on ${dayOf(new Date(at))}`;

/** A London day in words: `Thursday 4 June 2026`. */
export const dateWords = (day: string): string => dayOf(new Date(`${day}T12:00:00.000Z`));

/** The end of a period in words: `until` is exclusive, so that at midnight it belongs to the day before. */
export const untilWords = (until: Instant): string => {
  const at = new Date(until);
  return TIME.format(at) === '00:00' && at.getTime() % 60_000 === 0 ? `the end of ${dayOf(new Date(at.getTime() - 1))}` : moment(until);
};

/** A component as people speak of it: `part 1`. */
export const partWords = (component: string): string => `part ${component.slice(1)}`;

/** A kebab-case name as words: `property interference`. */
export const nameWords = (name: string): string => name.replaceAll('-', ' ');

/** So many of a thing: `1 vehicle`, `no places`. */
export const countWords = (count: number, noun: string): string => `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;

/** Several words as one list: `a, b and c`. */
export const listWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** The words at the beginning of a sentence. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const YEAR = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', year: 'numeric' });

/** The London year of an instant, in four digits. */
export const londonYear = (at: Instant): string => YEAR.format(new Date(at));
