/** What came out of here: it is not walked again. */
const kept = new WeakSet<object>();

/**
 * A document as a store would give it back, JSON written and read: a fold's result must not depend on where a batch ended. What it shares with the document before is taken over as it is,
 * so this costs what changed; and it is frozen, since it is shared.
 */
export const asKept = <T extends object>(doc: T | undefined): T | undefined => inner(doc) as T | undefined;

const inner = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' || typeof value === 'boolean' ? value : value === null ? null : undefined;
  if (kept.has(value)) return value;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return inner(JSON.parse(JSON.stringify(value)));
  const copy = Object.freeze(Array.isArray(value) ? value.map((each) => inner(each) ?? null) : membersOf(value));
  kept.add(copy);
  return copy;
};

const membersOf = (value: object): object => {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = inner((value as Record<string, unknown>)[name]);
    if (member === undefined) continue;
    if (name === '__proto__') Object.defineProperty(copy, name, { value: member, enumerable: true });
    else copy[name] = member;
  }
  return copy;
};
