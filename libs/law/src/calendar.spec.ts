import { instantsAt, legalDay, startOfDay, wallClock } from './calendar.js';

describe('the London calendar', () => {
  it.each([
    ['in winter', '2026-01-15T00:00:00.000Z', '2026-01-15'],
    ['in summer, late in the evening in UTC', '2026-06-01T23:30:00.000Z', '2026-06-02'],
    ['a moment before the clocks go forward', '2026-03-29T00:59:59.999Z', '2026-03-29'],
    ['the night the clocks go back', '2026-10-24T23:00:00.000Z', '2026-10-25'],
  ])('given an instant %s, then its day is London’s', (_, at, day) => {
    expect(legalDay(at)).toBe(day);
  });

  it.each([
    ['in winter', '2026-01-15', 0, '2026-01-15T00:00:00.000Z'],
    ['in summer', '2026-06-02', 0, '2026-06-01T23:00:00.000Z'],
    ['on which the clocks go forward', '2026-03-29', 0, '2026-03-29T00:00:00.000Z'],
    ['after that', '2026-03-29', 1, '2026-03-29T23:00:00.000Z'],
    ['on which the clocks go back', '2026-10-25', 0, '2026-10-24T23:00:00.000Z'],
    ['after that one', '2026-10-25', 1, '2026-10-26T00:00:00.000Z'],
    ['at the end of February', '2028-02-28', 1, '2028-02-29T00:00:00.000Z'],
  ])('given a day %s, then it begins at its first instant', (_, day, plus, at) => {
    expect(startOfDay(day, plus)).toBe(at);
  });

  it('whatever the day, then it holds its first instant and not the one before', () => {
    for (let day = '2025-12-31'; day < '2029-01-01'; ) {
      const next = startOfDay(day, 1);
      const after = legalDay(next);
      expect([legalDay(startOfDay(day)), legalDay(new Date(Date.parse(next) - 1).toISOString())]).toEqual([day, day]);
      expect(after > day).toBe(true);
      day = after;
    }
  });
});

describe("London's clocks", () => {
  it.each([
    ['in winter', '2026-03-02T09:00', ['2026-03-02T09:00:00.000Z']],
    ['in summer', '2026-06-02T00:00', ['2026-06-01T23:00:00.000Z']],
    ['with seconds', '2026-06-02T00:00:30', ['2026-06-01T23:00:30.000Z']],
    ['left out in spring', '2026-03-29T01:30', []],
    ['the first after it', '2026-03-29T02:00', ['2026-03-29T01:00:00.000Z']],
    ['twice in autumn', '2026-10-25T01:30', ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']],
    ['the last before it', '2026-10-25T00:59', ['2026-10-24T23:59:00.000Z']],
    ['the first after that', '2026-10-25T02:00', ['2026-10-25T02:00:00.000Z']],
  ])('given a time %s, then it names its instants', (_, wall, instants) => {
    expect(instantsAt(wall)).toEqual(instants);
  });

  it('given an instant, then the clocks show it, and say which of two hours it is', () => {
    expect(['2026-03-02T09:00:00.000Z', '2026-06-01T23:00:30.000Z', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'].map(wallClock))
      .toEqual(['2026-03-02T09:00', '2026-06-02T00:00:30', '2026-10-25T01:30+01:00', '2026-10-25T01:30Z']);
  });
});
