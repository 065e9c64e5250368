import { Controller, Get, NotFoundException, Param, Post } from '@nestjs/common';
import { readOpenErrors } from '../oversight/overseen.js';
import { type Form, Forms } from '../web/forms.js';
import type { Shown } from '../web/showing.js';
import { got, one, type Visit, Visiting } from '../web/visit.js';
import { type Act, ACTS } from './acts.js';
import type { Error } from './error-file.js';

type Where = { readonly id: string; readonly act: string; readonly which?: string };

/** One act on an error, on a page of its own. */
@Controller('errors/:id')
export class ErrorActsController {
  constructor(private readonly forms: Forms) {}

  @Get(':act')
  async show(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    const { form, begins } = await this.form(visit, where);
    return this.forms.show(form, begins);
  }

  @Post(':act')
  async send(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.answer(visit, (await this.form(visit, where)).form);
  }

  @Get(':act/:which')
  async showOne(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.show(visit, where);
  }

  @Post(':act/:which')
  async sendOne(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.send(visit, where);
  }

  private async form(visit: Visit, { id, act: name, which = '' }: Where): Promise<{ readonly form: Form<Error>; readonly begins: Act['begins'] }> {
    const actOf = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
    if (!actOf) throw new NotFoundException();
    const the = got(await visit.client.authorisation.readError({ params: { id } }));
    if ((name === 'quarantines' || name === 'measures') && !the[name].some((one_) => one_.id === which)) throw new NotFoundException();
    const others = name === 'judge' ? (await readOpenErrors(visit.client)).filter((other) => other.id !== id) : [];
    const { heading, lead, asks, button, fields, faults, begins, send, not } = actOf({ visit, the, others, which });
    const form: Form<Error> = {
      view: 'error-act',
      model: { id, reference: the.reference, version: the.etag, heading, lead, asks, button, the },
      fields,
      ...(faults ? { faults } : {}),
      send: (key) => send({ id, which, ifMatch: Number(one(visit.typed, 'version')), key }),
      done: () => `/errors/${id}?done=${name}`,
      refused: { title: not, reference: the.reference, back: { text: 'Go to the error', href: `/errors/${id}` } },
    };
    return { form, begins };
  }
}
