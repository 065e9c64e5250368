import { assetRegistry } from '@cpmp/asset-registry';
import { authorisation } from '@cpmp/authorisation';
import type { OpenPermitsTold } from '@cpmp/authorisation/domain';
import { resourceAllocation } from '@cpmp/resource-allocation';
import type { Host, Principal, ServiceParts } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost } from '@cpmp/shell/testing';

/** When every test begins. */
export const AT = '2026-03-02T09:00:00.000Z';
const hours = (count: number): string => new Date(Date.parse(AT) + count * 3_600_000).toISOString();
const who = (person: string, role: string, more: Partial<Principal> = {}): Principal => ({ person, force: 'met', roles: [role], ...more });
const applicant = who('dc-ahmed', 'applicant', { rank: 'constable', unit: 'SCO35' });
const officer = who('supt-okafor', 'authorising-officer', { rank: 'superintendent' });
const custodian = who('ac-kit', 'asset-custodian', { rank: 'sergeant' });
const desk = who('rm-price', 'resource-manager', { rank: 'sergeant' });
const API = { cases: '/api/authorisation/v1/authorisations', assets: '/api/asset-registry/v1', resources: '/api/resource-allocation/v1' };
const OTHERS = [assetRegistry, resourceAllocation];

/** What these specs need of a host: of a service that is closed, what it had since its backup can be lost, and opened again it goes on as another epoch. */
export type Restorable = Host & Pick<TestHost, 'clock' | 'topics' | 'tokenOf' | 'backsUp' | 'loses'>;

let host: Restorable;
let served: Served;
let authority: string;
const open = async (...parts: readonly ServiceParts[]) => {
  const [first = authorisation, ...more] = parts;
  served = await serve(host as TestHost, first, ...more);
};
const post = (path: string, as: Principal, body?: object, headers = {}) => served.call('POST', path, { as, headers, ...(body ? { body } : {}) });
const settled = () => host.topics.drain();
/** Which things authorisation told a holder of, for the second epoch of its log. */
const told = async (holder: string): Promise<readonly string[]> => {
  const ledger = served.services.find(({ name }) => name === 'authorisation')?.ledger;
  const events = ((await ledger?.readAfter(0, 500)) ?? []).flatMap((commit) => commit.events).map(({ event }) => event as unknown as OpenPermitsTold);
  return events.flatMap((event) => (event.type === 'OpenPermitsTold' && event.log === `${holder}/2` ? event.permits.map(({ permit }) => permit.thing) : []));
};
const health = (name: string) => served.services.find((service) => service.name === name)?.health();

/** Everything of one holder since its backup is lost. It is opened with the others, at first without who would tell it what is out. */
const restored = async (service: string) => {
  await served.close();
  await host.loses(service);
  await open(...OTHERS);
};
const goesOn = async () => {
  await served.close();
  await open(authorisation, ...OTHERS);
  await settled();
};

const cancel = async () => {
  const body = { ceasedAt: host.clock.now(), told: ['rm-price'], reason: 'Arrests.', value: 'Two named.', productDirection: 'Keep the logs.' };
  expect((await post(`${API.cases}/${authority}/components/c1/cancel`, officer, body, { 'if-match': '"2"' })).status).toBe(200);
  await settled();
};
const scope = { component: 'c1', target: { subject: 'subject-a' }, window: { from: hours(1), to: hours(6) } };

/** Each holder: what it registers, how it deploys that, and how it comes back. */
const HOLDERS = [
  {
    name: 'asset-registry', by: custodian, path: API.assets, back: 'recover', recalled: 'recall-ordered',
    register: () => post(`${API.assets}/assets`, custodian, { kind: 'fixed-camera', serial: 'FC-0107', site: 'hendon' }),
    deploy: (asset: string) => post(`${API.assets}/deployments`, custodian, { ...scope, authorisation: authority, asset, tactic: 'fixed-camera' }),
  },
  {
    name: 'resource-allocation', by: desk, path: API.resources, back: 'withdraw', recalled: 'withdrawing',
    register: () => post(`${API.resources}/resources`, desk, { kind: 'surveillance-team', label: 'team-red', skills: ['foot'] }),
    deploy: (resource: string) => post(`${API.resources}/deployments`, desk, { ...scope, authorisation: authority, resource, tactic: 'foot-surveillance' }),
  },
] as const;

