import { bySubject, faultWords, scheduleOf } from './schedule.js';

const world = { processes: ['authorisation', 'console'], lastsMs: 300_000 };

describe('what breaks', () => {
  it('given a seed, then it is always the same, and another’s is another', () => {
    expect(scheduleOf('1', world)).toEqual(scheduleOf('1', world));
    expect(scheduleOf('2', world)).not.toEqual(scheduleOf('1', world));
  });

  it('given faults, when they are told apart by what they befall, then none is lost and each keeps its turn', () => {
    const faults = scheduleOf('1', world);
    const told = bySubject(faults);
    expect(told.flat().toSorted((a, b) => a.atMs - b.atMs)).toEqual(faults);
    for (const own of told) expect(own).toEqual(own.toSorted((a, b) => a.atMs - b.atMs));
  });

  it('given a long time, then every kind comes, in order of time and within it', () => {
    const faults = scheduleOf('1', world);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['kill', 'pause', 'skew', 'kill-engine', 'pause-engine', 'fill', 'cut', 'slow']));
    expect(faults.some(({ kind, forMs }) => kind === 'pause' && forMs > 30_000)).toBe(true);
    expect(faults.map(({ atMs }) => atMs)).toEqual(faults.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    expect(faults.at(-1)?.atMs).toBeLessThan(world.lastsMs);
    expect(faultWords({ kind: 'pause', process: 'console', atMs: 5, forMs: 300 })).toBe('pause console at 5 ms for 300 ms');
    expect(faultWords({ kind: 'slow', line: 'kafka', atMs: 5, forMs: 300, byMs: 20 })).toBe('slow line to kafka at 5 ms for 300 ms by 20 ms');
  });
});
