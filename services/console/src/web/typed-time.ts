import type { Instant } from '@cpmp/kernel';
import { clock, day as dayWords, moment, offsetMinutes } from './time.js';
import { capital } from './words.js';

/** A London day and time as a person typed them. `which`: the first or second of a time that the clocks show twice. */
export type TypedTime = { readonly day?: string; readonly month?: string; readonly year?: string; readonly time?: string; readonly which?: string };

/** What is wrong with it: which of its fields, in words that finish “… must …” or stand alone. `twice`: the person must say which. */
export type TimeFault = { readonly at: 'day' | 'month' | 'year' | 'time' | 'which'; readonly text: string };

/** Either the instant, or what is wrong. */
export type ReadTime = { readonly instant: Instant; readonly fault?: undefined } | { readonly instant?: undefined; readonly fault: TimeFault };

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const TIME = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/;
const [YEAR_MIN, YEAR_MAX] = [1990, 2999];

const whole = (text: string | undefined): number => (/^\d{1,4}$/.test((text ?? '').trim()) ? Number(text) : Number.NaN);

/** Minutes since 1970 as London's clocks would show them, were they never changed. */
const wallMinutes = (year: number, month: number, day: number, minutes: number): number => Date.UTC(year, month - 1, day) / MINUTE_MS + minutes;

const instantOf = (wall: number, offset: number): Instant => new Date((wall - offset) * MINUTE_MS).toISOString();

/** Every instant at which London's clocks show a wall time: two in the hour that comes twice, none in the hour that is skipped. */
const instantsOf = (wall: number): readonly Instant[] => [HOUR_MINUTES, 0].map((offset) => ({ at: instantOf(wall, offset), offset })).filter(({ at, offset }) => offsetMinutes(at) === offset).map(({ at }) => at);

const fault = (at: TimeFault['at'], text: string): ReadTime => ({ fault: { at, text } });

/** The day alone, as the minutes of its midnight. */
const dayOf = (typed: TypedTime, what: string): { readonly wall: number } | { readonly fault: TimeFault } => {
  const missing = (['day', 'month', 'year'] as const).filter((part) => (typed[part] ?? '').trim() === '');
  const [first] = missing;
  if (missing.length === 3) return { fault: { at: 'day', text: `Enter ${what}, like 30 3 2026` } };
  if (first) return { fault: { at: first, text: `${capital(what)} must include a ${missing.join(' and ')}` } };
  const [year, month, date] = [whole(typed.year), whole(typed.month), whole(typed.day)];
  const real = new Date(Date.UTC(year, month - 1, date));
  if (!(month >= 1 && month <= 12)) return { fault: { at: 'month', text: `${capital(what)} must be a real date, with a month from 1 to 12` } };
  if (!(year >= YEAR_MIN && year <= YEAR_MAX)) return { fault: { at: 'year', text: `${capital(what)} must have a year of four numbers` } };
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== date) return { fault: { at: 'day', text: `${capital(what)} must be a real date` } };
  return { wall: wallMinutes(year, month, date, 0) };
};

/** A typed day as itself, `2026-03-31`, or what is wrong with it. */
export const dateTyped = (typed: TypedTime, what: string): { readonly date: string; readonly fault?: undefined } | { readonly date?: undefined; readonly fault: TimeFault } => {
  const found = dayOf(typed, what);
  return 'fault' in found ? { fault: found.fault } : { date: instantOf(found.wall, 0).slice(0, 10) };
};

/** The first instant of a typed day. */
export const startOfDay = (typed: TypedTime, what: string): ReadTime => {
  const found = dayOf(typed, what);
  if ('fault' in found) return found;
  const [instant] = instantsOf(found.wall);
  return instant ? { instant } : fault('day', `${capital(what)} must be a real date`);
};

/** The end of a typed day: the first instant of the next one, since ends are exclusive. `what` names it in faults, e.g. `the review date`. */
export const endOfDay = (typed: TypedTime, what: string): ReadTime => {
  const found = dayOf(typed, what);
  if ('fault' in found) return found;
  const [instant] = instantsOf(found.wall + 24 * HOUR_MINUTES);
  return instant ? { instant } : fault('day', `${capital(what)} must be a real date`);
};

/** The instant of a typed day and time. Times are taken as `0940`, `9:40` or `9.40`. */
export const instantTyped = (typed: TypedTime, what: string): ReadTime => {
  const found = dayOf(typed, `the day of ${what}`);
  if ('fault' in found) return found;
  const said = (typed.time ?? '').trim();
  if (said === '') return fault('time', `Enter the time of ${what}, like 09:40`);
  const [, hours, minutes] = TIME.exec(said) ?? [];
  if (hours === undefined || minutes === undefined) return fault('time', `The time of ${what} must be on the 24-hour clock, like 09:40`);
  const wall = found.wall + Number(hours) * HOUR_MINUTES + Number(minutes);
  const [first, second] = instantsOf(wall);
  if (!first) return fault('time', skipped(wall));
  if (!second) return { instant: first };
  if (typed.which === 'first') return { instant: first };
  if (typed.which === 'second') return { instant: second };
  return fault('which', `Select which ${moment(first).replace(/ \(.*?\)/, '')} you mean: the clocks show it twice`);
};

/** An instant as its fields have it, to be changed or sent again; of a time that the clocks show twice also which one it is. */
export const asTyped = (at: Instant): Required<Omit<TypedTime, 'which'>> & Pick<TypedTime, 'which'> => {
  const wall = instantOf(Date.parse(at) / MINUTE_MS, -offsetMinutes(at));
  const [year = '', month = '', day = '', time = ''] = wall.slice(0, 16).split(/[-T]/);
  const twice = instantsOf(Math.floor(Date.parse(wall) / MINUTE_MS)).length > 1;
  return { day: String(Number(day)), month: String(Number(month)), year, time, ...(twice ? { which: offsetMinutes(at) === 0 ? 'second' : 'first' } : {}) };
};

/** Why a time never was: the clocks went over it, at a full hour. */
const skipped = (wall: number): string => {
  const figures = instantOf(wall, 0).slice(11, 16); // the same figures, read as if the clocks never changed
  const resumes = instantOf(Math.floor(wall / HOUR_MINUTES) * HOUR_MINUTES, 0);
  return `${figures} on ${dayWords(resumes)} does not exist: the clocks go forward. Enter ${clock(resumes)} or later`;
};
