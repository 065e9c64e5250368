import { createHash, hash } from 'node:crypto';
import { SEAL_MARK } from '@cpmp/kernel';
import { IllFormed } from './errors.js';

const DEPTH_MAX = 64;

/** Where a value has no canonical form: the JSON pointer of its first fault and the rule it breaks; undefined when it is well formed. */
export const faultOf = (value: unknown, pointer = '', depth = 0): { pointer: string; rule: string } | undefined => {
  if (depth > DEPTH_MAX) return { pointer, rule: 'nested-too-deep' };
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) return { pointer, rule: 'ill-formed-text' };
      return value.includes('\u0000') ? { pointer, rule: 'nul-in-text' } : undefined;
    case 'number':
      if (!Number.isFinite(value)) return { pointer, rule: 'number-not-finite' };
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? { pointer, rule: 'number-not-safe' } : undefined;
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'object':
      return value === null ? undefined : faultIn(value, pointer, depth);
    default:
      return { pointer, rule: 'not-json' };
  }
};

const faultIn = (value: object, pointer: string, depth: number) => {
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed()) return { pointer, rule: 'ill-formed-text' };
    const fault = faultOf(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
    if (fault) return fault;
  }
  return undefined;
};

/** The first fault of a value that came from outside, where text that begins like a seal is one too. */
export const outsideFaultOf = (value: unknown): { pointer: string; rule: string } | undefined => faultOf(value) ?? sealLike(value, '');

const sealLike = (value: unknown, pointer: string): { pointer: string; rule: string } | undefined => {
  if (typeof value === 'string') return value.startsWith(SEAL_MARK) ? { pointer, rule: 'text-like-a-seal' } : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const fault = sealLike(inner, `${pointer}/${key}`);
    if (fault) return fault;
  }
  return undefined;
};

/** Where something is wrong with a value is looked for only when something is. */
const checked = <T>(value: unknown, work: () => T, depth = 0): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NotWritten)) throw error;
    const fault = faultOf(value, '', depth);
    throw fault ? new IllFormed(fault.pointer, fault.rule) : new TypeError('This value is no JSON.');
  }
};

/** The value as RFC 8785 canonical JSON. `known`: a part of it that `asRead` gave just now, and nobody has touched. @throws IllFormed where it has no such form. */
export const canonicalText = (value: unknown, known?: object): string => (isInOrder(value, 0, known) ? JSON.stringify(value) : checked(value, () => written(value, 0)));

/** The same in UTF-8. */
export const canonicalBytes = (value: unknown, known?: object): Uint8Array => Buffer.from(canonicalText(value, known), 'utf8');

/** Where and why is found by `faultOf`, when somebody asks. */
class NotWritten extends Error {}

/** Text without what JSON escapes, and without what may be no text at all: half of a pair, or a NUL. Looking for the end of such characters takes half as long as looking for another. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

const quoted = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!isText(text)) throw new NotWritten();
  return JSON.stringify(text);
};

const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

/** Names are few: each is quoted once. */
const NAMES_MAX = 2_000;
const names = new Map<string, string>();
const named = (name: string): string => {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (!name.isWellFormed()) throw new NotWritten();
  const made = `${JSON.stringify(name)}:`;
  if (names.size < NAMES_MAX) names.set(name, made);
  return made;
};

/** A date, for one, says itself what stands for it in JSON. */
const saysItself = (value: object): value is { toJSON: () => unknown } => typeof (value as { toJSON?: unknown }).toJSON === 'function';

const ZERO = 0x30;
const NINE = 0x39;
/** What is a number comes first in an object, whatever the order of names. */
const isNumbered = (name: string): boolean => {
  const first = name.charCodeAt(0);
  return first >= ZERO && first <= NINE;
};
/** What `asRead` gave and holds such names: JSON of it is in another order. */
const unordered = new WeakSet<object>();

