import { join } from 'node:path';
import { openLogFile } from '@cpmp/ledger';
import { openDurableRows } from '@cpmp/ledger/bench';
import { IN_FLIGHT, ratePerSecond } from './ground.js';

/** The bodies of a log's commits after a position, as they are stored. */
export const bodiesAfter = async (file: string, position: number, count: number): Promise<readonly Uint8Array[]> => {
  const log = openLogFile(file);
  try {
    return (await log.readAfter(position, count)).map(({ body }) => (typeof body === 'string' ? Buffer.from(body, 'latin1') : body));
  } finally {
    await log.close();
  }
};

let files = 0;

/** How many of these bodies a second a bare table takes durably, in one transaction each or 64 in one. */
export const floorRate = (folder: string, bodies: readonly Uint8Array[], perTransaction: 1 | typeof IN_FLIGHT): number => {
  const rows = openDurableRows(join(folder, `floor-${++files}.sqlite`));
  try {
    return ratePerSecond(bodies.length, () => rows.insert(bodies, perTransaction));
  } finally {
    rows.close();
  }
};
