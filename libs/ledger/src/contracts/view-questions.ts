import fc from 'fast-check';
import type { Condition, Page, Query, Scalar, View, ViewStore } from '../types.js';

/** A cursor that goes round in circles is given up after so many pages. */
const PAGES_MAX = 100;

/** A document of that world. */
export type Doc = { readonly key: string; readonly text?: string | null; readonly number?: number | null; readonly flag?: boolean | null; readonly tags?: readonly string[]; readonly in?: { readonly side?: string | null } };

/** A view of every kind of field. */
export const samples: View<Doc> = { name: 'samples', version: 1, from: 'log', key: () => undefined, indexes: ['text', 'number', 'flag', 'tags', 'in.side'], on: {} };
const SCALARS = ['text', 'number', 'flag', 'in.side'] as const;

// Text whose order by code points, by UTF-16 units and by dictionary differ.
const text = fc.array(fc.constantFrom('a', 'B', 'z', 'ä', 'é', 'e\u0301', 'ß', 'Ω', '한', '\uE000', '\uFFFD', '😀', ' ', "'", '"', '%', '_', '\\', '\0', '1', '$', '.'), { maxLength: 2 }).map((units) => units.join(''));
const number = fc.constantFrom(-2, -0.5, 0, 0.1 + 0.2, 1, 1.5, 10, 2_147_483_648, 9_007_199_254_740_991, 1e21);
const anyKind = fc.oneof(text, number);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });

const doc: fc.Arbitrary<Omit<Doc, 'key'>> = fc.record(
  { text: orNull(text), number: orNull(number), flag: orNull(fc.boolean()), tags: fc.array(text, { maxLength: 3 }), in: fc.record({ side: orNull(text) }, { requiredKeys: [] }) },
  { requiredKeys: [] },
);

/** What a view may hold, at most so many documents. */
export const docsUpTo = (maxLength: number): fc.Arbitrary<readonly Doc[]> => fc
  .uniqueArray(fc.tuple(text.filter((key) => key !== ''), doc), { maxLength, selector: ([key]) => key })
  .map((all) => all.map(([key, rest]) => ({ ...rest, key })));

const scalarCondition = (value: fc.Arbitrary<Scalar>): fc.Arbitrary<Condition> => fc.oneof(value.map((eq) => ({ eq })), fc.array(value, { maxLength: 3 }).map((all) => ({ in: all })));
const rangeCondition = (edge: fc.Arbitrary<string | number>): fc.Arbitrary<Condition> => fc.record({ from: edge, to: edge }, { requiredKeys: [] });

const condition: fc.Arbitrary<readonly [field: string, Condition]> = fc.oneof(
  fc.tuple(fc.constantFrom('text', 'in.side'), fc.oneof(scalarCondition(orNull(text)), rangeCondition(text), rangeCondition(anyKind))),
  fc.tuple(fc.constant('number'), fc.oneof(scalarCondition(orNull(number)), rangeCondition(number), scalarCondition(anyKind), rangeCondition(anyKind))),
  fc.tuple(fc.constant('flag'), scalarCondition(orNull(fc.boolean()))),
  fc.tuple(fc.constant('tags'), text.map((contains) => ({ contains }))),
  fc.tuple(fc.constant('key'), fc.oneof(scalarCondition(text), rangeCondition(text))),
);

/** What may be asked of it. Few conditions at once, or most answers would be empty. */
export const query: fc.Arbitrary<Query> = fc.record(
  {
    where: fc.array(condition, { maxLength: 2 }).map((all) => Object.fromEntries(all)),
    sort: fc.record({ by: fc.constantFrom('key', ...SCALARS), descending: fc.boolean() }, { requiredKeys: ['by'] }),
    limit: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constant(1000)),
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
  return value !== null && [from, to].every((edge) => edge === undefined || typeof edge === typeof value) && (from === undefined || compare(value, from) >= 0) && (to === undefined || compare(value, to) < 0);
};

/** What the closed filter means, without an engine. */
export const answered = (all: readonly Doc[], { where = {}, sort = { by: 'key' } }: Query): readonly Doc[] => {
  const found = all.filter((one) => Object.entries(where).every(([field, condition]) => holds(valueOf(one, field), condition)));
  const ordered = found.toSorted((a, b) => compare(valueOf(a, sort.by), valueOf(b, sort.by)) || compare(a.key, b.key));
  return sort.descending ? ordered.toReversed() : ordered;
};

/** Every page of an answer, one after another. */
export const pages = async (store: ViewStore, asked: Query): Promise<readonly Page<object>[]> => {
  const all: Page<object>[] = [];
  for (let after: string | undefined; all.length <= PAGES_MAX; ) {
    const page = await store.query(samples, { ...asked, after });
    all.push(page);
    after = page.next;
    if (after === undefined) break;
  }
  return all;
};
