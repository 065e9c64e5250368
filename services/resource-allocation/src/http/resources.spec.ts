import { fromBinary } from '@bufbuild/protobuf';
import { DeadlineEventSchema } from '@cpmp/proto/deadline';
import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { resourceAllocation } from '../app.module.js';
import { news } from '../news.js';

const RESOURCES = '/api/resource-allocation/v1/resources';
const AT = '2026-03-02T09:00:00.000Z';
const TEAM = { kind: 'surveillance-team', label: 'team-red', site: 'hendon', skills: ['foot', 'mobile'] };
const OPERATIVE = {
  kind: 'undercover-operative', label: 'KESTREL', skills: ['contact'], accredited: { advanced: '2026-11-30' }, assessedUntil: '2026-10-15',
  handler: 'ds-iqbal', controller: 'di-rowe', recordMaintainer: 'ds-dunn', coverOfficer: 'co-blake',
};

const desk: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['resource-manager'] };
const cover: Principal = { person: 'co-blake', rank: 'sergeant', force: 'met', roles: ['cover-officer'] };
const administrator: Principal = { person: 'ad-min', force: 'met', roles: ['administrator'] };
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', roles: ['applicant'] };
const owner: Principal = { person: 'ro-hale', force: 'met', roles: ['risk-owner'] };

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, resourceAllocation);
});
afterEach(() => served.close());

const register = (body: object = TEAM, as = desk, headers = {}) => served.call('POST', RESOURCES, { as, body, headers });
const fitness = (id: string, body: object, as = cover) => served.call('POST', `${RESOURCES}/${id}/fitness`, { as, body });
const list = async (query: string, as = desk) => (await served.call('GET', `${RESOURCES}${query}`, { as })).body.items.map(({ reference }: { reference: string }) => reference);

