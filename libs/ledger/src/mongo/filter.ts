import type { mongo } from 'mongoose';
import { type Compared, type Cursor, LIMIT_DEFAULT, LIMIT_MAX, parseCursor, scalar, valueAt } from '../paging.js';
import type { Condition, Query, Scalar, View } from '../types.js';

/** A row of a view: its document as JSON, since it must come back as it was, and beside it what is asked for. Without `doc` it is a stone: the document was deleted at `at`, and nothing older may bring it back. */
export type ViewRow = { readonly _id: string; readonly at: number; readonly doc?: string; readonly goneAt?: Date } & Readonly<Record<`v${number}`, Compared | readonly Compared[]>>;

/** A declared field in a row: the key, or the field that keeps what stands at its path. */
const fieldOf = (view: View, field: string): string => {
  if (field === 'key') return '_id';
  const n = view.indexes.indexOf(field);
  if (n < 0) throw new RangeError(`View ${view.name} has no index ${field}.`);
  return `v${n}`;
};

/** What a document is found by: of a list the values that it contains, else one value, null where there is none. */
export const foundBy = (view: View, doc: object): Record<`v${number}`, Compared | readonly Compared[]> =>
  Object.fromEntries(
    view.indexes.map((path, n) => {
      const value = valueAt(doc, path);
      if (Array.isArray(value)) return [`v${n}`, value.filter((each) => each !== null && typeof each !== 'object').map((each: Scalar) => scalar(each))];
      return [`v${n}`, value === undefined || value === null || typeof value === 'object' ? null : scalar(value as Scalar)];
    }),
  );

/** A view's indexes. Stones are in none of them, so that nobody walks over them. */
export const indexesOf = (view: View): readonly { readonly [field: string]: 1 }[] => view.indexes.map((_, n) => ({ [`v${n}`]: 1, _id: 1 }));
/** What is no stone. Every question says it, or it could not use an index. */
export const THERE = { doc: { $exists: true } } as const;

type Filter = mongo.Filter<ViewRow>;

/** A condition on one field. Ranges hold neither missing nor null. */
const conditionOf = (field: string, condition: Condition): Filter => {
  if ('eq' in condition) return { [field]: scalar(condition.eq) } as Filter;
  if ('in' in condition) return { [field]: { $in: condition.in.map(scalar) } } as Filter;
  if ('contains' in condition) return { [field]: scalar(condition.contains) } as Filter;
  const { from, to } = condition;
  return { [field]: { $ne: null, ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) } } as Filter;
};

/** What lies beyond a cursor, where null stands before every value. */
const beyond = (field: string, descending: boolean, [sort, key]: Cursor): Filter => {
  const further = descending ? '$lt' : '$gt';
  if (field === '_id') return { _id: { [further]: key } } as Filter;
  const sameValue = { [field]: sort, _id: { [further]: key } };
  if (sort === null) return (descending ? sameValue : { $or: [{ [field]: { $ne: null } }, sameValue] }) as Filter;
  return { $or: [{ [field]: { [further]: sort } }, sameValue, ...(descending ? [{ [field]: null }] : [])] } as Filter;
};

/** The whole question, as MongoDB is asked. Every field named must be a declared index. */
export const askedOf = (view: View, query: Query): { readonly filter: Filter; readonly sort: Record<string, 1 | -1>; readonly by: string; readonly limit: number } => {
  const conditions = Object.entries(query.where ?? {}).map(([field, condition]) => conditionOf(fieldOf(view, field), condition));
  const by = query.sort ? fieldOf(view, query.sort.by) : '_id';
  const descending = query.sort?.descending ?? false;
  if (query.after !== undefined) conditions.push(beyond(by, descending, parseCursor(query.after)));
  const direction = descending ? -1 : 1;
  return { filter: { $and: [THERE, ...conditions] } as Filter, sort: { [by]: direction, _id: direction }, by, limit: Math.min(query.limit ?? LIMIT_DEFAULT, LIMIT_MAX) };
};
