import { Controller, Get, Post } from '@nestjs/common';
import { Forms } from '../web/forms.js';
import { Redirect, type Shown } from '../web/showing.js';
import { got, gotOr, one, type Visit, Visiting } from '../web/visit.js';
import { isReference, REFERENCE_FAULT, referenceTyped } from '../web/words.js';

/** The newest cases are listed below the question, so many. */
const CASES_SHOWN = 20;

/** Any case by its reference. What was typed never stands in an address; a case that is not there and one that the reader may not know of are answered alike. */
@Controller('search')
export class SearchController {
  constructor(private readonly forms: Forms) {}

  @Get()
  show(@Visiting() visit: Visit): Promise<Shown> {
    return this.page(visit);
  }

  @Post()
  async find(@Visiting() visit: Visit): Promise<Shown> {
    const reference = referenceTyped(one(visit.typed, 'reference'));
    if (!isReference(reference)) return this.page(visit, reference === '' ? 'Enter a case reference' : REFERENCE_FAULT);
    const [found] = got(await visit.client.authorisation.listAuthorisations({ query: { reference } })).items;
    return found ? new Redirect(`/cases/${found.id}`) : this.page(visit, 'You have no case with this reference. Check it with whoever gave it to you');
  }

  private async page({ client, typed }: Visit, fault?: string): Promise<Shown> {
    const { items: cases } = gotOr(await client.authorisation.listAuthorisations({ query: { limit: CASES_SHOWN } }), { items: [] });
    return this.forms.show({ view: 'search', model: { cases } }, { reference: one(typed, 'reference') }, fault === undefined ? [] : [{ field: 'reference', text: fault }]);
  }
}
