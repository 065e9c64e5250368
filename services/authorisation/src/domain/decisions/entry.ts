import { type Instant, type Refusal, refuse } from '@cpmp/kernel';
import type { Application } from '../authority.js';
import type { Component, Note, Officer, SealedNote } from '../component.js';
import { isUndecided } from './check.js';
import { type Similarity, similarityOf } from '../similarity.js';
import { capital, nameWords, partWords } from '../words.js';

/** An act as an officer enters it: orally it may have been done earlier than it is entered. */
export type Entry = { readonly form: 'written' | 'oral'; readonly notes?: readonly (Omit<Note, 'madeAt'> & { readonly madeAt?: Instant })[]; readonly decidedAt?: Instant };

/** The notes that were sealed of what an officer decided orally on what the part asks for now: what was noted before that was sent is of another decision. */
export const sealedOf = ({ sealedNotes = [], askedAt = '' }: Component, person: string): readonly SealedNote[] => sealedNotes.filter(({ officer, madeAt }) => officer === person && madeAt >= askedAt);

/** Contemporaneous notes, each with the instant it was made: those that were sealed of this officer's decision, and the officer's own, which was made as the act was entered where it says no instant. */
export const notesOf = (component: Component, { notes = [], by: { person } }: Entry & { readonly by: Officer }, now: Instant): readonly Note[] => [
  ...sealedOf(component, person).map(({ by, madeAt, sealedAt, text }): Note => ({ by: 'applicant', person: by.person, madeAt, sealedAt, text })),
  ...notes.map((note) => ({ ...note, madeAt: note.madeAt ?? now })),
];

/** How much of the officer's note stands in the applicant's: two independent notes are made by two people in their own words (finding P10). */
export const notesAlike = (notes: readonly Note[]): { readonly notesAlike?: Similarity } => {
  const textOf = (author: Note['by']): string => notes.flatMap(({ by, text }) => (by === author && text ? [text] : [])).join('\n');
  const alike = similarityOf(textOf('officer'), [{ of: 'the applicant’s note', text: textOf('applicant') }]);
  return alike ? { notesAlike: alike } : {};
};

/** Says no to an act of an instant that has not come. */
export const notYet = (now: Instant, ...instants: readonly (Instant | undefined)[]): Refusal | undefined =>
  instants.some((at) => at !== undefined && at > now) ? refuse('instant-in-future', 'It says that something was done at an instant that has not come.', { instead: 'Give the instant it was done, or none for now.' }) : undefined;

/** Says no to an entry that its own instants rule out: nothing is decided ahead, only an oral act is entered later, and a note is not made after it is entered. */
export const entryRefusal = (entry: Entry, now: Instant): Refusal | undefined => {
  const { form, decidedAt } = entry;
  if (form === 'written' && decidedAt !== undefined && decidedAt !== now) {
    return refuse('late-entry-not-oral', 'A written decision takes effect when it is written.', { instead: 'Leave out the instant of the decision; only an oral act may be entered later.' });
  }
  return notYet(now, decidedAt, ...(entry.notes ?? []).map(({ madeAt }) => madeAt));
};

/** Says no to a grant that would have been decided before anybody applied, here or on paper. */
export const beforeApplication = ({ appliedAt, madeAt }: Application, decidedAt: Instant): Refusal | undefined =>
  decidedAt < (madeAt ?? appliedAt) ? refuse('before-application', 'It would have been decided before the application was made.', { instead: 'Give the instant it was decided; the application may say when it was made on paper.' }) : undefined;

/** Says no to a grant that was spoken before what the part asks for now was sent: it was about something else. */
export const beforeResubmission = ({ id, askedAt = '' }: Component, decidedAt: Instant): Refusal | undefined =>
  decidedAt < askedAt
    ? refuse('before-resubmission', `${capital(partWords(id))} was changed and sent again after that: nobody has decided on what it asks for now.`, { instead: 'Decide on it now. What was deployed under the spoken decision is entered as a deployment on paper, and looked into.' })
    : undefined;

/** Says no to a review date that has passed when the decision is taken. */
export const reviewDateRefusal = (due: Instant | undefined, at: Instant): Refusal | undefined =>
  due !== undefined && due <= at ? refuse('review-date-passed', 'The review date is not after the decision.', { instead: 'Name a later review date.' }) : undefined;

/** An appeal was allowed against an approval that had to come first: it waits for the commissioner again, and no officer has decided on it. */
const waitsUndecided = ({ state, granted }: Component): boolean => state === 'awaiting-approval' && !granted;

/** Says no to deciding twice on a component. */
export const decidedRefusal = (component: Component): Refusal | undefined =>
  isUndecided(component) || waitsUndecided(component)
    ? undefined
    : refuse('already-decided', `${capital(partWords(component.id))} has been decided: it is ${nameWords(component.state)}.`, { instead: 'Apply for a new authority.' });

/** Says no to deciding on what is not part of the case. */
export const unknownComponent = (): Refusal => refuse('unknown-component', 'This case has no such part.', { instead: 'Name one of its parts.' });

/** Says no to an applicant who decides on their own application. */
export const ownApplication = (person: string, applicant: string): Refusal | undefined =>
  person === applicant
    ? refuse('self-authorisation', 'You are the applicant; another authorising officer must decide.', { instead: 'Another authorising officer may decide.' })
    : undefined;
