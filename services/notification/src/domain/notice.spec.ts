import { isRefusal } from '@cpmp/kernel';
import { acknowledgeNotice, escalateNotice, type Matter, notice, type NoticeEvent, raise, settle } from './notice.js';
import type { Directory } from './recipients.js';
import type { Row, Tellings } from './telling.js';

const row = (more: Partial<Row>): Row => ({ roles: [], leadMs: 0, late: [], escalateMs: 3_600_000, says: 'Recall', persons: 'instead', ...more });
const tellings: Tellings = {
  ladder: ['duty-officer'],
  againMs: 86_400_000,
  deadlines: {},
  otherwise: row({}),
  events: {
    'recall-of-asset': row({ roles: ['asset-custodian'], about: 'recall' }),
    'recall-of-operative': row({ roles: ['cover-officer', 'controller'], about: 'recall', ladder: ['cover-officer', 'controller'] }),
    granted: row({}),
    expired: row({ roles: ['gatekeeper'], persons: 'beside' }),
  },
};
const entry = (person: string, role: string) => ({ person, unit: null, roles: [{ role }] });
const directory: Directory = {
  day: '2026-05-21',
  entries: [entry('rm-price', 'asset-custodian'), entry('cab-lane', 'gatekeeper'), entry('duty-1', 'duty-officer'), entry('co-blake', 'cover-officer'), entry('di-rowe', 'controller'), entry('di-frost', 'controller')],
};
const matter: Matter = { event: 'recall-of-asset', about: 'authority-x', component: 'c1', thing: 'asset-y', deployment: 'permit1', reference: 'VT-0001', force: 'met', unit: null, persons: [] };
const NOW = '2026-05-21T08:00:00.000Z';
const people = { directory, tellings };
const events = (decision: ReturnType<typeof raise>): readonly NoticeEvent[] => {
  if (isRefusal(decision)) throw new Error(decision.refused);
  return decision;
};

describe('a notice', () => {
  it('given a recall that names nobody, then the role and, being one person, the duty officer hear', () => {
    expect(events(raise(notice.initial, matter, NOW, people))[1]).toMatchObject({ about: 'recall', to: ['rm-price', 'duty-1'], text: 'Recall, VT-0001' });
  });

  it.each([
    ['cover officer and controller', ['co-blake', 'di-rowe'], ['co-blake', 'di-rowe']],
    ['a controller alone', ['di-rowe'], ['di-rowe', 'co-blake']],
    ['a cover officer alone', ['co-blake'], ['co-blake', 'di-frost', 'di-rowe']],
  ])("given an operative's recall that names %s, then those hear, with holders of the same two roles until two do, and nobody else", (_, persons, to) => {
    expect(events(raise(notice.initial, { ...matter, event: 'recall-of-operative', persons }, NOW, people))[1]).toMatchObject({ about: 'recall', to });
  });

  it("given an operative's recall that nobody answers, then it goes up within the two roles", () => {
    const raised = events(raise(notice.initial, { ...matter, event: 'recall-of-operative', persons: ['co-blake', 'di-rowe'] }, NOW, people)).reduce(notice.evolve, notice.initial);
    expect(raised.tellings).toMatchObject([{ to: ['co-blake', 'di-rowe'] }]);
    expect(escalateNotice(raised, '2026-05-21T09:00:00.000Z', people)).toMatchObject([{ to: ['co-blake'], escalatesTo: 'controller' }]);
  });

  it('given news for named persons, then they hear and nobody stands in; where none is named, nobody is told', () => {
    expect(events(raise(notice.initial, { ...matter, event: 'granted', persons: ['dc-ahmed'] }, NOW, people))[1]).toMatchObject({ to: ['dc-ahmed'] });
    expect(raise(notice.initial, { ...matter, event: 'granted' }, NOW, people)).toEqual([]);
  });

  it('given a directory that names nobody who could be told, then nothing is raised, and that is said', () => {
    expect(raise(notice.initial, matter, NOW, { tellings, directory: { ...directory, entries: [] } })).toMatchObject({ refused: 'nobody-to-tell' });
  });

  it('given an end by the clock, then the persons and the role hear', () => {
    expect(events(raise(notice.initial, { ...matter, event: 'expired', persons: ['dc-ahmed'] }, NOW, people))[1]).toMatchObject({ to: ['dc-ahmed', 'cab-lane'] });
  });

  it('given an event that the table does not name, then nobody is told', () => {
    expect(raise(notice.initial, { ...matter, event: 'unheard-of' }, NOW, people)).toEqual([]);
  });

  it('given it was raised, when the message comes again, then it is already so', () => {
    const raised = events(raise(notice.initial, matter, NOW, people)).reduce(notice.evolve, notice.initial);
    expect(raise(raised, matter, NOW, people)).toEqual([]);
  });

  it('given nobody answered, then it escalates; once acknowledged or settled, no more', () => {
    const raised = events(raise(notice.initial, matter, NOW, people)).reduce(notice.evolve, notice.initial);
    const later = '2026-05-21T09:00:00.000Z';
    expect(escalateNotice(raised, later, people)).toMatchObject([{ type: 'NoticeEscalated', to: ['duty-1'] }]);
    const settled = events(settle(raised, later, later)).reduce(notice.evolve, raised);
    expect([escalateNotice(settled, later, people), settle(settled, later, later)]).toEqual([[], []]);
    expect(settle(notice.initial, later, later)).toEqual([]);
    const answered = events(acknowledgeNotice(raised, 'rm-price', later)).reduce(notice.evolve, raised);
    expect(escalateNotice(answered, later, people)).toEqual([]);
  });
});
