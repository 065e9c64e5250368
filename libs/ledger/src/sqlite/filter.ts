import { type Cursor, LIMIT_DEFAULT, LIMIT_MAX, parseCursor, scalar } from '../paging.js';
import type { Condition, Query, Scalar, View } from '../types.js';

/** A question in SQL: its text and what is bound in it. */
export type Sql = { readonly text: string; readonly bound: readonly (string | number | null)[] };

/** A declared field as SQL: `key`, or the column that keeps what stands at its path in the document. */
export const columnOf = (view: View, field: string): string => {
  if (field === 'key') return 'key';
  if (!view.indexes.includes(field)) throw new RangeError(`View ${view.name} has no index ${field}.`);
  return `"at ${field}"`;
};

/** A condition on one field. Ranges hold neither missing nor null; `eq: null` is missing or null. */
const conditionOf = (table: string, column: string, field: string, condition: Condition): Sql => {
  if ('eq' in condition) return anyOf(column, [condition.eq]);
  if ('in' in condition) return anyOf(column, condition.in);
  if ('contains' in condition) return { text: `key IN (SELECT key FROM "${table}_has" WHERE field = ? AND value = ?)`, bound: [field, scalar(condition.contains)] };
  const edges = ([['from', '>='], ['to', '<']] as const).flatMap(([edge, operator]) => {
    const value = condition[edge];
    if (value === undefined) return [];
    // SQLite would go on from one kind into another: no number is beyond a text.
    return [{ text: `${column} ${operator} ? AND typeof(${column}) ${typeof value === 'string' ? '=' : '<>'} 'text'`, value }];
  });
  return { text: [`${column} IS NOT NULL`, ...edges.map(({ text }) => text)].join(' AND '), bound: edges.map(({ value }) => value) };
};

const anyOf = (column: string, values: readonly Scalar[]): Sql => {
  const known = values.filter((value) => value !== null);
  // With `=` the index also gives the order by key; with `IN` it does not.
  const listed = known.length === 1 ? `${column} = ?` : `${column} IN (${known.map(() => '?').join(', ')})`;
  return { text: values.includes(null) ? `${column} IS NULL OR ${listed}` : listed, bound: known.map(scalar) };
};

/** What lies beyond a cursor, where null stands before every value. */
const beyond = (column: string, descending: boolean, [sort, key]: Cursor): Sql => {
  if (sort === null) return { text: descending ? `${column} IS NULL AND key < ?` : `${column} IS NOT NULL OR key > ?`, bound: [key] };
  const further = descending ? '<' : '>';
  // The first condition says nothing new; it is the one that the index can begin at.
  const values = `${column} ${further}= ? AND (${column} ${further} ? OR key ${further} ?)`;
  return { text: descending ? `(${values}) OR ${column} IS NULL` : values, bound: [sort, sort, key] };
};

/** The whole question. Every field named must be a declared index. */
export const sqlOf = (view: View, table: string, query: Query): Sql & { readonly limit: number } => {
  const conditions = Object.entries(query.where ?? {}).map(([field, condition]) => conditionOf(table, columnOf(view, field), field, condition));
  const by = query.sort ? columnOf(view, query.sort.by) : 'key';
  const descending = query.sort?.descending ?? false;
  if (query.after !== undefined) conditions.push(beyond(by, descending, parseCursor(query.after)));
  const direction = descending ? 'DESC' : 'ASC';
  const order = [...new Set([by, 'key'])].map((column) => `${column} ${direction}`).join(', ');
  const limit = Math.min(query.limit ?? LIMIT_DEFAULT, LIMIT_MAX);
  const where = conditions.length > 0 ? `WHERE ${conditions.map(({ text }) => `(${text})`).join(' AND ')}` : '';
  return {
    text: `SELECT key, doc, ${by} AS sort FROM "${table}" ${where} ORDER BY ${order} LIMIT ?`,
    bound: [...conditions.flatMap(({ bound }) => bound), limit + 1],
    limit,
  };
};
