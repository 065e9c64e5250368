import { Controller, Get, Param, Post } from '@nestjs/common';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { got, one, type Visit, Visiting } from '../web/visit.js';
import { partNumber } from '../web/words.js';
import { fieldsOf } from './asks.js';
import { actionsFor, copyActions, copyName, lifts, listProducts, pathOf, type Product, readProduct, STAGES } from './products.js';
import { DONE, STEPS } from './steps.js';

type Where = { readonly id: string; readonly of?: string; readonly which?: string; readonly step: string };

/** There is no such step on product. */
class NoSuchStep extends Error {
  readonly statusCode = 404;
}

/** What was obtained, wherever it was: the register, one product with its copies, and each step on it. */
@Controller('product')
export class ProductController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async register(@Visiting() { client, query }: Visit): Promise<Shown> {
    const stage = STAGES.find((one) => one === query['stage']);
    return new Page('product-register', { ...(await listProducts(client, stage ? { stage } : {})), stage, stages: STAGES, streams: [] });
  }

  @Get(':id')
  async show(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const { client, person, query } = visit;
    const it = await readProduct(client, id);
    const { items } = got(await client.authorisation.listProductEvents({ params: { id } }));
    const nameOf = await this.names.of(client, [it.obtainedBy, it.registered.by, ...items.flatMap(({ actor }) => actor?.person ?? [])]);
    const bars = [...it.holds.map((bar) => ({ ...bar, words: 'An inspector holds it', step: `holds/${bar.id}/lift`, lifts: lifts.hold(person) })), ...it.quarantines.map((bar) => ({ ...bar, words: 'It is set apart', step: `quarantines/${bar.id}/release`, lifts: lifts.quarantine(person) }))];
    return new Page('product', {
      streams: [`product-${id}`], ...headOf(it), done: DONE[query['done'] ?? ''], opensCase: person.roles.some((role) => role !== 'product-officer'), actions: actionsFor(it, person), obtainedBy: nameOf(it.obtainedBy), registeredBy: nameOf(it.registered.by),
      copies: it.copies.map((copy) => ({ ...copy, name: copyName(copy.id), actions: copyActions(copy, it, person) })), bars: bars.filter(({ lifted }) => !lifted),
      orderedBy: it.destruction && nameOf(it.destruction.ordered.by), confirmedBy: it.destruction?.confirmed && nameOf(it.destruction.confirmed.by),
      events: items.toReversed().map(({ at, summary, actor }) => ({ at, what: summary, by: actor ? nameOf(actor) : 'The platform' })),
    });
  }

  /** The certificate for paper. */
  @Get(':id/certificate')
  async certificate(@Visiting() { client }: Visit, @Param('id') id: string): Promise<Shown> {
    const certificate = got(await client.authorisation.readCertificate({ params: { id }, query: { purpose: 'print' } }));
    const { destroyed: { ordered, confirmed, copies } } = certificate;
    const nameOf = await this.names.of(client, [ordered.by, confirmed.by, ...copies.flatMap(({ by, witness }) => [by, witness])]);
    return new Page('product-certificate', {
      id, certificate, reference: certificate.destroyed.reference, orderedBy: nameOf(ordered.by), confirmedBy: nameOf(confirmed.by),
      copies: copies.map((one) => ({ ...one, name: copyName(one.copy), by: nameOf(one.by), witness: nameOf(one.witness) })),
    });
  }

  @Get([':id/:step', ':id/:of/:which/:step'])
  async showStep(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.show(await this.form(visit, where));
  }

  @Post([':id/:step', ':id/:of/:which/:step'])
  async sendStep(@Visiting() visit: Visit, @Param() where: Where): Promise<Shown> {
    return this.forms.answer(visit, await this.form(visit, where));
  }

  private async form(visit: Visit, { id, of, which = '', step: name }: Where): Promise<Form<Product>> {
    const called = of === undefined ? name : `${of}/${name}`;
    const stepOf = STEPS[called];
    if (!stepOf) throw new NoSuchStep();
    const it = await readProduct(visit.client, id);
    const { heading, intro, asks, faults, button, send, participle } = await stepOf(visit, it, which);
    const back = { text: 'Go to the product', href: pathOf(it) };
    return {
      view: 'product-step', model: { reference: it.reference, version: it.etag, heading, intro, asks, button, back }, fields: fieldsOf(asks), ...(faults ? { faults } : {}),
      send: (key) => send({ params: { id }, ifMatch: Number(one(visit.typed, 'version')), key }),
      done: () => `${pathOf(it)}?done=${encodeURIComponent(called)}`,
      refused: { title: `${it.reference} was not ${participle}`, reference: it.reference, back },
    };
  }
}

/** What a page of product shows of it first. */
const headOf = (it: Product) => ({ it, id: it.id, reference: it.reference, part: partNumber(it.component), caseReference: it.reference.split('/')[0] ?? it.reference });
