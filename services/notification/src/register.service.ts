import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Condition, Ledger } from '@cpmp/ledger';
import { authorities, CLOCK, knownPage, LEDGER, type Paged, permit, type Input } from '@cpmp/shell';
import { knowsEntry, mayKnow, oversees, permissions } from './permissions.js';
import { type DeadlineDoc, deadlines } from './views/deadlines.view.js';
import { directory } from './views/directory.view.js';
import { notices } from './views/notices.view.js';

/** Reading notification: a person's notices, everybody's deadlines, the directory. */
@Injectable()
export class RegisterService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The notices of a person, newest first; those that were answered by when they were. Another person's are for those who oversee, in their own force. */
  async notices({ principal, actor, query }: Input<{}, Paged & { to?: string; acknowledged?: boolean }>) {
    permit(principal, permissions, 'readNotices');
    const to = query.to ?? principal.person;
    const isAnothers = to !== principal.person;
    if (isAnothers) permit(principal, permissions, 'readOthersNotices');
    const where: Record<string, Condition> = { to: { contains: to } };
    // By whose each notice is, not by whose the person is: they may have gone to another force since.
    if (isAnothers && !oversees(principal)) where.force = { eq: principal.force ?? '' };
    if (query.acknowledged !== undefined) where.waiting = { eq: !query.acknowledged };
    const page = await this.ledger.views.query(notices, { where, sort: { by: query.acknowledged ? 'answeredAt' : 'sentAt', descending: true }, limit: query.limit, after: query.after });
    if (isAnothers && page.docs.length > 0) this.ledger.access({ actor, what: `person-${to}`, why: 'read their notices' });
    const items = page.docs.map(({ to: recipients, stream, acknowledged, force: _force, escalatedAt: _escalatedAt, answeredAt: _answeredAt, ...doc }) => ({
      ...doc,
      to,
      stream,
      ...(stream.startsWith('authority-') ? { authorisation: stream.slice('authority-'.length) } : {}),
      recipients: recipients.length,
      acknowledgedAt: acknowledged[0]?.at ?? null,
      acknowledgedBy: acknowledged[0]?.by ?? null,
    }));
    return { items, ...(page.next ? { next: page.next } : {}) };
  }

  /** What was told in the caller's force, whoever it went to; by when it went up the ladder where that is asked for. */
  async tellings({ principal, actor, query: { about, waiting, escalated, ...asked } }: Input<{}, Paged & { about?: string; waiting?: boolean; escalated?: true }>) {
    permit(principal, permissions, 'readOthersNotices');
    const where: Record<string, Condition> = {
      ...(oversees(principal) ? {} : { force: { eq: principal.force ?? '' } }),
      ...(about === undefined ? {} : { about: { eq: about } }),
      ...(waiting === undefined ? {} : { waiting: { eq: waiting } }),
      ...(escalated ? { escalatedAt: { from: '0' } } : {}),
    };
    const page = await this.ledger.views.query(notices, { where, sort: { by: escalated ? 'escalatedAt' : 'sentAt', descending: true }, ...asked });
    this.ledger.access({ actor, what: 'tellings', why: 'read what was told in the force' });
    return { items: page.docs.map(({ to, force: _force, answeredAt: _answeredAt, ...doc }) => ({ ...doc, told: to })), ...(page.next ? { next: page.next } : {}) };
  }

  /** Those deadlines that the caller may know of, soonest first; `late` is judged now for those still open. */
  async deadlines({ principal, actor, query }: Input<{}, Paged & { about?: string; late?: true; open?: boolean }>) {
    permit(principal, permissions, 'readDeadlines');
    const now = this.clock.now();
    const where: Record<string, Condition> = {};
    if (query.about) where.about = { eq: query.about };
    if (query.open !== undefined) where.open = { eq: query.open };
    // Due is the first instant at which it is late.
    if (query.late) Object.assign(where, { open: { eq: true }, due: { to: new Date(Date.parse(now) + 1).toISOString() } });
    const ask = (paged: Paged) => this.ledger.views.query(deadlines, { where, sort: { by: 'due' }, ...paged });
    const known = async (doc: DeadlineDoc) => mayKnow(principal, doc, await this.ledger.views.get(authorities, doc.about));
    const page = await knownPage(ask, known, { limit: query.limit, after: query.after });
    const items = page.docs.map((doc) => shown(doc, now));
    const opened = await this.ledger.open(items, { actor, what: query.about ?? 'deadlines', why: 'read the deadlines' });
    return { items: opened, ...(page.next ? { next: page.next } : {}) };
  }

  /** Names and ranks of persons whose ids the caller has from somewhere else: a record names people by id. Who is not in the directory is left out. */
  async names({ principal, query }: Input<{}, { persons: readonly string[] }>) {
    permit(principal, permissions, 'readNames');
    const found = await Promise.all(query.persons.map((person) => this.ledger.views.get(directory, person)));
    return { items: found.flatMap((doc) => (doc ? [{ person: doc.person, name: doc.name, rank: doc.rank }] : [])) };
  }

  async directory({ principal, actor, query }: Input<{}, Paged>) {
    permit(principal, permissions, 'readDirectory');
    const ask = (paged: Paged) => this.ledger.views.query(directory, paged);
    const page = await knownPage(ask, ({ force }) => knowsEntry(principal, force), { limit: query.limit, after: query.after });
    this.ledger.access({ actor, what: 'directory', why: 'read the directory' });
    return { items: page.docs.map(({ holds: _holds, ...entry }) => entry), ...(page.next ? { next: page.next } : {}) };
  }
}

const shown = ({ persons: _persons, open, told, ...doc }: DeadlineDoc, now: string) => ({
  ...doc, told: told.map(({ notice: _notice, ...each }) => each), state: open ? 'open' : 'discharged', late: doc.late || (open && doc.due <= now),
});