/** Whether a value is in canonical form but for being written: then JSON is that form, and is written by the machine at a third of what it costs here. What is decided is, nearly always. */
const isInOrder = (value: unknown, depth: number, known: object | undefined): boolean => {
  if (depth > DEPTH_MAX) return false;
  if (typeof value === 'string') return isText(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null || (value === known && !unordered.has(value))) return true;
  if (saysItself(value)) return false;
  if (Array.isArray(value)) {
    for (const inner of value) if (inner !== undefined && !isInOrder(inner, depth + 1, known)) return false;
    return true;
  }
  let last: string | undefined;
  for (const name of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[name];
    if (inner === undefined) continue;
    if ((last !== undefined && last > name) || isNumbered(name) || !(names.has(name) || isNameText(name)) || !isInOrder(inner, depth + 1, known)) return false;
    last = name;
  }
  return true;
};

const isNameText = (name: string): boolean => {
  if (!name.isWellFormed()) return false;
  named(name);
  return true;
};

/** One pass that checks, orders and writes. */
const written = (value: unknown, depth: number): string => {
  if (depth > DEPTH_MAX) throw new NotWritten();
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) throw new NotWritten();
    return value === 0 ? '0' : String(value);
  }
  if (typeof value !== 'object') throw new NotWritten();
  if (saysItself(value)) return written(value.toJSON(), depth);
  if (Array.isArray(value)) return `[${value.map((inner) => (inner === undefined ? 'null' : written(inner, depth + 1))).join(',')}]`;
  let text = '';
  for (const name of inOrder(Object.keys(value))) {
    const inner = (value as Record<string, unknown>)[name];
    if (inner !== undefined) text += `${text === '' ? '{' : ','}${named(name)}${written(inner, depth + 1)}`;
  }
  return text === '' ? '{}' : `${text}}`;
};

/** A value as it will be read again: in canonical order, and without what JSON leaves out. `depth`: how deep it will stand in what is written. @throws IllFormed where it has no such form. */
export const asRead = <T>(value: T, depth = 0): T =>
  checked(
    value,
    () => {
      const met = { numbered: false };
      const copy = copied(value, depth, met);
      if (met.numbered) unordered.add(copy as object);
      return copy as T;
    },
    depth,
  );

const copied = (value: unknown, depth: number, met: { numbered: boolean }): unknown => {
  if (depth > DEPTH_MAX) throw new NotWritten();
  if (typeof value === 'string') {
    if (!isText(value)) throw new NotWritten();
    return value;
  }
  if (Array.isArray(value)) return value.map((inner) => (inner === undefined ? null : copied(inner, depth + 1, met)));
  if (typeof value !== 'object' || value === null) {
    written(value, depth);
    return value === 0 ? 0 : value; // a zero loses its sign, as it does on paper
  }
  if (saysItself(value)) return copied(value.toJSON(), depth, met);
  const copy: Record<string, unknown> = {};
  for (const name of inOrder(Object.keys(value))) {
    const inner = (value as Record<string, unknown>)[name];
    if (inner === undefined) continue;
    named(name);
    if (isNumbered(name)) met.numbered = true;
    if (name === '__proto__') Object.defineProperty(copy, name, { value: copied(inner, depth + 1, met), enumerable: true, configurable: true, writable: true });
    else copy[name] = copied(inner, depth + 1, met);
  }
  return copy;
};

/** By UTF-16 code units, as RFC 8785 has it. What was read from the log is in that order already. */
const inOrder = (keys: string[]): readonly string[] => {
  for (let n = 1; n < keys.length; n++) if ((keys[n - 1] as string) > (keys[n] as string)) return keys.sort();
  return keys;
};

/** Lowercase hex SHA-256. */
export const hashOf = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex');

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_CHARS = 16;

/** An id from a cause: 16 characters of lowercase base32, so that the same act always makes the same stream. */
export const deriveId = (cause: string): string =>
  [...createHash('sha256').update(cause).digest().subarray(0, ID_CHARS)].map((byte) => BASE32[byte & 31]).join('');
