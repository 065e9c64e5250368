import { type Decision, type Instant, isRefusal, type Refusal, refuse } from '@cpmp/kernel';
import type { AuthorityState } from '../authority.js';
import type { ComponentDraft, Officer } from '../component.js';
import { type Draft, draftAt, type DraftEnd, keptFrom } from '../draft.js';
import type { AuthorityEvent } from '../events.js';
import { type Apply, apply, type CasesByYear, forceUnknown } from './apply.js';
import { resubmit } from './resubmit.js';

/** What is written so far, as JSON. */
export type SaveDraft = { readonly by: Officer; readonly text: string };

const gone = (): Refusal => refuse('no-draft', 'This draft is gone: it was sent, discarded, or not saved for too long.', { instead: 'Begin another.' });

const saved = (draft: number, { by, text }: SaveDraft, now: Instant): AuthorityEvent => ({ type: 'DraftSaved', draft, by, savedAt: now, keptUntil: keptFrom(now), text });

const ended = ({ number }: Draft, how: DraftEnd, now: Instant): AuthorityEvent => ({ type: 'DraftEnded', draft: number, how, endedAt: now });

/** Another draft of a stream. One that time has ended is ended first. */
const another = (state: AuthorityState, save: SaveDraft, now: Instant): readonly AuthorityEvent[] => [...(state.draft ? [ended(state.draft, 'lapsed', now)] : []), saved((state.drafts?.begun ?? 0) + 1, save, now)];

/** Begins a draft of a new application, on the stream that the case will have. */
export const startDraft = (state: AuthorityState, save: SaveDraft, now: Instant): Decision<AuthorityEvent> => (save.by.force ? another(state, save, now) : forceUnknown());

/** What an applicant may change of a case that was returned, as they wrote it. */
const asWritten = ({ application, components }: AuthorityState): string => {
  const { operation, agreement, cleared } = application ?? {};
  return JSON.stringify({ operation, agreement, cleared, components: Object.values(components).filter(({ state }) => state === 'returned').map(draftOf) });
};

const draftOf = ({ handle, power, ground, tactics, subjects, vehicles, places, necessity, proportionality, collateral, otherMeans, confidential, seeksPrivilege, source, operative, linked, conduct, level, urgent, safeguards }: ComponentDraft): ComponentDraft => ({
  handle, power, ground, tactics, necessity, proportionality, collateral, ...defined({ subjects, vehicles, places, otherMeans, confidential, seeksPrivilege, source, operative, linked, conduct, level, urgent, safeguards }),
});

const defined = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

/** Begins a draft of what a gatekeeper returned, which says what the application says; one that is there already stays. */
export const changeReturned = (state: AuthorityState, by: Officer, now: Instant): Decision<AuthorityEvent> => {
  if (state.application?.applicant !== by.person) return refuse('not-the-applicant', 'Only its applicant may change an application.', { instead: 'Its applicant may, once it was returned to them.' });
  if (draftAt(state, now)) return [];
  if (!Object.values(state.components).some((component) => component.state === 'returned')) return refuse('not-returned', 'Nothing of this case was returned to its applicant.', { instead: 'Apply for a new authority.' });
  return another(state, { by, text: asWritten(state) }, now);
};

/** Saves a draft: what is written now takes the place of what was. */
export const saveDraft = (state: AuthorityState, save: SaveDraft, now: Instant): Decision<AuthorityEvent> => {
  const draft = draftAt(state, now);
  return draft ? [saved(draft.number, save, now)] : gone();
};

/** Throws a draft away. */
export const discardDraft = (state: AuthorityState, now: Instant): Decision<AuthorityEvent> => {
  const draft = draftAt(state, now);
  return draft ? [ended(draft, 'discarded', now)] : gone();
};

/** Records that a draft is gone, which nobody saved for so long. */
export const lapseDraft = ({ draft }: AuthorityState, number: number, now: Instant): Decision<AuthorityEvent> => (draft?.number === number && draft.keptUntil <= now ? [ended(draft, 'lapsed', now)] : []);

/** Sends a draft: it becomes the application, or the changed application of a case that was returned. */
export const sendDraft = (state: AuthorityState, command: Apply, now: Instant, cases: CasesByYear): Decision<AuthorityEvent> => {
  const draft = draftAt(state, now);
  if (!draft) return gone();
  const sent = state.application ? resubmit(state, command, now) : apply(state, command, now, cases);
  return isRefusal(sent) ? sent : [...sent, ended(draft, 'sent', now)];
};
