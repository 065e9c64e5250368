import { assetRegistry } from '@cpmp/asset-registry';
import { authorisation } from '@cpmp/authorisation';
import { notification } from '@cpmp/notification';
import { resourceAllocation } from '@cpmp/resource-allocation';
import { riskAssessment } from '@cpmp/risk-assessment';
import type { Principal } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';

const AT = '2026-03-02T09:00:00.000Z';
const hours = (count: number, from = AT): string => new Date(Date.parse(from) + count * 3_600_000).toISOString();
const CANARY = 'Copper Weir';
const COVERT = /Copper|Weir|subject-a|on foot|rear gate|yard dog|KESTREL/;

const who = (person: string, role: string, more: Partial<Principal> = {}): Principal => ({ person, force: 'met', roles: [role], ...more });
const people = {
  duty: who('duty-1', 'duty-officer'),
  administrator: who('ad-min', 'administrator'),
  applicant: who('dc-ahmed', 'applicant', { rank: 'constable', unit: 'SCO35' }),
  gatekeeper: who('cab-lane', 'gatekeeper', { rank: 'sergeant', unit: 'CAB' }),
  officer: who('supt-okafor', 'authorising-officer', { rank: 'superintendent' }),
  custodian: who('ac-kit', 'asset-custodian', { rank: 'sergeant' }),
  desk: who('rm-price', 'resource-manager', { rank: 'sergeant' }),
  cover: who('co-blake', 'cover-officer', { rank: 'sergeant' }),
  controller: who('di-rowe', 'controller', { rank: 'inspector' }),
  otherController: who('di-frost', 'controller', { rank: 'inspector' }),
  owner: who('ro-hale', 'risk-owner', { rank: 'inspector' }),
  responsible: who('sro-penn', 'senior-responsible-officer', { rank: 'chief-superintendent' }),
};
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };
const { administrator, applicant, officer, custodian, desk, controller, owner, responsible } = people;
const everybody = Object.values(people);

let host: TestHost;
let served: Served;
let camera: string;
let team: string;
let operative: string;
const API = { cases: '/api/authorisation/v1/authorisations', assets: '/api/asset-registry/v1', resources: '/api/resource-allocation/v1', risks: '/api/risk-assessment/v1/risks', notices: '/api/notification/v1' };
const post = (path: string, as: Principal, body?: object, headers = {}) => served.call('POST', path, { as, headers, ...(body ? { body } : {}) });
const get = async (path: string, as: Principal) => (await served.call('GET', path, { as })).body;
const moveTo = (to: string) => host.moveTo(to, ...served.services);
/** Everything that is due by now is done, and every topic is drained. */
const settled = () => moveTo(host.clock.now());

beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation, assetRegistry, resourceAllocation, riskAssessment, notification);
  for (const { person, roles, unit = null, force = null } of everybody)
    expect((await served.call('PUT', `${API.notices}/directory/${person}`, { as: administrator, body: { force, unit, roles: roles.map((role) => ({ role })), dutyOfficer: person === 'duty-1' } })).status).toBe(200);
  camera = (await post(`${API.assets}/assets`, custodian, { kind: 'fixed-camera', serial: 'FC-0107', site: 'hendon' })).body.id;
  team = (await post(`${API.resources}/resources`, desk, { kind: 'surveillance-team', label: 'team-red', skills: ['foot'] })).body.id;
  operative = (await post(`${API.resources}/resources`, desk, { kind: 'undercover-operative', label: 'KESTREL', accredited: { advanced: '2027-01-31' }, assessedUntil: '2027-01-31', controller: 'di-rowe', coverOfficer: 'co-blake' })).body.id;
});
/** Whatever happened: nothing is poisoned, failing or untaken, and no covert text lies in a log or a ledger. */
afterEach(async () => {
  await settled();
  for (const service of served.services) {
    expect(await service.health()).toMatchObject({ ready: true, deadLetters: 0, dueFailing: 0, untakenDeadlines: 0 });
    const stored = JSON.stringify(await service.ledger.readAfter(0, 2_000));
    expect(service.name === 'resource-allocation' ? stored.replaceAll('"label":"KESTREL"', '') : stored).not.toMatch(COVERT);
  }
  expect(host.logged.join()).not.toMatch(COVERT);
  // Told is two different persons' inboxes before the instant; what is not told yet was done before, or is not to be told yet.
  const { items } = await get(`${API.notices}/deadlines?limit=200`, inspector);
  for (const { what, due, told: recipients, state } of items as readonly { what: string; due: string; state: string; told: readonly { person: string; at: string }[] }[]) {
    const before = new Set(recipients.filter(({ at }) => at < due).map(({ person }) => person));
    if (recipients.length > 0 || (state === 'open' && due <= host.clock.now())) expect([what, before.size >= 2]).toEqual([what, true]);
  }
  await served.close();
});

