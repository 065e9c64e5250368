import { fromBinary } from '@bufbuild/protobuf';
import type { PermitRequest } from '@cpmp/gate';
import { deploymentAnswerIn } from '@cpmp/gate/wire';
import { authorisationFor, authority, ISSUED_AT as AT, ISSUED_UNTIL as UNTIL, type Said } from '@cpmp/holder/testing';
import { refuse } from '@cpmp/kernel';
import { DeadlineEventSchema } from '@cpmp/proto/deadline';
import { type Principal, type RunningService, createService } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { resourceAllocation } from '../app.module.js';
import { news } from '../news.js';

const RESOURCES = '/api/resource-allocation/v1/resources';
const DEPLOYMENTS = '/api/resource-allocation/v1/deployments';
const CASE = 'c'.repeat(16);
const WINDOW = { from: '2026-03-03T09:00:00.000Z', to: '2026-03-10T09:00:00.000Z' };
const CANARY = 'subject-a';
const OPERATIVE = { kind: 'undercover-operative', label: 'KESTREL', accredited: { advanced: '2026-11-30' }, assessedUntil: '2026-10-15', controller: 'di-rowe', coverOfficer: 'co-blake' };

const desk: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['resource-manager'] };
const cover: Principal = { person: 'co-blake', rank: 'sergeant', force: 'met', roles: ['cover-officer'] };
const controller: Principal = { person: 'di-rowe', rank: 'inspector', force: 'met', roles: ['controller'] };
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const stranger: Principal = { person: 'dc-else', rank: 'constable', force: 'met', unit: 'SCO7', roles: ['applicant'] };
const awayDesk: Principal = { person: 'rm-away', rank: 'sergeant', force: 'kent', roles: ['resource-manager'] };
const responsible: Principal = { person: 'sro-penn', force: 'met', roles: ['senior-responsible-officer'] };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };

const { parts: authorisation, heard, said } = authorisationFor('resource-allocation');

