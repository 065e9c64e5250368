import type { Aggregate } from '@cpmp/kernel';

/** This log was told everything that is out, for the epoch that it is called by. */
export type OpenPermitsHeard = { readonly type: 'OpenPermitsHeard'; readonly log: string };

/** The one stream of a holder's log that says for which of its epochs it was told what is out: until then nothing is asked for. */
export const told: Aggregate<{ readonly log?: string }, OpenPermitsHeard> & { readonly id: string } = {
  category: 'told',
  initial: {},
  evolve: (_state, { log }) => ({ log }),
  personal: { OpenPermitsHeard: [] },
  id: 'permits',
};
