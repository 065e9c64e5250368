import { Inject, Injectable } from '@nestjs/common';
import { type Instant, isRefusal } from '@cpmp/kernel';
import { legalDay } from '@cpmp/law';
import { type Act, deriveId, type Ledger, type ViewReader } from '@cpmp/ledger';
import { LEDGER, NotFound, permit, type DueRow, type Input } from '@cpmp/shell';
import { acknowledge, type Deadline, deadline, discharge, escalate, type Set, take, tellAhead, tellLate } from './domain/deadline.js';
import { acknowledgeNotice, escalateNotice, type Matter, notice, raise } from './domain/notice.js';
import { enter, type Person, person } from './domain/person.js';
import type { Directory, Entry } from './domain/recipients.js';
import { permissions } from './permissions.js';
import { tellings } from './tellings.js';
import { directory } from './views/directory.view.js';
import { noticeId } from './views/notices.view.js';

const PERSONS_MAX = 1000;

/** The entries of a force (all of them where a matter names no force), as a fact for a decision. */
const entriesOf = (force: string | null) => async (views: ViewReader): Promise<readonly Entry[]> => {
  const entries: Entry[] = [];
  let after: string | undefined;
  do {
    const page = await views.query(directory, { where: force ? { force: { eq: force } } : {}, limit: PERSONS_MAX, after });
    entries.push(...page.docs);
    after = page.next;
  } while (after);
  return entries;
};

const on = (now: Instant, entries: readonly Entry[]): Directory => ({ day: legalDay(now), entries });

/** The id of the stream that keeps a deadline of another service. */
export const deadlineStreamId = (id: string): string => deriveId(`deadline/${id}`);

/** The door to notification: take and discharge deadlines, tell, escalate, acknowledge, keep the directory. */
@Injectable()
export class NotificationService {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  /** A service set a deadline: it is taken on, and told at once where the table says so. */
  async take(set: Set, act: Act): Promise<void> {
    await this.ledger.transact(deadline, deadlineStreamId(set.deadline), (state, now) => take(state, set, now, tellings), act);
  }

  async discharge(id: string, what: { at: Instant; how: string }, act: Act): Promise<void> {
    await this.ledger.transact(deadline, deadlineStreamId(id), (state) => discharge(state, what), act);
  }

  /** Something happened that people are told of once. */
  async raise(matter: Matter, act: Act): Promise<void> {
    await this.ledger.transactWith(notice, deriveId(act.cause), { read: entriesOf(matter.force), decide: (state, now, entries) => raise(state, matter, now, { directory: on(now, entries), tellings }) }, act);
  }

  /** What falls due: telling ahead, telling of lateness, escalating. */
  async runDue({ stream, what }: DueRow, act: Act): Promise<void> {
    const [category = '', id = ''] = stream.split('-');
    const [kind, named = ''] = what.split(':');
    if (category === 'notice') {
      const { state } = await this.ledger.load(notice, id);
      await this.ledger.transactWith(notice, id, { read: entriesOf(state.matter?.force ?? null), decide: (s, now, entries) => escalateNotice(s, now, { directory: on(now, entries), tellings }) }, act);
      return;
    }
    const { state } = await this.ledger.load(deadline, id);
    const read = entriesOf(state.set?.force ?? null);
    const decide = (s: Deadline, now: Instant, entries: readonly Entry[]) => {
      const people = on(now, entries);
      if (kind === 'tell') return tellAhead(s, now, people, tellings);
      return kind === 'late' ? tellLate(s, now, people, tellings) : escalate(s, named, now, { directory: people, tellings });
    };
    await this.ledger.transactWith(deadline, id, { read, decide }, act);
  }

  async acknowledge({ principal, params, act }: Input<{ id: string }>) {
    permit(principal, permissions, 'acknowledge');
    const [stream = '', name = ''] = params.id.split('.');
    const id = stream.slice(stream.indexOf('-') + 1);
    const isDeadline = stream.startsWith('deadline-');
    const known = isDeadline ? (await this.ledger.load(deadline, id)).state.tellings : (await this.ledger.load(notice, id)).state.tellings;
    if (!known.some((t) => t.notice === name && t.to.includes(principal.person))) throw new NotFound();
    const outcome = isDeadline
      ? await this.ledger.transact(deadline, id, (state, now) => acknowledge(state, name, principal.person, now), act)
      : await this.ledger.transact(notice, id, (state, now) => acknowledgeNotice(state, principal.person, now), act);
    return isRefusal(outcome) ? outcome : { id: noticeId(stream, name), by: principal.person };
  }

  async enter({ principal, params, body, act }: Input<{ person: string }, {}, Person>) {
    permit(principal, permissions, 'enterPerson');
    const outcome = await this.ledger.transact(person, params.person, (state) => enter(state, params.person, body), act);
    return isRefusal(outcome) ? outcome : { person: params.person, ...body };
  }
}
