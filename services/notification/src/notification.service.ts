import { Inject, Injectable } from '@nestjs/common';
import { type Instant, isRefusal, refuse } from '@cpmp/kernel';
import { legalDay } from '@cpmp/law';
import { type Act, deriveId, everyDoc, type Ledger, type ViewReader } from '@cpmp/ledger';
import { Poison } from '@cpmp/messaging';
import { authorities, LEDGER, type Log, LOGGER, NotFound, permit, type DueRow, type Input } from '@cpmp/shell';
import { acknowledge, type Deadline, deadline, discharge, escalate, note, rowOf, type Set, take, tellAhead, tellLate } from './domain/deadline.js';
import { acknowledgeNotice, escalateNotice, type Matter, notice, type Notice, raise, settle } from './domain/notice.js';
import { DUTY_OFFICER, type DutyOfficers, enter, type Person, person, rolesOf } from './domain/person.js';
import type { Entry, Named } from './domain/recipients.js';
import { ladderOf, type People, type Row } from './domain/telling.js';
import { keepsDirectoryOf, mayKnow, permissions } from './permissions.js';
import { tellings } from './tellings.js';
import { deadlines } from './views/deadlines.view.js';
import { directory, type DirectoryDoc } from './views/directory.view.js';
import { noticeId, notices } from './views/notices.view.js';

/** Who holds a role on whatever day: of a force, or of all where a matter names none. */
const holding = (views: ViewReader, role: string, force: string | null): Promise<readonly DirectoryDoc[]> =>
  Array.fromAsync(everyDoc(views, directory, { where: { holds: { contains: role }, ...(force ? { force: { eq: force } } : {}) } }));

/** Whose a matter is, and whom it names. */
type Whose = { readonly force: string | null; readonly persons: readonly string[] };

/** What of the directory a telling needs: the holders of the roles that a row may tell, and the persons named. No more: facts are kept with the commit. */
const entriesFor = (row: Row, { force, persons }: Whose) => async (views: ViewReader): Promise<Known> => {
  const wanted = [...new Set([...row.roles, ...row.late, ...ladderOf(row, tellings), DUTY_OFFICER])];
  const found = (await Promise.all(wanted.map((role) => holding(views, role, force)))).flat();
  const byPerson = new Map(found.map((doc) => [doc.person, doc]));
  const entered = (await Promise.all([...new Set(persons)].map((id) => views.get(directory, id)))).filter((doc) => doc !== undefined);
  return {
    entries: [...byPerson.values()].map((doc) => ({ person: doc.person, unit: doc.unit, roles: rolesOf(doc).filter(({ role }) => wanted.includes(role)) })),
    named: entered.map((doc) => ({ person: doc.person, isOfForce: force === null || doc.force === force, roles: rolesOf(doc) })),
  };
};

type Known = { readonly entries: readonly Entry[]; readonly named: readonly Named[] };

const people = (now: Instant, known: Known): People => ({ directory: { day: legalDay(now), ...known }, tellings });

/** The id of the stream that keeps a deadline of another service. */
export const deadlineStreamId = (id: string): string => deriveId(`deadline/${id}`);

/** Thrown when what falls due can be told to nobody: the item waits and is tried again, and health counts it. */
export class NobodyToTell extends Error {
  override readonly name = 'NobodyToTell';
}

/** The door to notification: take and discharge deadlines, tell, escalate, acknowledge, keep the directory. */
@Injectable()
export class NotificationService {
  constructor(
    @Inject(LEDGER) private readonly ledger: Ledger,
    @Inject(LOGGER) private readonly log: Log,
  ) {}

  /** A service set a deadline: it is taken on, and told at once where the table says so. */
  async take(set: Set, act: Act): Promise<void> {
    const id = deadlineStreamId(set.deadline);
    if (!tellings.deadlines[set.what]) this.log.error({ stream: `deadline-${id}`, what: set.what }, 'a deadline that no row of tellings.yaml names');
    await this.ledger.transact(deadline, id, (state, now) => take(state, set, now, tellings), act);
  }

  async discharge(id: string, what: { at: Instant; how: string }, act: Act): Promise<void> {
    await this.ledger.transact(deadline, deadlineStreamId(id), (state) => discharge(state, what), act);
  }

  /** Discharges every open deadline about a stream whose name begins so. */
  async dischargeAll({ about, within }: { readonly about: string; readonly within: string }, what: { at: Instant; how: string }, act: Act): Promise<void> {
    for await (const doc of everyDoc(this.ledger.views, deadlines, { where: { about: { eq: about }, open: { eq: true } } })) {
      if (doc.deadline.startsWith(within)) await this.discharge(doc.deadline, what, act);
    }
  }

