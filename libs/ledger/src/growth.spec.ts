import { Growth, LOOK_MS, LOOK_UNHEARD_MS } from './growth.js';
import { act, journal, note, openSpecimen } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';

/** Another process of the service, whose words come or do not. */
const another = () => {
  const wakes = new Set<() => void>();
  return {
    hears: true,
    says: () => wakes.forEach((wake) => wake()),
    others() {
      return { hear: (wake: () => void) => (wakes.add(wake), () => void wakes.delete(wake)), hears: () => this.hears };
    },
  };
};

const twoWriters = async () => {
  const stores = openMemoryStores();
  return { stores, ledger: await openSpecimen({ stores }), other: await openSpecimen({ stores }) };
};

describe('that a log may have grown', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const told = (other = another()) => {
    const growth = new Growth(other.others());
    const times = { told: 0 };
    growth.on(() => (times.told += 1));
    return { growth, times, other };
  };

  it('given another process, when it says that it wrote, then whoever goes by this is told at once', () => {
    const { growth, times, other } = told();
    other.says();
    expect(times.told).toBe(1);
    growth.close();
    other.says();
    expect(times.told).toBe(1);
  });

  it('given that nobody says anything, then it is told after a while all the same, since a word can be lost', () => {
    const { growth, times } = told();
    jest.advanceTimersByTime(LOOK_MS - 1);
    expect(times.told).toBe(0);
    jest.advanceTimersByTime(1);
    expect(times.told).toBe(1);
    growth.close();
    jest.advanceTimersByTime(10 * LOOK_MS);
    expect(times.told).toBe(1);
  });

  it('given that the others are not heard, then it is told often, and seldom again once they are', () => {
    const { growth, times, other } = told();
    other.hears = false;
    jest.advanceTimersByTime(4 * LOOK_UNHEARD_MS);
    expect(times.told).toBe(4);
    other.hears = true;
    jest.advanceTimersByTime(LOOK_MS - LOOK_UNHEARD_MS);
    expect(times.told).toBe(4);
    growth.close();
  });
});

describe('a ledger that has grown', () => {
  it('given a commit, then it is told once it is durable, before views have passed it, and what was written is at hand', async () => {
    const ledger = await openSpecimen();
    const found: unknown[] = [];
    ledger.onGrown(() => found.push(ledger.readAfter(0, 10)));
    ledger.onCommit((position) => found.push(position));
    await ledger.transact(journal, 'one', note('t', 1), act('http/1'));
    expect([(await found[0] as unknown[]).length, found[1]]).toEqual([1, 1]);
  });

  it('given commits of this process and of another, then what is read after any position is what the store has, in order and whole', async () => {
    const { stores, ...two } = await twoWriters();
    for (let n = 1; n <= 6; n++) await (n % 3 === 0 ? two.other : two.ledger).transact(journal, `s${n}`, note('t', n), act(`http/${n}`));
    const stored = (await stores.commits.readAfter(0, 100)).map(({ position, stream }) => [position, stream]);
    for (let from = 0; from <= 6; from++) {
      const read: unknown[] = [];
      for (let at = from, some = await two.ledger.readAfter(at, 2); some.length > 0; some = await two.ledger.readAfter(at, 2)) {
        read.push(...some.map(({ position, events }) => [position, events[0]?.meta.stream]));
        at = some.at(-1)?.position ?? at;
      }
      expect(read).toEqual(stored.slice(from));
    }
  });
});
