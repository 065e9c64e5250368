import type { Aggregate } from '@cpmp/kernel';
import { openLedger, openMemoryStores } from '@cpmp/ledger';
import { outcomeWithin } from './outcome.js';

const LONG_MS = 60_000;

/** A log that grows when it is told to. */
const log = () => {
  const listeners = new Set<() => void>();
  return {
    listeners,
    commit: () => listeners.forEach((listener) => listener()),
    onGrown: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

describe('given somebody who waits for an outcome', () => {
  it('when it is there already, then it is answered at once and nobody listens any more', async () => {
    const ledger = log();
    expect(await outcomeWithin(ledger, LONG_MS, async () => 'there')).toBe('there');
    expect(ledger.listeners.size).toBe(0);
  });

  it('when a commit comes while they look, then they look again', async () => {
    const ledger = log();
    let looks = 0;
    const found = await outcomeWithin(ledger, LONG_MS, async () => {
      looks += 1;
      if (looks < 3) ledger.commit();
      return looks === 3 ? 'there' : undefined;
    });
    expect(found).toBe('there');
  });

  it('when another process of the service comes to it, and says that it wrote, then it is found at once: either hears the answer', async () => {
    type Answered = { readonly type: 'Answered' };
    const thing: Aggregate<boolean, Answered> = { category: 'thing', initial: false, evolve: () => true, personal: { Answered: [] } };
    const stores = openMemoryStores();
    let say = (): void => {};
    const open = (others = {}) => openLedger({ service: 'holder', stores, aggregates: [thing], views: [], clock: { now: () => '2026-03-02T09:00:00.000Z', machine: () => Date.parse('2026-03-02T09:00:00Z') }, ...others });
    const [asked, other] = [await open({ others: { hear: (wake: () => void) => ((say = wake), () => {}), hears: () => true } }), await open()];
    const found = outcomeWithin(asked, LONG_MS, async () => (await asked.load(thing, 'a')).state || undefined);
    await other.transact(thing, 'a', () => [{ type: 'Answered' as const }], { cause: 'holder.permits/1', actor: null });
    say();
    expect(await found).toBe(true);
    await asked.close();
  });

  it('when nothing comes within the limit, then there is no outcome', async () => {
    const ledger = log();
    expect(await outcomeWithin(ledger, 1, async () => undefined)).toBeUndefined();
    expect(ledger.listeners.size).toBe(0);
  });

  it('when looking fails, then the failure is theirs', async () => {
    await expect(outcomeWithin(log(), LONG_MS, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  });
});
