import { Controller, Get, Param, Post } from '@nestjs/common';
import { readCase, streamsOf } from '../case/case-file.js';
import { inspects } from '../inspect/inspecting.js';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { afterIn, onwards } from '../web/lists.js';
import { got, one, type Visit, Visiting } from '../web/visit.js';
import { partNumber, said } from '../web/words.js';
import { listProducts, type Product, registers } from './products.js';
import { FIRST, registering } from './registering.js';

/** What was obtained under one case, and entering more of it. */
@Controller('cases/:id/product')
export class CaseProductController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async list(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const { the, readable, nameOf } = await readCase(visit, this.names, id);
    const { items, next } = await listProducts(visit.client, { authorisation: id, ...afterIn(visit.query) });
    const directions = the.components.flatMap(({ id: part, cancelled }) => (cancelled ? [{ part: partNumber(part), words: cancelled.productDirection }] : []));
    return new Page('case-product', {
      streams: streamsOf(id), id, reference: the.reference, operation: readable ? the.operation : undefined, readable, tab: 'product', asked: nameOf(the.applicant), unit: the.unit, inspects: inspects(visit.person),
      items, next: onwards(visit.path, {}, next), directions, registers: registers(visit.person),
    });
  }

  @Get('new')
  async showNew(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(await this.form(visit, id), FIRST(visit));
  }

  @Post('new')
  async register(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, await this.form(visit, id));
  }

  private async form(visit: Visit, id: string): Promise<Form<Product>> {
    const { reference, components } = got(await visit.client.authorisation.readAuthorisation({ params: { id } }));
    const items = components.map(({ id: value, power }) => ({ value, text: `Part ${partNumber(value)}: ${said(power)}` }));
    return registering(visit, {
      asks: [{ kind: 'choice', field: 'component', label: 'Under which part was it obtained?', missing: 'Select the part', items }],
      under: { authorisation: id, component: one(visit.typed, 'component') }, reference, back: { text: 'Go to the product of the case', href: `/cases/${id}/product` },
    });
  }
}
