import { createHash } from 'node:crypto';
import { SEAL_MARK } from '@cpmp/kernel';
import canonicalize from 'canonicalize';
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

/** The value as RFC 8785 canonical JSON, in UTF-8. @throws IllFormed where it has no such form. */
export const canonicalBytes = (value: unknown): Uint8Array => {
  const fault = faultOf(value);
  if (fault) throw new IllFormed(fault.pointer, fault.rule);
  return Buffer.from(canonicalize(value) as string, 'utf8');
};

/** Lowercase hex SHA-256. */
export const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_CHARS = 16;

/** An id from a cause: 16 characters of lowercase base32, so that the same act always makes the same stream. */
export const deriveId = (cause: string): string =>
  [...createHash('sha256').update(cause).digest().subarray(0, ID_CHARS)].map((byte) => BASE32[byte & 31]).join('');
