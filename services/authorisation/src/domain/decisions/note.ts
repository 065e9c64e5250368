import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Officer } from '../component.js';
import type { NoteSealed } from '../events.js';
import { notYet, sealedOf, unknownComponent } from './entry.js';

/** A note that whoever asked makes of an oral decision at the time: of whose decision, and when it was made, if it is entered later. */
export type SealNote = { readonly component: string; readonly by: Officer; readonly officer: string; readonly madeAt?: Instant; readonly text: string };

/** Seals one's own note of what an officer decided orally: before that officer enters the decision, in one's own words, and once. Nobody reads it before then (finding P10). */
export const sealNote = (state: AuthorityState, { component: id, by, officer, madeAt, text }: SealNote, now: Instant): Decision<NoteSealed> => {
  const component = state.components[id];
  if (!state.application || !component) return unknownComponent();
  const early = notYet(now, madeAt);
  if (early) return early;
  if (officer === by.person) return refuse('own-note', 'The two notes of an oral decision are made by two persons.', { instead: 'Enter your note with your decision; whoever asked you seals theirs.' });
  if (sealedOf(component, officer).length > 0) return refuse('note-sealed', 'A note of that officer’s decision is sealed already, and is not changed.', { instead: 'Wait until the officer enters the decision.' });
  return [{ type: 'NoteSealed', about: caseRef(state), component: id, by, officer, madeAt: madeAt ?? now, sealedAt: now, text }];
};
