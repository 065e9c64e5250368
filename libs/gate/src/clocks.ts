import type { DeadlineChanges, Instant } from '@cpmp/kernel';
import type { Deployment } from './thing.js';

/** A field for an event, where it changes a deadline. */
export type Changes = { readonly deadlines?: DeadlineChanges };

/** A deadline that begins now, unless one stands already: that is earlier. */
export const begins = (deployment: Deployment, { what, due, persons }: { what: string; due: Instant; persons?: readonly string[] }): Changes => {
  if (deployment.standing[what] !== undefined) return {};
  const id = `${deployment.answer.permit}/${what}/${deployment.deadlinesSet + 1}`;
  return { deadlines: { set: [{ id, what, due, ...(persons && persons.length > 0 ? { persons } : {}), statutory: false }] } };
};

/** Discharges the deadlines that stand for these acts. */
export const discharges = ({ standing }: Deployment, whats: readonly string[], at: Instant, how: 'done' | 'superseded'): Changes => {
  const ids = whats.flatMap((what) => standing[what] ?? []);
  return ids.length === 0 ? {} : { deadlines: { discharged: ids.map((id) => ({ id, at, how })) } };
};

/** All that may stand while something is out. */
export const WHILE_OUT = ['recovery', 'withdrawal-overdue', 'switch-off'] as const;
