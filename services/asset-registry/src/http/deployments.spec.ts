import type { PermitMessage, PermitRequest } from '@cpmp/gate';
import { authorisationFor, authority, ISSUED_AT as AT, ISSUED_UNTIL as UNTIL, type Said } from '@cpmp/holder/testing';
import { type Refusal, refuse } from '@cpmp/kernel';
import { type Principal, type RunningService, createService } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { assetRegistry } from '../app.module.js';

const ASSETS = '/api/asset-registry/v1/assets';
const DEPLOYMENTS = '/api/asset-registry/v1/deployments';
const CASE = 'c'.repeat(16);
const WINDOW = { from: '2026-03-03T09:00:00.000Z', to: '2026-03-10T09:00:00.000Z' };
const CANARY = 'AB12CDE';

const custodian: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['asset-custodian'] };
const desk: Principal = { person: 'rm-desk', rank: 'sergeant', force: 'met', roles: ['resource-manager'] };
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const colleague: Principal = { person: 'dc-brown', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const stranger: Principal = { person: 'dc-else', rank: 'constable', force: 'met', unit: 'SCO7', roles: ['applicant'] };
const otherForce: Principal = { person: 'rm-away', rank: 'sergeant', force: 'kent', roles: ['asset-custodian'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const awayOfficer: Principal = { person: 'supt-reyes', rank: 'superintendent', force: 'kent', roles: ['authorising-officer'] };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };
const owner: Principal = { person: 'ro-hale', force: 'met', roles: ['risk-owner'] };

const { parts: authorisation, heard, said } = authorisationFor('asset-registry');

let host: TestHost;
let served: Served;
let speaking: RunningService;
let asset: string;
let acts = 0;
beforeEach(async () => {
  heard.asked = [];
  heard.answers = ({ refusal }) => (refusal ? { kind: 'refused', refusal, until: undefined, issuedAt: undefined, startBy: undefined } : {});
  host = await testHost({ at: AT });
  served = await serve(host, assetRegistry);
  speaking = await createService(authorisation, host);
  asset = (await served.call('POST', ASSETS, { as: custodian, body: { kind: 'vehicle-tracker', serial: 'VT-0001', site: 'hendon' } })).body.id;
  await says({ type: 'CaseSaid' });
});
afterEach(async () => {
  await served.close();
  await speaking.close();
});

const says = async (event: Said) => {
  await speaking.ledger.transact(authority, CASE, () => [event], { cause: `test/${++acts}`, actor: null });
  await host.topics.drain();
};
const body = (change: object = {}) => ({ asset, authorisation: CASE, component: 'c1', tactic: 'vehicle-tracker', target: { vehicle: CANARY }, window: WINDOW, ...change });
const deploy = (change: object = {}, { as = custodian, headers = {} }: { as?: Principal; headers?: Record<string, string> } = {}) => served.call('POST', DEPLOYMENTS, { as, headers, body: body(change) });
const read = (id: string, as = custodian) => served.call('GET', `${DEPLOYMENTS}/${id}`, { as });
const ids = async (query: string) => (await served.call('GET', `${DEPLOYMENTS}${query}`, { as: custodian })).body.items.map(({ id }: { id: string }) => id);
const recover = (id: string, outcome = 'recovered', as = custodian) => served.call('POST', `${DEPLOYMENTS}/${id}/recover`, { as, body: { outcome, note: 'Taken off; the keeper agreed in writing.' } });
const ended = (change: Partial<PermitMessage> = {}) => says(said(heard.asked[0] as PermitRequest, { kind: 'ended', end: { how: 'cancelled', at: host.clock.now() }, until: host.clock.now(), ...change }));
const NEEDS = { at: AT, needs: ['directed-surveillance'] };
const turned = (kind: 'switched-on' | 'switched-off', turn: number) => says(said(heard.asked[0]!, { kind, switched: { ...NEEDS, turn, on: kind === 'switched-on' } }));
const withoutReference = ({ reference: _reference, ...problem }: Called['body']) => problem;

describe('whoever names no force', () => {
  it('given a custodian whose account names none, when they deploy, then nothing is there for them: nobody could know of what is out, or recover it', async () => {
    const { force: _force, ...nowhere } = custodian;
    expect((await deploy({}, { as: nowhere })).status).toBe(404);
    expect((await deploy()).status).toBe(201);
  });
});

describe('a deployment', () => {
  it('given a power that it needs, when that begins and ends, then it is shown and listed so, with the clock by which it is switched off, and a custodian says that it is', async () => {
    heard.answers = () => ({ switched: { ...NEEDS, turn: 1, on: false } });
    const { body: { id, ...first } } = await deploy();
    const off = (as = custodian) => served.call('POST', `${DEPLOYMENTS}/${id}/switch-off`, { as, body: { note: 'Over the air.' } });
    await turned('switched-on', 2);
    expect([first.running, first.needs, (await read(id)).body.running, (await off()).body.code, await ids('?running=switch-off-ordered')]).toEqual(['switched-off', NEEDS.needs, 'switched-on', 'not-ordered', []]);
    await turned('switched-off', 3);
    expect([(await read(id)).body, await ids('?running=switch-off-ordered'), (await off(otherForce)).status, (await off()).body, await ids('?running=switch-off-ordered')]).toMatchObject([{ running: 'switch-off-ordered', switchOffBy: '2026-03-02T10:00:00.000Z' }, [id], 404, { running: 'switched-off', switchedOffAt: AT, note: 'Over the air.' }, []]);
  });

  it('when it is moved, then a new deployment starts where it is and the old one is closed as moved; once it is closed, there is nothing to move', async () => {
    const { body: { id } } = await deploy();
    const move = (as = custodian) => served.call('POST', `${DEPLOYMENTS}/${id}/move`, { as, body: body({ component: 'c2', asset: undefined }) });
    const [again, hidden, moved] = [await deploy({ component: 'c2' }), await move(otherForce), await move()];
    expect([again.body.code, hidden.status, moved.status, moved.body]).toMatchObject(['already-committed', 404, 201, { state: 'deployed', component: 'c2', moves: id, asset }]);
    expect([(await read(id)).body, (await move()).body.code]).toMatchObject([{ state: 'moved', closedAt: AT, movedTo: moved.body.id }, 'not-deployed']);
  });

  it('given one that is out, when calendars of a window are read, then it stands there from its start until it is back, and whose case it is only for those who may know of it', async () => {
    const { body: { id } } = await deploy();
    const calendar = async (from: string, as: Principal) => (await served.call('GET', `${ASSETS}/calendars?from=${from}&to=2026-04-06T00:00:00Z`, { as })).body.items[0].deployments;
    const out = { id, window: WINDOW, state: 'deployed', startedAt: AT };
    expect([await calendar('2026-03-02T00:00:00Z', desk), await calendar('2026-03-02T00:00:00Z', stranger)]).toEqual([[{ ...out, authorisation: CASE }], [out]]);
    await recover(id);
    expect([await calendar('2026-03-02T00:00:00Z', stranger), await calendar('2026-03-09T00:00:00Z', desk)]).toEqual([[{ ...out, state: 'recovered', closedAt: AT }], []]);
  });

  it('given a permit, when an asset is deployed, then the answer is the deployment with its address, and what was asked went to the one who decides', async () => {
    const deployed = await deploy();
    expect([deployed.status, deployed.headers.get('location'), deployed.headers.get('retry-after')]).toEqual([201, `${DEPLOYMENTS}/${deployed.body.id}`, null]);
    expect(deployed.body).toEqual({
      id: deployed.body.id, thing: `asset-${asset}`, asset, label: 'VT-0001', kind: 'vehicle-tracker', authorisation: CASE, component: 'c1', tactic: 'vehicle-tracker', target: { vehicle: CANARY }, window: WINDOW,
      state: 'deployed', requestedAt: AT, answerBy: '2026-03-02T09:02:00.000Z', requestedBy: 'rm-price', startedAt: AT, until: UNTIL,
    });
    expect(heard.asked).toMatchObject([{ permit: deployed.body.id, target: { vehicle: CANARY }, tactic: 'vehicle-tracker', requestedBy: 'rm-price' }]);
  });

  it('given that it came back, when the request for it comes again, then it is answered as it stands, without what was noted of it: that is for those who read it', async () => {
    const headers = { 'idempotency-key': 'deploy-it-once' };
    const { body: { id } } = await deploy({}, { headers });
    await recover(id);
    const again = await deploy({}, { headers });
    expect([again.status, again.body.id, again.body.state, again.body.note]).toEqual([201, id, 'recovered', undefined]);
  });

  it('given a reference, when an asset is deployed under it, then it is the case that bears it; one that no case bears takes the same road', async () => {
    expect((await deploy({ authorisation: 'MET-26-0001' })).body).toMatchObject({ state: 'deployed', authorisation: CASE });
    const other = (await served.call('POST', ASSETS, { as: custodian, body: { kind: 'vehicle-tracker', serial: 'VT-0002', site: 'hendon' } })).body.id;
    heard.answers = () => ({ kind: 'refused', refusal: refuse('not-in-force', 'Nothing is in force.', { instead: 'Wait until it is.' }), until: undefined, issuedAt: undefined, startBy: undefined });
    expect((await deploy({ asset: other, authorisation: 'MET-26-9999' })).body).toMatchObject({ status: 409, code: 'not-in-force' });
    expect(heard.asked.map(({ authorisation }) => authorisation === CASE)).toEqual([true, false]);
    expect((await deploy({ asset: other, authorisation: 'Copper Weir' })).status).toBe(422);
  });

  it('given a key, when it is sent again, then there is one deployment and the same answer; with another body the key is refused', async () => {
    const headers = { 'idempotency-key': 'deploy-it-once' };
    const [one, two] = [await deploy({}, { headers }), await deploy({}, { headers })];
    expect([two.status, two.body]).toEqual([201, one.body]);
    expect((await deploy({ tactic: 'other' }, { headers })).body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect((await served.call('GET', DEPLOYMENTS, { as: custodian })).body.items).toHaveLength(1);
  });

  it('given no answer in time, when assets are deployed, then 202 says where to look and when, and there each is followed to its end: taken, or lapsed for good', async () => {
    heard.answers = () => undefined;
    const other = (await served.call('POST', ASSETS, { as: custodian, body: { kind: 'vehicle-tracker', serial: 'VT-0002', site: 'hendon' } })).body.id;
    const headers = { 'idempotency-key': 'never-answered' };
    const [taken, lapsed] = await Promise.all([deploy(), deploy({ asset: other }, { headers })]);
    for (const { status, headers: sent, body: waiting } of [taken, lapsed])
      expect([status, sent.get('location'), sent.get('retry-after'), waiting.state, waiting.target]).toEqual([202, `${DEPLOYMENTS}/${waiting.id}`, '1', 'requested', { vehicle: CANARY }]);
    const requestOf = ({ body: waiting }: Called) => heard.asked.find(({ permit }) => permit === waiting.id) as PermitRequest;

    heard.answers = ({ refusal }) => ({ kind: 'refused', refusal });
    expect((await deploy({}, { as: desk })).body).toMatchObject({ code: 'already-committed', because: expect.stringContaining('asked for'), instead: 'Ask again once that request is answered.' });
    await says(said(requestOf(taken), {}));
    expect((await read(taken.body.id)).body).toMatchObject({ state: 'deployed', startedAt: AT });

    await host.moveTo('2026-03-02T09:02:00.000Z', served.service);
    expect((await read(lapsed.body.id)).body.state).toBe('lapsed');
    expect((await deploy({ asset: other }, { headers })).body).toMatchObject({ status: 409, code: 'lapsed', instead: 'Ask again.' });
    await says(said(requestOf(lapsed), { issuedAt: '2026-03-02T09:01:30.000Z', startBy: '2026-03-02T09:02:30.000Z' }));
    expect((await read(lapsed.body.id)).body.state).toBe('not-taken');
    heard.answers = () => ({ issuedAt: host.clock.now(), startBy: '2026-03-02T09:03:00.000Z' });
    expect((await deploy({ asset: other })).status).toBe(201);
  }, 20_000);

  it.each<[string, Refusal]>([
    ['not-in-force', refuse('not-in-force', 'Part 1 is awaiting a decision.', { clause: 'PA 1997 s.92', instead: 'Deploy once it is granted.' })],
    ['target-not-authorised', refuse('target-not-authorised', 'That vehicle is not named.', { confirmed: true, instead: 'Name another.' })],
  ])('given that authorisation says %s, when an asset is deployed, then the refusal is passed on whole, and the deployment says so', async (code, refusal) => {
    heard.answers = () => ({ kind: 'refused', refusal });
    const refused = await deploy();
    const { refused: _code, ...rest } = refusal;
    expect(refused.body).toMatchObject({ status: 409, code, type: `urn:cpmp:problem:${code}`, ...rest });
    const { items } = (await served.call('GET', `${DEPLOYMENTS}?state=refused`, { as: custodian })).body;
    expect(items).toMatchObject([{ state: 'refused', refusal: { refused: code } }]);
    expect((await recover(items[0].id)).body).toMatchObject({ status: 409, code: 'not-deployed' });
    heard.answers = () => ({});
    expect((await deploy()).status).toBe(201);
  });

  it('given a permit that comes too late, when it is heard, then it is not taken and the caller is told to ask again', async () => {
    heard.answers = () => ({ startBy: AT });
    expect((await deploy()).body).toMatchObject({ status: 409, code: 'permit-not-taken', instead: 'Ask again.' });
  });

  it('given an asset that is out, when another deployment asks for it, whatever its window, then the refusal says how and since when, and names no case', async () => {
    await deploy();
    const refused = await deploy({ authorisation: 'd'.repeat(16), window: { from: '2026-05-01T09:00:00Z', to: '2026-05-02T09:00:00Z' } });
    expect(refused.body).toMatchObject({ status: 409, code: 'already-committed', because: `VT-0001 is deployed from ${AT} until it is recovered.`, instead: 'Free once it is recovered.' });
    expect(refused.text).not.toMatch(/op-weir|MET-26|cccccccccccccccc/);
  });

  it('given an asset that will not do for several reasons, then the first is the code and all of them are said', async () => {
    await served.call('POST', `${ASSETS}/${asset}/serviceability`, { as: custodian, body: { serviceable: false, burned: true } });
    expect((await deploy({ window: { from: '2026-03-01T09:00:00Z', to: AT } })).body).toMatchObject({ code: 'window-over', because: expect.stringMatching(/burned.*out of service/) });
    expect((await deploy()).body.code).toBe('not-serviceable');
  });

  it('given another operation’s booking ahead of the window, when an asset is deployed, then it is refused: it would be out from now on', async () => {
    await served.call('POST', `${ASSETS}/${asset}/bookings`, { as: custodian, body: { operation: 'White Sill', window: { from: '2026-03-02T12:00:00Z', to: '2026-03-02T13:00:00Z' } } });
    expect((await deploy()).body).toMatchObject({ code: 'already-committed', instead: 'Free from 2026-03-02T13:00:00.000Z.' });
  });

  it.each([
    ['an unknown field', { colour: 'blue' }, '/colour'],
    ['a tactic that is a sentence, which a refusal would repeat', { tactic: 'Follow the red van' }, '/tactic'],
    ['two targets', { target: { vehicle: CANARY, subject: 'a' } }, '/target/vehicle'],
    ['neither an id nor a reference', { authorisation: 'met-1' }, '/authorisation'],
    ['a time without a zone', { window: { ...WINDOW, from: '2026-03-03T09:00' } }, '/window/from'],
    ['a window backwards', { window: { from: WINDOW.to, to: WINDOW.from } }, '/window/to'],
  ])('given %s, when it is sent, then 422 names the field and repeats nothing', async (_, change, pointer) => {
    const answer = await deploy(change);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(answer.text).not.toContain(CANARY);
    expect(heard.asked).toEqual([]);
  });
});

describe('the end of a permit', () => {
  it('given a cancellation, when it is heard, then the asset is recall-ordered with a clock, and what comes back is recovered once', async () => {
    const { id } = (await deploy()).body;
    host.clock.set('2026-03-04T10:00:00.000Z');
    await ended();
    expect((await read(id)).body).toMatchObject({ state: 'recall-ordered', until: host.clock.now(), recalledAt: host.clock.now(), recallBy: '2026-03-07T10:00:00.000Z' });
    const back = await recover(id);
    expect([back.status, back.body]).toMatchObject([200, { state: 'recovered', outcome: 'recovered', closedAt: host.clock.now(), note: 'Taken off; the keeper agreed in writing.' }]);
    expect(back.body.recallBy).toBeUndefined();
    expect((await recover(id)).status).toBe(200);
    expect((await recover(id, 'lost')).body.code).toBe('not-deployed');
  });

  it('given no message, when its until passes, then it is recalled by the clock; an extension that comes late withdraws the recall', async () => {
    const { id } = (await deploy({ window: { from: WINDOW.from, to: '2026-08-01T00:00:00Z' } })).body;
    await host.moveTo(UNTIL, served.service);
    expect((await read(id)).body).toMatchObject({ state: 'recall-ordered', recalledAt: UNTIL, recallBy: '2026-06-05T00:00:00.000Z' });
    await says(said(heard.asked[0] as PermitRequest, { kind: 'extended', until: '2026-09-02T00:00:00.000Z' }));
    const { body: extended } = await read(id);
    expect(extended).toMatchObject({ state: 'deployed', until: '2026-09-02T00:00:00.000Z' });
    expect([extended.recalledAt, extended.recallBy]).toEqual([undefined, undefined]);
  });

  it('given a window that ends, when nobody recovers the asset, then its recovery is due and it stays deployed', async () => {
    const { id } = (await deploy()).body;
    await host.moveTo(WINDOW.to, served.service);
    expect((await read(id)).body).toMatchObject({ state: 'deployed', recallBy: '2026-03-13T09:00:00.000Z' });
  });

  it.each(['disabled', 'lost'])('given an asset that is %s, when that is recorded, then it is out of service until somebody says otherwise', async (outcome) => {
    const { id } = (await deploy()).body;
    expect((await recover(id, outcome)).body).toMatchObject({ state: outcome, outcome });
    expect((await deploy()).body.code).toBe('not-serviceable');
    await served.call('POST', `${ASSETS}/${asset}/serviceability`, { as: custodian, body: { serviceable: true } });
    expect((await deploy()).status).toBe(201);
  });

  it('given an outcome or a note that is none, when it is recorded, then 422 names the field', async () => {
    const { id } = (await deploy()).body;
    const answer = await served.call('POST', `${DEPLOYMENTS}/${id}/recover`, { as: custodian, body: { outcome: 'sold', note: '', extra: 1 } });
    expect([answer.status, answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()]).toEqual([422, ['/extra', '/note', '/outcome']]);
  });

  it('given one that came back long ago, when its end is heard at last, then it is answered whole, and the register shows it as ever', async () => {
    const { id } = (await deploy()).body;
    await recover(id);
    host.clock.set('2026-05-01T09:00:00.000Z');
    heard.answers = () => ({ issuedAt: host.clock.now(), startBy: '2026-05-01T09:01:00.000Z' });
    const later = (await deploy({ window: { from: WINDOW.from, to: '2026-05-10T09:00:00Z' } })).body.id;
    const { state } = await served.service.ledger.load(assetRegistry.aggregates[0]!, asset);
    expect(Object.keys(state.calendar.deployments)).toEqual([later]);
    await ended();
    const [last] = (await served.service.ledger.history(assetRegistry.aggregates[0]!, asset)).slice(-1);
    expect(last?.event).toMatchObject({ type: 'PermitAnswered', answer: { permit: id, state: 'recovered', closedAt: AT, endRead: { how: 'cancelled' } } });
    expect([(await served.service.health()).deadLetters, (await read(id)).body.outcome, await ids('')]).toEqual([0, 'recovered', [later, id]]);
  });

  it('given a permit that nobody asked for, when it is heard, then it is a dead letter', async () => {
    await deploy();
    await says(said({ ...(heard.asked[0] as PermitRequest), permit: 'neverneverneverr' }, {}));
    expect((await served.service.health()).deadLetters).toBe(1);
  });
});

describe('who may know of a deployment', () => {
  it('given one, when those ask who work on the case or keep the things, then they see it; to all others it does not exist', async () => {
    const { id } = (await deploy()).body;
    for (const as of [custodian, desk, applicant, colleague, officer, awayOfficer, inspector]) {
      expect((await read(id, as)).body).toMatchObject({ id, target: { vehicle: CANARY } });
      expect((await served.call('GET', `${DEPLOYMENTS}?authorisation=${CASE}`, { as })).body.items).toHaveLength(1);
    }
    const absent = withoutReference((await read('z'.repeat(16), stranger)).body);
    for (const as of [stranger, otherForce]) {
      expect(withoutReference((await read(id, as)).body)).toEqual(absent);
      expect((await served.call('GET', DEPLOYMENTS, { as })).body).toEqual({ items: [] });
    }
    expect((await recover(id, 'recovered', otherForce)).status).toBe(404);
    expect((await read(id, owner)).body).toMatchObject({ status: 403, code: 'not-permitted' });
  });

  it('given a role that may not, when it deploys or recovers, then 403', async () => {
    const { id } = (await deploy()).body;
    expect((await deploy({}, { as: applicant })).status).toBe(403);
    expect((await recover(id, 'recovered', applicant)).status).toBe(403);
    expect((await deploy({ asset: 'z'.repeat(16) })).status).toBe(404);
  });

  it('given several deployments, when they are listed, then the newest first, by case, thing and state, page by page', async () => {
    const first = (await deploy()).body.id;
    await recover(first);
    host.clock.set('2026-03-02T10:00:00.000Z');
    heard.answers = () => ({ issuedAt: host.clock.now(), startBy: '2026-03-02T10:01:00.000Z' });
    const second = (await deploy({ authorisation: 'd'.repeat(16) })).body.id;
    expect(await ids('')).toEqual([second, first]);
    expect(await ids(`?authorisation=${CASE}`)).toEqual([first]);
    expect(await ids(`?thing=asset-${asset}&state=deployed`)).toEqual([second]);
    const page = (await served.call('GET', `${DEPLOYMENTS}?limit=1`, { as: custodian })).body;
    expect(await ids(`?limit=1&after=${encodeURIComponent(page.next)}`)).toEqual([first]);
    expect((await served.call('GET', `${DEPLOYMENTS}?state=sold`, { as: custodian })).body.errors[0].pointer).toBe('/query/state');
  });

  it('given a deployment and its end, when they are stored, logged, refused or sent, then the target and the note lie nowhere open but on the road to the one who decides', async () => {
    const { id } = (await deploy()).body;
    await deploy({ target: { vehicle: CANARY }, extra: CANARY });
    await recover(id);
    const { ledger } = served.service;
    const commits = await ledger.readAfter(0, 200);
    expect(JSON.stringify(commits)).not.toMatch(/AB12CDE|Taken off/);
    expect(host.logged.join()).not.toMatch(/AB12CDE|Taken off/);
    const sent = commits.flatMap(({ events }) => events).flatMap(({ event, meta }) => assetRegistry.publish(event, meta, () => 'OPENED'));
    expect(sent.filter(({ value }) => Buffer.from(value).includes('OPENED')).map(({ topic }) => topic)).toEqual(['asset-registry.permit-requests.v1']);
    expect(sent.map(({ value }) => Buffer.from(value).toString('latin1')).join()).not.toMatch(/AB12CDE|Taken off/);
    const { access } = await host.stores('asset-registry');
    await read(id, inspector);
    const accesses = (await access.readAfter(0, 200)).map(({ body: bytes }) => Buffer.from(bytes).toString());
    expect(accesses.some((line) => line.includes('i-pcco') && line.includes(`deployment-${id}`))).toBe(true);
    expect(accesses.join()).not.toContain(CANARY);
  });
});
