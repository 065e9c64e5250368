import { BadCursor } from './errors.js';
import type { Scalar } from './types.js';

/** One page holds so many documents unless more are asked for, and at most so many. */
export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 1000;

/** What an engine compares of a value: truth counts as a number. */
export type Compared = string | number | null;

/** A value as engines compare it. */
export const scalar = (value: Scalar): Compared => (typeof value === 'boolean' ? Number(value) : value);

/** A place in an order: the value sorted by, and the key. */
export type Cursor = readonly [sort: Compared, key: string];

/** The cursor after a document: its place in the order asked for. */
export const cursorOf = (sort: Compared, key: string): string => Buffer.from(JSON.stringify([sort, key])).toString('base64url');

/** @throws BadCursor for what is none of ours */
export const parseCursor = (text: string): Cursor => {
  try {
    const [sort, key] = JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor;
    if (typeof key === 'string' && (sort === null || typeof sort === 'string' || typeof sort === 'number')) return [sort, key];
  } catch {
    // said below, in one place
  }
  throw new BadCursor();
};

/** What stands at a dotted path of a document. */
export const valueAt = (doc: object, path: string): unknown => path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined | null)?.[name], doc);
