import { instantsAt, wallClock } from './wall-clock.js';

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
