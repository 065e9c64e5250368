import type { OpenPermit, OpenPermits } from '@cpmp/gate';
import type { Aggregate, Decision } from '@cpmp/kernel';

/** A holder whose log was restored was told which of its permits are open, in parts. */
export type OpenPermitsTold = OpenPermits & { readonly type: 'OpenPermitsTold' };

/** The epochs of a holder's log that were told. */
export type ToldState = { readonly logs: readonly string[] };

/** What each restored holder was told; one stream a holder, called as it. Nothing is decided on it but whether it was told. */
export const told: Aggregate<ToldState, OpenPermitsTold> = {
  category: 'told',
  initial: { logs: [] },
  evolve: ({ logs }, { log, last }) => ({ logs: last ? [...logs, log] : logs }),
  personal: { OpenPermitsTold: [] },
};

/** So many permits go in one message: some hundreds of kilobytes. */
const PERMITS_A_MESSAGE = 200;

/** Tells a holder once what of its things is out; the last part says that it was everything. */
export const tellOpen = ({ logs }: ToldState, { holder, log }: Pick<OpenPermits, 'holder' | 'log'>, permits: readonly OpenPermit[]): Decision<OpenPermitsTold> => {
  if (logs.includes(log)) return [];
  const parts = Math.max(1, Math.ceil(permits.length / PERMITS_A_MESSAGE));
  return Array.from({ length: parts }, (_, part) => ({
    type: 'OpenPermitsTold', holder, log, permits: permits.slice(part * PERMITS_A_MESSAGE, (part + 1) * PERMITS_A_MESSAGE), last: part === parts - 1,
  }));
};
