import type { Client } from '@cpmp/client';
import type { Fault } from '../web/forms.js';
import { gotOr, one, type Typed } from '../web/visit.js';
import type { Choice, Question } from './questions.js';

/** The registers offer no more at once. */
const LISTED_MAX = 200;

/** So many are offered to choose from; whoever looks after more enters the number. */
const OFFERED_MAX = 20;

/** Chosen where it is none of those that are offered. */
const OTHER = 'other';

const NONE = { items: [] };

const REGISTERS: Readonly<Record<string, (client: Client) => Promise<readonly Choice[]>>> = {
  source: async (client) => gotOr(await client.assetRegistry.listSources({ query: { limit: LISTED_MAX } }), NONE).items.map(({ id, pseudonym }) => ({ value: id, text: pseudonym, hint: { text: id } })),
  operative: async (client) =>
    gotOr(await client.resourceAllocation.listResources({ query: { kind: 'undercover-operative', limit: LISTED_MAX } }), NONE).items.flatMap(({ id, label }) => (label === undefined ? [] : [{ value: id, text: label, hint: { text: id } }])),
};

/** Whom the reader may choose from where a question asks for a source or an operative: those whose register they may read. None: they enter the number that they were given. */
export const offered = async ({ name }: Question, client: Client): Promise<readonly Choice[]> => {
  const all = await (Object.hasOwn(REGISTERS, name) ? REGISTERS[name]?.(client) : undefined) ?? [];
  return all.length > OFFERED_MAX ? [] : all.toSorted((a, b) => a.text.localeCompare(b.text, 'en-GB'));
};

/** The answer as the form has it: a choice, or the number of somebody else. */
export const chosen = (choices: readonly Choice[], typed: Typed): Typed => {
  const answer = one(typed, 'answer');
  return choices.length === 0 || answer === '' || answer === OTHER || choices.some(({ value }) => value === answer) ? typed : { ...typed, answer: OTHER, other: answer };
};

/** The form's answer as it is sent. */
export const choice = (choices: readonly Choice[], typed: Typed): Typed => (choices.length > 0 && one(typed, 'answer') === OTHER ? { ...typed, answer: one(typed, 'other') } : typed);

/** What is wrong where the number of somebody else is left out. */
export const choiceFaults = (choices: readonly Choice[], typed: Typed, { missing = '' }: Question): readonly Fault[] =>
  choices.length > 0 && one(typed, 'answer') === OTHER && one(typed, 'other') === '' ? [{ field: 'other', text: missing }] : [];
