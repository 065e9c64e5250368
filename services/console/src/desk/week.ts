import type { Instant } from '@cpmp/kernel';
import { offsetMinutes } from '../web/time.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = 7;

/** A London week, Monday to Sunday, named by the day of its Monday: `2026-05-18`. `days` begin it day by day; `to` is the first instant after it. */
export type Week = { readonly monday: string; readonly from: Instant; readonly to: Instant; readonly days: readonly Instant[]; readonly earlier: string; readonly next: string };

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** When a day begins in London. The clocks change later in the night. */
const beginning = (day: number): Instant => new Date(day - offsetMinutes(new Date(day).toISOString()) * MINUTE_MS).toISOString();

/** The week that an address asks for, by any of its days, or that of now: what is no day asks for none. `weeks`: it may be several in a row. */
export const weekAt = (asked: string | undefined, now: Instant, weeks = 1): Week => {
  const typed = /^20\d{2}-\d{2}-\d{2}$/.test(asked ?? '') ? Date.parse(asked ?? '') : Number.NaN;
  const day = Number.isNaN(typed) ? Date.parse(isoDay(Date.parse(now) + offsetMinutes(now) * MINUTE_MS)) : typed;
  const monday = day - ((new Date(day).getUTCDay() + DAYS - 1) % DAYS) * DAY_MS;
  const days = Array.from({ length: DAYS * weeks }, (_, index) => beginning(monday + index * DAY_MS));
  return { monday: isoDay(monday), from: beginning(monday), to: beginning(monday + DAYS * weeks * DAY_MS), days, earlier: isoDay(monday - DAYS * DAY_MS), next: isoDay(monday + DAYS * DAY_MS) };
};
