/** Gives back what it is handed, so that a class that extends it makes its own private field a part of that. */
class Given {
  constructor(value: object) {
    return value;
  }
}

/** What came out of here carries this mark, and is not walked again. A private field is found by an object's shape; a `WeakSet` of all that is kept was the dearest part of folding, and the garbage collector went through it as well. */
class Kept extends Given {
  readonly #kept = true;

  static is(value: object): boolean {
    return #kept in value && value.#kept;
  }
}

/**
 * A document as a store would give it back, JSON written and read: a fold's result must not depend on where a batch ended. It is frozen, since it is shared. What JSON gives back as it is stays the very same,
 * and what was kept before is not looked at again, so this costs what changed.
 */
export const asKept = <T extends object>(doc: T | undefined): T | undefined => inner(doc) as T | undefined;

const inner = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' || typeof value === 'boolean' ? value : value === null ? null : undefined;
  if (Kept.is(value)) return value;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return inner(JSON.parse(JSON.stringify(value)));
  return Object.freeze(new Kept(Array.isArray(value) ? elementsOf(value) : membersOf(value)));
};

/** The array itself where each element stays as it is. */
const elementsOf = (value: readonly unknown[]): readonly unknown[] => {
  const elements = Array.from(value, (each) => inner(each) ?? null);
  return elements.every((each, n) => Object.is(each, value[n])) ? value : elements;
};

/** The object itself where each member stays as it is. */
const membersOf = (value: object): object => {
  const names = Object.keys(value);
  const members = names.map((name) => inner((value as Record<string, unknown>)[name]));
  const same = Object.getPrototypeOf(value) === Object.prototype && members.every((member, n) => member !== undefined && Object.is(member, (value as Record<string, unknown>)[names[n] as string]));
  return same ? value : Object.fromEntries(names.flatMap((name, n) => (members[n] === undefined ? [] : [[name, members[n]]])));
};