const apply = async (operation = CANARY, cleared: readonly string[] = []): Promise<string> => {
  const draft = {
    handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', subjects: ['subject-a'], confidential: 'none',
    tactics: [{ tactic: 'foot-surveillance', because: 'They meet on foot.' }, { tactic: 'fixed-camera', because: 'They meet at the rear gate.' }],
    necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.',
  };
  const { body } = await post(API.cases, applicant, { operation, components: [draft], cleared });
  await settled();
  return body.id;
};
const grant = async (id: string) => {
  const answer = await post(`${API.cases}/${id}/components/c1/grant`, officer, { form: 'written', statement: 'The only workable step.', reviewBy: hours(12) }, { 'if-match': '"1"' });
  expect(answer.status).toBe(200);
  await settled();
  return answer.body as { until: string };
};
const granted = async (operation = CANARY): Promise<string> => {
  const id = await apply(operation);
  await grant(id);
  return id;
};
const cancel = async (id: string) => {
  const body = { ceasedAt: host.clock.now(), told: ['rm-price'], reason: 'Arrests.', value: 'Two named.', productDirection: 'Keep the logs.' };
  expect((await post(`${API.cases}/${id}/components/c1/cancel`, officer, body, { 'if-match': '"2"' })).status).toBe(200);
  await settled();
};
const scope = (id: string, change: object) => ({ authorisation: id, component: 'c1', target: { subject: 'subject-a' }, window: { from: hours(1), to: hours(6) }, ...change });
const deployCamera = (id: string, change: object = {}) => post(`${API.assets}/deployments`, custodian, scope(id, { asset: camera, tactic: 'fixed-camera', ...change }));
const deployPeople = (id: string, change: object = {}) => post(`${API.resources}/deployments`, desk, scope(id, { resource: team, tactic: 'foot-surveillance', ...change }));
const stateOf = async ({ body }: Called) => (await get(`${body.asset ? API.assets : API.resources}/deployments/${body.id}`, desk)).state;
const recover = ({ body }: Called) => post(`${API.assets}/deployments/${body.id}/recover`, custodian, { outcome: 'recovered', note: 'Taken down by the rear gate.' });
const withdraw = ({ body }: Called) => post(`${API.resources}/deployments/${body.id}/withdraw`, desk, { outcome: 'recovered', note: 'Back by the rear gate.' });
const told = async (as: Principal): Promise<readonly string[]> => (await get(`${API.notices}/notices`, as)).items.map(({ text }: { text: string }) => text);
const heard = async (text: string): Promise<readonly string[]> => {
  const found = await Promise.all(everybody.map(async (as) => ((await told(as)).some((each) => each.includes(text)) ? [as.person] : [])));
  return found.flat().toSorted();
};
const deadlines = async (about: string, as = responsible) => (await get(`${API.notices}/deadlines?about=${about}`, as)).items;

