import type { Principal } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { resourceAllocation } from '../app.module.js';

const RESOURCES = '/api/resource-allocation/v1/resources';
const TASKINGS = '/api/resource-allocation/v1/taskings';
const AT = '2026-03-02T09:00:00.000Z';
const WINDOW = { from: '2026-03-03T09:00:00.000Z', to: '2026-03-05T09:00:00.000Z' };
const CANARY = 'Grey Lintel';
const ASK = { operation: CANARY, needs: [{ kind: 'surveillance-team', skill: 'foot', count: 2 }], window: WINDOW, priority: 2 };

const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const colleague: Principal = { person: 'dc-brown', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const stranger: Principal = { person: 'dc-else', rank: 'constable', force: 'met', unit: 'SCO7', roles: ['applicant'] };
const desk: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['resource-manager'] };
const awayDesk: Principal = { person: 'rm-away', rank: 'sergeant', force: 'kent', unit: 'SCO35', roles: ['resource-manager'] };
const responsible: Principal = { person: 'sro-penn', force: 'met', roles: ['senior-responsible-officer'] };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };
const officer: Principal = { person: 'supt-okafor', force: 'met', roles: ['authorising-officer'] };

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, resourceAllocation);
});
afterEach(() => served.close());

const enter = async (body: object = {}): Promise<string> => (await served.call('POST', RESOURCES, { as: desk, body: { kind: 'surveillance-team', label: 'team-red', skills: ['foot'], ...body } })).body.id;
const ask = (change: object = {}, { as = applicant, headers = {} } = {}) => served.call('POST', TASKINGS, { as, headers, body: { ...ASK, ...change } });
const asked = async (change: object = {}, as = applicant): Promise<string> => (await ask(change, { as })).body.id;
const allocate = (tasking: string, body: object, { as = desk, headers = {} } = {}) => served.call('POST', `${TASKINGS}/${tasking}/allocations`, { as, headers, body });
const read = async (id: string, as = applicant) => (await served.call('GET', `${TASKINGS}/${id}`, { as })).body;
const withoutReference = ({ reference: _reference, ...problem }: Called['body']) => problem;

