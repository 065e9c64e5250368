import { type Instant, type Refusal, refuse } from '@cpmp/kernel';
import type { Recorded, StoredCommit } from '@cpmp/ledger';
import type { Principal } from '@cpmp/shell';
import type { AuthorityEvent } from '../domain/index.js';
import { moment } from '../domain/words.js';
import { mayKnow } from '../permissions.js';
import { register, type RegisterDoc } from '../views/register.view.js';
import { isRoutine, lineIn } from './timeline.js';

/** The instant that somebody asks about. */
export const asked = (at: Instant | 'now' | undefined, now: Instant): Instant => (at === undefined || at === 'now' ? now : at);

type History = readonly Recorded<AuthorityEvent>[];

/** What had been entered by an instant: "knew" uses the time of entry, whatever instant an act was decided at. */
export const enteredBy = (history: History, at: Instant): History => history.filter(({ meta }) => meta.at <= at);

/** A case as the register had it after some events; undefined before anybody had applied. Texts stay closed. */
export const caseAfter = (history: History): RegisterDoc | undefined =>
  history.reduce<RegisterDoc | undefined>((doc, { event, meta }) => register.whole?.on(doc, event, meta), undefined);

/** Every event of a record, with the commit that holds it: nothing is left out, what is said again neither. Texts stay closed. */
export const record = (history: History, commits: readonly StoredCommit[]) => {
  const hashes = new Map(commits.map(({ position, hash }) => [position, hash]));
  return history.map((one) => ({ ...lineIn(one), routine: isRoutine(one), position: one.meta.position, version: one.meta.version, hash: hashes.get(one.meta.position) ?? '' }));
};

/** What somebody could know of a case, and from which act in it their roles are taken. */
export type Knowledge = { readonly person: string; readonly knew: 'all' | 'state' | 'nothing'; readonly rolesAt?: Instant };

/**
 * What an officer could know of a case at an instant. Their roles are those that they last acted with in it by then, or first acted with after;
 * of who never acted in it only what names them is known.
 */
export const knowledgeOf = (person: string, history: History, at: Instant): Knowledge => {
  const acts = history.filter(({ meta }) => meta.actor?.person === person);
  const act = acts.findLast(({ meta }) => meta.at <= at) ?? acts[0];
  const principal: Principal = act?.meta.actor ?? { person, roles: [] };
  const then = caseAfter(enteredBy(history, at));
  return { person, knew: then ? mayKnow(principal, then.knownTo) : 'nothing', ...(act ? { rolesAt: act.meta.at } : {}) };
};

/** What of time has not been cannot be shown. */
export const inFuture = (): Refusal => refuse('instant-in-future', 'That instant has not come.', { instead: 'Ask for an instant that has passed, or for none.' });

/** There was no case yet. */
export const notYetApplied = (appliedAt: Instant): Refusal => refuse('not-yet-applied', 'Nobody had applied for this case then.', { instead: `Ask for ${moment(appliedAt)} or later.` });
