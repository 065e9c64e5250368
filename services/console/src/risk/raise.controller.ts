import { Controller, Get, Post } from '@nestjs/common';
import type { Client } from '@cpmp/client';
import { type Fault, type Field, type Form, Forms } from '../web/forms.js';
import type { Shown } from '../web/showing.js';
import { everything, orNone } from '../web/lists.js';
import { got, one, type Typed, type Visit, Visiting } from '../web/visit.js';
import { isReference, REFERENCE_FAULT, referenceTyped, said } from '../web/words.js';
import { assessmentTyped, RATED, ratings } from './assessment.js';
import { readMatrix, type Risk } from './risks.js';

const FIELDS: readonly Field[] = [
  { field: 'reference', pointer: '/about', label: 'What it is about' },
  { field: 'thing', pointer: '/thing', label: 'The team or item', choice: true },
  ...RATED,
  { field: 'owner', pointer: '/owner', label: 'Who owns it' },
];

/** A new risk: about a case by its reference, or about a thing that the reader may see. */
@Controller('risks/new')
export class RaiseController {
  constructor(private readonly forms: Forms) {}

  @Get()
  async show(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.show(await this.form(visit));
  }

  @Post()
  async send(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.answer(visit, await this.form(visit));
  }

  private async form({ client, typed }: Visit): Promise<Form<Risk>> {
    const [matrix, things, about] = await Promise.all([readMatrix(client), readThings(client), aboutTyped(client, typed)]);
    const owner = one(typed, 'owner');
    return {
      view: 'risk-raise',
      model: { things: [{ value: '', text: 'None, it is about a case' }, ...things], ...ratings(matrix) },
      fields: FIELDS,
      faults: about.faults,
      send: (key) => client.riskAssessment.assessRisk({ key, body: { ...assessmentTyped(typed), about: about.stream, ...(owner === '' ? {} : { owner }) } }),
      done: ({ id }) => `/risks/${id}?done=raise`,
      refused: { title: 'The risk was not raised', back: { text: 'Go to risks', href: '/risks' } },
    };
  }
}

const fault = (text: string): { readonly stream: string; readonly faults: readonly Fault[] } => ({ stream: '', faults: [{ field: 'reference', text }] });

/** The stream that a risk is about, from what was typed. A case that the reader may not know of is answered as one that is not there. */
const aboutTyped = async (client: Client, typed: Typed): Promise<{ readonly stream: string; readonly faults: readonly Fault[] }> => {
  const [reference, thing] = [referenceTyped(one(typed, 'reference')), one(typed, 'thing')];
  if (reference !== '' && thing !== '') return fault('Enter a case reference or select a team or item, not both');
  if (thing !== '') return { stream: thing, faults: [] };
  if (reference === '') return fault('Enter a case reference, or select a team or item');
  if (!isReference(reference)) return fault(REFERENCE_FAULT);
  const [found] = got(await client.authorisation.listAuthorisations({ query: { reference } })).items;
  return found ? { stream: `authority-${found.id}`, faults: [] } : fault('You have no case with this reference. Check it with whoever gave it to you');
};

/** Things by their streams, where the reader may list them. */
const readThings = async (client: Client) => {
  const [assets, resources] = await Promise.all([everything((query) => client.assetRegistry.listAssets({ query }), orNone), everything((query) => client.resourceAllocation.listResources({ query }), orNone)]);
  const offered = (register: string, items: readonly { readonly id: string; readonly name: string; readonly kind: string }[]) =>
    items.map(({ id, name, kind }) => ({ value: `${register}-${id}`, text: `${name}, ${said(kind)}` })).toSorted((a, b) => a.text.localeCompare(b.text, 'en-GB'));
  return [...offered('asset', assets.map((one_) => ({ ...one_, name: one_.label ?? one_.serial }))), ...offered('resource', resources.map((one_) => ({ ...one_, name: one_.label ?? one_.reference })))];
};
