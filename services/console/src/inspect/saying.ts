import type { NameOf } from '../web/names.js';
import { day, lasting, moment } from '../web/time.js';
import { capital, plain, said } from '../web/words.js';

/** The columns and fields whose text is a person. */
const PERSONS: readonly string[] = ['officer', 'by', 'applicant', 'nearest-applicant', 'acknowledged', 'who', 'told', 'owner'];
/** Those whose text is an id, which is shown as it is. */
const IDS: readonly string[] = ['thing', 'asset', 'deployment', 'operative', 'source', 'person', 'error', 'permit'];

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const NAME = /^[a-z]+(?:-[a-z]+)*$/;

/** The persons that an answer names, so that they are asked after at once. */
export const personsIn = (value: unknown, field = ''): readonly string[] => {
  if (typeof value === 'string') return PERSONS.includes(field) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => personsIn(one, field));
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => personsIn(inner, name)) : [];
};

const isSeconds = (field: string): boolean => field === 'seconds' || field.endsWith('-seconds');

const textOf = (text: string, field: string, nameOf: NameOf): string => {
  if (INSTANT.test(text)) return moment(text);
  if (DATE.test(text)) return day(`${text}T12:00:00.000Z`);
  if (PERSONS.includes(field)) return nameOf(text) === text && !/\d/.test(text) ? plain(text) : nameOf(text);
  return NAME.test(text) ? said(text) : text;
};

/** A value of the record as lines of words: a list a line each, what has fields with their names. */
export const linesOf = (value: unknown, field: string, nameOf: NameOf): readonly string[] => {
  if (value === null || value === undefined || value === '') return ['Nothing on record'];
  if (typeof value === 'boolean') return [value ? 'Yes' : 'No'];
  if (typeof value === 'number') return [isSeconds(field) ? lasting(value) : String(value)];
  if (typeof value === 'string') return [IDS.includes(field) ? value : capital(textOf(value, field, nameOf))];
  if (Array.isArray(value)) return value.length === 0 ? ['None'] : value.flatMap((one) => linesOf(one, field, nameOf).join('; '));
  return Object.entries(value as object).filter(([, inner]) => inner !== undefined && inner !== null).map(([name, inner]) => `${heading(name)}: ${linesOf(inner, name, nameOf).join(', ')}`);
};

/** A column or an item by what people call it. */
export const heading = (name: string): string => capital(plain(name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().replace(/-?seconds$/, (end) => (end === 'seconds' ? 'how long' : ''))));

/** The commits that hold some events, by their positions. */
export const commitsOf = (events: readonly string[]): readonly string[] => [...new Set(events.flatMap((event) => event.split('/').at(-2) ?? []))];

/** The case that an API's path is about. */
export const caseIn = (path: string | undefined): string | undefined => /\/authorisations\/([a-z2-7]{16})/.exec(path ?? '')?.[1];
