import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Component, Officer } from '../component.js';
import { discharging } from '../deadlines.js';
import type { AuthorityEvent } from '../events.js';
import { endRecordedFirst } from '../permits/ends.js';
import { unknownComponent } from './entry.js';

/** The written record of an oral decision, made after it by who took part in it (finding P10). */
export type RecordOralAct = { readonly component: string; readonly by: Officer; readonly text: string };

/** The written record that is due first: each oral decision is put in writing by a record of its own, in their order. */
const dueFirst = ({ standing }: Pick<Component, 'standing'>): Component['standing'] => {
  const owed = Object.entries(standing).filter(([, { what }]) => what === 'written-record').toSorted(([, a], [, b]) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
  return Object.fromEntries(owed.slice(0, 1));
};

/** Records an oral decision in writing, and discharges its deadline. */
export const recordOralAct = (state: AuthorityState, { component: id, by, text }: RecordOralAct, now: Instant): Decision<AuthorityEvent> =>
  endRecordedFirst(state, { component: id, now }, (current) => {
    const component = current.components[id];
    if (!component) return unknownComponent();
    const spoken = component.granted?.form === 'oral' || component.renewals.some(({ form }) => form === 'oral') || Object.values(component.standing).some(({ what }) => what === 'written-record');
    if (!spoken) return refuse('nothing-to-record', 'Nothing was decided orally here.', { instead: 'Only an oral decision is put in writing afterwards.' });
    const discharged = discharging({ standing: dueFirst(component) }, 'written-record', { at: now, how: 'done' });
    return [{ type: 'OralActRecorded', about: caseRef(current), component: id, by, recordedAt: now, text, deadlines: { discharged } }];
  });
