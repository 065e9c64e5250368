import { Controller, Get, Param, Post } from '@nestjs/common';
import type { notification } from '@cpmp/client';
import { type Fault, Forms } from '../web/forms.js';
import { Page, Redirect, type Shown } from '../web/showing.js';
import { got, gotOr, one, type Visit, Visiting } from '../web/visit.js';
import { capital, isReference, partNumber, REFERENCE_FAULT, referenceTyped } from '../web/words.js';

type Notice = notification.ListNoticesAnswer['items'][number];

const CASES_SHOWN = 20;
const WAITING_READ = 200;
/** Notices come by the time they were sent; the one answered last is sought among so many. */
const ANSWERED_READ = 50;

/** Notices first, those that run out soonest before the rest; the case they are about; and any case by its reference. */
@Controller()
export class NoticesController {
  constructor(private readonly forms: Forms) {}

  @Get('notices')
  show(@Visiting() visit: Visit): Promise<Shown> {
    return this.page(visit);
  }

  @Post('notices/:id/acknowledge')
  async acknowledge(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    return this.forms.answer(visit, {
      view: 'notices',
      model: {},
      fields: [],
      send: (key) => visit.client.notification.acknowledgeNotice({ params: { id }, key, body: {} }),
      done: () => `/notices?done=${id}`,
      refused: { title: 'The notice was not acknowledged', back: { text: 'Go to notices', href: '/notices' } },
    });
  }

  /** Opens a case by its reference, which never stands in an address. */
  @Post('find')
  async find(@Visiting() visit: Visit): Promise<Shown> {
    const reference = referenceTyped(one(visit.typed, 'reference'));
    if (!isReference(reference)) return this.page(visit, reference === '' ? 'Enter a case reference' : REFERENCE_FAULT);
    const { items } = got(await visit.client.authorisation.listAuthorisations({ query: { reference } }));
    const [found] = items;
    return found ? new Redirect(`/cases/${found.id}`) : this.page(visit, 'You have no case with this reference. Check it with whoever gave it to you');
  }

  private async page(visit: Visit, fault?: string): Promise<Shown> {
    const { client, now, query, typed } = visit;
    const [waiting, answered, cases] = await Promise.all([
      client.notification.listNotices({ query: { acknowledged: 'false', limit: WAITING_READ } }),
      client.notification.listNotices({ query: { acknowledged: 'true', limit: ANSWERED_READ } }),
      client.authorisation.listAuthorisations({ query: { limit: CASES_SHOWN } }),
    ]);
    const items = [...got(waiting).items].sort(soonest).map((notice) => shown(notice, now));
    // A notice also waits no more when what it was about was done: nobody acknowledged it.
    const past = got(answered).items.filter(({ acknowledgedAt }) => acknowledgedAt !== null);
    const last = past.toSorted((a, b) => (b.acknowledgedAt ?? '').localeCompare(a.acknowledgedAt ?? ''))[0];
    const done = past.find(({ id }) => id === query['done']);
    const faults: readonly Fault[] = fault === undefined ? [] : [{ field: 'reference', text: fault }];
    return this.forms.show({ view: 'notices', model: { streams: [`person-${visit.person.id}`], items, more: got(waiting).next !== undefined, last, done, cases: gotOr(cases, { items: [] }).items } }, { reference: one(typed, 'reference') }, faults) as Page;
  }
}

const soonest = (a: Notice, b: Notice): number => (a.due ?? a.escalatesAt ?? a.sentAt).localeCompare(b.due ?? b.escalatesAt ?? b.sentAt);

/** A notice as its card says it. Its words come from the service's own table and hold nothing covert. */
const shown = (notice: Notice, now: string) => {
  const { text, reference, component, due } = notice;
  const about = text.replace(`, ${reference}`, '');
  const isCase = isReference(reference);
  const of = [component ? `part ${partNumber(component)}` : '', isCase ? '' : reference].filter((words) => words !== '');
  return { ...notice, isCase, heading: [capital(about), ...of].join(', '), late: due !== null && due <= now };
};
