import { isRefusal } from '@cpmp/kernel';
import { acknowledge, deadline, type Deadline, type DeadlineEvent, discharge, escalate, type Set, take, tellAhead, tellLate } from './deadline.js';
import type { Directory, Entry } from './recipients.js';
import type { Row, Tellings } from './telling.js';

const HOUR = 3_600_000;
const row: Row = { roles: ['gatekeeper', 'authorising-officer'], leadMs: 24 * HOUR, late: ['senior-responsible-officer', 'gatekeeper'], escalateMs: 2 * HOUR, says: 'Review', persons: 'beside' };
const tellings: Tellings = { ladder: ['duty-officer', 'senior-responsible-officer'], againMs: 24 * HOUR, deadlines: { review: row, recovery: { ...row, leadMs: 0, says: 'Recovery of equipment' } }, otherwise: row, events: {} };
const entry = (person: string, role: string, more: Partial<Entry> = {}): Entry => ({ person, unit: null, roles: [{ role }], ...more });
const directory: Directory = {
  day: '2026-03-02',
  entries: [entry('cab-lane', 'gatekeeper'), entry('supt-okafor', 'authorising-officer'), entry('sro-penn', 'senior-responsible-officer'), entry('duty-1', 'duty-officer')],
};
const NOW = '2026-03-02T09:00:00.000Z';
const DUE = '2026-03-30T11:00:00.000Z';
const review: Set = { deadline: 'authority-x/c1/review/1', what: 'review', due: DUE, about: 'authority-x', component: 'c1', reference: 'MET-26-0001', force: 'met', unit: null, persons: ['supt-okafor'], statutory: false };

const events = (decision: ReturnType<typeof take>): readonly DeadlineEvent[] => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
};
const given = (...all: readonly DeadlineEvent[]): Deadline => all.reduce(deadline.evolve, deadline.initial);
const taken = given(...events(take(deadline.initial, review, NOW, tellings)));
const told = given(...events(take(deadline.initial, review, NOW, tellings)), ...events(tellAhead(taken, '2026-03-29T11:00:00.000Z', { directory, tellings })));

