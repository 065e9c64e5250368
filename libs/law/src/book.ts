import type { Day } from './calendar.js';
import type { Holidays } from './counting.js';
import type { Cited, CheckOf, Companion, Counting, Dated, DeadlineOf, EarlierPeriods, ErrorsRead, NoticeOf, Provisions, RecordsRead, ResearchRead, TestOf } from './pack.schema.js';

/** Ranks that a provision names, by ladder; and the words for them. */
export type Grade = { readonly ranks: ReadonlySet<string>; readonly words: string; readonly lowest?: string };
export type Ranks = Dated & { readonly byLadder: ReadonlyMap<string, Grade> };

type One<K extends keyof Provisions> = NonNullable<Provisions[K]> extends readonly (infer F)[] ? F : never;

/** What makes a special rule apply: any of its tests, or all. */
export type Condition = Dated & { readonly any?: readonly TestOf[] | undefined; readonly all?: readonly TestOf[] | undefined };

/** One rule as it stands on a day: of each provision the fact in force. */
export type Rule = {
  /** `directed-surveillance/ordinary`. */
  readonly id: string;
  readonly power: string;
  readonly regime: string;
  /** Digest of what it was read from. */
  readonly pack: string;
  /** The section that gives the power. */
  readonly section: Dated;
  readonly when?: Condition;
  readonly grounds: readonly One<'grounds'>[];
  readonly mayGrant: Ranks;
  readonly mayGrantUrgently: Ranks;
  /** What a rank above the lowest named stands on beside, where that is in doubt. */
  readonly moreSenior?: Dated;
  /** Absent where nobody may be designated to stand in. */
  readonly deputies?: Ranks;
  readonly period: One<'period'>;
  /** Absent where nothing may be decided orally, or by a rank for urgency alone. */
  readonly shortPeriod?: One<'short-period'>;
  readonly oral: { readonly grant: One<'oral-grant'>; readonly renew: One<'oral-renewal'> };
  readonly notes?: One<'notes'>;
  readonly renewal: One<'renewal'>;
  readonly commissioner: One<'commissioner'>;
  readonly cancellation: One<'cancellation'>;
  readonly lateApproval?: One<'late-approval'>;
  readonly endsWithLinked?: Dated;
  readonly quash?: Dated;
  readonly review?: One<'review'>;
  readonly notices: readonly NoticeOf[];
  /** How earlier periods of the same person count; absent where they do not. */
  readonly earlier?: EarlierPeriods;
  readonly companions: readonly Companion[];
  readonly deadlines: readonly DeadlineOf[];
  readonly checks: readonly CheckOf[];
};

/** A component that meets `when` falls under the rules of another power. */
export type Elsewhere = { readonly when: Condition; readonly treatedAs: string };

/** What it covers needs no authority. */
export type Unneeded = { readonly id: string; readonly power: string; readonly regime: string; readonly pack: string; readonly section: Dated; readonly when?: Condition; readonly because: Dated };

/** The law of one power on the days from `from` until `until`: its rules in the order in which they are tried. Where none applies the packs do not know. */
export type Edition = { readonly from: Day; readonly until?: Day; readonly section: Cited; readonly earlier?: EarlierPeriods; readonly rules: readonly (Rule | Elsewhere | Unneeded)[] };

/** The law of one power through time. Before its first edition nothing gave the power. */
export type PowerLaw = { readonly power: string; readonly pack: string; readonly editions: readonly Edition[]; readonly section: Cited };

/** One force's ladder of rank. */
export type Ladder = { readonly name: string; readonly ranks: readonly string[] };

/** All the law there is, compiled from the packs, ready to be asked. */
export type Book = {
  readonly powers: ReadonlyMap<string, PowerLaw>;
  /** Every rank on any ladder. */
  readonly ranks: ReadonlySet<string>;
  readonly ladderOf: (force: string | undefined) => Ladder;
  /** The ladder for a rank that the force's own has not. */
  readonly otherLadder: Ladder;
  readonly holidays: Holidays;
  readonly unsureHolidays: Cited;
  readonly counting: Counting;
  readonly errors: ErrorsRead;
  readonly records: RecordsRead;
  readonly research: ResearchRead;
  readonly errorsPack: string;
};

/** The fact in force on a day, if one is. */
export const inForce = <F extends { readonly from: Day; readonly until?: Day | undefined }>(facts: readonly F[], day: Day): F | undefined =>
  facts.find(({ from, until }) => from <= day && (until === undefined || day < until));

/** The ranks that a provision names on the ladder of an officer's force, or of the other ladder where theirs has not the rank. */
export const gradeFor = (book: Book, ranks: Ranks, force: string | undefined, rank?: string): Grade => {
  const own = book.ladderOf(force);
  const ladder = rank === undefined || own.ranks.includes(rank) ? own : book.otherLadder;
  const grade = ranks.byLadder.get(ladder.name);
  if (!grade) throw new Error(`no ranks on the ladder ${ladder.name}`);
  return grade;
};

/** The law as it stands on one day, whatever day is asked about: to try what is to come on what has been. */
export const asOn = (book: Book, day: Day): Book => {
  const always = (edition: Edition): Edition => {
    const { until: _, ...open } = edition;
    return { ...open, from: '0001-01-01' };
  };
  const powers = [...book.powers].map(([power, law]) => {
    const edition = inForce(law.editions, day);
    return [power, { ...law, editions: edition ? [always(edition)] : [] }] as const;
  });
  return { ...book, powers: new Map(powers) };
};
