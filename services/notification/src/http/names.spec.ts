import type { Principal } from '@cpmp/shell';
import { serve, type Served, testHost } from '@cpmp/shell/testing';
import { notification } from '../app.module.js';

const administrator: Principal = { person: 'admin-shaw', force: 'met', roles: ['administrator'] };
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const ROOT = '/api/notification/v1';

let served: Served;
beforeEach(async () => {
  served = await serve(await testHost(), notification);
  const entry = { name: 'DC Sana Ahmed', force: 'met', unit: 'SCO35', rank: 'constable', roles: [{ role: 'applicant' }] };
  await served.call('PUT', `${ROOT}/directory/duty-1`, { as: administrator, body: { ...entry, name: 'Duty', roles: [], dutyOfficer: true } });
  await served.call('PUT', `${ROOT}/directory/dc-ahmed`, { as: administrator, body: entry });
});
afterEach(() => served.close());

const names = (persons: string) => served.call('GET', `${ROOT}/names?persons=${persons}`, { as: applicant });

describe('names by id', () => {
  it('given ids from a record, when they are asked after, then those in the directory are named, and nothing else of them is told', async () => {
    const { status, body } = await names('dc-ahmed,dc-nobody');
    expect([status, body]).toEqual([200, { items: [{ person: 'dc-ahmed', name: 'DC Sana Ahmed', rank: 'constable' }] }]);
  });

  it('given no id, one that is none, or too many, when they are asked after, then 422', async () => {
    expect(await Promise.all(['', 'No One', Array.from({ length: 51 }, (_, n) => `p${n}`).join()].map(async (persons) => (await names(persons)).status))).toEqual([422, 422, 422]);
  });

  it('given an applicant, when they ask for the directory whole, then it stays refused', async () => {
    expect((await served.call('GET', `${ROOT}/directory`, { as: applicant })).status).toBe(403);
  });
});