  /** Something happened that people are told of once. @throws Poison where nobody can be told, so that it waits among the dead letters. */
  async raise(matter: Matter, act: Act): Promise<void> {
    const row = tellings.events[matter.event];
    if (!row) return;
    const decision = { read: entriesFor(row, matter), decide: (state: Notice, now: Instant, known: Known) => raise(state, matter, now, people(now, known)) };
    const outcome = await this.ledger.transactWith(notice, deriveId(act.cause), decision, act);
    if (isRefusal(outcome)) throw new Poison(outcome.refused);
  }

  /** What was told of a deployment's course by these names, and waits, waits no longer; an alarm or a suspected error about it does. */
  async settle({ deployment, about, saidAt }: { readonly deployment: string; readonly about: readonly string[]; readonly saidAt: Instant }, act: Act): Promise<void> {
    const where = { deployment: { eq: deployment }, waiting: { eq: true }, about: { in: about } };
    for await (const { id } of everyDoc(this.ledger.views, notices, { where })) {
      const [stream = ''] = id.split('.');
      await this.ledger.transact(notice, stream.slice(stream.indexOf('-') + 1), (state, now) => settle(state, now, saidAt), act);
    }
  }

  /** What falls due: telling ahead, telling of lateness, escalating. @throws NobodyToTell */
  async runDue({ stream, what }: DueRow, act: Act): Promise<void> {
    const [category = '', id = ''] = stream.split('-');
    const outcome = await (category === 'notice' ? this.noticeDue(id, act) : this.deadlineDue(id, what, act));
    if (isRefusal(outcome)) throw new NobodyToTell();
  }

  private async noticeDue(id: string, act: Act) {
    const { matter } = (await this.ledger.load(notice, id)).state;
    const row = matter && tellings.events[matter.event];
    if (!row) return undefined;
    return this.ledger.transactWith(notice, id, { read: entriesFor(row, matter), decide: (state, now, known) => escalateNotice(state, now, people(now, known)) }, act);
  }

  private async deadlineDue(id: string, what: string, act: Act) {
    const { set } = (await this.ledger.load(deadline, id)).state;
    if (!set) return undefined;
    const [kind, named = ''] = what.split(':');
    const decide = (state: Deadline, now: Instant, known: Known) => {
      const told = people(now, known);
      if (kind === 'tell') return tellAhead(state, now, told);
      return kind === 'late' ? tellLate(state, now, told) : escalate(state, named, now, told);
    };
    return this.ledger.transactWith(deadline, id, { read: entriesFor(rowOf(tellings, set), set), decide }, act);
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

  /** Notes what was done about a deadline; to who may not know of it, it does not exist. */
  async note({ principal, params, body, act }: Input<{ id: string }, {}, { text: string; chase: boolean }>) {
    permit(principal, permissions, 'noteDeadline');
    const doc = await this.ledger.views.get(deadlines, params.id);
    if (!doc || !mayKnow(principal, doc, await this.ledger.views.get(authorities, doc.about))) throw new NotFound();
    const decide = (state: Deadline, now: Instant, known: Known) => note(state, { ...body, by: principal.person }, now, people(now, known));
    const outcome = await this.ledger.transactWith(deadline, params.id, { read: entriesFor(rowOf(tellings, doc), doc), decide }, act);
    return isRefusal(outcome) ? outcome : { id: params.id, chased: body.chase };
  }

  async enter({ principal, params, body, act }: Input<{ person: string }, {}, Person>) {
    permit(principal, permissions, 'enterPerson');
    const { state } = await this.ledger.load(person, params.person);
    const forces = [...new Set([body.force, state?.force ?? null])].filter((force) => force !== null);
    const read = async (views: ViewReader): Promise<DutyOfficers['holders']> => {
      const found = forces.map(async (force) => [force, (await holding(views, DUTY_OFFICER, force)).map((doc) => ({ person: doc.person, roles: rolesOf(doc) }))] as const);
      return Object.fromEntries(await Promise.all(found));
    };
    const decide = (before: Person | null, now: Instant, holders: DutyOfficers['holders']) => {
      // Whoever holds a role in a force hears what that force is told.
      const others = [before?.force ?? null, body.force].filter((force) => force !== null && !keepsDirectoryOf(principal, force));
      if (others.length > 0) return refuse('not-this-force', 'That person is, or would be, of another force.', { instead: 'Ask an administrator of that force.' });
      return enter(before, params.person, body, { day: legalDay(now), holders });
    };
    const outcome = await this.ledger.transactWith(person, params.person, { read, decide }, act);
    return isRefusal(outcome) ? outcome : { person: params.person, ...body };
  }
}
