import { Controller, Get, Param, Post } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { readCase, streamsOf } from '../case/case-file.js';
import { inspects } from '../inspect/inspecting.js';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { faultsAt, perhapsAt, typedAt } from '../web/spoken.js';
import { instantTyped } from '../web/typed-time.js';
import { got, one, type Visit, Visiting } from '../web/visit.js';
import { capital, CONFIDENTIAL, partNumber, said } from '../web/words.js';
import { type Ask, fieldsOf, keptAsks, placeAsks } from './asks.js';
import { listProducts, pathOf, type Product, registers } from './products.js';
import { keptTyped, placeTyped } from './steps.js';

type Body = authorisation.RegisterProductBody;

const KINDS: readonly Body['kind'][] = ['audio', 'video', 'photograph', 'document', 'log', 'data', 'object', 'other'];
const chosen = (names: readonly string[], words: (name: string) => string = said) => names.map((value) => ({ value, text: capital(words(value)) }));

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
    const { items, more } = await listProducts(visit.client, { authorisation: id });
    const directions = the.components.flatMap(({ id: part, cancelled }) => (cancelled ? [{ part: partNumber(part), words: cancelled.productDirection }] : []));
    return new Page('case-product', {
      streams: streamsOf(id), id, reference: the.reference, operation: readable ? the.operation : undefined, readable, tab: 'product', asked: nameOf(the.applicant), unit: the.unit, inspects: inspects(visit.person),
      items, more, directions, registers: registers(visit.person),
    });
  }

  @Get('new')
  async showNew(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(await this.form(visit, id), { obtainedBy: visit.person.id, confidential: 'none' });
  }

  @Post('new')
  async register(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, await this.form(visit, id));
  }

  private async form({ client, typed }: Visit, id: string): Promise<Form<Product>> {
    const the = got(await client.authorisation.readAuthorisation({ params: { id } }));
    const { items: bases } = got(await client.authorisation.listProductBases({}));
    const asks = asksOf(the.components, bases);
    const [from, until, kept] = [instantTyped(typedAt(typed, 'from'), 'when it was obtained'), perhapsAt(typed, 'until', 'the end'), keptTyped(typed)];
    const back = { text: 'Go to the product of the case', href: `/cases/${id}/product` };
    return {
      view: 'product-step', model: { reference: the.reference, version: '', heading: 'Register what was obtained', asks, button: 'Register it', back, intro: 'What was obtained while nothing was in force is registered too: it is marked and set apart.' },
      fields: fieldsOf(asks), faults: [...faultsAt('from', from), ...(until ? faultsAt('until', until) : []), ...kept.faults],
      send: (key) =>
        client.authorisation.registerProduct({
          key,
          body: {
            authorisation: id, component: one(typed, 'component'), kind: one(typed, 'kind') as Body['kind'], description: one(typed, 'description'), from: from.instant ?? '', ...(until?.instant ? { until: until.instant } : {}), obtainedBy: one(typed, 'obtainedBy'),
            confidential: one(typed, 'confidential') as Body['confidential'], ...kept.body, copy: placeTyped(typed),
          },
        }),
      done: (product) => `${pathOf(product)}?done=register`,
      refused: { title: 'The product was not registered', reference: the.reference, back },
    };
  }
}

type Parts = readonly { readonly id: string; readonly power: string }[];

const asksOf = (parts: Parts, bases: authorisation.ListProductBasesAnswer['items']): readonly Ask[] => [
  { kind: 'choice', field: 'component', label: 'Under which part was it obtained?', missing: 'Select the part', items: parts.map(({ id, power }) => ({ value: id, text: `Part ${partNumber(id)}: ${said(power)}` })) },
  { kind: 'choice', field: 'kind', label: 'What kind of thing is it?', missing: 'Select what kind of thing it is', items: chosen(KINDS) },
  { kind: 'words', field: 'description', label: 'What is it?', hint: 'It is sealed, and goes with the product when that is destroyed', missing: 'Enter what it is' },
  { kind: 'moment', field: 'from', label: 'When was it obtained?', hint: 'For a recording, when it began' },
  { kind: 'moment', field: 'until', label: 'Until when, if it went on?', hint: 'Leave it empty if it did not' },
  { kind: 'line', field: 'obtainedBy', label: 'Who obtained it?', hint: 'Their sign-in name. For example, dc-ahmed', missing: 'Enter who obtained it' },
  { kind: 'choice', field: 'confidential', label: 'Does it hold confidential material?', missing: 'Select whether it holds confidential material', items: chosen(CONFIDENTIAL, (name) => (name === 'none' ? 'No' : said(name))) },
  ...keptAsks(bases),
  ...placeAsks('/copy'),
];
