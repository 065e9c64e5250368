import fc, { type Arbitrary } from 'fast-check';
import { Later } from './later.js';
import { resolved, type Schema, type Schemas } from './document.js';

/** Values that are worth trying, by the name of their field, or by `operation.field` where it must be one operation's. */
export type Hints = Readonly<Record<string, Arbitrary<unknown>>>;

/** Where a value stands: the operation, its field's name, the document's schemas. */
export type Place = { readonly operation: string; readonly name: string; readonly schemas: Schemas; readonly hints: Hints };

/** Out of so many values of a hinted field one comes from the schema alone; likewise, one identifier was never given out. */
const UNHINTED = 6;
/** What every text ends with now and then: what trips filters, terminals, pages and stores. All of it is allowed. */
const TAILS = [
  '', '', '', ' meets at noon', ' é́ ﷺ', ' 👩‍👩‍👧', ' \u202Eabc', ' <script>alert(1)</script>', ` '; DROP TABLE commits; --`, ' {"a":1}', ' __proto__', ' \u0001\u001B[31m', ' line\nline\ttab', ' \u2028', ' ${x}{{x}}', ' \uFEFF', ' \uFFFD', ' %00',
];
const TEXT_MAX = 200;
const ITEMS_MORE = 3;
const MINUTES = [0, 0, 1, 10, 60, 1_440, 10_080, 40_320, 129_600, -1, -60, -1_440];
/** Days at both ends of all days. */
const DAYS = ['0000-01-01', '0001-01-01', '2024-02-29', '9999-12-31'];
const KEYS = ['foot', 'mobile', 'Élan', 'a/b~c', '0', 'constructor', 'toString'];

/** Any value that a schema allows. Text carries the call's canary; instants lie around the legal now; identifiers are those that came back. */
export const valueOf = (schema: Schema, place: Place): Arbitrary<unknown> => {
  const own = byKeywords(resolved(schema, place.schemas), place);
  const hint = place.hints[`${place.operation}.${place.name}`] ?? place.hints[place.name];
  return hint ? fc.oneof({ weight: UNHINTED - 1, arbitrary: hint }, { weight: 1, arbitrary: own }) : own;
};

const byKeywords = (schema: Schema, place: Place): Arbitrary<unknown> => {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const any = schema.anyOf ?? schema.oneOf;
  if (any) return fc.oneof(...any.map((each) => valueOf(each, place)));
  switch (schema.type) {
    case 'string': return textOf(schema, place.name);
    case 'integer': return integerOf(schema);
    case 'number': return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean': return fc.boolean();
    case 'null': return fc.constant(null);
    case 'array': return listOf(schema, place);
    case 'object': return objectOf(schema, place);
    default: return fc.constantFrom<unknown>(null, 0, 'x', [], {});
  }
};

const textOf = ({ format, pattern, minLength = 0, maxLength = TEXT_MAX }: Schema, name: string): Arbitrary<unknown> => {
  if (format === 'date-time') return instantNear(fc.constantFrom(...MINUTES));
  if (format === 'date') return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...MINUTES).map((minutes) => new Later(({ now }) => later(now, minutes).slice(0, 10))) }, { weight: 1, arbitrary: fc.constantFrom(...DAYS) });
  if (pattern !== undefined) return knownOr(name.replace('[]', ''), fc.stringMatching(new RegExp(pattern)), new RegExp(pattern));
  return words(Math.max(1, minLength), maxLength);
};

/** A text with the canary in it: short, or as long as may be. */
export const words = (min: number, max: number): Arbitrary<Later> =>
  fc.record({ tail: fc.constantFrom(...TAILS), longest: fc.nat(19).map((one) => one === 1) }).map(({ tail, longest }) =>
    new Later(({ word }) => {
      const text = longest ? `${word}${tail}`.trim().padEnd(max, 'xy') : `${word}${tail}`.trim().padEnd(min, 'x');
      return text.slice(0, max).toWellFormed();
    }));

/** An instant so many minutes from now, written in any of the ways that are allowed. */
export const instantNear = (minutes: Arbitrary<number>): Arbitrary<Later> =>
  fc.record({ minutes, style: fc.nat(3) }).map(({ minutes: from, style }) =>
    new Later(({ now }) => {
      const at = later(now, from);
      const zoned = later(now, from + 60);
      return [at, at, at.replace(/\.\d+Z$/, 'Z'), `${zoned.slice(0, 19)}+01:00`][style];
    }));

const later = (now: string, minutes: number): string => new Date(Date.parse(now) + minutes * 60_000).toISOString();

/** A value of a kind that came back, if there is one; now and then, another that only looks like it. */
export const knownOr = (kind: string, made: Arbitrary<string>, fits = /^/): Arbitrary<Later> =>
  fc.record({ pick: fc.nat(999), other: made }).map(({ pick, other }) =>
    new Later(({ known }) => {
      const found = pick % UNHINTED === UNHINTED - 1 ? undefined : known(kind, pick);
      return found !== undefined && fits.test(found) ? found : other;
    }));

const integerOf = ({ minimum: min = Number.MIN_SAFE_INTEGER, maximum: max = Number.MAX_SAFE_INTEGER }: Schema): Arbitrary<number> =>
  fc.oneof(fc.integer({ min: Math.max(min, -100), max: Math.max(min, Math.min(max, 100)) }), fc.constantFrom(min, max));

const listOf = ({ items, prefixItems, minItems = 0, maxItems = minItems + ITEMS_MORE }: Schema, place: Place): Arbitrary<unknown> => {
  const each = { ...place, name: `${place.name.replace(/s$/, '')}[]` };
  if (prefixItems) return fc.tuple(...prefixItems.map((inner) => valueOf(inner, each)));
  const item = items ? valueOf(items, each) : fc.constant(null);
  const few = fc.array(item, { minLength: minItems, maxLength: Math.min(maxItems, minItems + ITEMS_MORE) });
  return fc.oneof({ weight: 30, arbitrary: few }, { weight: 1, arbitrary: fc.array(item, { minLength: maxItems, maxLength: maxItems }) });
};

const objectOf = ({ properties = {}, required = [], additionalProperties, propertyNames }: Schema, place: Place): Arbitrary<unknown> => {
  const model = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, valueOf(inner, { ...place, name })]));
  const named = fc.record(model, { requiredKeys: [...required] });
  if (typeof additionalProperties !== 'object') return named;
  const fits = new RegExp(propertyNames?.pattern ?? '', 'u');
  return fc.dictionary(fc.constantFrom(...KEYS.filter((key) => fits.test(key))), valueOf(additionalProperties, place), { maxKeys: ITEMS_MORE });
};
