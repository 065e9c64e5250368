import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';

const CASES = '/api/authorisation/v1/authorisations';
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const WATCH = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
  subjects: ['subject-a', 'subject-b'], necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.', confidential: 'none',
};

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: '2026-03-02T09:00:00.000Z' });
  served = await serve(host, authorisation);
});
afterEach(() => served.close());

describe('a review that takes a person out', () => {
  it('then the part no longer shows them, as no permit covers them', async () => {
    const { body: { id } } = await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', components: [WATCH] } });
    const on = (what: string, body: object, etag: string) => served.call('POST', `${CASES}/${id}/components/c1/${what}`, { as: officer, body, headers: { 'if-match': `"${etag}"` } });
    const { etag } = (await on('grant', { form: 'written', statement: 'One way.', reviewBy: '2026-03-20T12:00:00Z' }, '1')).body;
    const reviewed = await on('review', { changed: 'One of the two has left the country.', decision: 'narrow', nextReview: '2026-03-25T12:00:00Z', subjectsAdded: ['subject-c'], subjectsRemoved: ['subject-b'] }, etag);
    expect([reviewed.status, reviewed.body.subjects]).toEqual([200, ['subject-a', 'subject-c']]);
    expect((await served.call('GET', `${CASES}/${id}`, { as: applicant })).body.components[0].subjects).toEqual(['subject-a', 'subject-c']);
  });
});
