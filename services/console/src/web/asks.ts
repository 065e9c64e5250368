import type { Field } from './forms.js';

export type Choice = { readonly value: string; readonly text: string; readonly hint?: { readonly text: string } };

/** A question of a form: a line, a text, a day, a day with its time, one of several, or some of several. `missing`: what is said when it is left empty. */
export type Ask = {
  readonly kind: 'line' | 'words' | 'day' | 'moment' | 'choice' | 'some';
  readonly field: string;
  readonly label: string;
  readonly hint?: string;
  readonly missing?: string;
  readonly pointer?: string;
  readonly items?: readonly Choice[];
};

/** The questions as faults speak of them. */
export const fieldsOf = (asks: readonly Ask[]): readonly Field[] =>
  asks.map(({ kind, field, label, missing, pointer = `/${field}` }) => ({
    field, label, pointer, ...(missing ? { missing } : {}), ...(kind === 'day' || kind === 'moment' ? { lands: `${field}-day` } : {}), ...(kind === 'choice' || kind === 'some' ? { choice: true as const } : {}),
  }));

export const YES_OR_NO: readonly Choice[] = [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }];

export const REASON: Ask = { kind: 'words', field: 'reason', label: 'Why?', missing: 'Enter why' };
