import { create, toBinary } from '@bufbuild/protobuf';
import type { AllocationRequest } from '@cpmp/gate';
import { allocationRequestOut } from '@cpmp/gate/wire';
import { RoadService } from '@cpmp/holder';
import { authorisationFor, authority, type Said } from '@cpmp/holder/testing';
import { AllocationRequestSchema } from '@cpmp/proto/gate';
import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { assetRegistry } from '../app.module.js';
import { holding } from '../holding.js';

const API = '/api/asset-registry/v1';
const AT = '2026-03-02T09:00:00.000Z';
const WINDOW = { from: '2026-03-03T09:00:00.000Z', to: '2026-03-05T09:00:00.000Z' };
const NOTHING = 'z'.repeat(16);
const LEGEND = { kind: 'legend', serial: 'LG-0003', label: 'Harper and Sons', site: 'hendon' };
const ALL = ['asset-custodian', 'resource-manager', 'administrator', 'applicant', 'gatekeeper', 'authorising-officer', 'senior-responsible-officer'];

const custodian: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', roles: ['asset-custodian'] };
const away: Principal = { person: 'rm-away', rank: 'sergeant', force: 'kent', roles: ALL };
const homeless: Principal = { person: 'rm-lost', rank: 'sergeant', roles: ALL };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };

const { parts: authorisation, heard } = authorisationFor('asset-registry');
let host: TestHost;
let served: Served;
let id: string;
let booking: string;
beforeEach(async () => {
  heard.asked = [];
  host = await testHost({ at: AT });
  served = await serve(host, assetRegistry, authorisation);
  id = (await post('/assets', custodian, LEGEND)).body.id;
  booking = (await post(`/assets/${id}/bookings`, custodian, { operation: 'Copper Weir', window: WINDOW })).body.id;
});
afterEach(() => served.close());

const post = (path: string, as: Principal, body?: object) => served.call('POST', `${API}${path}`, { as, ...(body ? { body } : {}) });
const get = (path: string, as: Principal) => served.call('GET', `${API}${path}`, { as });
const said = ({ status, body: { reference: _reference, ...body } }: { status: number; body: Record<string, unknown> }) => ({ status, body });