describe('the register of resources', () => {
  it('given a team, when it is entered, then it has an address and is known by its label', async () => {
    const made = await register();
    expect([made.status, made.headers.get('location')]).toEqual([201, `${RESOURCES}/${made.body.id}`]);
    expect(made.body).toEqual({ ...TEAM, id: made.body.id, reference: 'team-red', bookings: [] });
    expect((await served.call('GET', `${RESOURCES}/${made.body.id}`, { as: applicant })).body).toEqual(made.body);
    expect((await served.call('GET', `${RESOURCES}/${made.body.id}/calendar`, { as: applicant })).body).toEqual({ bookings: [], deployments: [] });
  });

  it('given an operative, when somebody reads it who does not look after operatives, then who it is, how fit, and who looks after it are not told', async () => {
    const { body: made } = await register(OPERATIVE);
    const reference = `OP-${made.id.slice(0, 6).toUpperCase()}`;
    for (const as of [desk, cover, administrator]) expect((await served.call('GET', `${RESOURCES}/${made.id}`, { as })).body).toMatchObject({ ...OPERATIVE, reference });
    const read = await served.call('GET', `${RESOURCES}/${made.id}`, { as: applicant });
    expect(read.body).toEqual({ id: made.id, kind: 'undercover-operative', reference, skills: ['contact'], bookings: [] });
    expect((await served.call('GET', RESOURCES, { as: applicant })).text).not.toMatch(/KESTREL|co-blake|2026-10-15/);
    expect([await list('?label=KESTREL', desk), await list('?label=KESTREL', applicant)]).toEqual([[reference], []]);
  });

  it('given an operative, when somebody reads who it is, in its page, its history, its calendar or the register, then the access log has who read what', async () => {
    const { body: { id } } = await register(OPERATIVE);
    for (const path of [`/${id}`, `/${id}/history`, '?kind=undercover-operative', `/${id}/calendar`, '/calendars?from=2026-03-03T09:00:00.000Z&to=2026-03-05T09:00:00.000Z']) expect((await served.call('GET', `${RESOURCES}${path}`, { as: administrator })).status).toBe(200);
    await served.close();
    const { access } = await host.stores('resource-allocation');
    const reads = (await access.readAfter(0, 100)).flatMap(({ body }) => JSON.parse(Buffer.from(body).toString()).events as { type: string; actor: { person: string }; what: string; why: string }[]);
    expect(reads.map(({ type, actor, what, why }) => [type, actor.person, what, why])).toEqual([
      ['RecordRead', 'ad-min', `resource-${id}`, 'read the resource'],
      ['RecordRead', 'ad-min', `resource-${id}`, 'read its history'],
      ['RecordRead', 'ad-min', 'resources', 'read the register of resources'],
      ['RecordRead', 'ad-min', `resource-${id}`, 'read its calendar'],
      ['RecordRead', 'ad-min', 'resources', 'read their calendars'],
    ]);
  });

  it('given a page that ends with an operative, when somebody asks who does not look after operatives, then neither its end nor a place that they make up tells of its label', async () => {
    for (const label of ['KESTREL', 'MERLIN']) await register({ ...OPERATIVE, label });
    await register({ ...TEAM, label: 'LAPWING' });
    const page = async (query: string, as = applicant) => (await served.call('GET', `${RESOURCES}?limit=1${query}`, { as })).body;
    const ends = [await page('')];
    for (let end = ends[0]; end.next !== undefined; ends.push(end)) end = await page(`&after=${encodeURIComponent(end.next)}`);
    expect(ends).toHaveLength(3);
    for (const { next = '' } of ends) expect(Buffer.from(next, 'base64url').toString()).not.toMatch(/KESTREL|MERLIN/);
    const after = (label: string) => page(`&after=${Buffer.from(JSON.stringify([label, ''])).toString('base64url')}`);
    expect((await after('KESTREK')).items).toEqual((await after('KESTREM')).items);
  });

  it('given an operative, when a role is handed over, then it is shown by its day, told to authorisation without the reason, and by nobody else’s hand', async () => {
    const { body: made } = await register(OPERATIVE);
    const change = (body: object, as = cover, id = made.id) => served.call('POST', `${RESOURCES}/${id}/roles`, { as, body });
    const handed = await change({ role: 'handler', person: 'ds-vale', from: '2026-03-09', reason: 'Leave.' });
    expect([handed.status, handed.body.handler]).toEqual([200, 'ds-iqbal']);
    expect(handed.body.roles).toContainEqual({ role: 'handler', person: 'ds-vale', from: '2026-03-09' });
    expect((await change({ role: 'handler', person: 'ds-vale', from: '2026-03-01', reason: 'Leave.' })).body.handler).toBe('ds-vale');
    expect((await change({ role: 'handler', from: '2026-03-09', reason: 'x' }, applicant)).body.code).toBe('not-permitted');
    expect((await change({ role: 'driver', from: '2026-03-09', reason: 'x' })).status).toBe(422);
    expect((await change({ role: 'handler', from: '2026-03-09', reason: 'x' }, desk, (await register()).body.id)).body.code).toBe('not-an-operative');
    const commits = await served.service.ledger.readAfter(0, 100);
    const sent = commits.flatMap(({ events }) => events).flatMap(({ event, meta }) => resourceAllocation.publish(event, meta, (text) => text)).filter(({ topic }) => topic === 'resource-allocation.operative-facts.v1');
    expect(sent).toHaveLength(3);
    expect(sent.map(({ value }) => Buffer.from(value).toString('latin1')).join()).not.toContain('Leave.');
    expect(JSON.stringify(commits)).not.toContain('Leave.');
  });

  it('given several, when they are listed, then by kind, label, site and skill, page by page', async () => {
    for (const [label, site, skills] of [['team-blue', 'lambeth', ['foot']], ['team-red', 'hendon', ['foot', 'mobile']]]) await register({ ...TEAM, label, site, skills });
    await register({ kind: 'technical-crew', label: 'crew-one', site: 'hendon' });
    expect(await list('')).toEqual(['crew-one', 'team-blue', 'team-red']);
    expect(await list('?kind=surveillance-team&skill=mobile')).toEqual(['team-red']);
    expect(await list('?site=hendon')).toEqual(['crew-one', 'team-red']);
    expect(await list('?label=team-blue')).toEqual(['team-blue']);
    const { body } = await served.call('GET', `${RESOURCES}?limit=2`, { as: desk });
    expect(await list(`?limit=2&after=${encodeURIComponent(body.next)}`)).toEqual(['team-red']);
  });

  it('given a key, when it is entered twice, then there is one; with another body the key is refused', async () => {
    const headers = { 'idempotency-key': 'enter-it-once' };
    const [one, two] = [await register(TEAM, desk, headers), await register(TEAM, desk, headers)];
    expect(two.body).toEqual(one.body);
    expect((await register({ ...TEAM, label: 'team-blue' }, desk, headers)).body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  });

  it.each([
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['a day that is none', { assessedUntil: '2026-02-30' }, '/assessedUntil'],
    ['an accreditation without a day', { accredited: { advanced: 'soon' } }, '/accredited/advanced'],
    ['a person that is none', { coverOfficer: 'Mr Blake' }, '/coverOfficer'],
    ['a skill that is no text', { skills: [1] }, '/skills/0'],
  ])('given %s, when it is entered, then 422 names the field', async (_, change, pointer) => {
    const answer = await register({ ...TEAM, ...change });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });

  it('given a role that may not, then 403; given what does not exist, then 404', async () => {
    const { id } = (await register()).body;
    expect((await register(TEAM, applicant)).status).toBe(403);
    expect((await register(TEAM, administrator)).status).toBe(201);
    expect((await fitness(id, { assessedUntil: '2026-10-15' }, applicant)).status).toBe(403);
    expect((await served.call('GET', RESOURCES, { as: owner })).status).toBe(403);
    for (const path of ['', '/calendar']) expect((await served.call('GET', `${RESOURCES}/${'a'.repeat(16)}${path}`, { as: desk })).status).toBe(404);
    expect((await fitness('a'.repeat(16), { assessedUntil: '2026-10-15' })).status).toBe(404);
  });
});

describe('fitness', () => {
  it('given a team that is assessed, when that ends, then the deadline is of the team by its own name, and names nobody', async () => {
    const { id } = (await register({ ...TEAM, assessedUntil: '2026-10-15', coverOfficer: 'co-blake' })).body;
    await fitness(id, { assessedUntil: '2027-04-15' });
    const sent = (await served.service.ledger.readAfter(0, 100)).flatMap(({ events }) => events).flatMap(({ event, meta }) => resourceAllocation.publish(event, meta, (text) => text));
    const set = sent.filter(({ topic }) => topic === 'resource-allocation.deadlines.v1').map(({ value }) => fromBinary(DeadlineEventSchema, value).event).filter((event) => event.case === 'set');
    expect(set.map(({ value: { due, reference, persons } }) => [due, reference, persons])).toEqual([['2026-10-15T23:00:00.000Z', 'team-red', []], ['2027-04-15T23:00:00.000Z', 'team-red', []]]);
    expect((await served.call('GET', `${RESOURCES}/${id}`, { as: desk })).body).toMatchObject({ reference: 'team-red', label: 'team-red', assessedUntil: '2027-04-15' });
  });

  it('given an operative, when it is assessed anew, then what is not named stays, and the next assessment is a deadline without a pseudonym', async () => {
    const { id } = (await register(OPERATIVE)).body;
    const assessed = await fitness(id, { assessedUntil: '2027-04-15' });
    expect([assessed.status, assessed.body.assessedUntil, assessed.body.accredited]).toEqual([200, '2027-04-15', OPERATIVE.accredited]);
    const commits = await served.service.ledger.readAfter(0, 100);
    const sent = commits.flatMap(({ events }) => events).flatMap(({ event, meta }) => resourceAllocation.publish(event, meta, (text) => text));
    const deadlines = sent.filter(({ topic }) => topic === 'resource-allocation.deadlines.v1').map(({ value }) => fromBinary(DeadlineEventSchema, value));
    expect(deadlines.map(({ event }) => event.case)).toEqual(['set', 'set', 'discharged', 'set']);
    expect(deadlines.at(-1)?.event.value).toMatchObject({ what: 'reassessment', due: '2027-04-15T23:00:00.000Z', about: `resource-${id}`, reference: `OP-${id.slice(0, 6).toUpperCase()}`, force: 'met', statutory: false });
    expect(sent.map(({ value }) => Buffer.from(value).toString('latin1')).join()).not.toContain('KESTREL');
  });

  it('given calendars of a window, when they are read, then a team is known by its label and an operative by its reference, with why it is not fit for those who look after it', async () => {
    const team = (await register({ ...TEAM, assessedUntil: '2026-03-04' })).body;
    const operative = (await register({ ...OPERATIVE, assessedUntil: '2026-03-01' })).body;
    const calendars = async (as: Principal) => (await served.call('GET', `${RESOURCES}/calendars?from=2026-03-02T00:00:00Z&to=2026-03-09T00:00:00Z`, { as })).body.items;
    const [red, secret] = [{ id: team.id, kind: TEAM.kind, label: 'team-red', unfit: { from: '2026-03-05T00:00:00.000Z', because: 'The assessment ends with 2026-03-04.' }, bookings: [], deployments: [] }, { id: operative.id, kind: OPERATIVE.kind, label: operative.reference, bookings: [], deployments: [] }];
    expect([await calendars(cover), await calendars(applicant)]).toEqual([[red, { ...secret, unfit: { from: AT, because: 'The assessment ends with 2026-03-01.' } }], [red, secret]]);
    expect((await served.call('GET', `${RESOURCES}/calendars?from=2026-03-02T00:00:00Z&to=2026-03-09T00:00:00Z`, { as: owner })).status).toBe(403);
  });

  it('given what was recorded, when the history is read by those who look after operatives, then the newest is first; others may not', async () => {
    const { id } = (await register(OPERATIVE)).body;
    await fitness(id, { assessedUntil: '2027-04-15' });
    const history = (as: Principal) => served.call('GET', `${RESOURCES}/${id}/history`, { as });
    expect((await history(cover)).body.items).toEqual([
      { at: AT, by: 'co-blake', what: 'fitness-recorded', assessedUntil: '2027-04-15' },
      { at: AT, by: 'rm-price', what: 'registered', skills: ['contact'], accredited: OPERATIVE.accredited, assessedUntil: '2026-10-15' },
    ]);
    expect((await history(applicant)).status).toBe(403);
    expect((await served.call('GET', `${RESOURCES}/${'a'.repeat(16)}/history`, { as: desk })).status).toBe(404);
  });

  it('given an operative, when they are assessed anew or somebody else comes to look after them, then that is news for those who may read it alone', async () => {
    const { id } = (await register(OPERATIVE)).body;
    await fitness(id, { assessedUntil: '2027-04-15' });
    expect((await served.call('POST', `${RESOURCES}/${id}/roles`, { as: cover, body: { role: 'handler', person: 'ds-lowe', from: '2026-03-03', reason: 'Leave.' } })).status).toBe(200);
    const { ledger } = served.service;
    const heard = async (as: Principal) => {
      const all = (await ledger.readAfter(0, 100)).flatMap(({ events }) => events);
      const may = await Promise.all(all.map((recorded) => news.mayHear(as, { stream: recorded.meta.stream, recorded, ends: false }, ledger.views)));
      return all.filter((_, n) => may[n]).map(({ event }) => event.type);
    };
    expect(await heard(cover)).toEqual(['ResourceRegistered', 'FitnessRecorded', 'OperativeRoleChanged']);
    expect(await heard(applicant)).toEqual(['ResourceRegistered']);
  });

  it('given nothing that is said, when it is recorded, then 422', async () => {
    const { id } = (await register()).body;
    expect((await fitness(id, {})).body).toMatchObject({ status: 422, code: 'not-valid' });
    expect((await fitness(id, { clinical: 'x' })).body.errors[0].pointer).toBe('/clinical');
  });
});
