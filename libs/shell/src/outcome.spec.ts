import { outcomeWithin } from './outcome.js';

const LONG_MS = 60_000;

/** A log that commits when it is told to. */
const log = () => {
  const listeners = new Set<(position: number) => void>();
  return {
    listeners,
    commit: () => listeners.forEach((listener) => listener(1)),
    onCommit: (listener: (position: number) => void) => {
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

  it('when nothing comes within the limit, then there is no outcome', async () => {
    const ledger = log();
    expect(await outcomeWithin(ledger, 1, async () => undefined)).toBeUndefined();
    expect(ledger.listeners.size).toBe(0);
  });

  it('when looking fails, then the failure is theirs', async () => {
    await expect(outcomeWithin(log(), LONG_MS, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  });
});
