import type { Instant } from '@cpmp/kernel';
import type { Unconfirmed } from './answer.js';
import { doubts } from './basis.js';
import { type Book, inForce } from './book.js';
import { legalDay } from './calendar.js';
import type { Dated } from './pack.schema.js';

/** Something that the record must hold, and on which provision. */
export type RecordItem = { readonly item: string; readonly clause: string; readonly confirmed: boolean };
/** How long a record is kept: a number of years at least, or while something lasts, in words. */
export type Retention = { readonly record: string; readonly years?: number; readonly while?: string; readonly clause: string; readonly confirmed: boolean };

/** What the law wants on record about a power. */
export type Records = {
  readonly central: readonly RecordItem[];
  /** The particulars of a source, by their letters; empty for powers without sources. */
  readonly source: readonly (RecordItem & { readonly particular: string; readonly words: string })[];
  readonly retention: readonly Retention[];
  readonly unconfirmed: readonly Unconfirmed[];
};

const on = <F extends Dated>(facts: readonly F[], at: Instant): readonly F[] => facts.filter((fact) => inForce([fact], legalDay(at)) !== undefined);

/** What must be on record of a power on the London day of an instant, and for how long. */
export const recordsOf = ({ records }: Book, power: string, at: Instant): Records => {
  const about = <F extends Dated & { readonly powers: readonly string[] }>(facts: readonly F[]): readonly F[] => on(facts, at).filter(({ powers }) => powers.includes(power));
  const [central, source, retention] = [about(records['central-record']), about(records['source-records']), about(records.retention)];
  return {
    central: central.flatMap(({ contains, cite: clause, confirmed }) => contains.map((item) => ({ item, clause, confirmed }))),
    source: source.map(({ item, particular, words, cite: clause, confirmed }) => ({ item, particular, words, clause, confirmed })),
    retention: retention.map(({ record, years, while: lasting, cite: clause, confirmed }) => ({ record, ...(years === undefined ? { while: lasting ?? '' } : { years }), clause, confirmed })),
    unconfirmed: doubts([...central, ...source, ...retention]),
  };
};

/** Why product may be kept, and how many months may pass until that is reviewed. */
export type ProductBasis = { readonly basis: string; readonly words: string; readonly reviewMonths: number; readonly clause: string; readonly confirmed: boolean };

/** The bases on which product may be kept on the London day of an instant. */
export const productBases = ({ records }: Book, at: Instant): readonly ProductBasis[] =>
  on(records['product-bases'], at).map(({ basis, words, 'review-months': reviewMonths, cite: clause, confirmed }) => ({ basis, words, reviewMonths, clause, confirmed }));

/** The kinds of possible error to look for, and what a report of one says, on the London day of an instant. */
export const errorsOn = ({ errors }: Book, at: Instant) => ({
  kinds: on(errors.kinds, at).map(({ kind, words, cite: clause, confirmed }) => ({ kind, words, clause, confirmed })),
  report: on(errors.report, at).flatMap(({ contains, cite: clause, confirmed }) => contains.map((item) => ({ item, clause, confirmed }))),
  unconfirmed: doubts([...on(errors.kinds, at), ...on(errors.report, at)]),
});