describe('an asset of another force', () => {
  it.each([['of another force', away], ['of no force', homeless]])('given somebody %s in whatever role, when they read it or act on it, then it is as if it did not exist', async (_, as) => {
    const before = (await get(`/assets/${id}`, custodian)).body;
    for (const path of ['', '/calendar', '/history']) expect(said(await get(`/assets/${id}${path}`, as))).toEqual(said(await get(`/assets/${NOTHING}${path}`, as)));
    for (const path of ['/assets', '/assets?serial=LG-0003', `/assets/calendars?from=${WINDOW.from}&to=${WINDOW.to}`]) expect((await get(path, as)).body.items).toEqual([]);
    for (const answer of [
      await post(`/assets/${id}/custody`, as, { action: 'check-out', to: 'rm-away' }),
      await post(`/assets/${id}/serviceability`, as, { serviceable: false, burned: true, reason: 'Seen.' }),
      await post(`/assets/${id}/bookings`, as, { operation: 'Copper Weir', window: { from: '2026-04-03T09:00:00.000Z', to: '2026-04-05T09:00:00.000Z' } }),
      await post(`/assets/${id}/bookings/${booking}/release`, as),
      // An operation of another force may have the same name, and so the same id: its bookings must not give way, nor be freed.
      await post('/deployments', as, { asset: id, authorisation: 'c'.repeat(16), component: 'c1', tactic: 'fixed-camera', target: { subject: 's' }, window: WINDOW }),
    ]) expect([answer.status, answer.text]).toEqual([404, expect.any(String)]);
    expect((await get(`/assets/${id}`, custodian)).body).toEqual(before);
    expect(heard.asked).toEqual([]);
    const events = (await served.service.ledger.readAfter(0, 100)).flatMap((commit) => commit.events);
    for (const recorded of events) expect(await assetRegistry.news?.mayHear(as, { stream: recorded.meta.stream, recorded, ends: false }, served.service.ledger.views)).toBe(false);
  });

  it('given a tasking of another force, of the same operation, when it asks for it, then there is no such asset; its own force books it, and gives it back', async () => {
    const road = new RoadService(served.service.ledger, holding);
    let asks = 0;
    const asked = async (change: Partial<AllocationRequest>) => {
      const request: AllocationRequest = {
        allocation: `allocation${++asks}`, tasking: 't'.repeat(16), holder: 'asset-registry', thing: `asset-${id}`, operationId: 'op', window: { from: '2026-04-03T09:00:00.000Z', to: '2026-04-05T09:00:00.000Z' },
        priority: 1, requestedBy: 'rm-away', released: false, needs: [{ kind: LEGEND.kind }], ...change,
      };
      await road.hearAllocation(toBinary(AllocationRequestSchema, create(AllocationRequestSchema, allocationRequestOut(request))), { topic: 'resource-allocation.allocation-requests.v1', key: 'tasking', id: `resource-allocation/1/${asks}/0`, at: '2026-03-02T09:00:00.000Z', sourceLog: 'resource-allocation/1', position: asks, index: 0, headers: {} });
      return (await served.service.ledger.readAfter(0, 200)).flatMap(({ events }) => events).at(-1)?.event;
    };
    const nowhere = await asked({ force: 'kent', thing: `asset-${NOTHING}` });
    const { refusal } = nowhere as unknown as { readonly refusal: object };
    for (const force of ['kent', '']) expect(await asked({ force })).toMatchObject({ type: 'BookingRefused', refusal });
    const { body: shared } = await post('/assets', homeless, LEGEND);
    expect(await asked({ force: 'kent', thing: `asset-${shared.id}` })).toMatchObject({ type: 'Booked' });
    expect(await asked({ force: 'met' })).toMatchObject({ type: 'Booked' });
    expect(await asked({ force: 'met', allocation: `allocation${asks}`, released: true })).toMatchObject({ type: 'BookingReleased' });
    // What was asked before whoever asks was named.
    expect(await asked({})).toMatchObject({ type: 'Booked' });
  });

  it('given one that is out, when somebody of another force who decided on its case acts on it, then they may not, whatever their role', async () => {
    heard.answers = () => ({});
    const CASE = 'c'.repeat(16);
    await served.services[1]?.ledger.transact(authority, CASE, (): readonly Said[] => [{ type: 'CaseSaid' }], { cause: 'test/1', actor: null });
    const { body: other } = await post('/assets', custodian, LEGEND);
    const ask = { authorisation: CASE, component: 'c1', tactic: 'fixed-camera', target: { subject: 's' }, window: WINDOW };
    const out = (await post('/deployments', custodian, { asset: other.id, ...ask })).body.id;
    const guest = { ...away, person: 'supt-reyes' };
    expect((await get(`/deployments/${out}`, guest)).body.state).toBe('deployed');
    for (const [what, body] of Object.entries({ recover: { outcome: 'lost', note: 'n' }, move: ask, 'switch-off': { note: 'n' } })) expect([what, (await post(`/deployments/${out}/${what}`, guest, body)).status]).toEqual([what, 403]);
    expect((await get(`/deployments/${out}`, custodian)).body.state).toBe('deployed');
  });

  it('given whoever oversees every force, when they ask, then they may know of it, and nobody is told whose it is', async () => {
    expect((await get('/assets', inspector)).body.items).toEqual([(await get(`/assets/${id}`, custodian)).body]);
    expect(Object.keys((await get(`/assets/${id}`, inspector)).body)).not.toContain('force');
  });

  it('given an account that names no force, when it enters an asset, then that is everybody’s: whoever keeps the platform may enter what forces share', async () => {
    const { body: shared } = await post('/assets', homeless, LEGEND);
    for (const as of [custodian, away]) expect((await get(`/assets/${shared.id}`, as)).body).toEqual(shared);
  });
});
