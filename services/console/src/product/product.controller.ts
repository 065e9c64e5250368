import { Controller, Get, Param, Post } from '@nestjs/common';
import { type Ask, fieldsOf } from '../web/asks.js';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import { Page, type Shown } from '../web/showing.js';
import { afterIn, onwards } from '../web/lists.js';
import { ApiNo, got, NoSuchPage, one, under, type Visit, Visiting } from '../web/visit.js';
import { isReference, partNumber, REFERENCE_FAULT, referenceTyped } from '../web/words.js';
import { actionsFor, copyActions, copyName, lifts, listProducts, pathOf, type Product, readProduct, registers, STAGES } from './products.js';
import { FIRST, registering } from './registering.js';
import { DONE, STEPS } from './steps.js';

type Where = { readonly id: string; readonly of?: string; readonly which?: string; readonly step: string };

/** What was obtained, wherever it was: the register, one product with its copies, and each step on it. */
@Controller('product')
export class ProductController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get()
  async register(@Visiting() { client, person, path, query }: Visit): Promise<Shown> {
    const stage = STAGES.find((one) => one === query['stage']);
    const { items, next } = await listProducts(client, { ...(stage ? { stage } : {}), ...afterIn(query) });
    return new Page('product-register', { items, next: onwards(path, stage ? { stage } : {}, next), stage, stages: STAGES, registers: registers(person), streams: [] });
  }

  // Before the one that takes any word for an id.
  @Get('new')
  async showNew(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.show(await ofCase(visit), FIRST(visit));
  }

  @Post('new')
  async registerNew(@Visiting() visit: Visit): Promise<Shown> {
    const form = await ofCase(visit);
    try {
      return await this.forms.answer(visit, form);
    } catch (error) {
      // Whoever keeps product need not know of the case: what is not there and what they may not know of are one answer.
      if (error instanceof ApiNo && error.answer.status === 404) return this.forms.show(form, visit.typed, [{ field: 'case', text: 'There is no such part of a case whose product you may register' }]);
      throw error;
    }
  }

  @Get(':id')
  async show(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    const { client, person, query } = visit;
    const it = await readProduct(client, id);
    const { items } = got(await client.authorisation.listProductEvents({ params: { id } }));
    const nameOf = await this.names.of(client, [it.obtainedBy, it.registered.by, ...items.flatMap(({ actor }) => actor?.person ?? [])]);
    const bars = [...it.holds.map((bar) => ({ ...bar, words: 'An inspector holds it', step: `holds/${bar.id}/lift`, lifts: lifts.hold(person) })), ...it.quarantines.map((bar) => ({ ...bar, words: 'It is set apart', step: `quarantines/${bar.id}/release`, lifts: lifts.quarantine(person) }))];
    return new Page('product', {
      streams: [`product-${id}`], ...headOf(it), done: under(DONE, query['done']), opensCase: person.roles.some((role) => role !== 'product-officer'), actions: actionsFor(it, person), obtainedBy: nameOf(it.obtainedBy), registeredBy: nameOf(it.registered.by),
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
    const stepOf = under(STEPS, called);
    if (!stepOf) throw new NoSuchPage();
    const it = await readProduct(visit.client, id);
    if (of !== undefined && !(it[of as 'copies' | 'holds' | 'quarantines'] as readonly { readonly id: string }[]).some((one_) => one_.id === which)) throw new NoSuchPage();
    const { heading, intro, asks, faults, button, send, participle } = await stepOf(visit, it, which);
    const back = { text: 'Go to the product', href: pathOf(it) };
    return {
      view: 'asked', model: { reference: it.reference, version: it.etag, heading, intro, asks, button, back }, fields: fieldsOf(asks), ...(faults ? { faults } : {}),
      send: (key) => send({ params: { id }, ifMatch: Number(one(visit.typed, 'version')), key }),
      done: () => `${pathOf(it)}?done=${encodeURIComponent(called)}`,
      refused: { title: `${it.reference} was not ${participle}`, reference: it.reference, back },
    };
  }
}

const CASE_ASKS: readonly Ask[] = [
  { kind: 'line', field: 'case', label: 'Case reference', hint: 'For example, MET-26-0001', missing: 'Enter the reference of the case', pointer: '/authorisation' },
  { kind: 'line', field: 'part', label: 'Number of the part', hint: 'For example, 1', missing: 'Enter the number of the part', pointer: '/component' },
];

/** Registering by the reference of a case that the keeper of product need not be able to open. */
const ofCase = (visit: Visit): Promise<Form<Product>> => {
  const [reference, part] = [referenceTyped(one(visit.typed, 'case')), one(visit.typed, 'part')];
  return registering(visit, {
    asks: CASE_ASKS, under: { authorisation: reference, component: `c${part}` },
    faults: [...(isReference(reference) ? [] : [{ field: 'case', text: REFERENCE_FAULT }]), ...(/^[1-9]\d?$/.test(part) ? [] : [{ field: 'part', text: 'The part is a number, like 1' }])],
    reference: 'Product', back: { text: 'Back to product', href: '/product' },
  });
};

/** What a page of product shows of it first. */
const headOf = (it: Product) => ({ it, id: it.id, reference: it.reference, part: partNumber(it.component), caseReference: it.reference.split('/')[0] ?? it.reference });
