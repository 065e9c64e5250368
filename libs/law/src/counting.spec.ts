import { legalDay, londonClock, plusClockHours, plusDays, plusMonths, startOfDay, whenClockShows } from './calendar.js';
import { endOfDays, endOfHours, endOfMonths, type Holidays, workingDaysBetween } from './counting.js';
import { loadBook } from './load.js';

describe('a period of months', () => {
  it.each([
    ['begins with an ordinary day', '2026-02-12T09:00:00.000Z', 3, { until: '2026-05-11T23:00:00.000Z' }],
    ['begins late on a summer evening', '2026-06-01T22:59:59.000Z', 3, { until: '2026-08-31T23:00:00.000Z' }],
    ['begins a moment later, on the next day of London', '2026-06-01T23:00:00.000Z', 3, { until: '2026-09-01T23:00:00.000Z' }],
    ['begins on the last day of January', '2026-01-31T09:00:00.000Z', 1, { until: '2026-03-01T00:00:00.000Z', convention: 'no-such-date' }],
    ['begins on 31 March', '2026-03-31T09:00:00.000Z', 3, { until: '2026-06-30T23:00:00.000Z', convention: 'no-such-date' }],
    ['begins on a leap day', '2028-02-29T09:00:00.000Z', 12, { until: '2029-03-01T00:00:00.000Z', convention: 'no-such-date' }],
    ['ends in a leap February', '2027-11-29T09:00:00.000Z', 3, { until: '2028-02-29T00:00:00.000Z' }],
    ['runs over the turn of a year', '2026-12-31T09:00:00.000Z', 4, { until: '2027-04-30T23:00:00.000Z', convention: 'no-such-date' }],
  ])('given one that %s, then it ends at the end of its last London day', (_, from, months, end) => {
    expect(endOfMonths(from, months)).toEqual(end);
  });
});

describe('a period of hours', () => {
  it.each([
    ['in summer', '2026-06-01T16:00:00.000Z', '2026-06-04T16:00:00.000Z', undefined],
    ['over the hour that March takes away', '2026-03-27T19:40:00.000Z', '2026-03-30T18:40:00.000Z', 'clocks-changed'],
    ['over the hour that October gives', '2026-10-23T11:00:00.000Z', '2026-10-26T11:00:00.000Z', 'clocks-changed'],
    ['to a time that the clocks leap over', '2026-03-26T01:30:00.000Z', '2026-03-29T01:30:00.000Z', undefined],
    ['to a time that the clocks show twice', '2026-10-22T00:30:00.000Z', '2026-10-25T00:30:00.000Z', undefined],
    ['from the second time that the clocks show', '2026-10-25T01:30:00.000Z', '2026-10-28T01:30:00.000Z', undefined],
    ['from the first time that the clocks show', '2026-10-25T00:30:00.000Z', '2026-10-28T00:30:00.000Z', 'clocks-changed'],
  ])('given one %s, then it ends at the earlier of both clocks', (_, from, until, convention) => {
    expect(endOfHours(from, 72)).toEqual(convention ? { until, convention } : { until });
  });
});

describe('the clocks of London', () => {
  it('given each hour of two years, then what the clocks show is told by the time zone database and found again', () => {
    const asked = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'medium' });
    const wrong: string[] = [];
    for (let ms = Date.UTC(2026, 0); ms < Date.UTC(2028, 0); ms += 3_600_000) {
      const at = new Date(ms).toISOString();
      const clock = londonClock(at);
      const found = whenClockShows(clock);
      const shown = clock.toISOString().slice(0, '2026-03-10T14:00:00'.length).replace('T', ' ') === asked.format(ms);
      if (!shown || (found !== at && found !== new Date(ms - 3_600_000).toISOString())) wrong.push(at);
    }
    expect(wrong).toEqual([]);
  });

  it('given the years in which London kept summer time all year, then they are known too', () => {
    expect(startOfDay('1970-01-15')).toBe('1970-01-14T23:00:00.000Z');
    expect(legalDay('1971-12-31T23:30:00.000Z')).toBe('1971-12-31');
  });

  it('given a time that the clocks leap over, then it is never shown', () => {
    expect(plusClockHours('2026-03-26T01:30:00.000Z', 72)).toBeUndefined();
  });

  it('given days and months, then they are those of the calendar', () => {
    expect([plusDays('2028-02-28', 1), plusDays('2026-01-01', -1), plusMonths('2026-11-30', 3), plusMonths('2027-11-29', 3)]).toEqual(['2028-02-29', '2025-12-31', undefined, '2028-02-29']);
  });
});

const holidays: Holidays = new Map([['2026', { days: new Set(['2026-04-03', '2026-04-06']), confirmed: true }]]);