describe('a tasking', () => {
  it('given an applicant, when they ask for resources, then it stands open with an address', async () => {
    const made = await ask();
    expect([made.status, made.headers.get('location')]).toEqual([201, `${TASKINGS}/${made.body.id}`]);
    expect(made.body).toEqual({ id: made.body.id, ...ASK, by: 'dc-ahmed', state: 'open', allocations: [] });
  });

  it('given a key, when it is sent twice, then there is one; with another body the key is refused', async () => {
    const headers = { 'idempotency-key': 'ask-it-once' };
    const [one, two] = [await ask({}, { headers }), await ask({}, { headers })];
    expect(two.body).toEqual(one.body);
    expect((await ask({ priority: 1 }, { headers })).body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  });

  it.each([
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['no need', { needs: [] }, '/needs'],
    ['a need of nothing', { needs: [{ count: 1 }] }, '/needs/0'],
    ['none of something', { needs: [{ kind: 'x', count: 0 }] }, '/needs/0/count'],
    ['a priority that is none', { priority: 0 }, '/priority'],
    ['a window backwards', { window: { from: WINDOW.to, to: WINDOW.from } }, '/window/to'],
  ])('given %s, when it is asked, then 422 names the field and repeats nothing', async (_, change, pointer) => {
    const answer = await ask(change);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(answer.text).not.toContain(CANARY);
  });

  it('given one, when those ask who may know of it, then they see it; to all others it does not exist', async () => {
    const id = await asked();
    for (const as of [applicant, colleague, desk, responsible, inspector]) expect(await read(id, as)).toMatchObject({ id, operation: CANARY });
    const absent = withoutReference(await read('z'.repeat(16), stranger));
    for (const as of [stranger, awayDesk]) {
      expect(withoutReference(await read(id, as))).toEqual(absent);
      expect((await served.call('GET', TASKINGS, { as })).body).toEqual({ items: [] });
    }
    expect((await allocate(id, { resource: await enter(), window: WINDOW }, { as: awayDesk })).status).toBe(404);
    expect((await read(id, officer))).toMatchObject({ status: 403, code: 'not-permitted' });
    expect((await ask({}, { as: officer })).status).toBe(403);
    expect((await allocate(id, { resource: await enter(), window: WINDOW }, { as: applicant })).status).toBe(403);
  });

  it('given several, when they are listed, then the highest priority first, by state, and each caller’s own without gaps', async () => {
    const low = await asked({ priority: 5 });
    await asked({ priority: 1 }, stranger);
    const high = await asked({ priority: 2 });
    const ids = async (query: string, as = applicant) => (await served.call('GET', `${TASKINGS}${query}`, { as })).body.items.map(({ id }: { id: string }) => id);
    expect(await ids('')).toEqual([high, low]);
    expect(await ids('?limit=1')).toEqual([high]);
    const { next } = (await served.call('GET', `${TASKINGS}?limit=1`, { as: applicant })).body;
    expect(await ids(`?limit=1&after=${encodeURIComponent(next)}`)).toEqual([low]);
    expect(await ids('', desk)).toHaveLength(3);
    await allocate(low, { resource: await enter(), window: WINDOW });
    expect([await ids('?state=part-met'), await ids('?state=open')]).toEqual([[low], [high]]);
  });
});

describe('an allocation', () => {
  it('given a free team, when it is allocated, then its own calendar holds the window, and as many as are needed meet the tasking', async () => {
    const id = await asked();
    const [red, blue] = [await enter(), await enter({ label: 'team-blue' })];
    const booked = await allocate(id, { resource: red, window: WINDOW });
    expect([booked.status, booked.headers.get('location')]).toEqual([201, `${TASKINGS}/${id}`]);
    expect(booked.body).toEqual({ id: booked.body.id, tasking: id, thing: `resource-${red}`, window: WINDOW, state: 'booked' });
    expect((await served.call('GET', `${RESOURCES}/${red}/calendar`, { as: applicant })).body).toEqual({ bookings: [{ id: booked.body.id, tasking: id, window: WINDOW }], deployments: [] });
    expect((await read(id)).state).toBe('part-met');
    await allocate(id, { resource: blue, window: WINDOW });
    expect(await read(id)).toMatchObject({ state: 'met', allocations: [{ state: 'booked' }, { state: 'booked' }] });
  });

  it('given a key, when it is sent twice, then it is one; given back, then it is free, and giving back again changes nothing', async () => {
    const id = await asked();
    const resource = await enter();
    const headers = { 'idempotency-key': 'book-it-once' };
    const [one, two] = [await allocate(id, { resource, window: WINDOW }, { headers }), await allocate(id, { resource, window: WINDOW }, { headers })];
    expect(two.body).toEqual(one.body);
    const release = (allocation: string) => served.call('POST', `${TASKINGS}/${id}/allocations/${allocation}/release`, { as: desk });
    expect((await release(one.body.id)).body).toMatchObject({ state: 'released' });
    expect((await release(one.body.id)).body).toMatchObject({ state: 'released' });
    expect((await release('z'.repeat(16))).body).toMatchObject({ status: 409, code: 'not-allocated' });
    expect((await served.call('GET', `${RESOURCES}/${resource}/calendar`, { as: desk })).body.bookings).toEqual([]);
    expect((await allocate(id, { resource, window: WINDOW })).status).toBe(201);
  });

  it('given a team that another operation has, when it is allocated, then the refusal says how, from when, until when and when it is free, and names no operation', async () => {
    const resource = await enter();
    await allocate(await asked(), { resource, window: WINDOW });
    const other = await asked({ operation: 'White Sill' }, stranger);
    const refused = await allocate(other, { resource, window: { from: '2026-03-04T09:00:00Z', to: '2026-03-06T09:00:00Z' } });
    expect(refused.body).toMatchObject({ status: 409, code: 'already-committed', because: `team-red is booked from ${WINDOW.from} until ${WINDOW.to}.`, instead: `Free from ${WINDOW.to}.` });
    expect(refused.text).not.toMatch(/Lintel|Sill/);
    expect(await read(other, stranger)).toMatchObject({ state: 'open', allocations: [{ state: 'refused', refusal: { refused: 'already-committed' } }] });
    expect((await allocate(other, { resource, window: { from: WINDOW.to, to: '2026-03-06T09:00:00Z' } })).status).toBe(201);
  });

  it.each([
    ['another kind', { kind: 'technical-crew' }, 'not-suited'],
    ['no such skill', { skills: ['mobile'] }, 'not-suited'],
    ['an assessment that ends first', { assessedUntil: '2026-03-04' }, 'not-fit'],
  ])('given a resource of %s, when it is allocated, then it is refused', async (_, change, code) => {
    expect((await allocate(await asked(), { resource: await enter(change), window: WINDOW })).body).toMatchObject({ status: 409, code });
  });

  it('given an operative whom nobody looks after, when it is allocated, then it is refused: its recall would reach nobody', async () => {
    const operative = { kind: 'undercover-operative', label: 'KESTREL', skills: [], accredited: { advanced: '2027-01-31' }, assessedUntil: '2027-01-31' };
    const id = await asked({ needs: [{ kind: 'undercover-operative', count: 1 }] });
    const refused = await allocate(id, { resource: await enter(operative), window: WINDOW });
    expect(refused.body.code).toBe('arrangements-incomplete');
    expect((await allocate(id, { resource: await enter({ ...operative, controller: 'di-rowe' }), window: WINDOW })).status).toBe(201);
    expect(JSON.stringify(await read(id))).not.toContain('KESTREL');
  });

  it('given a window that is over, when it is allocated, then it is refused', async () => {
    expect((await allocate(await asked(), { resource: await enter(), window: { from: '2026-03-01T09:00:00Z', to: AT } })).body.code).toBe('window-over');
  });

  it('given what cannot be asked for, when it is allocated, then it is refused by name', async () => {
    const id = await asked();
    const resource = await enter();
    expect((await allocate(id, { resource, asset: resource, window: WINDOW })).body).toMatchObject({ status: 422, code: 'not-valid' });
    expect((await allocate(id, { resource })).status).toBe(422);
    expect((await allocate(id, { resource: 'z'.repeat(16), window: WINDOW })).status).toBe(404);
    expect((await allocate('z'.repeat(16), { resource, window: WINDOW })).status).toBe(404);
    expect((await allocate(id, { plan: true })).status).toBe(422);
  });

  it('given a tasking whose window is over, when what is open is planned, then it gets nothing: nothing could be booked for it any more', async () => {
    await enter();
    await asked({ needs: [{ kind: 'surveillance-team', count: 1 }] });
    const planned = async () => (await served.call('POST', `${TASKINGS}/plan`, { as: desk, body: {} })).body.plans;
    host.clock.set('2026-03-05T08:59:59.999Z');
    expect(await planned()).toMatchObject([{ things: [{ label: 'team-red' }] }]);
    host.clock.set(WINDOW.to);
    expect(await planned()).toEqual([]);
  });

  it('given open taskings, when they are planned, then the higher priority has what is free, each that is not met says why, assets count as their registry has them, and nothing is booked', async () => {
    const [low, high] = [await asked({ needs: [{ kind: 'surveillance-team', count: 1 }], priority: 5 }), await asked({ needs: [{ kind: 'surveillance-team', count: 1 }, { kind: 'vehicle-tracker', count: 2 }], priority: 1 })];
    const team = await enter();
    const tracker = (id: string, more: object = {}) => ({ id: id.repeat(16), kind: 'vehicle-tracker', label: `tracker-${id}`, bookings: [], deployments: [], ...more });
    const assets = [tracker('a'), tracker('b', { bookings: [{ id: 'c'.repeat(16), window: WINDOW }] })];
    const planned = await served.call('POST', `${TASKINGS}/plan`, { as: desk, body: { assets } });
    expect(planned).toMatchObject({
      status: 200,
      body: {
        plans: [
          { tasking: high, operation: CANARY, things: [{ thing: `resource-${team}`, label: 'team-red' }, { thing: `asset-${'a'.repeat(16)}`, label: 'tracker-a' }], unmet: [{ kind: 'vehicle-tracker', count: 1, because: 'already-committed' }] },
          { tasking: low, things: [], unmet: [{ kind: 'surveillance-team', count: 1, because: 'already-committed' }] },
        ],
      },
    });
    expect((await served.call('GET', `${TASKINGS}/${high}`, { as: desk })).body).toMatchObject({ state: 'open', allocations: [] });
    expect((await served.call('POST', `${TASKINGS}/plan`, { as: awayDesk, body: {} })).body).toEqual({ plans: [], best: true });
    expect((await served.call('POST', `${TASKINGS}/plan`, { as: applicant, body: {} })).status).toBe(403);
  });

  it('given a more pressing tasking and the only team booked for another, when it is planned, then nothing is left for it; when bookings may move, then it has the team and the plan says who gives it back and who has it; once the other has begun, it stays', async () => {
    const needs = [{ kind: 'surveillance-team', count: 1 }];
    const other = await asked({ needs, priority: 5 });
    const team = await enter();
    expect((await allocate(other, { resource: team, window: WINDOW })).body.state).toBe('booked');
    const pressing = await asked({ needs, priority: 1 });
    const red = [{ thing: `resource-${team}`, label: 'team-red' }];
    const lacking = [{ kind: 'surveillance-team', count: 1, because: 'already-committed', heldBy: [] }];
    const planned = async (body: object) => (await served.call('POST', `${TASKINGS}/plan`, { as: desk, body })).body;
    expect(await planned({})).toMatchObject({ best: true, plans: [{ tasking: pressing, things: [], givenBack: [], unmet: lacking }] });
    expect(await planned({ rebook: true })).toMatchObject({ best: true, plans: [{ tasking: pressing, things: red, givenBack: [], unmet: [] }, { tasking: other, things: [], givenBack: red, unmet: [{ ...lacking[0], heldBy: [pressing] }] }] });
    expect((await read(other)).state).toBe('met');
    for (const at of [WINDOW.from, '2026-03-05T08:59:59.999Z']) {
      host.clock.set(at);
      expect((await planned({ rebook: true })).plans).toMatchObject([{ tasking: pressing, things: [], unmet: lacking }]);
    }
  });

  it('given assets that are out, when what is open is planned, then each is taken as its own stream would say: to the end of its window, and past that until it is back', async () => {
    await asked({ needs: [{ kind: 'vehicle-tracker', count: 4 }], window: { from: '2026-03-10T09:00:00.000Z', to: '2026-03-12T09:00:00.000Z' } });
    const out = (id: string, to: string, more: object = {}) => ({
      id: id.repeat(16), kind: 'vehicle-tracker', label: `tracker-${id}`, bookings: [], deployments: [{ id: 'p'.repeat(16), window: { from: '2026-03-01T10:00:00.000Z', to }, state: 'deployed', startedAt: '2026-03-01T09:00:00.000Z', ...more }],
    });
    const assets = [out('a', '2026-03-10T09:00:00.000Z'), out('b', '2026-03-10T09:00:00.001Z'), out('c', AT), out('d', '2026-03-20T09:00:00.000Z', { closedAt: AT })];
    const { body } = await served.call('POST', `${TASKINGS}/plan`, { as: desk, body: { assets } });
    expect(body.plans[0].things.map(({ label }: { label: string }) => label)).toEqual(['tracker-a', 'tracker-d']);
  });

  it('given an asset whose registry does not answer in time, when it is allocated, then 202 says where to look, and it cannot be given back yet', async () => {
    const id = await asked({ needs: [{ kind: 'vehicle-tracker', count: 1 }] });
    const waiting = await allocate(id, { asset: 'a'.repeat(16), window: WINDOW });
    expect([waiting.status, waiting.headers.get('location'), waiting.headers.get('retry-after'), waiting.body.state]).toEqual([202, `${TASKINGS}/${id}`, '1', 'requested']);
    expect((await read(id)).allocations).toMatchObject([{ id: waiting.body.id, state: 'requested' }]);
    // Its register asks whose it is.
    expect((await served.service.ledger.readAfter(0, 100)).flatMap(({ events }) => events).map(({ event }) => event).filter(({ type }) => type === 'AllocationRequested')).toMatchObject([{ request: { force: 'met' } }]);
    expect((await served.call('POST', `${TASKINGS}/${id}/allocations/${waiting.body.id}/release`, { as: desk })).body.code).toBe('not-booked');
  }, 20_000);
});

describe('what must not be told', () => {
  it('given taskings and bookings, when they are stored, logged, refused or sent, then the operation lies nowhere open; who reads it stands in the access log', async () => {
    const id = await asked();
    await allocate(id, { resource: await enter(), window: WINDOW });
    await ask({ operation: CANARY, priority: 'x' });
    await read(id, inspector);
    const commits = await served.service.ledger.readAfter(0, 200);
    expect(JSON.stringify(commits)).not.toContain(CANARY);
    expect(host.logged.join()).not.toContain(CANARY);
    const sent = commits.flatMap(({ events }) => events).flatMap(({ event, meta }) => resourceAllocation.publish(event, meta, () => 'OPENED'));
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.map(({ value }) => Buffer.from(value).toString('latin1')).join()).not.toMatch(/Lintel|OPENED/);
    const { access } = await host.stores('resource-allocation');
    const lines = (await access.readAfter(0, 200)).map(({ body }) => Buffer.from(body).toString());
    expect(lines.some((line) => line.includes('i-pcco') && line.includes(`tasking-${id}`))).toBe(true);
    expect(lines.join()).not.toContain(CANARY);
  });
});
