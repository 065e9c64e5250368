import type { Instant } from '@cpmp/kernel';
import { WHILE_OUT, discharges } from './clocks.js';
import { type Deployment, type GateEvent, type Thing, isOpen, said } from './thing.js';

/** What of a thing a deployment takes over, while that is out; undefined once it is not. */
export const takenOver = ({ calendar }: Thing, moves: string): Deployment | undefined => {
  const old = calendar.deployments[moves];
  return old && isOpen(old) ? old : undefined;
};

/** Closes what a start takes over, in the commit of that start. It is no recovery: the thing is where it was. */
export const moved = (old: Deployment, to: string, now: Instant): GateEvent => ({
  type: 'DeploymentMoved',
  answer: said(old.answer, 'moved', { state: 'moved', closedAt: now }),
  to,
  ...discharges(old, WHILE_OUT, now, 'superseded'),
});
