import type { Instant } from '@cpmp/kernel';
import type { AuthorityEvent } from '../domain/index.js';
import type { Part } from './parts.js';

/** A deadline of a part and what became of it. */
export type Owed = {
  readonly id: string;
  readonly what: string;
  readonly due: Instant;
  readonly persons: readonly string[];
  /** The event that set it. */
  readonly by: string;
  readonly of: AuthorityEvent['type'];
  /** When it was done or no longer needed doing, and by which event. */
  readonly done?: { readonly at: Instant; readonly how: 'done' | 'superseded'; readonly by: string };
};

/** Every deadline that was set of a part, in order, with what discharged it. */
export const owedOf = ({ events }: Pick<Part, 'events'>, what: string): readonly Owed[] => {
  const owed = new Map<string, Owed>();
  for (const { event, meta } of events) {
    const { set = [], discharged = [] } = ('deadlines' in event ? event.deadlines : undefined) ?? {};
    for (const { id, at, how } of discharged) {
      const one = owed.get(id);
      if (one) owed.set(id, { ...one, done: { at, how, by: meta.id } });
    }
    for (const one of set) if (one.what === what) owed.set(one.id, { id: one.id, what, due: one.due, persons: one.persons ?? [], by: meta.id, of: event.type });
  }
  return [...owed.values()];
};

const MS_A_SECOND = 1_000;

/** Whole seconds from one instant to another. */
export const secondsBetween = (from: Instant, to: Instant): number => Math.round((Date.parse(to) - Date.parse(from)) / MS_A_SECOND);

/** How many seconds late it was done, or is by now; undefined where it is not late. What no longer needed doing was late if its day had passed. */
export const lateBy = ({ due, done }: Owed, at: Instant): number | undefined => {
  const judged = done?.at ?? at;
  return judged >= due ? secondsBetween(due, judged) : undefined;
};