let host: TestHost;
let served: Served;
let speaking: RunningService;
let team: string;
let operative: string;
let acts = 0;
beforeEach(async () => {
  heard.asked = [];
  heard.answers = ({ refusal }) => (refusal ? { kind: 'refused', refusal } : {});
  host = await testHost({ at: AT });
  served = await serve(host, resourceAllocation);
  speaking = await createService(authorisation, host);
  const enter = async (body: object): Promise<string> => (await served.call('POST', RESOURCES, { as: desk, body })).body.id;
  team = await enter({ kind: 'surveillance-team', label: 'team-red', skills: ['foot'] });
  operative = await enter(OPERATIVE);
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
const deploy = (change: object = {}, { as = desk, headers = {} }: { as?: Principal; headers?: Record<string, string> } = {}) =>
  served.call('POST', DEPLOYMENTS, { as, headers, body: { resource: team, authorisation: CASE, component: 'c1', tactic: 'foot-surveillance', target: { subject: CANARY }, window: WINDOW, ...change } });
const read = (id: string, as = desk) => served.call('GET', `${DEPLOYMENTS}/${id}`, { as });
const withdraw = (id: string, { as = desk, outcome = 'recovered' } = {}) => served.call('POST', `${DEPLOYMENTS}/${id}/withdraw`, { as, body: { outcome, note: 'Back at base by the rear gate.' } });
const decide = (id: string, as = desk) => served.call('POST', `${DEPLOYMENTS}/${id}/withdrawal-decision`, { as, body: { note: 'Leave after the meeting; safer than now.' } });
const ended = () => says(said(heard.asked[0] as PermitRequest, { kind: 'ended', end: { how: 'cancelled', at: host.clock.now() }, until: host.clock.now() }));
const sent = async () => {
  const commits = await served.service.ledger.readAfter(0, 500);
  return commits.flatMap(({ events }) => events).flatMap(({ event, meta }) => resourceAllocation.publish(event, meta, () => 'OPENED'));
};
const answered = async () => (await sent()).filter(({ topic }) => topic === 'resource-allocation.deployments.v1').map(({ value }) => deploymentAnswerIn(value));
const deadlines = async () => (await sent()).filter(({ topic }) => topic === 'resource-allocation.deadlines.v1').map(({ value }) => fromBinary(DeadlineEventSchema, value).event).filter(({ value }) => !['reassessment', 'reaccreditation'].includes((value as { what?: string } | undefined)?.what ?? ''));
const withoutReference = ({ reference: _reference, ...problem }: Called['body']) => problem;

describe('a deployment of people', () => {
  it('given a permit, when a team is deployed, then the answer is the deployment with its address; sent again it is the same', async () => {
    const headers = { 'idempotency-key': 'deploy-it-once' };
    const [one, two] = [await deploy({}, { headers }), await deploy({}, { headers })];
    expect([one.status, one.headers.get('location')]).toEqual([201, `${DEPLOYMENTS}/${one.body.id}`]);
    expect(one.body).toEqual({
      id: one.body.id, thing: `resource-${team}`, resource: team, label: 'team-red', kind: 'surveillance-team', authorisation: CASE, component: 'c1', tactic: 'foot-surveillance', target: { subject: CANARY }, window: WINDOW,
      state: 'deployed', requestedAt: AT, answerBy: '2026-03-02T09:02:00.000Z', requestedBy: 'rm-price', startedAt: AT, until: UNTIL,
    });
    expect(two.body).toEqual(one.body);
    expect((await deploy({ tactic: 'other' }, { headers })).body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(heard.asked).toMatchObject([{ permit: one.body.id, target: { subject: CANARY } }]);
  });

  it('given a reference, when a team is deployed under it, then it is the case that bears it; what is neither id nor reference is refused', async () => {
    expect((await deploy({ authorisation: 'MET-26-0001' })).body).toMatchObject({ state: 'deployed', authorisation: CASE });
    expect((await deploy({ authorisation: 'Copper Weir' })).status).toBe(422);
  });

  it('given no answer in time, when a team is deployed, then 202 says where to look, and there it is followed to its end', async () => {
    heard.answers = () => undefined;
    const waiting = await deploy();
    expect([waiting.status, waiting.headers.get('location'), waiting.headers.get('retry-after'), waiting.body.state]).toEqual([202, `${DEPLOYMENTS}/${waiting.body.id}`, '1', 'requested']);
    await says(said(heard.asked[0] as PermitRequest, { kind: 'refused', refusal: refuse('not-in-force', 'Part 1 is awaiting a decision.', { instead: 'An officer must grant it first.' }) }));
    expect((await read(waiting.body.id)).body).toMatchObject({ state: 'refused', refusal: { refused: 'not-in-force' } });
  }, 20_000);

  it('given a team that is out, when it is asked for again, then windows decide: an overlap is refused with what is in the way, and another day is not', async () => {
    await deploy();
    const refused = await deploy({ authorisation: 'd'.repeat(16), window: { from: '2026-03-09T09:00:00Z', to: '2026-03-11T09:00:00Z' } });
    expect(refused.body).toMatchObject({ status: 409, code: 'already-committed', because: `team-red is deployed from ${WINDOW.from} until ${WINDOW.to}.`, instead: `Free from ${WINDOW.to}.` });
    expect(refused.text).not.toMatch(/op-weir|MET-26|cccccccccccccccc/);
    expect((await deploy({ window: { from: WINDOW.to, to: '2026-03-11T09:00:00Z' } })).status).toBe(201);
  });

  it('given an operative whose last fit day lies in the window, when it is deployed, then not-fit names the day and not the operative', async () => {
    const refused = await deploy({ resource: operative, window: { from: '2026-10-14T10:00:00Z', to: '2026-10-16T20:00:00Z' } });
    expect(refused.body).toMatchObject({ status: 409, code: 'not-fit', because: 'The assessment ends with 2026-10-15.', instead: 'Fit until the end of 2026-10-15.' });
    expect((await deploy({ resource: operative, window: { from: '2026-10-14T10:00:00Z', to: '2026-10-15T23:00:00Z' } })).status).toBe(201);
  });

  it.each([
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['an asset', { resource: undefined, asset: 'a'.repeat(16) }, '/resource'],
    ['a window backwards', { window: { from: WINDOW.to, to: WINDOW.from } }, '/window/to'],
  ])('given %s, when it is sent, then 422 names the field and repeats nothing', async (_, change, pointer) => {
    const answer = await deploy(change);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(answer.text).not.toContain(CANARY);
  });
});

describe('a withdrawal', () => {
  it('given a team, when its permit ends, then it withdraws in the time it needs, its desk is told by role, and coming back is recorded once', async () => {
    const { id } = (await deploy()).body;
    await ended();
    expect((await read(id)).body).toMatchObject({ state: 'withdrawing', recalledAt: AT, until: AT });
    expect((await read(id)).body.recallBy).toBeUndefined();
    expect((await answered()).at(-1)).toMatchObject({ event: 'withdrawal-ordered', tell: [], endRead: { how: 'cancelled', at: AT } });
    const back = await withdraw(id);
    expect([back.status, back.body]).toMatchObject([200, { state: 'recovered', closedAt: AT, note: 'Back at base by the rear gate.' }]);
    expect((await withdraw(id)).status).toBe(200);
    expect((await withdraw(id, { outcome: 'lost' })).body).toMatchObject({ status: 409, code: 'not-deployed' });
    expect((await deploy()).status).toBe(201);
  });

  it('given an operative, when its permit ends, then cover officer and controller are named to be told and nobody else, and its label goes nowhere', async () => {
    const { id } = (await deploy({ resource: operative })).body;
    await ended();
    expect((await answered()).at(-1)).toMatchObject({ event: 'withdrawal-ordered', tell: ['co-blake', 'di-rowe'], label: `OP-${operative.slice(0, 6).toUpperCase()}` });
    expect((await sent()).map(({ value }) => Buffer.from(value).toString('latin1')).join()).not.toContain('KESTREL');
    expect((await withdraw(id, { as: cover })).body.state).toBe('recovered');
  });

  it('given 24 hours without a recorded decision, then a deadline names the controller, once; it refuses nothing, and a decision discharges it', async () => {
    const { id } = (await deploy({ resource: operative })).body;
    await ended();
    await host.moveTo('2026-03-03T08:59:59.999Z', served.service);
    expect(await deadlines()).toEqual([]);
    await host.moveTo('2026-03-05T09:00:00.000Z', served.service);
    expect(await deadlines()).toMatchObject([{ case: 'set', value: { what: 'withdrawal-overdue', due: '2026-03-04T09:00:00.000Z', persons: ['di-rowe'], force: 'met', statutory: false } }]);
    expect((await read(id)).body.state).toBe('withdrawing');
    const decided = await decide(id, controller);
    expect([decided.status, decided.body.state]).toEqual([200, 'withdrawing']);
    expect((await deadlines()).at(-1)).toMatchObject({ case: 'discharged', value: { at: '2026-03-05T09:00:00.000Z', how: 'done' } });
    expect((await withdraw(id)).status).toBe(200);
    expect((await decide(id)).body).toMatchObject({ status: 409, code: 'not-withdrawing' });
  });

  it('given a decision within 24 hours, then nothing becomes overdue', async () => {
    const { id } = (await deploy()).body;
    expect((await decide(id)).body.code).toBe('not-withdrawing');
    await ended();
    await decide(id);
    await host.moveTo('2026-03-06T09:00:00.000Z', served.service);
    expect(await deadlines()).toEqual([]);
  });

  it('given a window that ends, when nobody withdraws the team, then it stays out but is committed no longer, and no recall was made', async () => {
    const { id } = (await deploy()).body;
    await host.moveTo(WINDOW.to, served.service);
    expect((await read(id)).body.state).toBe('deployed');
    // Nobody answers here for its authority: so it is stated whole, every 25 hours.
    const said = (await answered()).map(({ event }) => event);
    expect(said.filter((event) => event !== 'answered')).toEqual(['started', 'window-ended']);
    expect(said.filter((event) => event === 'answered').length).toBeGreaterThan(1);
    heard.answers = () => ({ issuedAt: host.clock.now(), startBy: '2026-03-10T09:01:00.000Z' });
    expect((await deploy({ window: { from: WINDOW.to, to: '2026-03-11T09:00:00Z' } })).status).toBe(201);
  });
});

describe('a plan beside what is out', () => {
  const TASKINGS = '/api/resource-allocation/v1/taskings';
  const during = (from: string, to: string) => served.call('POST', TASKINGS, { as: desk, body: { operation: 'Copper Weir', needs: [{ kind: 'surveillance-team', count: 1 }], window: { from, to }, priority: 1 } });
  const planned = async () => (await served.call('POST', `${TASKINGS}/plan`, { as: desk, body: {} })).body.plans.map(({ things }: Called['body']) => things.length);

  it('given a team that is out, when others plan, then it is taken for its window; back before the end of that, it is free from then on, also for what is left of a window that has begun', async () => {
    const { id } = (await deploy()).body;
    await during('2026-03-04T09:00:00.000Z', '2026-03-05T08:00:00.000Z');
    await during('2026-03-06T09:00:00.000Z', '2026-03-08T09:00:00.000Z');
    expect(await planned()).toEqual([0, 0]);
    await host.moveTo('2026-03-05T07:00:00.000Z', served.service);
    await withdraw(id);
    expect(await planned()).toEqual([1, 1]);
  });
});

describe('who may act on it and know of it', () => {
  it('given a cover officer, when they act, then on operatives and on nothing else', async () => {
    expect((await deploy({}, { as: cover })).status).toBe(403);
    const { id } = (await deploy()).body;
    for (const answer of [await withdraw(id, { as: cover }), await decide(id, cover)]) expect(answer.body).toMatchObject({ status: 403, code: 'not-permitted' });
    expect((await deploy({ resource: operative }, { as: cover })).status).toBe(201);
  });

  it('given those who are told that a withdrawal is overdue, when they decide on it, then they may', async () => {
    const { id } = (await deploy()).body;
    await ended();
    expect((await decide(id, controller)).status).toBe(403);
    expect((await decide(id, responsible)).status).toBe(200);
    expect((await withdraw(id, { as: responsible })).status).toBe(403);
  });

  it('given an operative whose controller is told to switch off and of the recall, when they record both, then they may', async () => {
    const { id } = (await deploy({ resource: operative })).body;
    for (const [turn, kind] of (['switched-on', 'switched-off'] as const).entries()) await says(said(heard.asked[0] as PermitRequest, { kind, switched: { turn: turn + 1, on: turn === 0, at: AT, needs: ['directed-surveillance'] } }));
    expect((await answered()).at(-1)).toMatchObject({ event: 'switch-off-ordered', tell: ['co-blake', 'di-rowe'] });
    expect((await served.call('POST', `${DEPLOYMENTS}/${id}/switch-off`, { as: controller, body: { note: 'Off.' } })).status).toBe(200);
    await ended();
    expect((await answered()).at(-1)).toMatchObject({ event: 'withdrawal-ordered', tell: ['co-blake', 'di-rowe'] });
    expect((await withdraw(id, { as: controller })).body.state).toBe('recovered');
    const { id: others } = (await deploy()).body;
    expect((await withdraw(others, { as: controller })).status).toBe(403);
  });

  it('given an operative who is withdrawing, when somebody else looks after them from today on, then they are told what is under way; who takes over later, or is not told of recalls, is not', async () => {
    const { id } = (await deploy({ resource: operative })).body;
    for (const [turn, kind] of (['switched-on', 'switched-off'] as const).entries()) await says(said(heard.asked[0] as PermitRequest, { kind, switched: { turn: turn + 1, on: turn === 0, at: AT, needs: ['directed-surveillance'] } }));
    await ended();
    const before = (await answered()).length;
    const hand = (role: string, person: string, from: string) => served.call('POST', `${RESOURCES}/${operative}/roles`, { as: desk, body: { role, person, from, reason: 'Posted.' } });
    for (const [role, person, from] of [['controller', 'di-later', '2026-03-03'], ['handler', 'ds-new', '2026-03-02']] as const) await hand(role, person, from);
    expect((await answered()).length).toBe(before);
    await hand('cover-officer', 'co-vale', '2026-03-02');
    const state = { permit: id, state: 'withdrawing', tell: ['co-vale', 'di-rowe'] };
    expect((await answered()).slice(before)).toMatchObject([{ ...state, event: 'withdrawal-ordered' }, { ...state, event: 'switch-off-ordered' }]);
    await withdraw(id);
    await hand('cover-officer', 'co-next', '2026-03-02');
    expect((await answered()).slice(before + 2)).toMatchObject([{ event: 'closed' }]);
  });

  it('given somebody of another force who decided on the case or is cleared for it, when they act on what is out, then they may not, whatever their role', async () => {
    const guest: Principal = { person: 'supt-reyes', force: 'kent', roles: ['resource-manager', 'cover-officer', 'controller', 'senior-responsible-officer'] };
    for (const resource of [team, operative]) {
      const { id } = (await deploy({ resource })).body;
      expect((await read(id, guest)).status).toBe(200);
      for (const answer of [await withdraw(id, { as: guest }), await decide(id, guest)]) expect(answer.body).toMatchObject({ status: 403, code: 'not-permitted' });
      expect((await read(id)).body.state).toBe('deployed');
    }
  });

  it('given one, when those ask who may know of it, then they see it; to all others it does not exist', async () => {
    const { id } = (await deploy()).body;
    for (const as of [desk, cover, controller, applicant, inspector]) expect((await read(id, as)).body).toMatchObject({ id, target: { subject: CANARY } });
    const absent = withoutReference((await read('z'.repeat(16), stranger)).body);
    for (const as of [stranger, awayDesk]) {
      expect(withoutReference((await read(id, as)).body)).toEqual(absent);
      expect((await served.call('GET', DEPLOYMENTS, { as })).body).toEqual({ items: [] });
    }
    for (const answer of [await withdraw(id, { as: awayDesk }), await decide(id, awayDesk), await deploy({ resource: 'z'.repeat(16) })]) expect(answer.status).toBe(404);
    for (const answer of [await withdraw(id, { as: applicant }), await decide(id, applicant), await deploy({}, { as: applicant })]) expect(answer.status).toBe(403);
  });

  it('given an operative whom people of another force look after, when it is deployed, then they know of it, whose case it is, and what becomes of it; who handed over before that, or looks after others, does not', async () => {
    const lent = (person: string, role: string): Principal => ({ person, force: 'kent', roles: [role] });
    const hand = (role: string, person: string, from: string) => served.call('POST', `${RESOURCES}/${operative}/roles`, { as: desk, body: { role, person, from, reason: 'Lent.' } });
    for (const [role, person] of [['handler', 'ds-kent'], ['record-maintainer', 'rec-kent'], ['controller', 'di-left']] as const) await hand(role, person, '2026-03-01');
    await hand('controller', 'di-kent', '2026-03-02');
    const { id } = (await deploy({ resource: operative })).body;
    await deploy();
    const heardBy = async (as: Principal): Promise<readonly boolean[]> => {
      const recorded = (await served.service.ledger.readAfter(0, 500)).flatMap(({ events }) => events).filter(({ event }) => event.type === 'DeploymentStarted');
      return Promise.all(recorded.map((each) => news.mayHear(as, { stream: each.meta.stream, recorded: each, ends: false }, served.service.ledger.views)));
    };
    const items = async (as: Principal) => (await served.call('GET', DEPLOYMENTS, { as })).body.items.map((item: { id: string }) => item.id);
    const calendar = async (as: Principal) => (await served.call('GET', `${RESOURCES}/${operative}/calendar`, { as })).body.deployments;
    for (const as of [lent('di-kent', 'controller'), lent('ds-kent', 'handler'), lent('rec-kent', 'record-maintainer')])
      expect([(await read(id, as)).body.id, await items(as), await calendar(as), await heardBy(as)]).toMatchObject([id, [id], [{ id, authorisation: CASE }], [true, false]]);
    for (const as of [lent('di-left', 'controller'), lent('ds-other', 'handler')]) expect([(await read(id, as)).status, await items(as), await heardBy(as)]).toEqual([404, [], [false, false]]);
    // Who is told to withdraw them may say that they are back; who looks after them otherwise, or did, may not.
    for (const as of [lent('ds-kent', 'handler'), lent('ds-kent', 'controller')]) expect((await withdraw(id, { as })).status).toBe(403);
    await ended();
    expect((await answered()).at(-1)).toMatchObject({ event: 'withdrawal-ordered', tell: ['co-blake', 'di-kent'] });
    expect([(await decide(id, lent('di-kent', 'controller'))).status, (await withdraw(id, { as: lent('di-kent', 'controller') })).body.state]).toEqual([200, 'recovered']);
    // Who looks after one operative reads of nothing else by that, in their own force neither.
    const handler: Principal = { person: 'ds-kent', force: 'met', roles: ['handler'] };
    expect([(await served.call('GET', RESOURCES, { as: handler })).body.items.map((item: { id: string }) => item.id), (await served.call('GET', `${RESOURCES}/${team}`, { as: handler })).status]).toEqual([[operative], 404]);
  });

  it('given a whole life, when it is stored, logged, refused or sent, then target and notes lie nowhere open but on the road to the one who decides', async () => {
    const { id } = (await deploy()).body;
    await ended();
    await decide(id);
    await withdraw(id);
    await deploy({ extra: CANARY });
    const covert = /subject-a|rear gate|after the meeting/;
    expect(JSON.stringify(await served.service.ledger.readAfter(0, 500))).not.toMatch(covert);
    expect(host.logged.join()).not.toMatch(covert);
    const messages = await sent();
    expect(messages.map(({ value }) => Buffer.from(value).toString('latin1')).join()).not.toMatch(covert);
    expect(messages.filter(({ value }) => Buffer.from(value).includes('OPENED')).map(({ topic }) => topic)).toEqual(['resource-allocation.permit-requests.v1']);
  });
});

describe('after a restore of the log that issues permits', () => {
  it('given a team that is out, when that log goes on as another epoch, then what is out is stated whole, once', async () => {
    const { id } = (await deploy()).body;
    const stated = async () => (await served.service.ledger.readAfter(0, 500)).flatMap(({ events }) => events).flatMap(({ event }) => (event.type === 'PermitAnswered' ? [(event['answer'] as { readonly permit: string }).permit] : []));
    const before = await stated();
    await speaking.close();
    await host.loses('authorisation');
    heard.answers = () => undefined;
    speaking = await createService(authorisation, host);
    await host.topics.drain();
    await says({ type: 'CaseSaid' });
    expect((await stated()).slice(before.length)).toEqual([id]);
  });
});
