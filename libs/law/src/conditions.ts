import type { SourceFacts } from './ask.js';
import { anniversary, type Day, legalDay } from './calendar.js';
import { endOfMonths } from './counting.js';
import { daysUsed } from './earlier-periods.js';
import type { TestOf } from './pack.schema.js';
import type { Situation } from './situation.js';
import { countWords, listWords, nameWords, oneOf } from './words.js';

type Tests = { readonly [F in TestOf['fact']]: (situation: Situation, test: Extract<TestOf, { fact: F }>) => string | undefined };

/** The day on which a source reaches an age; undefined where nobody said. */
const reaches = ({ born, turns }: SourceFacts, age: number): Day | undefined => turns?.[String(age)] ?? (born ? anniversary(born, age) : undefined);

/** Whether a source has not reached an age on the London day; one of unknown age is taken to be younger. */
const isUnder = (source: SourceFacts, age: number, day: Day): boolean => {
  const from = reaches(source, age);
  return from === undefined || day < from;
};

/** The named tests of a rule's `when` and a check's `where`: why a situation meets it, in words that follow “because …”, or nothing. To add one: a shape in `rule.schema.ts` and a line here. */
const tests: Tests = {
  always: ({ component }) => `${nameWords(component.power)} had no rules of its own yet`,
  place: ({ component: { places } }, { among }) => {
    const found = [...new Set(places.map(({ kind }) => kind).filter((kind) => among.includes(kind)))];
    return found.length === 0 ? undefined : `a place is ${listWords(found.map(oneOf), 'and')}`;
  },
  confidential: ({ component: { confidential } }, { among }) => (among.includes(confidential) ? `confidential material (${nameWords(confidential)}) is likely to be obtained` : undefined),
  'seeks-privilege': ({ component }) => (component['seeks-privilege'] ? 'it seeks matters subject to legal privilege' : undefined),
  age: ({ at, component: { source } }, { under, 'at-least': least }) => {
    const day = legalDay(at);
    return source && isUnder(source, under, day) && !(least !== undefined && isUnder(source, least, day)) ? `the source is under ${under} on that day` : undefined;
  },
  vulnerable: ({ component: { source } }) => (source?.vulnerable ? 'the source is vulnerable' : undefined),
  'time-used-up': (situation) => {
    if (!situation.earlier || !situation.component.operative) return undefined;
    const { used, left } = daysUsed(situation, situation.earlier);
    return left > 0 ? undefined : `nothing is left of ${countWords(situation.earlier['within-months'], 'month')} in the same operation (${countWords(used, 'day')} used)`;
  },
  lasting: ({ renewing }, { 'longer-than-months': months }) => {
    const since = renewing?.since ?? renewing?.from ?? undefined;
    return renewing?.until && since !== undefined && endOfMonths(since, months).until <= renewing.until ? `it would have been in force for more than ${countWords(months, 'month')}` : undefined;
  },
  linked: ({ component: { linked } }, { power, 'long-term': longTerm }) =>
    linked?.power === power && (longTerm === undefined || linked['long-term'] === longTerm) ? `it stands on ${longTerm ? 'long-term ' : ''}${nameWords(power)}` : undefined,
  'amounts-to': ({ component }, { among }) => (among.includes(component['amounts-to'] ?? 'none') ? `it amounts to ${nameWords(component['amounts-to'] ?? 'none')}` : undefined),
};

const why = (situation: Situation, test: TestOf): string | undefined => (tests[test.fact] as (situation: Situation, test: TestOf) => string | undefined)(situation, test);

/** Why a situation meets any of the tests; undefined when it meets none. */
export const meetsAny = (situation: Situation, any: readonly TestOf[]): string | undefined => {
  for (const test of any) {
    const found = why(situation, test);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Why a situation meets all of the tests; undefined when it fails one. */
const meetsAll = (situation: Situation, all: readonly TestOf[]): string | undefined => {
  const found = all.map((test) => why(situation, test));
  return found.every((because) => because !== undefined) ? listWords(found, 'and') : undefined;
};

/** Why a situation meets a rule's condition. */
export const meets = (situation: Situation, { any, all }: { readonly any?: readonly TestOf[] | undefined; readonly all?: readonly TestOf[] | undefined }): string | undefined =>
  all ? meetsAll(situation, all) : meetsAny(situation, any ?? []);