describe('nothing is deployed but under an authority', () => {
  it('given a case that is not in force yet, or none, when either door is tried, then not-in-force; once granted, both are deployed', async () => {
    const id = await apply();
    for (const answer of [await deployCamera(id), await deployPeople(id), await deployCamera('z'.repeat(16))]) expect(answer.body).toMatchObject({ status: 409, code: 'not-in-force' });
    await grant(id);
    for (const answer of [await deployCamera(id), await deployPeople(id)]) expect([answer.status, answer.body.state]).toEqual([201, 'deployed']);
    expect((await get(`${API.cases}/${id}`, officer)).components[0].open).toHaveLength(2);
  });

  it.each<[string, object]>([
    ['tactic-not-authorised', { tactic: 'vehicle-tracker' }],
    ['target-not-authorised', { target: { subject: 'subject-z' } }],
    ['target-not-authorised', { target: { vehicle: 'AB12CDE' } }],
    ['window-outside-authority', { window: { from: hours(1), to: '2027-03-02T09:00:00Z' } }],
  ])('given a component in force, when what is asked lies outside it, then %s from both doors, and nothing is out', async (code, change) => {
    const id = await granted();
    for (const answer of [await deployCamera(id, change), await deployPeople(id, change)]) {
      expect(answer.body).toMatchObject({ status: 409, code });
      expect(answer.text).not.toMatch(COVERT);
    }
    expect((await get(`${API.assets}/deployments?state=deployed`, desk)).items).toEqual([]);
  });

  it('given several things that say no, then the authority’s own rule is said first', async () => {
    await post(`${API.assets}/assets/${camera}/serviceability`, custodian, { serviceable: false });
    const id = await apply();
    expect((await deployCamera(id)).body.code).toBe('not-in-force');
    await grant(id);
    expect((await deployCamera(id, { tactic: 'vehicle-tracker' })).body.code).toBe('tactic-not-authorised');
    expect((await deployCamera(id)).body).toMatchObject({ code: 'not-serviceable', because: 'FC-0107 is out of service.' });
    expect((await deployPeople(id, { resource: operative, window: { from: hours(1), to: hours(2) } })).status).toBe(201);
  });
});

