import type { Instant } from '@cpmp/kernel';
import type { Answer } from './answer.js';
import { askSchema } from './ask.schema.js';
import type { Book } from './book.js';
import { evaluate } from './evaluate.js';

/** An instant as the contract writes it: to the second, unless it has parts of one. */
const written = (at: Instant): string => at.replace('.000Z', 'Z');
const writtenOrNull = (at: Instant | null): string | null => (at === null ? null : written(at));
const writtenAll = (instants: Readonly<Record<string, Instant>>): Record<string, string> => {
  const said: Record<string, string> = {};
  for (const what in instants) said[what] = written(instants[what] as Instant);
  return said;
};
const writtenLists = (lists: Readonly<Record<string, readonly Instant[]>>): Record<string, readonly string[]> => {
  const said: Record<string, readonly string[]> = {};
  for (const what in lists) said[what] = (lists[what] as readonly Instant[]).map(written);
  return said;
};

/** An answer as its line says it. The keys up to `deadlines` are the contract; what follows says why. */
const answerLine = ({ allowed, refusal, regime, state, from, until, commissioner, deadlines, practice, alerts = {}, reviewBy, days, urgentOnly, rule, pack, unconfirmed, steps }: Answer): string =>
  JSON.stringify({
    allowed, code: refusal?.refused ?? null, clause: refusal?.clause ?? null, regime: regime === '' ? null : regime,
    state, from: writtenOrNull(from), until: writtenOrNull(until), commissioner, deadlines: writtenAll(deadlines),
    ...(refusal ? { because: refusal.because, instead: refusal.instead, confirmed: refusal.confirmed } : {}),
    practice: writtenAll(practice), alerts: writtenLists(alerts), 'review-by': writtenOrNull(reviewBy ?? null), days: days ?? null, 'urgent-only': urgentOnly, rule, pack, unconfirmed, steps,
  });

type Fault = { readonly field: string; readonly why: string };

const errorLine = (line: number, [first, ...more]: readonly Fault[]): string => JSON.stringify({ error: { line, ...first, ...(more.length > 0 ? { more } : {}) } });

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
};

/** Where a key that nobody knows stands, or a value that does not do. */
const faultsOf = (issues: readonly { readonly code: string; readonly path: readonly PropertyKey[]; readonly message: string; readonly keys?: readonly string[] }[]): readonly Fault[] =>
  issues.flatMap(({ path, message, keys }) => (keys ?? [undefined]).map((key) => ({ field: [...path, ...(key === undefined ? [] : [key])].join('.'), why: key === undefined ? message : 'a key that no question has' })));

/** A reader of lines: each question's answer, or what is wrong with the line. */
export const lineReader = (book: Book): ((line: string, number: number) => string) => {
  const schema = askSchema(book.ranks);
  return (line, number) => {
    const value = parsed(line);
    if (value === undefined) return errorLine(number, [{ field: '', why: 'not one line of JSON' }]);
    const ask = schema.safeParse(value);
    return ask.success ? answerLine(evaluate(book, ask.data as Parameters<typeof evaluate>[1])) : errorLine(number, faultsOf(ask.error.issues as unknown as Parameters<typeof faultsOf>[0]));
  };
};
