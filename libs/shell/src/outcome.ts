import type { Ledger } from '@cpmp/ledger';

/** Looks now, and again whenever this log may have grown, by whichever process, until there is something to see or the limit (machine time, milliseconds) has passed. */
export const outcomeWithin = <T>(ledger: Pick<Ledger, 'onGrown'>, limitMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> =>
  new Promise((settle, fail) => {
    let looking = false;
    let again = false;
    const done = (found?: T): void => {
      clearTimeout(timer);
      stop();
      settle(found);
    };
    const peek = async (): Promise<void> => {
      // A commit that comes while we look is looked at next, so none is missed and no two looks run at once.
      again = looking;
      if (looking) return;
      looking = true;
      // Not at once: whoever tells of a commit folds it next, and a look that came before would read it from the store.
      const found = await Promise.resolve().then(look);
      looking = false;
      if (found !== undefined) done(found);
      else if (again) await peek();
    };
    const failing = (error: unknown): void => {
      fail(error);
      done();
    };
    const timer = setTimeout(() => done(), limitMs);
    const stop = ledger.onGrown(() => void peek().catch(failing));
    void peek().catch(failing);
  });
