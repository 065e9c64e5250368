import { Controller, Get, Post } from '@nestjs/common';
import { type Fault, type Form, Forms } from '../web/forms.js';
import type { Shown } from '../web/showing.js';
import { faultsAt, perhapsAt } from '../web/spoken.js';
import { got, one, type Visit, Visiting } from '../web/visit.js';
import { isReference, REFERENCE_FAULT, referenceTyped } from '../web/words.js';
import type { Asked } from './acts.js';
import type { Error } from './error-file.js';

/** What somebody suspects to be an error: of a case by its reference, or of none. */
@Controller('errors/new')
export class RaiseErrorController {
  constructor(private readonly forms: Forms) {}

  @Get()
  async show(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.show(await this.form(visit));
  }

  @Post()
  async send(@Visiting() visit: Visit): Promise<Shown> {
    return this.forms.answer(visit, await this.form(visit));
  }

  private async form(visit: Visit): Promise<Form<Error>> {
    const { client, typed } = visit;
    const [{ kinds }, about] = await Promise.all([client.authorisation.listErrors({ query: { limit: 1 } }).then(got), aboutTyped(visit)]);
    const [from, until] = [perhapsAt(typed, 'from', 'the beginning'), perhapsAt(typed, 'until', 'the end')];
    const asks: readonly Asked[] = [
      { field: 'kind', label: 'What may it be?', kind: 'choice', items: kinds.map(({ kind, words, clause }) => ({ value: kind, text: words, hint: { text: clause } })) },
      { field: 'reference', label: 'Case reference, if it is about a case', kind: 'line', hint: 'For example, MET-26-0001' },
      { field: 'part', label: 'Part of the case, if it is about one', kind: 'line', hint: 'The number alone, for example 1' },
      { field: 'from', label: 'When did it begin, if that is known?', kind: 'moment' },
      { field: 'until', label: 'When did it end, if that is known?', kind: 'moment' },
      { field: 'text', label: 'What happened?', kind: 'text' },
    ];
    return {
      view: 'error-act',
      model: { heading: 'Raise a possible error', lead: 'The senior responsible officer judges whether it is one.', asks, button: 'Raise it' },
      fields: [
        { field: 'kind', pointer: '/kind', label: 'What it may be', missing: 'Select what it may be', choice: true }, { field: 'reference', pointer: '/authorisation', label: 'Case reference' }, { field: 'part', pointer: '/component', label: 'The part' },
        { field: 'from', pointer: '/from', label: 'When it began', lands: 'from-day' }, { field: 'until', pointer: '/until', label: 'When it ended', lands: 'until-day' }, { field: 'text', pointer: '/text', label: 'What happened', missing: 'Enter what happened' },
      ],
      faults: [...about.faults, ...(from ? faultsAt('from', from) : []), ...(until ? faultsAt('until', until) : [])],
      send: (key) => client.authorisation.raiseError({ key, body: { kind: one(typed, 'kind'), text: one(typed, 'text'), ...about.body, ...(from?.instant ? { from: from.instant } : {}), ...(until?.instant ? { until: until.instant } : {}) } }),
      done: ({ id }) => `/errors/${id}?done=raise`,
      refused: { title: 'The error was not raised', back: { text: 'Go to errors', href: '/errors' } },
    };
  }
}

type About = { readonly body: { readonly authorisation?: string; readonly component?: string }; readonly faults: readonly Fault[] };

const fault = (field: string, text: string): About => ({ body: {}, faults: [{ field, text }] });

/** The case and the part that were typed. A case that the reader may not know of is answered as one that is not there. */
const aboutTyped = async ({ client, typed }: Visit): Promise<About> => {
  const [reference, part] = [referenceTyped(one(typed, 'reference')), one(typed, 'part')];
  if (reference === '') return part === '' ? { body: {}, faults: [] } : fault('reference', 'Enter the case that the part is of');
  if (!isReference(reference)) return fault('reference', REFERENCE_FAULT);
  const [found] = got(await client.authorisation.listAuthorisations({ query: { reference } })).items;
  if (!found) return fault('reference', 'You have no case with this reference. Check it with whoever gave it to you');
  if (part === '') return { body: { authorisation: found.id }, faults: [] };
  const component = `c${part}`;
  return found.components.some(({ id }) => id === component) ? { body: { authorisation: found.id, component }, faults: [] } : fault('part', `The case has ${found.components.length === 1 ? 'one part, part 1' : `parts 1 to ${found.components.length}`}`);
};
