import { type CaseListed, officerQueues } from './queues.js';

const NOW = '2026-05-28T09:00:00.000Z';
const UNTIL = '2026-06-01T23:00:00.000Z';
const PART = { id: 'c1', power: 'property-interference', state: 'in-force', until: UNTIL, since: '2026-03-02T09:00:00.000Z', deadlines: {}, officer: 'ac-whitfield' };
const caseOf = (part: object): CaseListed => ({ id: 'a', reference: 'MET-26-0001', operation: 'o', force: 'met', applicant: { person: 'dc-ahmed' }, appliedAt: NOW, etag: '1', components: [{ ...PART, ...part }] }) as CaseListed;
const queuesOf = (part: object) => {
  const queues = officerQueues({ undecided: [], own: [caseOf(part)], person: { id: 'ac-whitfield', name: 'w', roles: ['authorising-officer'] } as never, now: NOW });
  return Object.fromEntries(queues.map(({ id, rows }) => [id, rows]));
};

describe('what an officer has to do about what they granted', () => {
  it('given a part that runs out soon, then it is to be renewed, and waits for nobody', () => {
    const { renew, approval } = queuesOf({});
    expect([renew, approval]).toMatchObject([[{ at: UNTIL, to: 'renew' }], []]);
  });

  it.each(['in-force', 'expired'])('given a renewal of it that waits for a commissioner, when it is %s, then it is not to be renewed again: it waits, by when it runs out or ran out', (state) => {
    const { renew, approval } = queuesOf({ state, approval: 'renewal' });
    expect([renew, approval]).toMatchObject([[], [{ at: UNTIL, hints: ['A renewal'], state }]]);
  });

  it('given a grant that waits for a commissioner, then it waits since it was granted', () => {
    expect(queuesOf({ state: 'awaiting-approval', until: null, approval: 'grant' })['approval']).toMatchObject([{ since: PART.since, hints: [] }]);
  });
});
