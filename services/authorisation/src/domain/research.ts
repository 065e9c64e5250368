import { type Instant, type Refusal, refuse } from '@cpmp/kernel';
import type { ResearchLevel, ResearchNeed } from '@cpmp/law';
import type { Component, ComponentDraft, Officer } from './component.js';
import type { CaseRef } from './events.js';
import { listWords } from './words.js';

/** One session of research in open sources: what was looked at, why, where and for how long, what is ticked of it, and what that needs in law. Texts are covert. */
export type Session = {
  readonly id: string;
  readonly by: Officer;
  readonly loggedAt: Instant;
  readonly from: Instant;
  readonly until: Instant;
  /** The level at which it was done, as guidance names it. */
  readonly level: string;
  readonly what: string;
  readonly why: string;
  readonly where: string;
  /** What is so of it: the code's factors, and whatever else a trigger asks. */
  readonly ticks: readonly string[];
  /** `none`, the power that it comes to, or `other-law`. */
  readonly needs: string;
  readonly because: string;
  readonly clause: string;
  readonly confirmed: boolean;
  /** False: what it came to in law was not in force here while it went on. */
  readonly covered: boolean;
};

/** A session of research was logged, and held against the law of its day. */
export type ResearchLogged = Session & { readonly type: 'ResearchLogged'; readonly about: CaseRef; readonly component: string };

/** The covert text of a session. */
export const RESEARCH_PERSONAL = { ResearchLogged: ['what', 'why', 'where'] } as const;

/** What the law of a day says of ticks; undefined where its packs say nothing. */
export type ResearchLaw = (ticks: readonly string[], at: Instant) => ResearchNeed | undefined;

/** The levels of a day, by name. */
export type ResearchLevels = (at: Instant) => readonly ResearchLevel[];

/** Says no to a level that the law of the day does not name, if it names any; `field` says where it stands. */
export const levelRefusal = (level: string | undefined, field: string, levels: readonly ResearchLevel[]): Refusal | undefined => {
  const [known] = levels;
  if (level === undefined || !known || levels.some((one) => one.level === level)) return undefined;
  return refuse('unknown-level', `${field} names no level of research that there is on that day.`, { clause: known.clause, confirmed: known.confirmed, instead: `Name one of: ${listWords(levels.map((one) => one.level))}.` });
};

/** Says no to parts that are applied for at a level that there is not, or that are no research and name one. */
export const levelsRefusal = (drafts: readonly ComponentDraft[], levels: readonly ResearchLevel[]): Refusal | undefined =>
  drafts.flatMap(({ power, level }, index) => {
    const field = `components/${index}/level`;
    if (level !== undefined && power !== RESEARCH) return refuse('not-research', `${field} names a level, and that part is no research in open sources.`, { instead: 'Leave it out.' });
    return levelRefusal(level, field, levels) ?? [];
  })[0];

export const RESEARCH = 'open-source-research';
const SURVEILLANCE = 'directed-surveillance';

/** The component after a session. */
export const researched = (component: Component, { type: _type, about: _about, component: _id, ...session }: ResearchLogged): Component => ({ ...component, research: [...(component.research ?? []), session] });

/** What the research of a component amounts to, once any session has: the law then treats it as such. Whatever else it needs is applied for as another power. */
export const amountsTo = ({ power, research = [] }: Pick<Component, 'power' | 'research'>): typeof SURVEILLANCE | undefined =>
  power === RESEARCH && research.some(({ needs }) => needs === SURVEILLANCE) ? SURVEILLANCE : undefined;
