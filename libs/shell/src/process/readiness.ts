import type { Health, RunningService } from '../types.js';
import type { Readiness } from './door.js';

/**
 * Answers whether a service is ready, from what it cannot do without, its ledger, and from nothing else: what waits and what a person should look at may take long to find, and that must take no
 * replica out, since every replica would be as slow. Notes are those that were found last.
 */
export const readinessOf = (service: Pick<RunningService, 'health' | 'ledger'>): (() => Promise<Readiness>) => {
  let notes: Health['notes'];
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    notes = (await service.health()).notes;
  };
  return async () => {
    asking ??= ask().catch(() => {}).finally(() => (asking = undefined));
    const { ready, why = 'not ready' } = await service.ledger.health();
    return { ...(ready ? {} : { why }), ...(notes ? { notes } : {}) };
  };
};

/** Answers why only a new process mends a service, if that is so: it hears of no topic any more, or decides nothing more. */
export const livenessOf = ({ ledger }: Pick<RunningService, 'ledger'>, topics: { readonly alive: () => boolean }) => (): string | undefined =>
  !topics.alive() ? 'the consumers stand still' : ledger.standsStill ? 'decisions stand still' : undefined;
