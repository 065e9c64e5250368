import { weekAt } from './week.js';

describe('a week of the board', () => {
  it.each([
    ['in winter', '2026-03-04T12:00:00.000Z', { monday: '2026-03-02', from: '2026-03-02T00:00:00.000Z', to: '2026-03-09T00:00:00.000Z' }],
    ['over the change to summer time', '2026-03-29T22:30:00.000Z', { monday: '2026-03-23', from: '2026-03-23T00:00:00.000Z', to: '2026-03-29T23:00:00.000Z' }],
    ['just after midnight in London, the day before in UTC', '2026-05-17T23:30:00.000Z', { monday: '2026-05-18', from: '2026-05-17T23:00:00.000Z', to: '2026-05-24T23:00:00.000Z' }],
    ['over the change to winter time', '2026-10-25T00:30:00.000Z', { monday: '2026-10-19', from: '2026-10-18T23:00:00.000Z', to: '2026-10-26T00:00:00.000Z' }],
  ])('given now %s, when no week is asked for, then it is that of now, from Monday to Sunday in London', (_, now, week) => {
    expect(weekAt(undefined, now)).toMatchObject(week);
    expect(weekAt(undefined, now).days).toHaveLength(7);
  });

  it('given any day of a week, when it is asked for, then the whole week is, and those beside it are named', () => {
    for (const day of ['2026-05-18', '2026-05-20', '2026-05-24']) expect(weekAt(day, '2026-03-04T12:00:00.000Z')).toMatchObject({ monday: '2026-05-18', earlier: '2026-05-11', next: '2026-05-25' });
  });

  it.each(['', 'soon', '2026-13-01', '18/5/2026'])('given %j, when it is asked for, then it is no week, and now is shown', (asked) => {
    expect(weekAt(asked, '2026-03-04T12:00:00.000Z').monday).toBe('2026-03-02');
  });
});