describe('a number of days', () => {
  it.each([
    ['seven days that begin with the day', '2026-05-12T13:05:00.000Z', { days: 7, counted: 'beginning-with-the-day' }, '2026-05-18T23:00:00.000Z'],
    ['seven days after the day', '2026-05-12T13:05:00.000Z', { days: 7, counted: 'after-the-day' }, '2026-05-19T23:00:00.000Z'],
    ['one working day after the day before Easter', '2026-04-02T13:05:00.000Z', { 'working-days': 1, counted: 'after-the-day' }, '2026-04-07T23:00:00.000Z'],
    ['one working day that begins with a Saturday', '2026-05-16T13:05:00.000Z', { 'working-days': 1, counted: 'beginning-with-the-day' }, '2026-05-18T23:00:00.000Z'],
  ] as const)('given %s, then it is late when the last of them is over', (_, at, rule, until) => {
    expect(endOfDays(at, rule, holidays)).toEqual({ until, unsureYears: [] });
  });

  it('given working days that reach into a year without bank holidays, then that year is named', () => {
    expect(endOfDays('2026-12-31T10:00:00.000Z', { 'working-days': 1, counted: 'after-the-day' }, holidays).unsureYears).toEqual(['2027']);
  });
});

describe('working days between two instants', () => {
  it.each([
    ['the same day', '2026-04-02T09:00:00.000Z', '2026-04-02T17:00:00.000Z', 0],
    ['a Thursday to the Tuesday after Easter', '2026-04-02T09:00:00.000Z', '2026-04-07T09:00:00.000Z', 1],
    ['late on a Friday, London time, to the Monday', '2026-05-15T23:30:00.000Z', '2026-05-18T09:00:00.000Z', 1],
    ['two weeks', '2026-05-11T09:00:00.000Z', '2026-05-22T23:30:00.000Z', 9],
  ])('given %s, then weekends and bank holidays are not counted', (_, from, to, days) => {
    expect(workingDaysBetween(from, to, holidays)).toBe(days);
  });
});

/** Easter Sunday, by the anonymous Gregorian computus. */
const easter = (year: number): Date => {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e, g] = [Math.floor(b / 4), b % 4, Math.floor((8 * b + 13) / 25)];
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return new Date(Date.UTC(year, month - 1, (h + l - 7 * m + 33 * month + 19) % 32));
};

/** What the Act of 1971 and the yearly proclamations give, without the days of one year alone. */
const byRule = (year: number): readonly string[] => {
  const day = (month: number, date: number): Date => new Date(Date.UTC(year, month - 1, date));
  const text = (date: Date) => date.toISOString().slice(0, 10);
  const plus = (date: Date, days: number) => new Date(date.getTime() + days * 86_400_000);
  const weekday = (date: Date) => [0, 6].includes(date.getUTCDay());
  const monday = (date: Date, step: number): Date => (date.getUTCDay() === 1 ? date : monday(plus(date, step), step));
  const moved = (date: Date, taken: readonly string[]): Date => (weekday(date) || taken.includes(text(date)) ? moved(plus(date, 1), taken) : date);
  const onWeekdays = [day(12, 25), day(12, 26)].filter((date) => !weekday(date)).map(text);
  const christmas = [day(12, 25), day(12, 26)].filter(weekday).reduce<readonly string[]>((taken, date) => [...taken, text(moved(date, taken))], onWeekdays);
  return [
    ...[moved(day(1, 1), []), plus(easter(year), -2), plus(easter(year), 1), monday(day(5, 1), 1), monday(day(5, 31), -1), monday(day(8, 31), -1)].map(text),
    ...christmas,
  ].toSorted();
};

/** Days that were proclaimed for one year, and days that were moved from where the rule has them. */
const PROCLAIMED: Readonly<Record<number, { readonly more: readonly string[]; readonly gone: readonly string[] }>> = {
  2011: { more: ['2011-04-29'], gone: [] },
  2012: { more: ['2012-06-04', '2012-06-05'], gone: ['2012-05-28'] },
  2020: { more: ['2020-05-08'], gone: ['2020-05-04'] },
  2022: { more: ['2022-06-02', '2022-06-03', '2022-09-19'], gone: ['2022-05-30'] },
  2023: { more: ['2023-05-08'], gone: [] },
};

describe('the bank holidays of the packs', () => {
  const book = loadBook();
  it.each(Array.from({ length: 21 }, (_, index) => 2010 + index))('given the year %s, then they are what the rule gives, but for what was proclaimed for that year', (year) => {
    const { more = [], gone = [] } = PROCLAIMED[year] ?? {};
    expect([...(book.holidays.get(String(year))?.days ?? [])].toSorted()).toEqual([...byRule(year).filter((day) => !gone.includes(day)), ...more].toSorted());
  });
});
