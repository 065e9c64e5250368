import { type Decision, type Instant, refuse } from '@cpmp/kernel';
import { legalDay } from '@cpmp/law';
import { type AuthorityState, caseRef } from '../authority.js';
import type { Component, Officer } from '../component.js';
import { levelRefusal, type ResearchLaw, type ResearchLevels, RESEARCH, type ResearchLogged, type Session } from '../research.js';
import { partWords } from '../words.js';
import { within } from './deployed.js';
import { notYet, unknownComponent } from './entry.js';

/** A session of research as whoever did it logs it. */
export type LogResearch = Pick<Session, 'from' | 'until' | 'level' | 'what' | 'why' | 'where' | 'ticks'> & { readonly component: string; readonly by: Officer };

/** What needs nothing is covered; surveillance while it is in force here; anything else by another authority, never by this one. */
const covered = (component: Component, needs: string, { from, until }: Pick<Session, 'from' | 'until'>): boolean =>
  needs === 'none' || (needs === 'directed-surveillance' && within(component, from, until));

/** Logs a session, says what it needs in law, and whether that was in force. The log is never refused for what it says: what was done stays on record. */
export const logResearch = (state: AuthorityState, command: LogResearch, now: Instant, { needs: law, levels }: { readonly needs: ResearchLaw; readonly levels: ResearchLevels }): Decision<ResearchLogged> => {
  const { component: id, by, ...said } = command;
  const component = state.components[id];
  if (!component) return unknownComponent();
  if (component.power !== RESEARCH) return refuse('not-research', `${partWords(id)} is not research in open sources.`, { instead: 'Log it under a part that is.' });
  const early = notYet(now, said.from, said.until);
  if (early) return early;
  if (said.until <= said.from) return refuse('window-order', 'It ends before it begins.', { instead: 'Give when it began and when it ended.' });
  const unknown = levelRefusal(said.level, 'level', levels(said.from));
  if (unknown) return unknown;
  const need = law(said.ticks, said.from);
  if (!need) return refuse('unknown-law', `No pack of law in force on ${legalDay(said.from)} says what research amounts to.`, { clause: 'no pack in force covers research', confirmed: true, instead: 'It must be judged outside the platform until a pack covers it.' });
  const { needs, because, clause, confirmed } = need;
  const number = (component.research?.length ?? 0) + 1;
  return [{ type: 'ResearchLogged', about: caseRef(state), component: id, id: `r${number}`, by, loggedAt: now, ...said, needs, because, clause, confirmed, covered: covered(component, needs, said) }];
};
