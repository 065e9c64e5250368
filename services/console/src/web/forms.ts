import { Injectable } from '@nestjs/common';
import type { Answer, Problem } from '@cpmp/client';
import { Keeping } from './sealing.js';
import { Page, Redirect, type Shown } from './showing.js';
import { capital } from './words.js';
import { ApiNo, isRefused, keyOf, one, type Typed, type Visit } from './visit.js';

/** A field at fault, and in which words. */
export type Fault = { readonly field: string; readonly text: string };

/** A field of a form as faults speak of it. `pointer`: its place in the API's body. `missing`: said when it is empty. `lands`: where a link to it goes, if it is several inputs. `choice`: its value is a code, no text. */
export type Field = { readonly field: string; readonly label: string; readonly pointer: string; readonly missing?: string; readonly lands?: string; readonly choice?: true };

/** A form: its page, what the API calls its fields, and what becomes of it. */
export type Form<T> = {
  readonly view: string;
  readonly model: object;
  readonly fields: readonly Field[];
  /** What the form itself finds wrong: it only reads what was typed. Everything else is the API's to say. */
  readonly faults?: readonly Fault[];
  readonly send: (key: string) => Promise<Answer<T>>;
  /** Where to go once it is done. */
  readonly done: (value: T) => string;
  readonly refused: Refused;
};

type Link = { readonly text: string; readonly href: string };

/** What did not happen when a form is refused, e.g. `Part 1 was not granted`, the way back, and where it is told why, for who may read that. */
export type Refused = { readonly title: string; readonly reference?: string; readonly back: Link; readonly why?: () => Link | Promise<Link | undefined> };

type Saying = Pick<Form<never>, 'refused' | 'fields'>;

/** Shows forms, sends them, and says what came of it. Nothing that was typed is lost by a no. */
@Injectable()
export class Forms {
  constructor(private readonly keeping: Keeping) {}

  /** The form as it is first seen, or again with what was typed and under the same key. */
  show({ view, model }: Pick<Form<never>, 'view' | 'model'>, typed: Typed = {}, faults: readonly Fault[] = []): Page {
    const values = { ...typed, key: keyOf(typed) };
    return new Page(view, { ...model, values, ...(faults.length > 0 ? { errors: faults } : {}) }, faults.length > 0 ? 422 : 200);
  }

  /** Answers a form that was sent. @throws ApiNo for what is neither a fault of the form nor a refusal */
  async answer<T>(visit: Visit, form: Form<T>): Promise<Shown> {
    const { typed } = visit;
    if (visit.again) return this.show(form, typed);
    const faulty = this.faulty(visit, form);
    if (faulty) return faulty;
    const answer = await form.send(keyOf(typed));
    if (answer.ok) return new Redirect(form.done(answer.value));
    const { problem } = answer;
    if (problem.status === 422 && problem.errors) return this.show(form, typed, faultsOf(problem, form.fields));
    if (problem.status === 412) return this.stale(visit, form);
    if (isRefused(problem)) return this.refusal(visit, form, problem);
    throw new ApiNo(answer);
  }

  /** The form with what is wrong with it, if anything is before it is sent. */
  faulty({ typed }: Visit, form: Pick<Form<never>, 'view' | 'model' | 'fields' | 'faults'>): Page | undefined {
    const faults = [...missingIn(form.fields, typed), ...(form.faults ?? [])];
    return faults.length > 0 ? this.show(form, typed, ordered(faults, form.fields)) : undefined;
  }

  private async refusal(visit: Visit, { refused }: Saying, problem: Problem): Promise<Page> {
    return new Page('refusal', { refused, why: await refused.why?.(), reference: refused.reference, problem, action: visit.path, kept: this.keeping.close(visit.person.id, visit.typed) }, problem.status);
  }

  /** The text comes back on what the part says now, under a key and a version of its own. */
  private stale(visit: Visit, { refused, fields }: Saying): Page {
    const { key: _key, version: _version, ...typed } = visit.typed;
    const texts = fields.filter(({ choice }) => !choice).map(({ field, label }) => ({ label, text: one(typed, field) })).filter(({ text }) => text !== '');
    return new Page('stale', { refused, reference: refused.reference, texts, action: visit.path, kept: this.keeping.close(visit.person.id, typed) }, 412);
  }
}

const missingIn = (fields: readonly Field[], typed: Typed): readonly Fault[] => fields.flatMap(({ field, missing }) => (missing !== undefined && one(typed, field) === '' ? [{ field, text: missing }] : []));

/** Faults in the order of the page, one a field. */
const ordered = (faults: readonly Fault[], fields: readonly Field[]): readonly Fault[] => {
  const place = ({ field }: Fault): number => fields.findIndex((known) => field === known.field || field.startsWith(`${known.field}-`));
  const first = faults.filter(({ field }, index) => faults.findIndex((other) => other.field === field) === index);
  return first.toSorted((a, b) => place(a) - place(b));
};

/** The API's faults at the form's fields. One that no field asked for is said at the first. */
const faultsOf = ({ errors = [] }: Problem, fields: readonly Field[]): readonly Fault[] => {
  const faults = errors.map(({ pointer, rule, detail }) => {
    const known = fields.find((field) => pointer === field.pointer) ?? fields.find((field) => pointer.startsWith(`${field.pointer}/`));
    return known ? { field: known.lands ?? known.field, text: wordsOf(known, rule, detail) } : { field: fields[0]?.lands ?? fields[0]?.field ?? 'key', text: detail };
  });
  return ordered(faults, fields);
};

const wordsOf = ({ label, missing }: Field, rule: string, detail: string): string => {
  const [, what, most] = /expected (\w+) to (?:be|have) <=(\d+)/.exec(detail) ?? [];
  if (rule === 'too-big' && most) {
    const number = Number(most).toLocaleString('en-GB');
    return what === 'array' ? `${label}: no more than ${number}` : `${label} ${label.endsWith('?') ? 'Enter' : 'must be'} ${number} ${what === 'string' ? 'characters ' : ''}or less`;
  }
  if (rule === 'too-small' && missing) return missing;
  const words = ENTER.find(([told]) => detail.startsWith(told))?.[1] ?? detail;
  return label.endsWith('?') ? `${label} ${capital(words)}` : `${label}: ${words}`;
};

/** What an API's fault asks of whoever typed: its own words are for programs. */
const ENTER: readonly (readonly [told: string, words: string])[] = [
  ["a person's id", 'enter a sign-in name, like supt-okafor'], ['a name in small letters and hyphens', 'use small letters, with hyphens between words'], ['a window that ends after it begins', 'enter a time after the start'],
  ['Invalid input: expected number', 'enter a number'], ['Invalid key in record', 'enter fewer characters'],
];
