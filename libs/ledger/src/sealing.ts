import { createCipheriv, createDecipheriv, createSecretKey, type DecipherGCM, type KeyObject } from 'node:crypto';
import { type Aggregate, type DomainEvent, ERASED, isSealed, SEAL_MARK } from '@cpmp/kernel';
import type { KeyStore } from './types.js';

/** Sizes of AES-256-GCM. */
export const KEY_BYTES = 32;
export const IV_BYTES = 12;
export const TAG_BYTES = 16;
/** Gives random bytes: the machine's, or seeded ones where a rehearsal must come out the same twice. */
export type Random = (bytes: number) => Uint8Array;

type Place = { readonly key: string; readonly where: string };

/** Visits every text at a dotted path (`*` for each element) and puts the answer in its place. */
const mapPath = (value: unknown, path: readonly string[], change: (text: string) => string): unknown => {
  if (value === undefined || value === null) return value;
  const [head, ...rest] = path;
  if (head === undefined) {
    if (typeof value !== 'string') throw new TypeError('A personal field holds something that is not text.');
    return change(value);
  }
  if (Array.isArray(value)) return head === '*' ? value.map((inner) => mapPath(inner, rest, change)) : value;
  if (typeof value !== 'object') return value;
  if (head === '*') return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapPath(inner, rest, change)]));
  // A member keeps its place among the others.
  return Object.hasOwn(value, head) ? { ...value, [head]: mapPath((value as Record<string, unknown>)[head], rest, change) } : value;
};

/** So many random bytes are drawn at once: each draw costs as much as sealing a short text. */
const DRAWN_BYTES = 4096;

/** Random bytes for seals. Each is given once; what is drawn ahead is no secret, since a seal shows it. */
export const drawnAtOnce = (draw: Random): Random => {
  let drawn: Uint8Array = new Uint8Array(0);
  return (bytes) => {
    if (drawn.length < bytes) drawn = draw(Math.max(bytes, DRAWN_BYTES));
    const given = drawn.subarray(0, bytes);
    drawn = drawn.subarray(bytes);
    return given;
  };
};

/** Which key seals an event's personal text: one per stream and the authority that the text belongs to. */
export const keyIdOf = (aggregate: Aggregate<any, any>, event: DomainEvent, stream: string): string => `${stream}/${aggregate.belongsTo?.(event) ?? stream}`;

/** True when the event has fields to seal. */
export const hasPersonal = (aggregate: Aggregate<any, any>, event: DomainEvent): boolean => (aggregate.personal[event.type]?.length ?? 0) > 0;

/** Closes an event's personal text. The hash of the commit is then over ciphertext, and destroying the key erases the text. */
export const seal = (aggregate: Aggregate<any, any>, event: DomainEvent, sealer: { readonly id: string; readonly key: Uint8Array; readonly random: Random }): DomainEvent => {
  let sealed: unknown = event;
  for (const path of aggregate.personal[event.type] ?? [])
    sealed = mapPath(sealed, path.split('.'), (text) => close(text, { key: sealer.id, where: `${event.type}.${path}` }, sealer));
  return sealed as DomainEvent;
};

const keyObjects = new WeakMap<Uint8Array, KeyObject>();
/** A key as the cipher takes it at once: made of bytes anew each time it costs more than the sealing. */
const keyObjectOf = (key: Uint8Array): KeyObject => {
  const known = keyObjects.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  keyObjects.set(key, made);
  return made;
};

const close = (text: string, place: Place, { key, random }: { readonly key: Uint8Array; readonly random: Random }): string => {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyObjectOf(key), iv).setAAD(aad(place));
  const sealed = cipher.update(text, 'utf8');
  cipher.final(); // gives the tag: this mode has no block left to fill
  return `${SEAL_MARK}${place.key}:${place.where}:${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
};

const aad = ({ key, where }: Place): Buffer => Buffer.from(`${key}\n${where}`, 'utf8');

/** Opens every seal inside a value. What was sealed with a destroyed key reads as `ERASED`, and so does what its key does not open: another was made since the one that sealed it was lost, or somebody changed or moved it. */
export const unseal = async <T>(value: T, keys: KeyStore): Promise<T> => {
  const ids = new Set<string>();
  collect(value, ids);
  if (ids.size === 0) return value;
  const found = new Map<string, Uint8Array | undefined>();
  for (const id of ids) found.set(id, await keys.get(id));
  return replace(value, found) as T;
};

/** True when a value holds a closed seal anywhere. */
export const holdsSeal = (value: unknown): boolean => {
  const ids = new Set<string>();
  collect(value, ids);
  return ids.size > 0;
};

/** Read from the end: a key's id holds a stream's name, and a person's may have a colon. */
const parts = (text: string): [key: string, where: string, sealed: string] => {
  const all = text.slice(SEAL_MARK.length).split(':');
  const [where = '', sealed = ''] = all.splice(-2);
  return [all.join(':'), where, sealed];
};

const collect = (value: unknown, ids: Set<string>): void => {
  if (isSealed(value)) ids.add(parts(value)[0]);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, ids);
};

const replace = (value: unknown, keys: ReadonlyMap<string, Uint8Array | undefined>): unknown => {
  if (isSealed(value)) return opened(value, keys);
  if (Array.isArray(value)) return value.map((inner) => replace(inner, keys));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replace(inner, keys)]));
};

const opened = (text: string, keys: ReadonlyMap<string, Uint8Array | undefined>): string => {
  const [id, where, sealed] = parts(text);
  const key = keys.get(id);
  if (!key) return ERASED;
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyObjectOf(key), bytes.subarray(0, IV_BYTES)).setAAD(aad({ key: id, where }));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const deciphered = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
  return authentic(decipher) ? deciphered.toString('utf8') : ERASED;
};

/** Whether what was deciphered is what was sealed: nothing else of it may be seen. */
const authentic = (decipher: DecipherGCM): boolean => {
  try {
    decipher.final();
    return true;
  } catch {
    return false;
  }
};
