import { MemoryKeyStore } from './memory-key-store.js';
import { act, journal, note, openSpecimen } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import { StoreClock, STORE_APART_MS_MAX } from './store-clock.js';

const NOW = 1_772_442_000_000;

/** Time goes by for all; this process's clock may be set besides. */
const clocks = (aheadMs: number) => {
  const at = { elapsed: 0, ahead: aheadMs, asked: 0, answerTakes: 0 };
  const store = {
    clock: async () => {
      const there = NOW + at.elapsed;
      at.asked += 1;
      at.elapsed += at.answerTakes;
      return there;
    },
  };
  return { at, kept: new StoreClock(store, { machine: () => NOW + at.elapsed + at.ahead }, () => at.elapsed) };
};

describe('given a store on another machine', () => {
  it.each([
    [0, undefined],
    [STORE_APART_MS_MAX, undefined],
    [5_000, 'the clock is 5 s before the store’s'],
    [-5_000, 'the clock is 5 s behind the store’s'],
  ])('when this clock is %d ms ahead of the store’s, then: %s', async (ahead, why) => {
    expect(await clocks(ahead).kept.unreadyBecause()).toBe(why);
  });

  it('when it is right, then the store is asked once in half a minute', async () => {
    const { at, kept } = clocks(0);
    for (; at.elapsed < 59_000; at.elapsed += 1_000) await kept.mayStamp();
    expect(at.asked).toBe(2);
  });

  it.each([5_000, -5_000])('when it is set by %d ms, then nothing is stamped from then on, and again as soon as it is set right', async (by) => {
    const { at, kept } = clocks(0);
    await kept.mayStamp();
    at.elapsed += 10;
    at.ahead += by;
    await expect(kept.mayStamp()).rejects.toMatchObject({ name: 'Unavailable' });
    at.elapsed += 10;
    at.ahead -= by;
    await kept.mayStamp();
  });

  it('when it is set in small steps, then nothing is stamped once they are too much together', async () => {
    const { at, kept } = clocks(0);
    await kept.mayStamp();
    for (at.ahead = 500; at.ahead <= STORE_APART_MS_MAX; at.ahead += 500) await kept.mayStamp();
    await expect(kept.mayStamp()).rejects.toMatchObject({ name: 'Unavailable' });
  });

  it('given a machine that is too busy, when an answer comes seconds late, then a clock that was right is not taken for one that is off, and is asked of again; one that was set is', async () => {
    const { at, kept } = clocks(0);
    await kept.mayStamp();
    [at.elapsed, at.answerTakes] = [31_000, 6_000];
    await kept.mayStamp();
    await kept.mayStamp();
    expect(at.asked).toBe(3);
    at.ahead = 5_000;
    await expect(kept.mayStamp()).rejects.toMatchObject({ name: 'Unavailable' });
    [at.ahead, at.answerTakes] = [0, 10];
    await kept.mayStamp();
  });

  it('when the store is on this machine, then nothing is asked', async () => {
    expect(await new StoreClock({}, { machine: () => NOW }).unreadyBecause()).toBeUndefined();
  });
});

describe('given a ledger whose process’s clock is off', () => {
  it('when a command comes, then it is unavailable and nothing is written, until the clock is right', async () => {
    let ahead = 60_000;
    const stores = openMemoryStores();
    const commits = Object.assign(stores.commits, { clock: async () => Date.now() });
    const clock = { now: () => new Date(Date.now() + ahead).toISOString(), machine: () => Date.now() + ahead };
    const ledger = await openSpecimen({ stores: { ...stores, commits, keys: new MemoryKeyStore() }, clock });
    await expect(ledger.transact(journal, 'one', note('a'), act('http/1'))).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await ledger.tail()).toBeUndefined();
    ahead = 0;
    expect(await ledger.transact(journal, 'one', note('a'), act('http/1'))).toMatchObject({ position: 1 });
  });
});