/** Where a contract runs: a host that is opened anew for each test and closed after it, and of which holders it is shown. */
export type Ground = { readonly engine: string; readonly open: () => Promise<Restorable>; readonly close?: () => Promise<void>; readonly of?: readonly string[] };

/** A holder whose log was restored alone takes nothing twice, whatever it runs on. */
export const restoredHolderContract = ({ engine, open: openHost, close, of = HOLDERS.map(({ name }) => name) }: Ground): void => {
  beforeEach(async () => {
    host = await openHost();
    await open(authorisation, ...OTHERS);
    const draft = {
      handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', subjects: ['subject-a'], confidential: 'none',
      tactics: [{ tactic: 'foot-surveillance', because: 'They meet on foot.' }, { tactic: 'fixed-camera', because: 'They meet at the rear gate.' }],
      necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.',
    };
    authority = (await post(API.cases, applicant, { operation: 'Copper Weir', components: [draft], cleared: [] })).body.id;
    await settled();
    await post(`${API.cases}/${authority}/components/c1/grant`, officer, { form: 'written', statement: 'The only workable step.', reviewBy: hours(12) }, { 'if-match': '"1"' });
    await settled();
  });
  afterEach(async () => {
    await settled();
    for (const service of served.services) expect(await service.health()).toMatchObject({ ready: true, deadLetters: 0, dueFailing: 0 });
    await served.close();
    await close?.();
  });

  describe.each(HOLDERS.filter(({ name }) => of.includes(name)))(`on ${engine}, given the log of $name, restored alone to before something went out`, ({ name, by, path, back, recalled, register, deploy }) => {
    const shown = async (out: Called) => (await served.call('GET', `${path}/deployments/${out.body.id}`, { as: by })).body;
    let thing: string;
    let other: string;
    let out: Called;
    const beside = HOLDERS.find((one) => one.name !== name) ?? HOLDERS[0];

    beforeEach(async () => {
      thing = (await register()).body.id;
      other = (await register()).body.id;
      await settled();
      await host.backsUp(name);
      out = await deploy(thing);
      expect(out.status).toBe(201);
      await settled();
    });

    it('when it is asked for before it was told what is out, then it is refused for every thing, and health says so', async () => {
      await restored(name);
      for (const each of [thing, other]) expect((await deploy(each)).body).toMatchObject({ status: 409, code: 'open-permits-unknown' });
      expect((await health(name))?.notes).toContain('restored, and not told yet what is out: nothing is deployed');
      await goesOn();
      expect((await health(name))?.notes ?? []).not.toContain('restored, and not told yet what is out: nothing is deployed');
    });

    it('when it was told, then of what is out of its own alone; that is shown as out and cannot go out twice, another can go out, and what comes back is free', async () => {
      expect((await beside.deploy((await beside.register()).body.id)).status).toBe(201);
      await settled();
      await restored(name);
      await goesOn();
      expect(await told(name)).toEqual([out.body.thing]);
      expect(await shown(out)).toMatchObject({ state: 'deployed', startedAt: out.body.startedAt, until: out.body.until, requestedBy: by.person, target: {} });
      expect((await deploy(thing)).body.code).toBe('already-committed');
      expect((await deploy(other)).status).toBe(201);
      expect((await post(`${path}/deployments/${out.body.id}/${back}`, by, { outcome: 'recovered', note: 'Back.' })).body.state).toBe('recovered');
      await settled();
      expect((await deploy(thing)).status).toBe(201);
    });

    it('when its authority ends after that, then it is called back', async () => {
      await restored(name);
      await goesOn();
      await cancel();
      expect((await shown(out)).state).toBe(recalled);
    });

    it('given that it had been called back already, when it is told, then the recall stands as it was', async () => {
      host.clock.set(hours(2));
      await cancel();
      const before = await shown(out);
      host.clock.set(hours(3));
      await restored(name);
      await goesOn();
      expect(await shown(out)).toMatchObject({ state: recalled, recalledAt: before.recalledAt });
    });

    it('given that it had come back already, when it is told, then nothing of it is out', async () => {
      await post(`${path}/deployments/${out.body.id}/${back}`, by, { outcome: 'recovered', note: 'Back.' });
      await settled();
      await restored(name);
      await goesOn();
      expect(await told(name)).toEqual([]);
      expect((await deploy(thing)).status).toBe(201);
    });
  });
};
