import { Controller, Get, Param, Post } from '@nestjs/common';
import type { notification } from '@cpmp/client';
import { knownCases } from '../case/known-cases.js';
import { Forms } from '../web/forms.js';
import { Redirect, type Shown } from '../web/showing.js';
import { got, type Visit, Visiting } from '../web/visit.js';
import { capital, isReference, partNumber } from '../web/words.js';

type Notice = notification.ListNoticesAnswer['items'][number];

const WAITING_READ = 200;
/** Those answered last come first; the last that somebody acknowledged is sought among so many. */
const ANSWERED_READ = 50;

/** What a person was told and has not answered: what runs out soonest before the rest, with the case it is about. */
@Controller('notices')
export class NoticesController {
  constructor(private readonly forms: Forms) {}

  @Get()
  show(@Visiting() visit: Visit): Promise<Shown> {
    return this.page(visit);
  }

  /** Where somebody is led who signed in on the page that says that another's session ended here: to their own. */
  @Get(':id/acknowledge')
  back(): Shown {
    return new Redirect('/notices');
  }

  @Post(':id/acknowledge')
  async acknowledge(@Visiting() visit: Visit, @Param('id') id: string): Promise<Shown> {
    // Nothing was typed that could come back: what waits is shown, from which it is acknowledged again.
    if (visit.again) return new Redirect('/notices');
    return this.forms.answer(visit, {
      view: 'notices',
      model: {},
      fields: [],
      send: (key) => visit.client.notification.acknowledgeNotice({ params: { id }, key, body: {} }),
      done: () => `/notices?done=${id}`,
      refused: { title: 'The notice was not acknowledged', back: { text: 'Go to notices', href: '/notices' } },
    });
  }

  private async page({ client, now, person, query }: Visit): Promise<Shown> {
    const [waiting, answered] = await Promise.all([
      client.notification.listNotices({ query: { acknowledged: 'false', limit: WAITING_READ } }),
      client.notification.listNotices({ query: { acknowledged: 'true', limit: ANSWERED_READ } }),
    ]);
    // The duty officer, for one, is told in the place of somebody who holds a role, and may know of no case. Notices are there while the cases are away.
    const known = await knownCases(client, got(waiting).items.flatMap(({ authorisation }) => authorisation ?? [])).catch(() => new Map<string, string>());
    const items = [...got(waiting).items].sort(soonest).map((notice) => ({ ...shown(notice, now), opens: known.has(notice.authorisation ?? '') }));
    // A notice also waits no more when what it was about was done: nobody acknowledged it.
    const past = got(answered).items.filter(({ acknowledgedAt }) => acknowledgedAt !== null);
    const last = past.toSorted((a, b) => (b.acknowledgedAt ?? '').localeCompare(a.acknowledgedAt ?? ''))[0];
    const done = past.find(({ id }) => id === query['done']);
    return this.forms.show({ view: 'notices', model: { streams: [`person-${person.id}`], items, more: got(waiting).next !== undefined, last, done } });
  }
}

const soonest = (a: Notice, b: Notice): number => (a.due ?? a.escalatesAt ?? a.sentAt).localeCompare(b.due ?? b.escalatesAt ?? b.sentAt) || a.reference.localeCompare(b.reference) || a.text.localeCompare(b.text);

/** A notice as its card says it. Its words come from the service's own table and hold nothing covert. */
const shown = (notice: Notice, now: string) => {
  const { text, reference, component, due } = notice;
  const about = text.replace(`, ${reference}`, '');
  const isCase = isReference(reference);
  const of = [component ? `part ${partNumber(component)}` : '', isCase ? '' : reference].filter((words) => words !== '');
  return { ...notice, isCase, heading: [capital(about), ...of].join(', '), late: due !== null && due <= now };
};