describe('a deadline', () => {
  it('given it was set, when it is taken, then it will be told a lead ahead of it', () => {
    expect(take(deadline.initial, review, NOW, tellings)).toMatchObject([{ type: 'DeadlineTaken', tellAt: '2026-03-29T11:00:00.000Z' }]);
  });

  it('given one without a lead, when it is taken, then it is told at once', () => {
    expect(take(deadline.initial, { ...review, what: 'recovery' }, NOW, tellings)).toMatchObject([{ tellAt: NOW }]);
  });

  it('given one whose lead has passed already, then it is told at once', () => {
    expect(take(deadline.initial, { ...review, due: '2026-03-02T12:00:00.000Z' }, NOW, tellings)).toMatchObject([{ tellAt: NOW }]);
  });

  it('given it was taken, when the message comes again, then it is already so', () => {
    expect(take(taken, review, NOW, tellings)).toEqual([]);
  });

  it('given it was discharged, when its service was restored and sets another by that name, then it is taken, told and late anew', () => {
    const done = given(...events(take(deadline.initial, review, NOW, tellings)), ...events(tellAhead(taken, NOW, { directory, tellings })), ...events(discharge(told, { at: NOW, how: 'superseded' })));
    const again = { ...review, due: '2026-04-30T11:00:00.000Z' };
    const anew = events(take(done, again, NOW, tellings)).reduce(deadline.evolve, done);
    expect(anew).toEqual({ set: again, discharged: null, tellings: [] });
    expect(tellAhead(anew, '2026-04-29T11:00:00.000Z', { directory, tellings })).toMatchObject([{ type: 'NoticeSent', notice: 'ahead' }]);
    expect(tellLate(anew, '2026-04-30T11:00:00.000Z', { directory, tellings })).toMatchObject([{ type: 'NoticeSent', notice: 'late' }]);
  });

  it('given it stands, when another is set by its name, then the earlier stands', () => {
    expect(take(taken, { ...review, due: '2026-03-31T11:00:00.000Z' }, NOW, tellings)).toEqual([]);
    expect(take(taken, { ...review, due: '2026-03-29T11:00:00.000Z' }, NOW, tellings)).toMatchObject([{ type: 'DeadlineTaken', due: '2026-03-29T11:00:00.000Z' }]);
  });

  it('given it was taken, when it is told, then at least two different persons hear, once', () => {
    const [sent] = events(tellAhead(taken, NOW, { directory, tellings }));
    expect(sent).toMatchObject({ type: 'NoticeSent', about: 'review', text: 'Review, MET-26-0001', to: ['supt-okafor', 'cab-lane'] });
    expect(tellAhead(told, NOW, { directory, tellings })).toEqual([]);
  });

  it('given a role that nobody holds, then the duty officer hears in its place', () => {
    const nobody: Directory = { ...directory, entries: directory.entries.filter((e) => e.person !== 'cab-lane') };
    const [sent] = events(tellAhead(taken, NOW, { directory: nobody, tellings }));
    expect(sent).toMatchObject({ to: ['supt-okafor', 'duty-1'] });
  });

  it('given a holder whose role ended, then they hear nothing', () => {
    const former: Directory = { ...directory, entries: [...directory.entries, entry('cab-old', 'gatekeeper', { roles: [{ role: 'gatekeeper', until: '2026-03-01' }] })] };
    const [sent] = events(tellAhead(taken, NOW, { directory: former, tellings }));
    expect((sent as unknown as { to: string[] }).to).not.toContain('cab-old');
  });

  it('given it passed undischarged, then those hear who hear of lateness', () => {
    expect(tellLate(told, DUE, { directory, tellings })).toMatchObject([{ notice: 'late', to: ['sro-penn', 'cab-lane'], text: 'Late: Review, MET-26-0001' }]);
  });

  it('given it has not passed, then nobody hears that it is late', () => {
    expect(tellLate(told, '2026-03-30T10:59:59.999Z', { directory, tellings })).toEqual([]);
  });

  it('given it was discharged in time, when its instant passes, then nobody hears and nothing escalates', () => {
    const done = given(...events(take(deadline.initial, review, NOW, tellings)), ...events(discharge(told, { at: '2026-03-27T11:00:00.000Z', how: 'done' })));
    expect(done.discharged).toEqual({ at: '2026-03-27T11:00:00.000Z', late: false });
    expect(tellLate(done, DUE, { directory, tellings })).toEqual([]);
  });

  it('given it was discharged at its very instant, then it was late', () => {
    expect(discharge(taken, { at: DUE, how: 'done' })).toMatchObject([{ late: true }]);
    expect(discharge(taken, { at: DUE, how: 'superseded' })).toMatchObject([{ late: false }]);
    expect(discharge(taken, { at: '2026-05-28T09:00:00.000Z', how: 'superseded' })).toMatchObject([{ late: true }]);
  });

  it('given nobody acknowledged in time, then the next rung hears, and the last rung again and again', () => {
    const people = { directory, tellings };
    const at = '2026-03-29T13:00:00.000Z';
    const first = events(escalate(told, 'ahead', at, people));
    expect(first).toMatchObject([{ type: 'NoticeEscalated', rung: 1, to: ['duty-1'], escalatesAt: '2026-03-29T15:00:00.000Z', escalatesTo: 'senior-responsible-officer' }]);
    const once = first.reduce(deadline.evolve, told);
    expect(escalate(once, 'ahead', at, people)).toEqual([]);
    const second = events(escalate(once, 'ahead', '2026-03-29T15:00:00.000Z', people));
    expect(second).toMatchObject([{ rung: 2, to: ['sro-penn'], escalatesAt: '2026-03-30T15:00:00.000Z', escalatesTo: 'senior-responsible-officer' }]);
    const third = events(escalate(second.reduce(deadline.evolve, once), 'ahead', '2026-03-30T15:00:00.000Z', people));
    expect(third).toMatchObject([{ rung: 3, to: ['sro-penn'] }]);
  });

  it('given a directory that names nobody who could be told, then nothing is sent, and that is said', () => {
    const people = { directory: { ...directory, entries: [] }, tellings };
    expect(tellAhead(given(...events(take(deadline.initial, { ...review, persons: [] }, NOW, tellings))), NOW, people)).toMatchObject({ refused: 'nobody-to-tell' });
    expect(tellLate(told, DUE, people)).toMatchObject({ refused: 'nobody-to-tell' });
    expect(escalate(told, 'ahead', '2026-03-29T13:00:00.000Z', people)).toMatchObject({ refused: 'nobody-to-tell' });
  });

  it('given a role whose holder the deadline names, when it is told, ahead or late, then the role’s other holders do not hear', () => {
    const more: Directory = { ...directory, entries: [...directory.entries, entry('supt-reyes', 'authorising-officer')] };
    const held = { ...tellings, deadlines: { review: { ...row, held: ['authorising-officer'], late: ['senior-responsible-officer', 'authorising-officer'] } } };
    const unnamed = given(...events(take(deadline.initial, { ...review, persons: [] }, NOW, held)));
    expect(tellAhead(taken, NOW, { directory: more, tellings: held })).toMatchObject([{ to: ['supt-okafor', 'cab-lane'] }]);
    expect(tellAhead(unnamed, NOW, { directory: more, tellings: held })).toMatchObject([{ to: ['cab-lane', 'supt-okafor', 'supt-reyes'] }]);
    expect(tellLate(taken, DUE, { directory: more, tellings: held })).toMatchObject([{ to: ['supt-okafor', 'sro-penn'] }]);
    expect(tellLate(unnamed, DUE, { directory: more, tellings: held })).toMatchObject([{ to: ['sro-penn', 'supt-okafor', 'supt-reyes'] }]);
  });

  it('given it was told, when one who got it acknowledges, then it goes no further, and twice is once', () => {
    const acknowledged = events(acknowledge(told, 'ahead', 'cab-lane', '2026-03-29T12:00:00.000Z')).reduce(deadline.evolve, told);
    expect(escalate(acknowledged, 'ahead', '2026-03-29T13:00:00.000Z', { directory, tellings })).toEqual([]);
    expect(acknowledge(acknowledged, 'ahead', 'cab-lane', '2026-03-29T12:01:00.000Z')).toEqual([]);
  });

  it('given it was told, when somebody else acknowledges, then they may not', () => {
    expect(acknowledge(told, 'ahead', 'dc-ahmed', NOW)).toMatchObject({ refused: 'not-permitted' });
  });
});
