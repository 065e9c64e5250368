import { type Decision, type Instant, isRefusal } from '@cpmp/kernel';
import fc from 'fast-check';
import { acknowledge, type Deadline, deadline, type DeadlineEvent, discharge, escalate, type Set as Owed, take, tellAhead, tellLate } from './deadline.js';
import { acknowledgeNotice, escalateNotice, type Matter, type Notice, notice, type NoticeEvent, raise, settle } from './notice.js';
import { type DutyOfficers, enter, type Person, person, type PersonEvent, rolesOf } from './person.js';
import type { Directory } from './recipients.js';
import type { People, Row, Telling, Tellings } from './telling.js';

/** How many lives are tried. */
const RUNS = 500;

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2, 9);
const at = (hours: number): Instant => new Date(START + hours * HOUR).toISOString();
const row: Row = { roles: ['gatekeeper', 'officer'], leadMs: 24 * HOUR, late: ['responsible', 'gatekeeper'], escalateMs: 2 * HOUR, says: 'Review', persons: 'beside', held: ['officer'] };
const tellings: Tellings = { ladder: ['duty-officer', 'responsible'], againMs: 24 * HOUR, deadlines: { review: row }, otherwise: row, events: { recall: { ...row, persons: 'instead' } } };

const PERSONS = ['p1', 'p2', 'p3', 'p4'];
/** What the directory may have of the person whom the deadline names: nothing, no role any more, or a role here or elsewhere. */
const named: fc.Arbitrary<Directory['named']> = fc.array(fc.record({ person: fc.constant('p1'), isOfForce: fc.boolean(), roles: fc.constantFrom([], [{ role: 'officer' }], [{ role: 'officer', until: '2026-03-01' }], [{ role: 'applicant' }]) }), { maxLength: 1 });
/** A duty officer always, and who else there may be. */
const directory: fc.Arbitrary<Directory> = fc.tuple(named, fc.uniqueArray(fc.record({ person: fc.constantFrom(...PERSONS), role: fc.constantFrom('gatekeeper', 'officer', 'responsible') }), { maxLength: 4, selector: ({ person: id }) => id })).map(([known, others]) => ({
  named: known ?? [],
  day: '2026-03-02',
  entries: [{ person: 'duty', unit: null, roles: [{ role: 'duty-officer' }] }, ...others.map(({ person: id, role }) => ({ person: id, unit: null, roles: [{ role }] }))],
}));

