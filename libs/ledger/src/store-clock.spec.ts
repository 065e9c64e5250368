import { StoreClock, STORE_APART_MS_MAX } from './store-clock.js';

const NOW = 1_772_442_000_000;

const clocks = (aheadMs: number) => {
  const at = { ms: NOW, store: NOW };
  return { at, clock: { now: () => new Date(at.ms).toISOString(), machine: () => at.ms + aheadMs }, store: { clock: async () => at.store } };
};

describe('given a store on another machine', () => {
  it.each([
    [0, undefined],
    [STORE_APART_MS_MAX, undefined],
    [5_000, 'the clock is 5 s before the store’s'],
    [-5_000, 'the clock is 5 s behind the store’s'],
  ])('when this clock is %d ms ahead of the store’s, then: %s', async (ahead, why) => {
    const { clock, store } = clocks(ahead);
    expect(await new StoreClock(store, clock).unreadyBecause()).toBe(why);
  });

  it('when it is set right, then that is seen at the next look, half a minute later', async () => {
    const { at, clock, store } = clocks(5_000);
    const kept = new StoreClock(store, clock);
    await kept.unreadyBecause();
    at.store += 5_000;
    expect(await kept.unreadyBecause()).toBeDefined();
    at.ms += 30_000;
    at.store += 30_000;
    expect(await kept.unreadyBecause()).toBeUndefined();
  });

  it('when the store is on this machine, then nothing is asked', async () => {
    expect(await new StoreClock({}, clocks(9_000).clock).unreadyBecause()).toBeUndefined();
  });
});
