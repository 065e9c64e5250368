import fc, { type Arbitrary } from 'fast-check';

/** One change that makes a valid value nearly valid. */
export type Spoil = {
  readonly name: string;
  /** What stands in the place of the value. */
  readonly of: (value: unknown) => unknown;
  /** No schema of ours allows it: the call must be refused. */
  readonly refused?: true;
};

/** Takes a field out. */
const GONE = Symbol('gone');

const nested = (depth: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value };
  return value;
};

const constant = (name: string, value: unknown, refused?: true): Spoil => ({ name, of: () => value, ...(refused ? { refused } : {}) });

/** Texts, numbers and shapes in the place of any value. */
const anywhere: readonly Spoil[] = [
  constant('nothing there', GONE),
  constant('null', null),
  constant('an empty text', ''),
  constant('blanks', ' \t\u00A0'),
  constant('a number', 7),
  constant('a fraction', 1.5),
  constant('minus one', -1),
  constant('minus zero', -0),
  constant('a boolean', true),
  constant('an empty list', []),
  constant('an empty object', {}),
  constant('an object like a list', { 0: 'a', length: 1 }),
  constant('text where text may be', 'perhaps'),
  constant('a time without a zone', '2026-03-02T09:00'),
  constant('a day that the calendar has not', '2026-02-30T09:00:00Z'),
  constant('a year before all', '0001-01-01T00:00:00Z'),
  constant('a year after all', '+275760-09-13T00:00:00.000Z'),
  constant('an hour that no day has', '2026-03-02T24:00:00Z'),
  constant('a lone surrogate', 'a\uD800b', true),
  constant('NUL', 'a\u0000b', true),
  constant('text like a seal', 'sealed:v1:AAAA:BBBB', true),
  constant('a number beyond what is safe', 2 ** 53, true),
  constant('the greatest number', Number.MAX_VALUE, true),
  constant('a very long text', 'long '.repeat(2_000)),
  constant('deep nesting', nested(70), true),
  constant('very deep nesting', nested(1_000), true),
  constant('a very long list', Array.from({ length: 1_000 }, () => 1)),
  { name: 'the same in a list', of: (value) => [value] },
  { name: 'as text', of: (value) => JSON.stringify(value) },
];

/** Changes of an object's fields. */
const ofObjects: readonly Spoil[] = [
  { name: 'an unknown field', of: (value) => ({ ...(value as object), unheardOf: 1 }) },
  { name: 'a field of the prototype', of: (value) => ({ ...(value as object), constructor: {}, toString: 1 }) },
  { name: 'a field whose name is ill-formed', of: (value) => ({ ...(value as object), 'a\uDC00': 1 }), refused: true },
  { name: 'a field whose name has a slash', of: (value) => ({ ...(value as object), 'a/b~c': 1 }) },
];

/** A change, and where in the value it is made: the nth of all places, counted round. */
export type Spoiling = { readonly at: number; readonly spoil: Spoil };

export const spoilings: Arbitrary<Spoiling> = fc.record({ at: fc.nat(99), spoil: fc.constantFrom(...anywhere, ...ofObjects, ...ofObjects) });

type Path = readonly (string | number)[];

const placesIn = (value: unknown, objectsOnly: boolean, path: Path = []): readonly Path[] => {
  if (typeof value !== 'object' || value === null) return objectsOnly ? [] : [path];
  const inside = Object.entries(value).flatMap(([key, inner]) => placesIn(inner, objectsOnly, [...path, Array.isArray(value) ? Number(key) : key]));
  return objectsOnly && Array.isArray(value) ? inside : [path, ...inside];
};

const changed = (value: unknown, [step, ...rest]: Path, of: (value: unknown) => unknown): unknown => {
  if (step === undefined) return of(value);
  const inner = changed((value as Record<string | number, unknown>)[step], rest, of);
  if (Array.isArray(value)) return inner === GONE ? value.toSpliced(Number(step), 1) : value.with(Number(step), inner);
  const { [step]: _, ...others } = value as Record<string | number, unknown>;
  return inner === GONE ? others : { ...others, [step]: inner };
};

/** The value with one change in it, and where; the whole is never taken away. */
export const spoiled = (value: unknown, { at, spoil }: Spoiling): { readonly value: unknown; readonly where: string } => {
  const places = placesIn(value, ofObjects.includes(spoil));
  const path = places[at % places.length] ?? [];
  const result = changed(value, path, spoil.of);
  return { value: result === GONE ? {} : result, where: `/${path.join('/')}: ${spoil.name}` };
};
