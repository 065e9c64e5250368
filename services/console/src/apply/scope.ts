import { many, one, type Typed } from '../web/visit.js';
import { said } from '../web/words.js';
import type { Part } from './draft.js';

/** What a part is about, as three lists that grow by a row when asked: subjects, vehicles, places. */
type Lists = { readonly subject: number; readonly vehicle: number; readonly place: number };

/** The API takes no more of each. */
const ROWS_MAX = 50;

const numbers = (length: number): readonly number[] => Array.from({ length }, (_, index) => index + 1);

const rows = (typed: Typed, name: string): number => Math.min(Math.max(Number.parseInt(one(typed, `${name}s`), 10) || 1, 1), ROWS_MAX);

/** How many rows each list shows: as many as it had, and one more where the button asks for it. */
export const rowsOf = (typed: Typed): Lists => {
  const asked = /^add-(subject|vehicle|place)$/.exec(one(typed, 'do'))?.[1];
  const of = (name: keyof Lists): number => Math.min(rows(typed, name) + (name === asked ? 1 : 0), ROWS_MAX);
  return { subject: of('subject'), vehicle: of('vehicle'), place: of('place') };
};

const listed = (name: 'subject' | 'vehicle', values: readonly string[]): Typed => ({ [`${name}s`]: String(Math.max(1, values.length)), ...Object.fromEntries(values.map((value, index) => [`${name}-${index + 1}`, value])) });

/** The lists of a part as their form shows them. */
export const scopeTyped = ({ subjects = [], vehicles = [], places = [] }: Part): Typed => ({
  ...listed('subject', subjects), ...listed('vehicle', vehicles), places: String(Math.max(1, places.length)),
  ...Object.fromEntries(places.flatMap(({ handle, kind, inArea, purpose }, index) => [[`place-${index + 1}`, handle], [`kind-${index + 1}`, kind], [`purpose-${index + 1}`, purpose], ...(inArea ? [] : [[`away-${index + 1}`, 'yes']])])),
});

const filled = (typed: Typed, name: 'subject' | 'vehicle'): readonly string[] => numbers(rows(typed, name)).map((n) => one(typed, `${name}-${n}`)).filter((text) => text !== '');

type Place = NonNullable<Part['places']>[number];

/** Rows of places that were begun. */
const begun = (typed: Typed): readonly number[] => numbers(rows(typed, 'place')).filter((n) => one(typed, `place-${n}`) !== '' || one(typed, `kind-${n}`) !== '');

const placeAt = (typed: Typed, n: number): Place => {
  const purpose = one(typed, `purpose-${n}`) as Place['purpose'] | '';
  return { handle: one(typed, `place-${n}`), kind: one(typed, `kind-${n}`) as Place['kind'], inArea: many(typed, `away-${n}`).length === 0, ...(purpose ? { purpose } : {}) };
};

/** The part with what its lists say; a row that was left empty is none. */
export const withScope = (part: Part, typed: Typed): Part => {
  const { subjects: _subjects, vehicles: _vehicles, places: _places, ...rest } = part;
  const [subjects, vehicles] = [filled(typed, 'subject'), filled(typed, 'vehicle')];
  const places = begun(typed).map((n) => placeAt(typed, n));
  return { ...rest, ...(subjects.length > 0 ? { subjects } : {}), ...(vehicles.length > 0 ? { vehicles } : {}), ...(places.length > 0 ? { places } : {}) };
};

/** Where the API's faults in the lists belong on the form: it numbers what is there, the form every row. */
export const scopeFields = (typed: Typed, above: string) => {
  const within = (name: 'subject' | 'vehicle', label: string) =>
    numbers(rows(typed, name)).filter((n) => one(typed, `${name}-${n}`) !== '').map((n, index) => ({ field: `${name}-${n}`, pointer: `${above}/${name}s/${index}`, label: `${label} ${n}` }));
  const places = begun(typed).flatMap((n, index) => [
    { field: `place-${n}`, pointer: `${above}/places/${index}/handle`, label: `Place ${n}`, missing: `Enter place ${n}, or leave out its kind` },
    { field: `kind-${n}`, pointer: `${above}/places/${index}/kind`, label: `The kind of place ${n}`, missing: `Select what kind of place ${n} is` },
    { field: `purpose-${n}`, pointer: `${above}/places/${index}/purpose`, label: `What is done at place ${n}` },
  ]);
  return [...within('subject', 'Subject'), ...within('vehicle', 'Vehicle'), ...places];
};

/** What a part is about, a line each. */
export const scopeLines = ({ subjects = [], vehicles = [], places = [] }: Part): readonly string[] => [
  ...subjects.map((name) => `Subject: ${name}`), ...vehicles.map((name) => `Vehicle: ${name}`), ...places.map(({ handle, kind, inArea, purpose }) => `Place: ${handle}, ${said(kind)}${inArea ? '' : ', outside the force area'}${purpose === undefined ? '' : `, only for ${purpose} of equipment`}`),
];