const step = fc.record({ hours: fc.constantFrom(0, 0, 1, 2, 25), do: fc.constantFrom('take' as const, 'ahead' as const, 'late' as const, 'escalate ahead' as const, 'escalate late' as const, 'acknowledge' as const, 'acknowledge' as const, 'end' as const), by: fc.constantFrom('duty', ...PERSONS) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const owed: Owed = { deadline: 'authority-x/c1/review/1', what: 'review', due: at(72), about: 'authority-x', component: 'c1', reference: 'MET-26-0001', force: 'met', unit: null, persons: ['p1'], statutory: false };
const matter: Matter = { event: 'recall', about: 'authority-x', component: 'c1', thing: 'asset-y', deployment: 'd', reference: 'VT-0001', force: 'met', unit: null, persons: [] };

const onDeadline = (state: Deadline, s: Step, now: Instant, people: People): Decision<DeadlineEvent> => {
  switch (s.do) {
    case 'take': return take(state, owed, now, tellings);
    case 'ahead': return tellAhead(state, now, people);
    case 'late': return tellLate(state, now, people);
    case 'escalate ahead': return escalate(state, 'ahead', now, people);
    case 'escalate late': return escalate(state, 'late', now, people);
    case 'acknowledge': return acknowledge(state, state.tellings.at(-1)?.notice ?? 'ahead', s.by, now);
    default: return discharge(state, { at: now, how: 'done' });
  }
};

const onNotice = (state: Notice, s: Step, now: Instant, people: People): Decision<NoticeEvent> => {
  switch (s.do) {
    case 'take': case 'ahead': case 'late': return raise(state, matter, now, people);
    case 'escalate ahead': case 'escalate late': return escalateNotice(state, now, people);
    case 'acknowledge': return acknowledgeNotice(state, s.by, now);
    default: return settle(state, now, now);
  }
};

type Told = { readonly tellings: readonly Telling[] };

/** What holds of every telling, whoever's stream it is in. */
const holds = (before: Told, after: Told, now: Instant): void => {
  for (const telling of before.tellings) {
    const next = after.tellings.find(({ notice: name }) => name === telling.notice);
    expect(next).toBeDefined();
    // Whoever was told stays told, and who answered has answered.
    for (const id of telling.to) expect(next?.to).toContain(id);
    expect(next?.acknowledged.slice(0, telling.acknowledged.length)).toEqual(telling.acknowledged);
    // What waits for nobody never waits again.
    if (telling.escalatesAt === null) expect([next?.escalatesAt, next?.rung]).toEqual([null, telling.rung]);
    // Nothing goes up the ladder before its time.
    if (next && next.rung > telling.rung) expect((telling.escalatesAt ?? '~') <= now && (next.escalatesAt ?? '') > now).toBe(true);
  }
  expect(new Set(after.tellings.map(({ notice: name }) => name)).size).toBe(after.tellings.length);
  for (const { to, acknowledged, sentAt } of after.tellings) {
    expect(new Set(to).size).toBe(to.length);
    for (const { by, at: when } of acknowledged) expect(to.includes(by) && when >= sentAt).toBe(true);
    expect(new Set(acknowledged.map(({ by }) => by)).size).toBe(acknowledged.length);
  }
};

describe('whatever happens to what is told', () => {
  it('a deadline is told ahead once and late once, to two where two can be, acknowledged once by each, and never after it is discharged, unless it is set again: then all of that begins anew', () => {
    fc.assert(fc.property(directory, fc.array(step, { maxLength: 40 }), (people, steps) => {
      let [state, hours] = [deadline.initial, 0];
      const events: DeadlineEvent[] = [];
      for (const s of steps) {
        hours += s.hours;
        const decision = onDeadline(state, s, at(hours), { directory: people, tellings });
        const made = isRefusal(decision) ? [] : decision;
        if (state.discharged) expect(made.filter(({ type }) => type === 'NoticeSent' || type === 'NoticeEscalated' || type === 'DeadlineDischarged')).toEqual([]);
        for (const event of made) if (event.type === 'NoticeSent') expect(event.to.length).toBeGreaterThanOrEqual(Math.min(2, people.entries.filter(({ roles }) => roles.some(({ role }) => ['gatekeeper', 'duty-officer', 'responsible'].includes(role))).length));
        const [p1] = people.named ?? [];
        const hasLeft = p1?.roles.every(({ until }: { until?: string }) => until !== undefined) && !people.entries.some(({ person: id }) => id === 'p1');
        if (hasLeft) for (const event of made) if ('to' in event) expect(event.to).not.toContain('p1');
        const after = made.reduce(deadline.evolve, state);
        const isSetAgain = state.discharged !== null && s.do === 'take' && made.length > 0;
        if (isSetAgain) expect([made.map(({ type }) => type), after.discharged, after.tellings]).toEqual([['DeadlineTaken'], null, []]);
        else holds(state, after, at(hours));
        if (state.discharged && !isSetAgain) expect(after.discharged).toEqual(state.discharged);
        if (!s.do.startsWith('escalate') && !isRefusal(decision)) expect(onDeadline(after, s, at(hours), { directory: people, tellings })).toEqual([]);
        events.push(...made);
        state = after;
      }
      expect(events.reduce(deadline.evolve, deadline.initial)).toEqual(state);
      for (const { by } of state.tellings.flatMap(({ acknowledged }) => acknowledged)) expect(['duty', ...PERSONS]).toContain(by);
    }), { numRuns: RUNS });
  });

  it('a notice is raised once, acknowledged once by each, settled once, and waits for nobody after either', () => {
    fc.assert(fc.property(directory, fc.array(step, { maxLength: 40 }), (people, steps) => {
      let [state, hours] = [notice.initial, 0];
      const events: NoticeEvent[] = [];
      for (const s of steps) {
        hours += s.hours;
        const decision = onNotice(state, s, at(hours), { directory: people, tellings });
        const made = isRefusal(decision) ? [] : decision;
        const after = made.reduce(notice.evolve, state);
        holds(state, after, at(hours));
        events.push(...made);
        state = after;
      }
      expect(events.reduce(notice.evolve, notice.initial)).toEqual(state);
      for (const type of ['NoticeRaised', 'NoticeSent', 'NoticeSettled']) expect(events.filter((event) => event.type === type).length).toBeLessThanOrEqual(1);
    }), { numRuns: RUNS });
  });
});

describe('whoever is entered into the directory', () => {
  const entry: fc.Arbitrary<Person> = fc.record({
    name: fc.constant(null), unit: fc.constant(null), rank: fc.constant(null), dutyOfficer: fc.boolean(), force: fc.constantFrom('met', 'kent', null),
    roles: fc.array(fc.record({ role: fc.constantFrom('gatekeeper', 'duty-officer') }), { maxLength: 1 }),
  });

  it('every force of which anybody is entered has a duty officer, and an entry put twice is put once', () => {
    fc.assert(fc.property(fc.array(fc.record({ id: fc.constantFrom(...PERSONS), put: entry }), { maxLength: 30 }), (puts) => {
      const book = new Map<string, Person>();
      for (const { id, put } of puts) {
        const officersOf = (force: string) => [...book].filter(([, held]) => held.force === force).map(([officer, held]) => ({ person: officer, roles: rolesOf(held) }));
        const standing: DutyOfficers = { day: '2026-03-02', holders: { met: officersOf('met'), kent: officersOf('kent') } };
        const decision = enter(book.get(id) ?? null, id, put, standing);
        if (isRefusal(decision)) continue;
        const state = decision.reduce((held: Person | null, event: PersonEvent) => person.evolve(held, event), book.get(id) ?? null);
        expect(state).toEqual(put);
        expect(enter(state, id, put, standing)).toEqual([]);
        book.set(id, put);
        for (const force of ['met', 'kent']) {
          const members = [...book.values()].filter((held) => held.force === force);
          if (members.length > 0) expect(members.some((held) => rolesOf(held).some(({ role }) => role === 'duty-officer'))).toBe(true);
        }
      }
    }), { numRuns: RUNS });
  });
});
