import fc from 'fast-check';
import type { Condition, Query, Scalar, View, ViewStore } from '../types.js';

const RUNS = 150;
const DOCS_MAX = 20;

type Doc = { readonly key: string; readonly text?: string | null; readonly number?: number | null; readonly flag?: boolean | null; readonly tags?: readonly string[]; readonly in?: { readonly side?: string | null } };

const samples: View<Doc> = { name: 'samples', version: 1, from: 'log', key: () => undefined, indexes: ['text', 'number', 'flag', 'tags', 'in.side'], on: {} };
const SCALARS = ['text', 'number', 'flag', 'in.side'] as const;

// Text whose order by code points, by UTF-16 units and by dictionary differ.
const text = fc.array(fc.constantFrom('a', 'B', 'z', 'ä', 'é', 'e\u0301', 'ß', 'Ω', '한', '\uE000', '\uFFFD', '😀', ' ', "'", '"', '%', '_', '\\'), { maxLength: 2 }).map((units) => units.join(''));
const number = fc.constantFrom(-2, -0.5, 0, 1, 1.5, 10, 9_007_199_254_740_991);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });

const doc: fc.Arbitrary<Omit<Doc, 'key'>> = fc.record(
  { text: orNull(text), number: orNull(number), flag: orNull(fc.boolean()), tags: fc.array(text, { maxLength: 3 }), in: fc.record({ side: orNull(text) }, { requiredKeys: [] }) },
  { requiredKeys: [] },
);

const docs: fc.Arbitrary<readonly Doc[]> = fc
  .uniqueArray(fc.tuple(text.filter((key) => key !== ''), doc), { maxLength: DOCS_MAX, selector: ([key]) => key })
  .map((all) => all.map(([key, rest]) => ({ ...rest, key })));

const scalarCondition = (value: fc.Arbitrary<Scalar>): fc.Arbitrary<Condition> => fc.oneof(value.map((eq) => ({ eq })), fc.array(value, { maxLength: 3 }).map((all) => ({ in: all })));
const rangeCondition = (edge: fc.Arbitrary<string | number>): fc.Arbitrary<Condition> => fc.record({ from: edge, to: edge }, { requiredKeys: [] });

const condition: fc.Arbitrary<readonly [field: string, Condition]> = fc.oneof(
  fc.tuple(fc.constantFrom('text', 'in.side'), fc.oneof(scalarCondition(orNull(text)), rangeCondition(text))),
  fc.tuple(fc.constant('number'), fc.oneof(scalarCondition(orNull(number)), rangeCondition(number))),
  fc.tuple(fc.constant('flag'), scalarCondition(orNull(fc.boolean()))),
  fc.tuple(fc.constant('tags'), text.map((contains) => ({ contains }))),
  fc.tuple(fc.constant('key'), fc.oneof(scalarCondition(text), rangeCondition(text))),
);

// Few conditions at once, or most answers would be empty.
const query: fc.Arbitrary<Query> = fc.record(
  {
    where: fc.array(condition, { maxLength: 2 }).map((all) => Object.fromEntries(all)),
    sort: fc.record({ by: fc.constantFrom('key', ...SCALARS), descending: fc.boolean() }, { requiredKeys: ['by'] }),
    limit: fc.integer({ min: 1, max: 7 }),
  },
  { requiredKeys: ['limit'] },
);

const valueOf = (from: Doc, field: string): unknown => field.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], from) ?? null;

/** Null first, then by code points or by size. */
const compare = (a: unknown, b: unknown): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b as string)) : Number(a) - Number(b);
};

const holds = (value: unknown, condition: Condition): boolean => {
  if ('eq' in condition) return value === condition.eq;
  if ('in' in condition) return condition.in.includes(value as Scalar);
  if ('contains' in condition) return Array.isArray(value) && value.includes(condition.contains);
  const { from, to } = condition;
  return value !== null && (from === undefined || compare(value, from) >= 0) && (to === undefined || compare(value, to) < 0);
};

/** What the closed filter means, without an engine. */
const answered = (all: readonly Doc[], { where = {}, sort = { by: 'key' } }: Query): readonly Doc[] => {
  const found = all.filter((one) => Object.entries(where).every(([field, condition]) => holds(valueOf(one, field), condition)));
  const ordered = found.toSorted((a, b) => compare(valueOf(a, sort.by), valueOf(b, sort.by)) || compare(a.key, b.key));
  return sort.descending ? ordered.toReversed() : ordered;
};

/** Every page of an answer, one after another; a cursor that goes round in circles ends too. */
const pages = async (store: ViewStore, asked: Query): Promise<readonly (readonly object[])[]> => {
  const all: (readonly object[])[] = [];
  for (let after: string | undefined; all.length <= DOCS_MAX; ) {
    const page = await store.query(samples, { ...asked, after });
    all.push(page.docs);
    after = page.next;
    if (after === undefined) break;
  }
  return all;
};

/** What the closed filter language answers: the same on every engine, and the same as a plain reading of it in memory. */
export const queryContract = (prepared: (...views: readonly View[]) => Promise<ViewStore>): void => {
  it('whatever is stored and asked, the pages together are what a plain reading of the filter answers', async () => {
    const store = await prepared(samples);
    await fc.assert(
      fc.asyncProperty(docs, query, async (all, asked) => {
        await store.reset(samples);
        await store.fold([{ view: samples, from: 0, to: 1, changes: all.map((one) => ({ key: one.key, doc: one })) }]);
        const read = await pages(store, asked);
        expect(read.flat()).toEqual(answered(all, asked));
        for (const page of read.slice(0, -1)) expect(page).toHaveLength(asked.limit ?? 0);
      }),
      { numRuns: RUNS },
    );
  });

  it('given documents that come and go between two pages, then what stays is read once', async () => {
    const store = await prepared(samples);
    const numbered = (key: string, value: number | null) => ({ key, doc: { key, number: value } });
    await store.fold([{ view: samples, from: 0, to: 1, changes: ['a', 'b', 'c', 'd'].map((key, n) => numbered(key, n % 2 === 0 ? null : n)) }]);
    const asked: Query = { sort: { by: 'number' }, limit: 2 };
    const first = await store.query(samples, asked);
    await store.fold([{ view: samples, from: 1, to: 2, changes: [{ key: 'c', doc: undefined }, numbered('aa', null), numbered('bb', 1)] }]);
    const second = await store.query(samples, { ...asked, limit: 10, after: first.next });
    expect([first, second].map((page) => page.docs.map((one) => (one as Doc).key))).toEqual([['a', 'c'], ['b', 'bb', 'd']]);
    expect(second.next).toBeUndefined();
  });

  it('given an array that changes, then only what it holds now is found', async () => {
    const store = await prepared(samples);
    const tagged = (...tags: readonly string[]) => [{ key: 'a', doc: { key: 'a', tags } }];
    const found = async (contains: string) => (await store.query(samples, { where: { tags: { contains } } })).docs.length;
    await store.fold([{ view: samples, from: 0, to: 1, changes: tagged('x', 'y', 'x') }]);
    expect([await found('x'), await found('y')]).toEqual([1, 1]);
    await store.fold([{ view: samples, from: 1, to: 2, changes: tagged('y') }]);
    expect([await found('x'), await found('y')]).toEqual([0, 1]);
    await store.fold([{ view: samples, from: 2, to: 3, changes: [{ key: 'a', doc: undefined }] }]);
    expect(await found('y')).toBe(0);
  });
};
