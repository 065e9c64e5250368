import { setTimeout as wait } from 'node:timers/promises';
import { Unavailable } from './errors.js';

/** How long to wait between two tries, in milliseconds; how often, for ever unless said; and what ends the waiting. */
export type Patience = { readonly everyMs: number; readonly tries?: number; readonly signal?: AbortSignal };

/** Does something that asks a store, again while that is away. @throws whatever is no `Unavailable`, and that too after the last try */
export const whenItAnswers = async <T>(work: () => Promise<T>, { everyMs, tries = Number.POSITIVE_INFINITY, signal }: Patience): Promise<T> => {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unavailable) || tried >= tries) throw error;
      await wait(everyMs, undefined, { signal });
    }
  }
};
