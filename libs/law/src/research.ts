import type { Instant } from '@cpmp/kernel';
import type { Unconfirmed } from './answer.js';
import { doubts } from './basis.js';
import { type Book, inForce } from './book.js';
import { legalDay } from './calendar.js';
import type { Dated } from './pack.schema.js';

/** What research in open sources needs: `none`, a power to apply for, or `other-law`, which no power of the platform covers. */
export type ResearchNeed = { readonly needs: string; readonly because: string; readonly clause: string; readonly confirmed: boolean; readonly unconfirmed: readonly Unconfirmed[] };

const on = <F extends Dated>(facts: readonly F[], at: Instant): readonly F[] => facts.filter((fact) => inForce([fact], legalDay(at)) !== undefined);

/** The checklist and the levels of the London day of an instant, for a form. */
export const researchForm = ({ research }: Book, at: Instant) => ({
  factors: on(research.factors, at).map(({ factor, words, cite: clause }) => ({ factor, words, clause })),
  levels: on(research.levels, at).map(({ level, number, usually, words, cite: clause }) => ({ level, number, usually, words, clause })),
  ticks: [...new Set(on(research.triggers, at).flatMap(({ all, any = [] }) => [...all, ...any]))],
  unconfirmed: doubts([...on(research.factors, at), ...on(research.levels, at)]),
});

/** A level of research of a day, as national guidance names it. */
export type ResearchLevel = { readonly level: string; readonly number: number; readonly clause: string; readonly confirmed: boolean };

/** The levels of the London day of an instant, by which an application and a log name what is done; none on a day of which the packs say nothing. */
export const researchLevels = ({ research }: Book, at: Instant): readonly ResearchLevel[] => on(research.levels, at).map(({ level, number, cite: clause, confirmed }) => ({ level, number, clause, confirmed }));

/** What research amounts to, by what is ticked of it; undefined on a day of which the packs say nothing. */
export const researchNeeds = ({ research }: Book, ticks: readonly string[], at: Instant): ResearchNeed | undefined => {
  const found = on(research.triggers, at).find(({ all, any }) => all.every((tick) => ticks.includes(tick)) && (any === undefined || any.some((tick) => ticks.includes(tick))));
  if (!found) return undefined;
  const { needs, words: because, cite: clause, confirmed } = found;
  return { needs, because, clause, confirmed, unconfirmed: doubts([found]) };
};