describe('the end of an authority', () => {
  it('given kit and a team out, when it is cancelled, then kit is recall-ordered with a clock, people withdraw, the right people hear at once, and only the kit’s return stops the clock', async () => {
    const id = await granted();
    const [kit, red] = [await deployCamera(id), await deployPeople(id)];
    host.clock.set(hours(2));
    await cancel(id);
    expect([await stateOf(kit), await stateOf(red)]).toEqual(['recall-ordered', 'withdrawing']);
    expect(await heard('Recovery of equipment, FC-0107')).toEqual(['ac-kit', 'rm-price']);
    expect(await heard('Recall, FC-0107')).toEqual(['ac-kit', 'duty-1']);
    expect(await heard('Withdraw, team-red')).toEqual(['duty-1', 'rm-price']);
    expect(await heard('Cancelled: stop now, MET-26-0001')).toEqual(['dc-ahmed', 'rm-price']);
    expect(await deadlines(`asset-${camera}`)).toMatchObject([{ what: 'recovery', due: hours(74), state: 'open', late: false }]);
    expect((await deployCamera(id)).body.code).toBe('not-in-force');
    await moveTo(hours(74));
    expect(await heard('Late: Recovery of equipment')).toEqual(['ac-kit', 'sro-penn']);
    expect((await recover(kit)).body.state).toBe('recovered');
    await withdraw(red);
    await settled();
    expect(await deadlines(`asset-${camera}`)).toMatchObject([{ state: 'discharged', late: true }]);
    expect((await get(`${API.notices}/notices?acknowledged=false`, custodian)).items).toEqual([]);
    expect((await get(`${API.cases}/${id}`, officer)).components[0].open).toEqual([]);
  });

  it('given nobody acts, when its until passes, then everything is recalled without a word from anybody', async () => {
    const id = await apply();
    const { until } = await grant(id);
    await moveTo(hours(-2, until));
    const last = { window: { from: hours(-1, until), to: until } };
    const [kit, red] = [await deployCamera(id, last), await deployPeople(id, last)];
    await moveTo(hours(-0.001, until));
    expect([await stateOf(kit), await stateOf(red)]).toEqual(['deployed', 'deployed']);
    await moveTo(until);
    expect([await stateOf(kit), await stateOf(red)]).toEqual(['recall-ordered', 'withdrawing']);
    expect(await heard('Ended by the clock: stop now, MET-26-0001')).toEqual(['cab-lane', 'dc-ahmed', 'supt-okafor']);
  });

  it('given a window that ends, then the recovery of kit is due and the team’s desk is told, and neither is recalled', async () => {
    const id = await granted();
    const [kit, red] = [await deployCamera(id), await deployPeople(id)];
    await moveTo(hours(6));
    expect([await stateOf(kit), await stateOf(red)]).toEqual(['deployed', 'deployed']);
    expect(await deadlines(`asset-${camera}`)).toMatchObject([{ what: 'recovery', due: hours(78) }]);
    expect(await heard('The window is over: withdraw, team-red')).toEqual(['duty-1', 'rm-price']);
    expect(await heard('Recall')).toEqual([]);
  });

  it('given an operative out, when it ends, then cover officer and controller hear and nobody else; after a day without a decision the controller and the senior responsible officer; a decision ends that', async () => {
    const id = await granted();
    const out = await deployPeople(id, { resource: operative });
    expect(out.text).not.toContain('KESTREL');
    const { label } = out.body;
    await cancel(id);
    expect(await heard(label)).toEqual(['co-blake', 'di-rowe']);
    await moveTo(hours(23));
    expect((await deadlines(`resource-${operative}`)).map(({ what }: { what: string }) => what).toSorted()).toEqual(['reaccreditation', 'reassessment']);
    await moveTo(hours(24));
    expect(await heard('Withdrawal without a decision')).toEqual(['di-rowe', 'sro-penn']);
    expect(await stateOf(out)).toBe('withdrawing');
    const decided = await post(`${API.resources}/deployments/${out.body.id}/withdrawal-decision`, controller, { note: 'Out after the meeting.' });
    expect(decided.status).toBe(200);
    await moveTo(hours(72));
    expect(await heard('Late: Withdrawal')).toEqual([]);
    expect((await withdraw(out)).body.state).toBe('recovered');
  });
});

describe('who may know', () => {
  it('given a person cleared at the application, when they ask of the case, its deployments, deadlines and risks, then they see them; another colleague’s unit sees none', async () => {
    const id = await apply(CANARY, ['dc-cleared']);
    await grant(id);
    await deployCamera(id);
    await post(API.risks, applicant, { about: `authority-${id}`, threat: 'The yard dog.', likelihood: 2, impact: 2, controls: 'None.', residual: [1, 1] });
    await settled();
    const seen = async (as: Principal) => {
      const lists = await Promise.all([`${API.cases}`, `${API.assets}/deployments?authorisation=${id}`, `${API.notices}/deadlines?about=authority-${id}&limit=1`, `${API.risks}?about=authority-${id}`].map((path) => get(path, as)));
      return lists.map(({ items }) => items.length);
    };
    expect(await seen(who('dc-cleared', 'applicant', { unit: 'SCO7' }))).toEqual([1, 1, 1, 1]);
    expect(await seen(who('dc-else', 'applicant', { unit: 'SCO7' }))).toEqual([0, 0, 0, 0]);
  });
});

