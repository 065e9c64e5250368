import type { Instant } from '@cpmp/kernel';
import { dayIn, midnight } from '../web/time.js';

const DAY_MS = 24 * 3_600_000;
const DAYS = 7;

/** A London week, Monday to Sunday, named by the day of its Monday: `2026-05-18`. `days` begin it day by day; `to` is the first instant after it. */
export type Week = { readonly monday: string; readonly from: Instant; readonly to: Instant; readonly days: readonly Instant[]; readonly earlier: string; readonly next: string };

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The week that an address asks for, by any of its days, or that of now: what is no day asks for none. `weeks`: it may be several in a row. */
export const weekAt = (asked: string | undefined, now: Instant, weeks = 1): Week => {
  const typed = /^20\d{2}-\d{2}-\d{2}$/.test(asked ?? '') ? Date.parse(asked ?? '') : Number.NaN;
  const day = Number.isNaN(typed) ? dayIn(now) : typed;
  const monday = day - ((new Date(day).getUTCDay() + DAYS - 1) % DAYS) * DAY_MS;
  const days = Array.from({ length: DAYS * weeks }, (_, index) => midnight(monday + index * DAY_MS));
  return { monday: isoDay(monday), from: midnight(monday), to: midnight(monday + DAYS * weeks * DAY_MS), days, earlier: isoDay(monday - DAYS * DAY_MS), next: isoDay(monday + DAYS * DAY_MS) };
};
