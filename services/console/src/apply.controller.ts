import { Controller, Get, Post } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { applicationFields, applicationOf, type Shape, shapeOf } from './application-form.js';
import { doneAt } from './done.js';
import { type Form, Forms } from './forms.js';
import type { Shown } from './showing.js';
import { one, Visiting, type Visit } from './visit.js';
import { capital, CONFIDENTIAL, GROUNDS, PLACES, POWERS, said, TACTICS } from './words.js';

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
      refused: { title: 'The application was not made', back: { text: 'Go to notices', href: '/notices' } },
    };
  }
}