describe('a risk', () => {
  const assess = (about: string, residual: readonly [number, number]) => post(API.risks, about.startsWith('authority-') ? applicant : desk, { about, threat: 'The yard dog.', likelihood: 5, impact: 5, controls: 'Another way in.', residual, owner: 'ro-hale' });
  const accept = (id: string, until: string, etag = 1) => post(`${API.risks}/${id}/accept`, owner, { until }, { 'if-match': `"${etag}"` });

  it.each<[string, () => string, (id: string) => Promise<Called>]>([
    ['the asset', () => `asset-${camera}`, (id) => deployCamera(id)],
    ['the team', () => `resource-${team}`, (id) => deployPeople(id)],
  ])('given a residual of fifteen about %s, when it is deployed, then risk-not-accepted; accepted, it is; and when the acceptance ends by date, no longer', async (_, about, deploy) => {
    const id = await granted();
    const risk = (await assess(about(), [3, 5])).body.id;
    await settled();
    expect((await deploy(id)).body).toMatchObject({ status: 409, code: 'risk-not-accepted', instead: 'Deploy once the risk owner has accepted it.' });
    await accept(risk, hours(3));
    await settled();
    expect((await deploy(id)).status).toBe(201);
    expect(await heard('Review of a risk')).toEqual(['ro-hale', 'sro-penn']);
    await moveTo(hours(3));
    expect(await heard('Late: Review of a risk')).toEqual(['ro-hale', 'sro-penn']);
    // What is out stays out: the risk gates a deployment, it recalls none.
    expect((await (about().startsWith('asset-') ? deployCamera : deployPeople)(id, { window: { from: hours(7), to: hours(8) } })).body.because).toMatch(/acceptance in force/);
  });

  it('given more of them than a page of a list holds, when the last of them is too high, then it counts like the first', async () => {
    const id = await granted();
    const known: string[] = [];
    for (let n = 0; n <= 50; n++) known.push((await assess(`asset-${camera}`, [1, 1])).body.id);
    await post(`${API.risks}/${known.toSorted().at(-1)}/assess`, desk, { threat: 'The yard dog.', likelihood: 5, impact: 5, controls: 'None.', residual: [3, 5] }, { 'if-match': '"1"' });
    await settled();
    expect((await deployCamera(id)).body).toMatchObject({ status: 409, code: 'risk-not-accepted' });
  });

  it('given one about the asset that another force raised, when it is deployed here, then it is: nobody here could know of it, or accept it', async () => {
    const id = await granted();
    for (const [person, role] of [['ro-away', 'risk-owner'], ['sro-away', 'senior-responsible-officer']]) await served.call('PUT', `${API.notices}/directory/${person}`, { as: { ...administrator, force: 'kent' }, body: { force: 'kent', unit: null, roles: [{ role }], dutyOfficer: true } });
    expect((await post(API.risks, who('rm-away', 'resource-manager', { force: 'kent' }), { about: `asset-${camera}`, threat: 'The yard dog.', likelihood: 5, impact: 5, controls: 'None.', residual: [5, 5] })).status).toBe(201);
    await settled();
    expect((await deployCamera(id)).status).toBe(201);
  });

  it('given one about the case, then it shuts both doors, a higher score ends an acceptance, and a lower one opens them', async () => {
    const id = await granted();
    const risk = (await assess(`authority-${id}`, [4, 4])).body.id;
    await settled();
    for (const answer of [await deployCamera(id), await deployPeople(id)]) expect(answer.body.code).toBe('risk-not-accepted');
    await accept(risk, hours(48));
    await post(`${API.risks}/${risk}/assess`, applicant, { threat: 'The yard dog, and another.', likelihood: 5, impact: 5, controls: 'None.', residual: [4, 5] }, { 'if-match': '"2"' });
    await settled();
    expect((await deployCamera(id)).body.code).toBe('risk-not-accepted');
    await post(`${API.risks}/${risk}/assess`, applicant, { threat: 'The yard dog is gone.', likelihood: 5, impact: 5, controls: 'None.', residual: [2, 5] }, { 'if-match': '"3"' });
    await settled();
    for (const answer of [await deployCamera(id), await deployPeople(id)]) expect(answer.status).toBe(201);
  });
});
