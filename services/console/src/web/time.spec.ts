import { clock, day, days, ending, left, moment, shortDay, span, until, urgency, weekDay, worded } from './time.js';
import { asTyped, dateTyped, endOfDay, instantTyped } from './typed-time.js';

/** London time as an instant of 2026: what the console is told. */
const at = (utc: string): string => new Date(`2026-${utc}Z`).toISOString();

describe('an instant in words', () => {
  it('given summer and winter, when an instant is said, then the words are London’s, on the 24-hour clock, with the day and the year', () => {
    expect([moment(at('06-04T16:00')), moment(at('03-02T09:00')), day(at('06-30T23:30')), clock(at('12-31T23:59')), shortDay(at('06-04T16:00'))])
      .toEqual(['17:00 on Thursday 4 June 2026', '09:00 on Monday 2 March 2026', 'Wednesday 1 July 2026', '23:59', '4 Jun']);
  });

  it('given days, when they are said together, then what they have in common is said once', () => {
    expect([days(at('05-18T12:00'), at('05-24T12:00')), days(at('03-30T12:00'), at('04-05T12:00')), weekDay(at('05-18T12:00'))]).toEqual(['Monday 18 to Sunday 24 May 2026', 'Monday 30 March to Sunday 5 April 2026', 'Mon 18']);
  });

  it('given a sentence of an API, when it is said, then its instants and days are in words, and its ends are ends', () => {
    expect(worded(`VT-0001 is booked from ${at('03-03T09:00')} until ${at('03-05T00:00')}. Fit until the end of 2026-03-04.`)).toBe('VT-0001 is booked from 09:00 on Tuesday 3 March 2026 to the end of Wednesday 4 March 2026. Fit until the end of Wednesday 4 March 2026.');
    expect(worded('team-red, MET-26-0001, OP-ABC234: 12 of 20.')).toBe('team-red, MET-26-0001, OP-ABC234: 12 of 20.');
    expect(worded('4471-20-15 is booked to the end of 2026-03-04.')).toBe('4471-20-15 is booked to the end of Wednesday 4 March 2026.');
  });

  it('given an exclusive end, when it is said, then midnight belongs to the day before', () => {
    expect([until(at('06-01T23:00')), until(at('06-04T16:00')), ending(at('03-30T23:00')), ending(at('03-30T11:00')), until(at('06-01T23:00:00.001'))])
      .toEqual(['to the end of Monday 1 June 2026', 'until 17:00 on Thursday 4 June 2026', 'at the end of Monday 30 March 2026', 'at 12:00 on Monday 30 March 2026', 'until 00:00 on Tuesday 2 June 2026']);
  });

  it('given the hour that comes twice, when an instant in it is said, then it is said which; beside it nothing is', () => {
    expect([clock(at('10-25T00:30')), clock(at('10-25T01:30')), clock(at('10-24T23:59')), clock(at('10-25T02:00'))]).toEqual(['01:30 (first 01:30, summer time)', '01:30 (second 01:30)', '00:59', '02:00']);
  });

  it.each([
    ['03-02T10:59', '1 minute left'], ['03-02T12:57', '119 minutes left'], ['03-02T12:58', '2 hours left'], ['03-04T10:57', '47 hours left'], ['03-04T10:58', '2 days left'], ['03-05T10:57', '2 days left'], ['03-02T10:58', '0 minutes late'], ['03-02T03:58', '7 hours late'],
  ])('given a clock that ends at %s, when two minutes to eleven is now, then it says: %s', (end, words) => {
    expect(left(at(end), at('03-02T10:58'))).toBe(words);
  });

  it('given an end, when less than a day is left, then it is soon; at the end it is late', () => {
    expect([urgency(at('03-03T10:00'), at('03-02T10:00')), urgency(at('03-03T09:59'), at('03-02T10:00')), urgency(at('03-02T10:00'), at('03-02T10:00'))]).toEqual(['plain', 'soon', 'late']);
  });

  it('given a window, when it lies in one day, then the day is said once; else both are', () => {
    expect([span({ from: at('05-20T06:30'), to: at('05-20T19:00') }), span({ from: at('05-20T06:30'), to: at('05-20T23:00') }), span({ from: at('05-20T06:30'), to: at('05-22T19:00') })])
      .toEqual(['07:30 to 20:00 on Wednesday 20 May 2026', 'from 07:30 on Wednesday 20 May 2026 to the end of Wednesday 20 May 2026', 'from 07:30 on Wednesday 20 May 2026 until 20:00 on Friday 22 May 2026']);
  });
});

