import type { EventMeta, Recorded } from '@cpmp/ledger';
import type { AuthorityEvent } from '../domain/index.js';
import { annualReturn } from './annual-return.js';
import { type Part, ranAt } from './parts.js';

const said = (event: object): Recorded<AuthorityEvent> => ({ event: event as unknown as AuthorityEvent, meta: { id: 'e', at: '2026-01-01T00:00:00.000Z' } as EventMeta });
const granted = said({ type: 'AuthorityGranted', state: 'in-force', from: '2026-10-01T09:00:00.000Z', until: '2026-12-30T00:00:00.000Z', decidedAt: '2026-10-01T09:00:00.000Z', about: { applicant: 'dc-ahmed' }, by: { person: 'supt-okafor' }, form: 'written', urgentOnly: false, checked: true, basis: { rule: 'r', facts: {} } });
/** Sent for approval in time; the commissioner answers after the old end. */
const sent = said({ type: 'AuthorityRenewed', from: null, until: null, decidedAt: '2026-12-28T09:00:00.000Z', about: { applicant: 'dc-ahmed' }, by: { person: 'supt-okafor' } });
const approved = said({ type: 'AuthorityApproved', act: 'renewal', approvedAt: '2027-01-03T09:00:00.000Z', from: '2027-01-03T09:00:00.000Z', until: '2027-04-03T00:00:00.000Z' });
const partOf = (...events: readonly Recorded<AuthorityEvent>[]) => ({ authorisation: 'a', component: 'c1', about: { reference: 'MET-26-0001', force: 'met', applicant: 'dc-ahmed' }, appliedAt: '2026-09-30T09:00:00.000Z', asked: { power: 'property-interference' }, events }) as unknown as Part;
const atTheEnd = (part: Part): number | undefined =>
  annualReturn({ parts: [part], errors: [], at: '2027-02-01T00:00:00.000Z' }, { year: 2026 }, new Map()).powers[0]?.counts.find(({ measure }) => measure === 'in-force-at-the-end')?.count;

describe('given a renewal that a commissioner approved some days after the old end', () => {
  const renewed = partOf(granted, sent, approved);

  it('then nothing was in force in between, and all of it is in force before and after', () => {
    const at = ['2026-12-29T23:59:59.999Z', '2026-12-30T00:00:00.000Z', '2027-01-03T08:59:59.999Z', '2027-01-03T09:00:00.000Z', '2027-04-03T00:00:00.000Z'];
    expect(at.map((one) => ranAt(renewed, one))).toEqual([true, false, false, true, false]);
  });

  it('then the return does not count it in force at the end of the year in which it was not', () => {
    expect(atTheEnd(renewed)).toBe(0);
    expect(atTheEnd(partOf(granted, sent, said({ ...approved.event, from: '2026-12-30T00:00:00.000Z' })))).toBe(1);
  });
});
