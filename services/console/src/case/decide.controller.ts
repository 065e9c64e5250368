import { Controller, Get, Param, Post } from '@nestjs/common';
import type { authorisation } from '@cpmp/client';
import { briefOf, type CaseFile, doneAt, isCheckable, partShown, partStep, readCase, streamsOf, whyOf } from './case-file.js';
import { type Form, Forms } from '../web/forms.js';
import { Names } from '../web/names.js';
import type { Shown } from '../web/showing.js';
import { faultsAt, INSTEAD_FIELDS, NEAR_FIELDS, readSpoken, SPOKEN_FIELDS, typedAt } from '../web/spoken.js';
import { endOfDay } from '../web/typed-time.js';
import { got, one, type Visit, Visiting } from '../web/visit.js';

type Decided = authorisation.GrantAnswer;

/** The gatekeeper's check of a case, and an officer's decision on one part, with everything on one page and the decision last. */
@Controller('cases/:id')
export class DecideController {
  constructor(
    private readonly forms: Forms,
    private readonly names: Names,
  ) {}

  @Get('check')
  async showCheck(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.show(this.check(visit, await readCase(visit, this.names, id)));
  }

  @Post('check')
  async sendCheck(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, this.check(visit, await readCase(visit, this.names, id)));
  }

  @Get('components/:component/decide')
  async showDecision(@Visiting() visit: Visit, @Param('id') id: string, @Param('component') component: string): Promise<Shown> {
    return this.forms.show(await this.decision(visit, id, component));
  }

  @Post('components/:component/decide')
  async sendDecision(@Visiting() visit: Visit, @Param('id') id: string, @Param('component') component: string): Promise<Shown> {
    return this.forms.answer(visit, await this.decision(visit, id, component));
  }

  private check({ client, typed, person }: Visit, file: CaseFile): Form<authorisation.ApplyAnswer> {
    const { the, nameOf } = file;
    const { id, reference, operation, components, etag } = the;
    return {
      view: 'check',
      model: { streams: streamsOf(id), id, reference, operation, agreement: the.agreement, version: etag, open: isCheckable(the, person), asked: nameOf(the.applicant), parts: components.map((part) => partShown(part, file, person)) },
      fields: [
        { field: 'outcome', pointer: '/outcome', label: 'What you do with it', missing: 'Select whether you pass it on or return it', choice: true },
        { field: 'comment', pointer: '/comment', label: 'Your comment', missing: 'Enter what you found' },
      ],
      send: (key) => client.authorisation.checkAuthorisation({ params: { id }, key, ifMatch: Number(one(typed, 'version')), body: { outcome: one(typed, 'outcome') as 'pass', comment: one(typed, 'comment') } }),
      done: () => doneAt(id, 'check'),
      refused: { title: `${reference} was not checked`, reference, back: { text: 'Go to the case', href: `/cases/${id}` } },
    };
  }

  private async decision(visit: Visit, id: string, component: string): Promise<Form<Decided>> {
    const { client, typed } = visit;
    const read = got(await client.authorisation.readComponent({ params: { id, component } }));
    const file = await readCase(visit, this.names, id);
    const step = partStep(file, read);
    const grants = one(typed, 'decision') === 'grant';
    const spoken = readSpoken(typed);
    const review = endOfDay(typedAt(typed, 'review'), 'the review date');
    const how = { params: { id, component }, ifMatch: Number(one(typed, 'version')) };
    const statement = one(typed, 'statement');
    return {
      view: 'decide',
      model: briefOf(file, read),
      fields: [
        { field: 'decision', pointer: '/decision', label: 'Your decision', missing: 'Select whether you grant or refuse this part', choice: true },
        { field: 'statement', pointer: grants ? '/statement' : '/reason', label: 'Your reasons', missing: 'Enter your reasons in your own words' },
        { field: 'review', pointer: '/reviewBy', label: 'The review date', lands: 'review-day' },
        ...SPOKEN_FIELDS, ...INSTEAD_FIELDS, ...NEAR_FIELDS,
      ],
      faults: grants ? [...faultsAt('review', review), ...spoken.faults] : [],
      send: (key) =>
        grants
          ? client.authorisation.grant({ ...how, key, body: { ...spoken.body, statement, reviewBy: review.instant ?? '' } })
          : client.authorisation.refuse({ ...how, key, body: { reason: statement } }),
      done: () => doneAt(id, grants ? 'grant' : 'refuse', component),
      refused: { title: `Part ${step.number} was not ${grants ? 'granted' : 'refused'}`, reference: step.reference, back: { text: 'Go to the case', href: `/cases/${id}` }, why: () => whyOf(id, read) },
    };
  }
}
