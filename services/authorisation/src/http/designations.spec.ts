import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';
import { recordsOf } from '../law/records.js';
import { lawIn, replay } from '../law/replay.js';

const API = '/api/authorisation/v1';
const CASES = `${API}/authorisations`;
const administrator: Principal = { person: 'admin-1', force: 'kent', roles: ['administrator'] };
const gatekeeper: Principal = { person: 'cab-lane', force: 'kent', roles: ['gatekeeper'] };
const applicant: Principal = { person: 'di-marsh', rank: 'inspector', force: 'kent', unit: 'SCO7', roles: ['applicant'] };
const deputy: Principal = { person: 'dcc-bray', rank: 'deputy-chief-constable', force: 'kent', roles: ['authorising-officer'] };
const other: Principal = { person: 'admin-2', force: 'met', roles: ['administrator'] };

let host: TestHost;
let served: Served;
let id: string;
beforeEach(async () => {
  host = await testHost({ at: '2026-03-02T09:00:00.000Z' });
  served = await serve(host, authorisation);
  const component = {
    handle: 'home', power: 'intrusive-surveillance', ground: 'serious-crime', tactics: [{ tactic: 'audio-device', because: 'They meet there alone.' }], places: [{ handle: 'flat', kind: 'dwelling', inArea: true }],
    necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'o', confidential: 'none',
  };
  id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Pewter Gate', components: [component] } })).body.id;
});
afterEach(() => served.close());

const enter = (body: object, as = administrator) => served.call('POST', `${API}/designations`, { as, body });
const grant = () => served.call('POST', `${CASES}/${id}/components/c1/grant`, { as: deputy, headers: { 'if-match': '"1"' }, body: { form: 'written', statement: 'The only way.', reviewBy: '2026-03-20T12:00:00Z', insteadOf: [{ person: 'cc-hall', because: 'On leave.' }] } });
const DEPUTY = { what: 'deputy', person: 'dcc-bray', principal: 'cc-hall', principalRank: 'chief-constable', from: '2026-03-02' };

describe('deputies, absences and acting ranks over HTTP', () => {
  it('given a designated deputy, when they grant in their officer’s place, then not before that officer is away on the record; the case and its timeline say for whom, and replay finds the same', async () => {
    expect((await grant()).body).toMatchObject({ status: 409, code: 'rank-too-low' });
    expect((await enter(DEPUTY)).status).toBe(201);
    expect((await grant()).body).toMatchObject({ status: 409, code: 'principal-not-absent', clause: expect.stringContaining('s.34(2)') });
    expect((await enter({ what: 'absence', person: 'cc-hall', from: '2026-03-02', until: '2026-03-09' }, gatekeeper)).body).toMatchObject({ id: 'd2', by: 'cab-lane', until: '2026-03-09' });
    const granted = await grant();
    expect([granted.status, granted.body.granted.standingInFor]).toEqual([200, { person: 'cc-hall', rank: 'chief-constable', designation: 'd1', absence: 'd2' }]);
    expect((await served.call('GET', `${CASES}/${id}/events`, { as: deputy })).body.items.at(-1).summary).toContain('stood in for cc-hall (chief constable), who was away');
    const { ledger } = served.service;
    expect(await replay(recordsOf(ledger), await lawIn(recordsOf(ledger)))).toMatchObject({ decisions: 1, differences: [] });
  });

  it('given an acting rank, then it is listed by day to the force alone, ended on a day, and shows in what an officer may decide', async () => {
    const made = await enter({ what: 'acting-rank', person: 'dcc-bray', rank: 'chief-constable', from: '2026-03-03', until: '2026-03-05' });
    const listed = async (on: string, as = administrator) => (await served.call('GET', `${API}/designations?on=${on}`, { as })).body.items.length;
    expect([await listed('2026-03-02'), await listed('2026-03-04'), await listed('2026-03-05'), await listed('2026-03-04', other)]).toEqual([0, 1, 0, 0]);
    const ended = await served.call('POST', `${API}/designations/d1/end`, { as: administrator, body: { until: '2026-03-04' } });
    expect([ended.status, ended.body.until, await listed('2026-03-04')]).toEqual([200, '2026-03-04', 0]);
    const read = async (as: Principal) => (await served.call('GET', `${API}/designations/d1`, { as })).status;
    expect([made.headers.get('location'), await read(administrator), await read(other), await read(applicant)]).toEqual([`${API}/designations/d1`, 200, 404, 403]);
    await host.moveTo('2026-03-03T09:00:00.000Z', served.service);
    expect((await grant()).body.granted.actingRank).toEqual({ rank: 'chief-constable', substantive: 'deputy-chief-constable', designation: 'd1' });
  });

  it('given somebody who may not, or a body that is none, then it is refused', async () => {
    const faulty = await enter({ ...DEPUTY, principalRank: 'commander' });
    expect([(await enter(DEPUTY, gatekeeper)).status, (await enter({ ...DEPUTY, from: 'Monday' })).status, faulty.body.code]).toEqual([403, 422, 'unknown-rank']);
    expect((await served.call('GET', `${API}/designations`, { as: applicant })).status).toBe(403);
  });
});
