import type { Decision } from '@cpmp/kernel';
import { type GateEvent, type Thing, isOpen, said } from './thing.js';

/** How long an open deployment goes without a word to its authority before its holder states it whole, in hours: the authority's own daily repeat comes first, where it still knows the permit. */
export const STATE_AFTER_HOURS = 25;

/** States an open deployment whole, unasked: after a restore the authority's log may know nothing of its permit, and asks for nothing that it does not know. */
export const stateOpen = (thing: Thing, permit: string): Decision<GateEvent> => {
  const deployment = thing.calendar.deployments[permit];
  return deployment && isOpen(deployment) ? [{ type: 'PermitAnswered', answer: said(deployment.answer, 'answered') }] : [];
};
