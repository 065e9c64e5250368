import type { ComponentFacts } from './ask.js';
import { listWords, nameWords, oneOf } from './words.js';
import type { TestOf } from './pack.schema.js';

type Tests = { readonly [F in TestOf['fact']]: (component: ComponentFacts, test: Extract<TestOf, { fact: F }>) => string | undefined };

/** The named tests of a rule's `when`: why a component meets it, in words that end “because …”, or nothing. To add one: a shape in `pack.schema.ts` and a line here. */
const tests: Tests = {
  place: ({ places }, { among }) => {
    const found = [...new Set(places.map(({ kind }) => kind).filter((kind) => among.includes(kind)))];
    return found.length === 0 ? undefined : `a place is ${listWords(found.map(oneOf), 'and')}`;
  },
  confidential: ({ confidential }, { among }) => (among.includes(confidential) ? `confidential material (${nameWords(confidential)}) is likely to be obtained` : undefined),
};

/** Why a component meets any of the tests; undefined when it meets none. */
export const meets = (component: ComponentFacts, any: readonly TestOf[]): string | undefined => {
  for (const test of any) {
    const why = (tests[test.fact] as (component: ComponentFacts, test: TestOf) => string | undefined)(component, test);
    if (why !== undefined) return why;
  }
  return undefined;
};
