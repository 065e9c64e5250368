import { machineClock } from './machine-clock.js';

const { now: realNow } = Date;

describe('the machine’s clock', () => {
  afterEach(() => {
    Date.now = realNow;
  });

  it('given an instant that was asked for twice, when time goes on or is set back, then each answer is the instant it was asked at', () => {
    const at = (ms: number): string => {
      Date.now = () => ms;
      return machineClock.now();
    };
    expect([at(1_764_000_000_000), at(1_764_000_000_000), at(1_764_000_000_001), at(1_763_999_999_999)]).toEqual([
      '2025-11-24T16:00:00.000Z', '2025-11-24T16:00:00.000Z', '2025-11-24T16:00:00.001Z', '2025-11-24T15:59:59.999Z',
    ]);
    expect(machineClock.machine()).toBe(1_763_999_999_999);
  });
});
