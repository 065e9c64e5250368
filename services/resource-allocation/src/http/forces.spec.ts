import { fromBinary } from '@bufbuild/protobuf';
import { authorisationFor } from '@cpmp/holder/testing';
import { DeadlineEventSchema } from '@cpmp/proto/deadline';
import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { resourceAllocation } from '../app.module.js';
import { news } from '../news.js';

const API = '/api/resource-allocation/v1';
const AT = '2026-03-02T09:00:00.000Z';
const WINDOW = { from: '2026-03-03T09:00:00.000Z', to: '2026-03-05T09:00:00.000Z' };
const NOBODY = 'z'.repeat(16);
const OPERATIVE = { kind: 'undercover-operative', label: 'KESTREL', skills: ['contact'], assessedUntil: '2026-10-15', handler: 'ds-iqbal', controller: 'di-rowe', coverOfficer: 'co-blake' };
const TEAM = { kind: 'surveillance-team', label: 'team-red', skills: ['foot'] };
const ALL = ['resource-manager', 'cover-officer', 'controller', 'administrator', 'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer'];

const desk: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', roles: ['resource-manager'] };
const away: Principal = { person: 'rm-away', rank: 'sergeant', force: 'kent', roles: ALL };
const homeless: Principal = { person: 'rm-lost', rank: 'sergeant', roles: ALL };
/** Named as cover officer, and of the force that benefits. */
const lent: Principal = { person: 'co-blake', rank: 'sergeant', force: 'kent', roles: ['cover-officer'] };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };

const { parts: authorisation, heard } = authorisationFor('resource-allocation');
let host: TestHost;
let served: Served;
let things: readonly string[];
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, resourceAllocation, authorisation);
  things = await Promise.all([OPERATIVE, TEAM].map(async (body) => (await post('/resources', desk, body)).body.id as string));
});
afterEach(() => served.close());

const post = (path: string, as: Principal, body: object) => served.call('POST', `${API}${path}`, { as, body });
const get = (path: string, as: Principal) => served.call('GET', `${API}${path}`, { as });
const said = ({ status, body: { reference: _reference, ...body } }: { status: number; body: Record<string, unknown> }) => ({ status, body });

describe('a resource of another force', () => {
  it.each([['of another force', away], ['of no force', homeless]])('given somebody %s in whatever role, when they read it or act on it, then it is as if it did not exist', async (_, as) => {
    for (const id of things) {
      for (const path of ['', '/calendar', '/history']) expect(said(await get(`/resources/${id}${path}`, as))).toEqual(said(await get(`/resources/${NOBODY}${path}`, as)));
      expect((await post(`/resources/${id}/fitness`, as, { assessedUntil: '2026-03-01' })).status).toBe(404);
      expect((await post(`/resources/${id}/roles`, as, { role: 'cover-officer', person: 'rm-away', from: '2026-03-02', reason: 'Mine.' })).status).toBe(404);
      expect((await post('/deployments', as, { resource: id, authorisation: 'a'.repeat(16), component: 'c1', tactic: 'foot-surveillance', target: { subject: 's' }, window: WINDOW })).status).toBe(404);
      expect((await get(`/resources/${id}`, desk)).body).toMatchObject({ id });
    }
    for (const path of ['/resources', '/resources?label=KESTREL', `/resources/calendars?from=${WINDOW.from}&to=${WINDOW.to}`]) expect((await get(path, as)).body.items).toEqual([]);
    expect(heard.asked).toEqual([]);
    const events = (await served.service.ledger.readAfter(0, 100)).flatMap((commit) => commit.events);
    for (const recorded of events) expect(await news.mayHear(as, { stream: recorded.meta.stream, recorded, ends: false }, served.service.ledger.views)).toBe(false);
  });

  it('given a tasking of another force, when things are planned or allocated for it, then it is not among them', async () => {
    const { body: { id } } = await post('/taskings', away, { operation: 'Copper Weir', needs: [{ kind: 'undercover-operative', count: 1 }], window: WINDOW, priority: 1 });
    expect((await post('/taskings/plan', away, {})).body.plans).toMatchObject([{ tasking: id, things: [] }]);
    for (const resource of things) expect((await post(`/taskings/${id}/allocations`, away, { resource, window: WINDOW })).status).toBe(404);
  });

  it('given whoever looks after an operative, or oversees every force, when they ask, then they may know of it', async () => {
    const [operative = '', team = ''] = things;
    for (const as of [lent, inspector]) expect((await get(`/resources/${operative}`, as)).body.label).toBe('KESTREL');
    expect((await post(`/resources/${operative}/fitness`, lent, { assessedUntil: '2027-01-01' })).status).toBe(200);
    expect((await get(`/resources/${team}`, lent)).status).toBe(404);
    expect((await get('/resources', inspector)).body.items).toHaveLength(2);
  });

  it('given somebody of another force who looked after it until today, when they act on it, then they may not any more, and go on reading it; who has it from them may', async () => {
    const [operative = ''] = things;
    const next: Principal = { ...lent, person: 'co-vale' };
    const acts = (as: Principal) => Promise.all([
      post(`/resources/${operative}/fitness`, as, { assessedUntil: '2027-01-01', accredited: { advanced: '2027-01-01' } }),
      post(`/resources/${operative}/roles`, as, { role: 'handler', person: 'ds-next', from: '2026-03-03', reason: 'Posted.' }),
      post('/deployments', as, { resource: operative, authorisation: 'c'.repeat(16), component: 'c1', tactic: 'contact', target: { subject: 's' }, window: WINDOW }),
    ]);
    host.clock.set('2026-03-03T08:00:00.000Z');
    await post(`/resources/${operative}/roles`, lent, { role: 'cover-officer', person: 'co-vale', from: '2026-03-03', reason: 'Posted.' });
    expect((await acts(lent)).map(({ status }) => status)).toEqual([403, 403, 403]);
    expect((await get(`/resources/${operative}`, lent)).body).toMatchObject({ label: 'KESTREL', assessedUntil: OPERATIVE.assessedUntil, handler: 'ds-iqbal' });
    expect((await acts(next)).map(({ status }) => status).slice(0, 2)).toEqual([200, 200]);
  });

  it('given whoever looks after it is of another force, when they assess it or hand it over, then its reassessment is told in the force whose it is', async () => {
    const [operative = ''] = things;
    await post(`/resources/${operative}/fitness`, { ...lent, unit: 'SCO35' }, { assessedUntil: '2027-01-01' });
    await post(`/resources/${operative}/roles`, lent, { role: 'cover-officer', person: 'co-vale', from: '2026-03-02', reason: 'Posted.' });
    const sent = (await served.service.ledger.readAfter(0, 100)).flatMap(({ events }) => events).flatMap(({ event, meta }) => resourceAllocation.publish(event, meta, (text) => text));
    const set = sent.filter(({ topic }) => topic === 'resource-allocation.deadlines.v1').map(({ value }) => fromBinary(DeadlineEventSchema, value).event).filter((event) => event.case === 'set');
    expect(set.map(({ value: { force, unit, persons } }) => [force, unit, persons])).toEqual([['met', '', ['co-blake']], ['met', '', ['co-blake']], ['met', '', ['co-vale']]]);
  });

  it('given an account that names no force, when it enters a resource, then that is everybody’s: whoever keeps the platform may enter what forces share', async () => {
    const { body: shared } = await post('/resources', homeless, TEAM);
    for (const as of [desk, away]) expect((await get(`/resources/${shared.id}`, as)).body).toEqual(shared);
  });
});
