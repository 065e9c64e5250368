import { faultWords, scheduleOf } from './schedule.js';

const world = { processes: ['authorisation', 'console'], lastsMs: 120_000 };

describe('what breaks', () => {
  it('given a seed, then it is always the same, and another’s is another', () => {
    expect(scheduleOf('1', world)).toEqual(scheduleOf('1', world));
    expect(scheduleOf('2', world)).not.toEqual(scheduleOf('1', world));
  });

  it('given a long time, then every kind comes, in order of time and within it', () => {
    const faults = scheduleOf('1', world);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['kill', 'pause', 'kill-engine']));
    expect(faults.map(({ atMs }) => atMs)).toEqual(faults.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    expect(faults.at(-1)?.atMs).toBeLessThan(world.lastsMs);
    expect(faultWords({ kind: 'pause', process: 'console', atMs: 5, forMs: 300 })).toBe('pause console at 5 ms for 300 ms');
  });
});
