import { assetRegistry } from '@cpmp/asset-registry';
import { authorisation } from '@cpmp/authorisation';
import { resourceAllocation } from '@cpmp/resource-allocation';
import type { Principal } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';

const AT = '2026-03-02T09:00:00.000Z';
const hours = (count: number, from = AT): string => new Date(Date.parse(from) + count * 3_600_000).toISOString();
const window = (from: number, to: number) => ({ from: hours(from), to: hours(to) });

const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const desk: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['resource-manager', 'asset-custodian'] };

const API = { cases: '/api/authorisation/v1/authorisations', assets: '/api/asset-registry/v1', resources: '/api/resource-allocation/v1' };
let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation, assetRegistry, resourceAllocation);
});
afterEach(async () => {
  await host.topics.drain();
  for (const service of served.services) expect(await service.health()).toMatchObject({ ready: true, deadLetters: 0 });
  await served.close();
});

const post = (path: string, as: Principal, body?: object, headers = {}) => served.call('POST', path, { as, headers, ...(body ? { body } : {}) });
const get = async (path: string, as = desk) => (await served.call('GET', path, { as })).body;
const enterCamera = async (serial = 'FC-0107'): Promise<string> => (await post(`${API.assets}/assets`, desk, { kind: 'fixed-camera', serial, site: 'hendon' })).body.id;
const enterTeam = async (): Promise<string> => (await post(`${API.resources}/resources`, desk, { kind: 'surveillance-team', label: 'team-red', skills: ['foot'] })).body.id;
const DRAFT = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', subjects: ['subject-a'], confidential: 'none',
  tactics: [{ tactic: 'foot-surveillance', because: 'They meet on foot.' }, { tactic: 'fixed-camera', because: 'They meet there.' }], necessity: 'n', proportionality: 'p', collateral: 'c',
};
const granted = async (operation: string): Promise<string> => {
  const { id } = (await post(API.cases, applicant, { operation, components: [DRAFT] })).body;
  expect((await post(`${API.cases}/${id}/components/c1/grant`, officer, { form: 'written', statement: 's', reviewBy: hours(12) }, { 'if-match': '"1"' })).status).toBe(200);
  await host.topics.drain();
  return id;
};
const cancel = async (id: string) => {
  await post(`${API.cases}/${id}/components/c1/cancel`, officer, { ceasedAt: host.clock.now(), told: [], reason: 'r', value: 'v', productDirection: 'd' }, { 'if-match': '"2"' });
  await host.topics.drain();
};
const deploy = (id: string, asset: string, over = window(1, 4)) => post(`${API.assets}/deployments`, desk, { asset, authorisation: id, component: 'c1', tactic: 'fixed-camera', target: { subject: 'subject-a' }, window: over });
const tasked = async (operation: string, kind = 'fixed-camera'): Promise<string> => (await post(`${API.resources}/taskings`, applicant, { operation, needs: [{ kind, count: 1 }], window: window(1, 48), priority: 1 })).body.id;
const allocate = (tasking: string, asset: string, over = window(1, 4)) => post(`${API.resources}/taskings/${tasking}/allocations`, desk, { asset, window: over });

describe('a thing’s own calendar, whichever door it is asked through', () => {
  it('given two forces’ operations of one name, when one has the asset, then the other’s deployment does not make its booking give way, nor learns of the asset', async () => {
    const asset = await enterCamera();
    const booked = await allocate(await tasked('Copper Weir'), asset);
    expect(booked.body.state).toBe('booked');
    const kent = (who: Principal): Principal => ({ ...who, person: `${who.person}-kent`, force: 'kent' });
    const { id } = (await post(API.cases, kent(applicant), { operation: 'Copper Weir', components: [DRAFT] })).body;
    expect((await post(`${API.cases}/${id}/components/c1/grant`, kent(officer), { form: 'written', statement: 's', reviewBy: hours(12) }, { 'if-match': '"1"' })).status).toBe(200);
    await host.topics.drain();
    expect((await post(`${API.assets}/deployments`, kent(desk), { asset, authorisation: id, component: 'c1', tactic: 'fixed-camera', target: { subject: 'subject-a' }, window: window(1, 4) })).status).toBe(404);
    expect((await get(`${API.assets}/assets/${asset}/calendar`)).deployments).toEqual([]);
  });

  it('given a tasking that has the asset, when its own operation deploys, then the booking gives way; another operation’s deployment and booking are refused', async () => {
    const [own, other] = [await granted('Copper Weir'), await granted('White Sill')];
    const asset = await enterCamera();
    const tasking = await tasked('copper weir ');
    expect((await allocate(tasking, asset)).body).toMatchObject({ state: 'booked', thing: `asset-${asset}` });
    const refused = await deploy(other, asset);
    expect(refused.body).toMatchObject({ status: 409, code: 'already-committed', because: `FC-0107 is booked from ${hours(1)} until ${hours(4)}.`, instead: `Free from ${hours(4)}.` });
    expect((await allocate(await tasked('White Sill'), asset)).body).toMatchObject({ code: 'already-committed' });
    expect((await deploy(own, asset)).body.state).toBe('deployed');
    expect(refused.text).not.toMatch(/[Cc]opper|[Ww]eir|MET-26/);
  });

  it('given a custodian’s own booking, when the same operation deploys, then it does not give way', async () => {
    const id = await granted('Copper Weir');
    const asset = await enterCamera();
    await post(`${API.assets}/assets/${asset}/bookings`, desk, { operation: 'Copper Weir', window: window(1, 4) });
    expect((await deploy(id, asset)).body.code).toBe('already-committed');
  });

  it('given an asset that is not what is needed, or none at all, when it is allocated, then the tasking is answered', async () => {
    const tasking = await tasked('Copper Weir', 'vehicle-tracker');
    expect((await allocate(tasking, await enterCamera())).body).toMatchObject({ status: 409, code: 'not-suited' });
    expect((await allocate(tasking, 'z'.repeat(16))).body).toMatchObject({ status: 409, code: 'not-registered' });
    expect((await get(`${API.resources}/taskings/${tasking}`)).allocations.map(({ state }: { state: string }) => state)).toEqual(['refused', 'refused']);
  });

  it('given an asset that is not serviceable, when it is allocated, then it is refused; given back, its window is free for others', async () => {
    const asset = await enterCamera();
    const tasking = await tasked('Copper Weir');
    const { id } = (await allocate(tasking, asset)).body;
    expect((await post(`${API.assets}/assets/${asset}/bookings/${id}/release`, desk)).body).toMatchObject({ status: 409, code: 'tasking-booking', instead: 'Give it back on the tasking.' });
    expect((await post(`${API.resources}/taskings/${tasking}/allocations/${id}/release`, desk)).body.state).toBe('released');
    expect((await get(`${API.assets}/assets/${asset}/calendar`)).bookings).toEqual([]);
    await post(`${API.assets}/assets/${asset}/serviceability`, desk, { serviceable: false });
    expect((await allocate(tasking, asset)).body.code).toBe('not-serviceable');
  });

  it('given a cancelled authority, when its asset is recovered, then its operation’s later bookings are freed and its tasking knows; another operation’s stay', async () => {
    const id = await granted('Copper Weir');
    const asset = await enterCamera();
    const [own, other] = [await tasked('Copper Weir'), await tasked('White Sill')];
    const out = await deploy(id, asset);
    expect((await allocate(own, asset, window(10, 12))).status).toBe(201);
    expect((await allocate(other, asset, window(20, 22))).status).toBe(201);
    host.clock.set(hours(2));
    await cancel(id);
    expect((await get(`${API.assets}/assets/${asset}/calendar`)).bookings).toHaveLength(2);
    await post(`${API.assets}/deployments/${out.body.id}/recover`, desk, { outcome: 'recovered', note: 'Taken down.' });
    await host.topics.drain();
    expect((await get(`${API.assets}/assets/${asset}/calendar`)).bookings).toMatchObject([{ tasking: other }]);
    expect((await get(`${API.resources}/taskings/${own}`, applicant)).allocations).toMatchObject([{ state: 'released' }]);
    expect((await get(`${API.resources}/taskings/${other}`, applicant)).allocations).toMatchObject([{ state: 'booked' }]);
  });
});

