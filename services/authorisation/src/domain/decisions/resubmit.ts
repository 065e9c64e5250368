import { type Decision, type Instant, type Refusal, refuse } from '@cpmp/kernel';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Component, ComponentDraft } from '../component.js';
import type { AuthorityEvent } from '../events.js';
import { capital, partWords } from '../words.js';
import type { Apply } from './apply.js';
import { isUndecided } from './check.js';

/** The highest number of a component that its id has room for. */
const COMPONENTS_MAX = 99;

/** What a part asks for, without the words that argue for it. */
const scopeOf = ({ power, ground, tactics, subjects, vehicles, places, confidential, seeksPrivilege, source, operative, linked, conduct, level }: ComponentDraft): string =>
  JSON.stringify([power, ground, tactics.map(({ tactic }) => tactic), subjects, vehicles, places, confidential, seeksPrivilege, source, operative, linked, conduct, level]);

/** Why a part may not be changed; undefined where it may. */
const objection = (component: Component): Refusal | undefined => {
  if (component.state === 'returned') return undefined;
  return isUndecided(component)
    ? refuse('not-returned', `${capital(partWords(component.id))} was not returned to its applicant.`, { instead: 'Leave it out, or wait for the gatekeeper.' })
    : refuse('already-decided', `${capital(partWords(component.id))} has been decided.`, { instead: 'Leave it out, and apply for a new authority.' });
};

/** Sends a returned application again, changed. A part is known by its applicant's own word for it: one of a known word takes its place, another is added, and what is left out stays returned. */
export const resubmit = (state: AuthorityState, { operation, agreement, cleared, components }: Omit<Apply, 'applicant' | 'operationId'>, now: Instant): Decision<AuthorityEvent> => {
  if (operation !== state.application?.operation) return refuse('operation-fixed', 'An application keeps the name of its operation.', { instead: 'Apply for a new authority under the other name.' });
  const known = Object.values(state.components);
  const existing = (draft: ComponentDraft): Component | undefined => known.find(({ handle }) => handle === draft.handle);
  const no = components.flatMap((draft) => existing(draft) ?? []).map(objection).find((refusal) => refusal !== undefined);
  if (no) return no;
  if (!components.some(existing)) return refuse('not-returned', 'It holds nothing of what was returned.', { instead: 'Change a part that was returned, or apply for a new authority.' });
  let last = known.length;
  const numbered = components.map((draft) => ({ ...draft, id: existing(draft)?.id ?? `c${(last += 1)}` }));
  if (last > COMPONENTS_MAX) return refuse('too-many-parts', 'A case has no room for more parts.', { instead: 'Apply for a new authority.' });
  const sameScope = numbered.filter((draft) => known.some((before) => before.id === draft.id && scopeOf(before) === scopeOf(draft))).map(({ id }) => id);
  return [{ type: 'AuthorityResubmitted', about: caseRef(state), resubmittedAt: now, sameScope, ...(agreement ? { agreement } : {}), cleared, components: numbered }];
};
