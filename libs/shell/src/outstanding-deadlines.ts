import type { Instant } from '@cpmp/kernel';
import { type Condition, everyDoc, type ViewReader } from '@cpmp/ledger';
import { deadlinesSet } from './untaken-deadlines.js';

/** Of one state no more are counted: whoever has so many needs no exact number. */
const COUNTED_MAX = 5000;

/** How many deadlines of a service's own log nobody has discharged, by whether their instant has passed. */
export const outstandingDeadlines = async (views: ViewReader, now: Instant): Promise<{ readonly open: number; readonly overdue: number }> => {
  const [overdue, open] = await Promise.all([count(views, { to: now }), count(views, { from: now })]);
  return { open, overdue };
};

const count = async (views: ViewReader, due: Condition): Promise<number> => {
  let counted = 0;
  for await (const _one of everyDoc(views, deadlinesSet, { where: { due } })) if (++counted >= COUNTED_MAX) break;
  return counted;
};
