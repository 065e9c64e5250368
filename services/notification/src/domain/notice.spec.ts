import { isRefusal } from '@cpmp/kernel';
import { acknowledgeNotice, escalateNotice, type Matter, notice, type NoticeEvent, raise } from './notice.js';
import type { Directory } from './recipients.js';
import type { Row, Tellings } from './telling.js';

const row = (more: Partial<Row>): Row => ({ roles: [], leadMs: 0, late: [], escalateMs: 3_600_000, says: 'Recall', persons: 'instead', ...more });
const tellings: Tellings = {
  ladder: ['duty-officer'],
  deadlines: {},
  otherwise: row({}),
  events: { recall: row({ roles: ['asset-custodian'] }), withdrawal: row({ roles: ['resource-manager'], about: 'recall' }), expired: row({ roles: ['gatekeeper'], persons: 'beside' }) },
};
const person = (id: string, role: string, dutyOfficer = false) => ({ person: id, name: null, force: 'met', unit: null, rank: null, roles: [{ role }], dutyOfficer });
const directory: Directory = { day: '2026-05-21', entries: [person('rm-price', 'asset-custodian'), person('cab-lane', 'gatekeeper'), person('duty-1', 'duty-officer', true)] };
const matter: Matter = { event: 'recall', about: 'authority-x', component: 'c1', thing: 'asset-y', reference: 'VT-0001', force: 'met', unit: null, persons: [] };
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

  it("given an operative's withdrawal that names cover officer and controller, then nobody else hears", () => {
    const sent = events(raise(notice.initial, { ...matter, event: 'withdrawal', persons: ['co-blake', 'di-rowe'] }, NOW, people))[1];
    expect(sent).toMatchObject({ about: 'recall', to: ['co-blake', 'di-rowe'] });
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

  it('given nobody answered, then it escalates; once acknowledged, no more', () => {
    const raised = events(raise(notice.initial, matter, NOW, people)).reduce(notice.evolve, notice.initial);
    const later = '2026-05-21T09:00:00.000Z';
    expect(escalateNotice(raised, later, people)).toMatchObject([{ type: 'NoticeEscalated', to: ['duty-1'] }]);
    const answered = events(acknowledgeNotice(raised, 'rm-price', later)).reduce(notice.evolve, raised);
    expect(escalateNotice(answered, later, people)).toEqual([]);
  });
});
