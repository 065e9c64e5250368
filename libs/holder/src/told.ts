import type { Aggregate } from '@cpmp/kernel';
import { type Ledger, epochOf } from '@cpmp/ledger';

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

/** Whether a holder's log was told what is out. */
export class Told {
  /** The epoch for which this process knows it. */
  private of: string | undefined;

  constructor(private readonly ledger: Pick<Ledger, 'log' | 'load'>) {}

  /** True while the log was restored and has not been told. One that never was restored is asked nothing. */
  async isAwaited(): Promise<boolean> {
    const { log } = this.ledger;
    if (this.of === log || epochOf(log) === 1) return false;
    const { state } = await this.ledger.load(told, told.id);
    this.of = state.log;
    return this.of !== log;
  }
}
