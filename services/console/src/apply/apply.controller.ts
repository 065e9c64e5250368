import { Controller, Get, Post } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { doneAt } from '../case/case-file.js';
import { type Field, type Form, Forms } from '../web/forms.js';
import type { Shown } from '../web/showing.js';
import { many, one, type Typed, type Visit, Visiting } from '../web/visit.js';
import { capital, CONFIDENTIAL, GROUNDS, PLACES, POWERS, said, TACTICS } from '../web/words.js';

const choices = (names: readonly string[], first: string) => [{ value: '', text: first }, ...names.map((name) => ({ value: name, text: capital(said(name)) }))];

/** An application is one form, sent whole: the console keeps no draft. Parts, tactics and places are added by asking for the same form with one more. */
@Controller('cases/new')
export class ApplyController {
  constructor(private readonly forms: Forms) {}

  @Get()
  show(@Visiting() visit: Visit): Shown {
    return this.forms.show(this.form(visit, shapeOf({})));
  }

  @Post()
  send(@Visiting() visit: Visit): Promise<Shown> | Shown {
    const ask = one(visit.typed, 'do');
    const form = this.form(visit, shapeOf(visit.typed, ask));
    return ask.startsWith('add-') ? this.forms.show(form, visit.typed) : this.forms.answer(visit, form);
  }

  private form({ client, typed }: Visit, shape: Shape): Form<authorisation.ApplyAnswer> {
    return {
      view: 'apply',
      model: {
        shape,
        powers: choices(POWERS, 'Choose a power'), grounds: choices(GROUNDS, 'Choose a ground'), tactics: choices(TACTICS, 'Choose a tactic'), places: choices(PLACES, 'Choose a kind of place'),
        confidential: CONFIDENTIAL.map((name) => ({ value: name, text: name === 'none' ? 'Not likely' : `Likely: ${said(name)}` })),
      },
      fields: applicationFields(shape),
      send: (key) => client.authorisation.apply({ key, body: applicationOf(typed, shape) }),
      done: ({ id }) => doneAt(id, 'apply'),
      refused: { title: 'The application was not made', back: { text: 'Go to my work', href: '/work' } },
    };
  }
}

type Draft = authorisation.ApplyBody['components'][number];

/** How many parts, and of each how many tactics and places, the form shows. */
export type Shape = readonly { readonly tactics: number; readonly places: number }[];

/** The form grows to so much and no further; the API has the last word. */
const PARTS_MAX = 20;
const LIST_MAX = 50;

const count = (text: string, least: number, most: number): number => Math.min(Math.max(Number.parseInt(text, 10) || 0, least), most);

/** The shape of a form that was sent, after what its button asks for: `add-part`, `add-tactic-1`, `add-place-1`. */
export const shapeOf = (typed: Typed, ask = ''): Shape => {
  const [, what, part] = /^add-(part|tactic|place)(?:-(\d+))?$/.exec(ask) ?? [];
  const parts = count(one(typed, 'parts'), 1, PARTS_MAX - 1) + (what === 'part' ? 1 : 0);
  return Array.from({ length: parts }, (_, index) => {
    const grows = (kind: string): number => (what === kind && Number(part) === index + 1 ? 1 : 0);
    return { tactics: count(one(typed, `p${index + 1}-tactics`), 1, LIST_MAX - 1) + grows('tactic'), places: count(one(typed, `p${index + 1}-places`), 0, LIST_MAX - 1) + grows('place') };
  });
};

const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

const numbers = (length: number): readonly number[] => Array.from({ length }, (_, index) => index + 1);

