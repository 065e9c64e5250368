import type { Decision, Instant } from '@cpmp/kernel';
import { recallByClock, windowEnded, withdrawalOverdue } from './recall.js';
import { lapse } from './request.js';
import { stateOpen } from './state.js';
import type { DueInDeployment } from './rows.js';
import type { GateEvent, Thing } from './thing.js';

/** The decision behind each thing that falls due in a deployment's life. */
export const onDue: Readonly<Record<DueInDeployment, (thing: Thing, permit: string, now: Instant) => Decision<GateEvent>>> = {
  lapse,
  recall: recallByClock,
  'window-ended': windowEnded,
  'withdrawal-overdue': withdrawalOverdue,
  state: stateOpen,
};
