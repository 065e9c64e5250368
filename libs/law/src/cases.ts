import type { Requirements } from './answer.js';
import type { AuthorityAsk } from './ask.js';
import { askSchema } from './ask.schema.js';
import type { Book } from './book.js';
import { lineReader } from './lines.js';
import { errorsOn, productBases, recordsOf } from './records.js';
import { requirements } from './requirements.js';
import { researchForm, researchNeeds } from './research.js';

/** The worked cases: written for a lawyer to read, run as tests, counted by `coverage` and printed by `book`. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Bag = { readonly [key: string]: Json };
/** One worked case. */
export type Case = {
  readonly given: string; readonly when: string; readonly then: string;
  /** The rows of the statutory table that it shows: ids of rows.yaml. */
  readonly rows?: readonly string[];
  /** What is asked; and of the answer, of the requirements, of the record or of research what the case holds. */
  readonly ask: Bag; readonly answer?: Bag; readonly requires?: Bag; readonly records?: Bag; readonly research?: Bag;
};
export type Told = Case & { readonly file: string };

export const isBag = (value: Json | undefined): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
/** What a component requires, in a line for a lawyer: of notices and companions only their names. */
const card = ({ asks, ...general }: Requirements): Bag => {
  const { notices = {}, companions = [], ...plain } = asks ?? {};
  return JSON.parse(JSON.stringify({
    ...general, ...plain,
    notices: Object.fromEntries(Object.entries(notices).map(([act, { contains }]) => [act, contains.map(({ item }) => item)])),
    'notice-clauses': Object.fromEntries(Object.entries(notices).map(([act, { clause }]) => [act, clause])),
    companions: companions.map(({ tactic, power, clause }) => `${tactic}: ${power}, ${clause}`),
  })) as Bag;
};

/** Reads what cases ask, by one book. */
export type CaseReader = { readonly answer: (ask: Bag) => Record<string, Json>; readonly requires: (ask: Bag) => Bag; readonly records: (ask: Bag) => Bag; readonly research: (ask: Bag) => Bag };

type Item = { readonly item: string; readonly clause: string };
const clauses = (items: readonly { readonly clause: string }[]): readonly string[] => [...new Set(items.map(({ clause }) => clause))];

/** What must be on record, and what may be an error, in a line for a lawyer. */
const recordCard = (book: Book, { power, at }: Bag): Bag => {
  const { central, source, retention } = recordsOf(book, String(power), String(at));
  const { kinds, report } = errorsOn(book, String(at));
  const names = (items: readonly Item[]): readonly string[] => items.map(({ item }) => item);
  return {
    central: names(central), 'central-clauses': clauses(central), source: source.map(({ particular, item, clause }) => `${particular} ${item}, ${clause}`),
    retention: retention.map(({ record, years, while: lasting, clause }) => `${record}, ${years === undefined ? `while: ${lasting ?? ''}` : `${years} years`}, ${clause}`),
    bases: productBases(book, String(at)).map(({ basis, reviewMonths, clause }) => `${basis}, reviewed within ${reviewMonths} months, ${clause}`),
    errors: kinds.map(({ kind, clause }) => `${kind}, ${clause}`), report: names(report), 'report-clauses': clauses(report),
  };
};

const researchCard = (book: Book, { ticks, at }: Bag): Bag => {
  const { needs = null, clause = null, confirmed = null } = researchNeeds(book, ticks as readonly string[], String(at)) ?? {};
  const { factors, levels } = researchForm(book, String(at));
  return { needs, clause, confirmed, 'form-clauses': clauses([...factors, ...levels]), factors: factors.map(({ factor }) => factor), levels: levels.map(({ number, level, usually }) => `${number} ${level}: ${usually}`) };
};

/** The reader of a book. */
export const caseReader = (book: Book): CaseReader => {
  const read = lineReader(book);
  const schema = askSchema(book.ranks);
  return {
    answer: (ask) => JSON.parse(read(JSON.stringify(ask), 1)) as Record<string, Json>,
    requires: (asked) => {
      const { component, at, officer } = schema.parse(asked) as AuthorityAsk;
      return card(requirements(book, component, { at, ...(officer.force === undefined ? {} : { force: officer.force }) }));
    },
    records: (ask) => recordCard(book, ask),
    research: (ask) => researchCard(book, ask),
  };
};

const REFUSED = { allowed: false, state: null, from: null, until: null, commissioner: null, deadlines: {} };

const unlike = (expected: Bag, found: Readonly<Record<string, Json | undefined>>): readonly string[] =>
  Object.entries(expected).filter(([key, value]) => JSON.stringify(found[key]) !== JSON.stringify(value)).map(([key, value]) => `${key}: expected ${JSON.stringify(value)}, was ${JSON.stringify(found[key])}`);

const unmetAnswer = (expected: Bag, answer: Record<string, any>): readonly string[] => {
  if (answer.error) return [`error ${JSON.stringify(answer.error)}`];
  const { refused, clause, instead, says, cites, unconfirmed, ...rest } = expected;
  const same: Bag = refused === undefined ? { code: null, clause: null, ...rest } : { ...REFUSED, code: refused, ...rest };
  const text = (key: string, part: Json | undefined, whole: string) => (part === undefined || whole.includes(String(part)) ? [] : [`${key}: expected …${String(part)}…, was ${whole}`]);
  const doubts = (answer.unconfirmed as { what: string }[]).map(({ what }) => what);
  const steps = answer.steps as { words: string; clause?: string }[];
  return [
    ...unlike(same, answer),
    ...text('clause', clause, answer.clause ?? ''),
    ...text('instead', instead, answer.instead ?? ''),
    ...text('says', says, steps.map(({ words }) => words).join(' ')),
    ...(cites === undefined ? [] : unlike({ cites }, { cites: steps.flatMap((step) => step.clause ?? []) })),
    ...(unconfirmed === undefined ? [] : unlike({ unconfirmed }, { unconfirmed: doubts })),
  ];
};

/** What a case expects of the law and does not find, in the order in which a person would look; nothing where all is as it says. */
export const unmet = ({ ask, answer, requires, records, research }: Case, read: CaseReader): readonly string[] => [
  ...(answer ? unmetAnswer(answer, read.answer(ask)) : []),
  ...(requires ? unlike(requires, read.requires(ask)) : []),
  ...(records ? unlike(records, read.records(ask)) : []),
  ...(research ? unlike(research, read.research(ask)) : []),
];