describe('a time as people type it', () => {
  const on = (day_: string, month: string, time: string, more: object = {}) => instantTyped({ day: day_, month, year: '2026', time, ...more }, 'the instruction to stop');

  it.each(['0940', '9:40', '9.40', ' 09:40 '])('given %s, when it is read, then it is twenty to ten in London', (time) => {
    expect([on('2', '3', time).instant, on('2', '6', time).instant]).toEqual([at('03-02T09:40'), at('06-02T08:40')]);
  });

  it('given a time that comes twice, when it is read, then it is asked which, and either can be said', () => {
    expect(on('25', '10', '01:30').fault).toEqual({ at: 'which', text: 'Select which 01:30 on Sunday 25 October 2026 you mean: the clocks show it twice' });
    expect([on('25', '10', '01:30', { which: 'first' }).instant, on('25', '10', '01:30', { which: 'second' }).instant]).toEqual([at('10-25T00:30'), at('10-25T01:30')]);
  });

  it('given a time that never was, when it is read, then it is said why and what comes next', () => {
    expect(on('29', '3', '01:30').fault).toEqual({ at: 'time', text: '01:30 on Sunday 29 March 2026 does not exist: the clocks go forward. Enter 02:00 or later' });
    expect([on('29', '3', '00:59').instant, on('29', '3', '02:00').instant]).toEqual([at('03-29T00:59'), at('03-29T01:00')]);
  });

  it.each([
    [{}, 'day', 'Enter the day of the instruction to stop, like 30 3 2026'],
    [{ day: '2', year: '2026' }, 'month', 'The day of the instruction to stop must include a month'],
    [{ day: '31', month: '2', year: '2026' }, 'day', 'The day of the instruction to stop must be a real date'],
    [{ day: '2', month: '13', year: '2026' }, 'month', 'The day of the instruction to stop must be a real date, with a month from 1 to 12'],
    [{ day: '2', month: '3', year: '26' }, 'year', 'The day of the instruction to stop must have a year of four numbers'],
    [{ day: '2', month: '3', year: '2026' }, 'time', 'Enter the time of the instruction to stop, like 09:40'],
    [{ day: '2', month: '3', year: '2026', time: '25:00' }, 'time', 'The time of the instruction to stop must be on the 24-hour clock, like 09:40'],
  ])('given %j, when it is read, then the field is named: %s', (typed, field, text) => {
    expect(instantTyped(typed, 'the instruction to stop').fault).toEqual({ at: field, text });
  });

  it('given a day alone, when it is the last one, then its end is the first instant of the next, in summer, winter and between', () => {
    const end = (day_: string, month: string) => endOfDay({ day: day_, month, year: '2026' }, 'the review date').instant;
    expect([end('30', '3'), end('28', '3'), end('29', '3'), end('25', '10'), end('31', '12')]).toEqual([at('03-30T23:00'), at('03-29T00:00'), at('03-29T23:00'), at('10-26T00:00'), '2027-01-01T00:00:00.000Z']);
  });

  it('given a day alone, when it is read as itself, then it is that day; given an instant, then its fields are read as it again', () => {
    expect([dateTyped({ day: '4', month: '6', year: '2026' }, 'the day').date, dateTyped({ day: '31', month: '2', year: '2026' }, 'the day').fault?.at]).toEqual(['2026-06-04', 'day']);
    expect([asTyped(at('06-04T16:05')), instantTyped(asTyped(at('06-04T16:05')), 'it').instant]).toEqual([{ day: '4', month: '6', year: '2026', time: '17:05' }, at('06-04T16:05')]);
  });

  it('given an instant in the hour that comes twice, when its fields are read again, then it is that instant and not the other', () => {
    const both = [at('10-25T00:30'), at('10-25T01:30')];
    expect(both.map((one) => instantTyped(asTyped(one), 'it'))).toEqual(both.map((instant) => ({ instant })));
    expect([at('10-24T23:59'), at('10-25T02:00')].map((one) => asTyped(one).which)).toEqual([undefined, undefined]);
  });
});