describe('fifty clients at once', () => {
  const CLIENTS = 50;

  /** What each came to: an answer that did not come in time is followed to its end. */
  const ends = async (answers: readonly Called[]): Promise<readonly string[]> => {
    await host.topics.drain();
    return Promise.all(answers.map(async ({ status, body, headers }) => {
      if (status !== 202) return status === 201 ? 'won' : `${status} ${body.code}`;
      const { state, refusal, allocations = [] } = await get(headers.get('location') ?? '');
      const end = allocations.find(({ id }: { id: string }) => id === body.id) ?? { state, refusal };
      return end.refusal ? `409 ${end.refusal.refused}` : 'won';
    }));
  };

  it('given one asset, when they book and deploy it through both doors, then exactly one wins, everyone else is told what is in the way, and the calendar holds one thing', async () => {
    const id = await granted('Copper Weir');
    const taskings = await Promise.all(Array.from({ length: CLIENTS / 2 }, (_, n) => tasked(`Operation ${n}`)));
    for (const round of [1, 2, 3]) {
      const asset = await enterCamera(`FC-000${round}`);
      const deploying = () => deploy(id, asset);
      const booking = (n: number) => () => allocate(taskings[n] as string, asset);
      const doors = taskings.flatMap((_, n) => (n % 2 === round % 2 ? [deploying, booking(n)] : [booking(n), deploying]));
      const answers = await Promise.all(doors.map((door) => door()));
      const came = await ends(answers);
      expect(came.filter((end) => end === 'won')).toHaveLength(1);
      expect(new Set(came)).toEqual(new Set(['won', '409 already-committed']));
      const { bookings, deployments } = await get(`${API.assets}/assets/${asset}/calendar`);
      expect(bookings.length + deployments.length).toBe(1);
    }
  }, 60_000);

  it('given one team, when they allocate it for windows of their own, then no two that are booked overlap, and whoever is refused overlaps one that is', async () => {
    const team = await enterTeam();
    const taskings = await Promise.all(Array.from({ length: CLIENTS }, (_, n) => tasked(`Operation ${n}`, 'surveillance-team')));
    const windows = taskings.map((_, n) => window(1 + ((n * 7) % 40), 3 + ((n * 7) % 40) + (n % 3)));
    const answers = await Promise.all(taskings.map((tasking, n) => post(`${API.resources}/taskings/${tasking}/allocations`, desk, { resource: team, window: windows[n] })));
    const came = await ends(answers);
    const booked = windows.filter((_, n) => came[n] === 'won');
    const overlap = (a: { from: string; to: string }, b: { from: string; to: string }) => a.from < b.to && b.from < a.to;
    expect(booked.length).toBeGreaterThan(1);
    for (const [n, one] of booked.entries()) for (const other of booked.slice(n + 1)) expect(overlap(one, other)).toBe(false);
    for (const [n, end] of came.entries()) {
      if (end === 'won') continue;
      expect(end).toBe('409 already-committed');
      expect(booked.some((other) => overlap(other, windows[n] as { from: string; to: string }))).toBe(true);
    }
    expect((await get(`${API.resources}/resources/${team}/calendar`)).bookings).toHaveLength(booked.length);
  }, 60_000);
});