/** What was left empty is left out: the API says what it needs. A tactic or place that was never begun is none. */
const draftOf = (typed: Typed, part: number, { tactics, places }: Shape[number]): Draft => {
  const at = (field: string): string => one(typed, `p${part}-${field}`);
  const perhaps = (name: string, text: string) => (text === '' ? {} : { [name]: text });
  const list = (name: string, field: string) => (lines(at(field)).length === 0 ? {} : { [name]: lines(at(field)) });
  const begun = numbers(places).filter((n) => at(`l${n}-handle`) !== '' || at(`l${n}-kind`) !== '');
  const written = numbers(tactics).filter((n) => n === 1 || at(`t${n}-tactic`) !== '' || at(`t${n}-because`) !== '');
  return {
    handle: `part-${part}`,
    power: at('power') as Draft['power'],
    ground: at('ground') as Draft['ground'],
    tactics: written.map((n) => ({ tactic: at(`t${n}-tactic`), because: at(`t${n}-because`) })),
    ...list('subjects', 'subjects'),
    ...list('vehicles', 'vehicles'),
    ...(begun.length === 0 ? {} : { places: begun.map((n) => ({ handle: at(`l${n}-handle`), kind: at(`l${n}-kind`) as 'public', inArea: many(typed, `p${part}-l${n}-away`).length === 0 })) }),
    necessity: at('necessity'),
    proportionality: at('proportionality'),
    collateral: at('collateral'),
    ...perhaps('otherMeans', at('other-means')),
    confidential: (at('confidential') || 'none') as NonNullable<Draft['confidential']>,
  };
};

/** The application as the API takes it. */
export const applicationOf = (typed: Typed, shape: Shape): authorisation.ApplyBody => {
  const cleared = one(typed, 'cleared').split(/[\s,;]+/).filter((id) => id !== '');
  const agreement = one(typed, 'agreement');
  return {
    operation: one(typed, 'operation'),
    ...(agreement === '' ? {} : { agreement }),
    ...(cleared.length === 0 ? {} : { cleared }),
    components: shape.map((part, index) => draftOf(typed, index + 1, part)),
  };
};

const partFields = (part: number, { tactics, places }: Shape[number]): readonly Field[] => {
  const field = (name: string, pointer: string, label: string, missing?: string): Field => ({ field: `p${part}-${name}`, pointer: `/components/${part - 1}/${pointer}`, label: `Part ${part}: ${label}`, ...(missing ? { missing: `Part ${part}: ${missing}` } : {}) });
  return [
    field('power', 'power', 'the power', 'select the power that you ask for'),
    field('ground', 'ground', 'the ground', 'select the ground'),
    ...numbers(tactics).flatMap((n) => [
      field(`t${n}-tactic`, `tactics/${n - 1}/tactic`, `tactic ${n}`, n === 1 ? 'select a tactic' : undefined),
      field(`t${n}-because`, `tactics/${n - 1}/because`, `the reason for tactic ${n}`),
    ]),
    field('subjects', 'subjects', 'subjects'),
    field('vehicles', 'vehicles', 'vehicles'),
    ...numbers(places).flatMap((n) => [field(`l${n}-handle`, `places/${n - 1}/handle`, `place ${n}`), field(`l${n}-kind`, `places/${n - 1}/kind`, `the kind of place ${n}`)]),
    field('necessity', 'necessity', 'necessity', 'say why it is necessary'),
    field('proportionality', 'proportionality', 'proportionality', 'say why it is proportionate'),
    field('collateral', 'collateral', 'collateral intrusion', 'say who else may be affected, and what you will do about it'),
    field('other-means', 'otherMeans', 'other means'),
    field('confidential', 'confidential', 'confidential information'),
  ];
};

/** Every field of a form of this shape, in the order of the page. */
export const applicationFields = (shape: Shape): readonly Field[] => [
  { field: 'operation', pointer: '/operation', label: 'The name of the operation', missing: 'Enter the name of the operation' },
  { field: 'cleared', pointer: '/cleared', label: 'Who must know' },
  { field: 'agreement', pointer: '/agreement', label: 'The collaboration agreement' },
  ...shape.flatMap((part, index) => partFields(index + 1, part)),
];
