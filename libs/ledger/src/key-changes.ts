import type { Aggregate, Instant } from '@cpmp/kernel';

/** Keys that were destroyed, as the log says it: applied to the key store again whenever a process opens the log. */
export type KeysDestroyed = { type: 'KeysDestroyed'; keys: readonly string[]; at: Instant };

/** The one stream of a log that says which keys were destroyed. */
export const keyChanges: Aggregate<null, KeysDestroyed> & { readonly id: string; readonly stream: string } = {
  category: 'keys',
  initial: null,
  evolve: () => null,
  personal: { KeysDestroyed: [] },
  id: 'destroyed',
  stream: 'keys-destroyed',
};
