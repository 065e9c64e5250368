import { fromBinary } from '@bufbuild/protobuf';
import type { Aggregate } from '@cpmp/kernel';
import { message, publisher } from '@cpmp/messaging';
import { AuthorisationEventSchema } from '@cpmp/proto/authorisation';
import { DeadlineEventSchema } from '@cpmp/proto/deadline';
import { RiskEventSchema } from '@cpmp/proto/risk-assessment';
import { type Principal, type RunningService, type ServiceParts, createService } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { riskAssessment } from '../app.module.js';

const RISKS = '/api/risk-assessment/v1/risks';
const AT = '2026-03-02T09:00:00.000Z';
const CASE = `authority-${'c'.repeat(16)}`;
const ASSET = `asset-${'a'.repeat(16)}`;
const UNTIL = '2026-05-12T11:00:00.000Z';
const CANARY = 'The yard dog';
const GRAVE = { threat: `${CANARY} barks.`, likelihood: 4, impact: 5, controls: 'Two ways out by Mill Lane.', residual: [3, 5] };

const owner: Principal = { person: 'ro-hale', rank: 'inspector', force: 'met', roles: ['risk-owner'] };
const otherOwner: Principal = { person: 'ro-other', rank: 'inspector', force: 'met', roles: ['risk-owner'] };
const desk: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', roles: ['resource-manager'] };
const custodian: Principal = { person: 'ac-kit', rank: 'sergeant', force: 'met', roles: ['asset-custodian'] };
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const colleague: Principal = { person: 'dc-brown', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const stranger: Principal = { person: 'dc-else', rank: 'constable', force: 'met', unit: 'SCO7', roles: ['applicant'] };
const away: Principal = { person: 'ro-away', rank: 'inspector', force: 'kent', roles: ['risk-owner', 'resource-manager'] };
const lent: Principal = { person: 'dc-lent', rank: 'constable', force: 'kent', roles: ['applicant'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };
const administrator: Principal = { person: 'ad-min', force: 'met', roles: ['administrator'] };

/** It stands for authorisation: it says that there is a case. */
type Said = { readonly type: 'CaseSaid' };
const authority: Aggregate<null, Said> = { category: 'authority', initial: null, evolve: () => null, personal: { CaseSaid: [] } };
const authorisation: ServiceParts = {
  name: 'authorisation', title: 'A case', aggregates: [authority], views: [], controllers: [], consumers: [], providers: [],
  publish: publisher<Said>({
    CaseSaid: (_, { stream, streamId }) => [
      message('authorisation.authorisations.v1', stream, AuthorisationEventSchema, { authorisation: streamId, reference: 'MET-26-0001', operationId: 'op', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer: 'dc-lent' }),
    ],
  }),
};

let host: TestHost;
let served: Served;
let speaking: RunningService;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, riskAssessment);
  speaking = await createService(authorisation, host);
  await speaking.ledger.transact(authority, CASE.slice('authority-'.length), (): readonly Said[] => [{ type: 'CaseSaid' }], { cause: 'test/1', actor: null });
  await host.topics.drain();
});
afterEach(async () => {
  await served.close();
  await speaking.close();
});

const assess = (change: object = {}, { as = desk, headers = {} } = {}) => served.call('POST', RISKS, { as, headers, body: { about: ASSET, ...GRAVE, ...change } });
const assessed = async (change: object = {}, as = desk): Promise<string> => (await assess(change, { as })).body.id;
const act = (id: string, what: string, body: object, { as = owner, etag = '1', headers = {} }: { as?: Principal; etag?: string; headers?: Record<string, string> } = {}) =>
  served.call('POST', `${RISKS}/${id}/${what}`, { as, body, headers: { 'if-match': etag && `"${etag}"`, ...headers } });
const read = (id: string, as = owner) => served.call('GET', `${RISKS}/${id}`, { as });
const withoutReference = ({ reference: _reference, ...problem }: Called['body']) => problem;
const sent = async () => (await served.service.ledger.readAfter(0, 200)).flatMap(({ events }) => events).flatMap(({ event, meta }) => riskAssessment.publish(event, meta, () => 'OPENED'));

describe('an assessment', () => {
  it('given a threat, when it is assessed, then it stands with its score, its band, an address and a version, and its text is for those who read it', async () => {
    const made = await assess({ owner: 'ro-hale' });
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([201, `${RISKS}/${made.body.id}`, '"1"']);
    expect(made.body).toEqual({
      id: made.body.id, reference: `RISK-${made.body.id.slice(0, 6).toUpperCase()}`, about: ASSET, owner: 'ro-hale', inherent: [4, 5], residual: [3, 5], residualScore: 15, appetite: 15,
      band: 'intolerable without acceptance', needsAcceptance: true, assessed: { by: 'rm-price', at: AT }, accepted: null, edition: 1,
    });
    const opened = await read(made.body.id);
    expect([opened.headers.get('etag'), opened.body.threat, opened.body.controls]).toEqual(['"1"', GRAVE.threat, GRAVE.controls]);
  });

  it('given a key, when it is sent twice, then there is one; with another body the key is refused', async () => {
    const headers = { 'idempotency-key': 'assess-it-once' };
    const [one, two] = [await assess({}, { headers }), await assess({}, { headers })];
    expect(two.body).toEqual(one.body);
    expect((await assess({ residual: [1, 1] }, { headers })).body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect((await served.call('GET', RISKS, { as: owner })).body.items).toHaveLength(1);
  });

  it.each([
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['a likelihood outside the matrix', { likelihood: 6 }, '/likelihood'],
    ['a residual that is no pair', { residual: [1] }, '/residual'],
    ['a thing that is no stream', { about: 'MET-26-0001' }, '/about'],
    ['an owner that is no person', { owner: 'Mr Hale' }, '/owner'],
    ['no threat', { threat: ' ' }, '/threat'],
  ])('given %s, when it is assessed, then 422 names the field and repeats nothing', async (_, change, pointer) => {
    const answer = await assess(change);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(answer.text).not.toContain(CANARY);
  });

  it('given controls that make it worse, when it is assessed, first or again, then it is refused', async () => {
    const worse = { residual: [5, 5] };
    expect((await assess(worse)).body).toMatchObject({ status: 409, code: 'residual-above-inherent' });
    expect((await act(await assessed(), 'assess', { ...GRAVE, ...worse })).body.code).toBe('residual-above-inherent');
  });

  it('given an account that names no force, when it assesses a thing, then it is refused: the risk would bind nobody, and no owner could see it; of a case that it works on, the case’s force has it', async () => {
    const { force: _force, ...nowhere } = desk;
    expect((await assess({}, { as: nowhere })).body).toMatchObject({ status: 409, code: 'force-unknown' });
    const { force: _theirs, ...cleared } = lent;
    expect((await assess({ about: CASE }, { as: cleared })).status).toBe(201);
  });

  it('given a role that may not, then 403; given what does not exist, then 404', async () => {
    expect((await assess({}, { as: administrator })).status).toBe(403);
    expect((await act(await assessed(), 'accept', { until: UNTIL }, { as: desk })).body).toMatchObject({ status: 403, code: 'not-permitted', instead: 'These roles may: risk-owner.' });
    expect((await read(await assessed(), administrator)).status).toBe(403);
    const nowhere = 'z'.repeat(16);
    for (const answer of [await read(nowhere), await act(nowhere, 'accept', { until: UNTIL }), await act(nowhere, 'assess', GRAVE)]) expect(answer.status).toBe(404);
  });
});

describe('an acceptance', () => {
  it('given an owner of another force, when they accept, then the review is a matter of the force that the risk belongs to, and not of theirs', async () => {
    const id = await assessed({ owner: 'ro-away' });
    expect((await act(id, 'accept', { until: UNTIL }, { as: { ...away, unit: 'SCO35' } })).status).toBe(200);
    const said = async () => (await sent()).filter(({ topic }) => topic === 'risk-assessment.deadlines.v1').map(({ value }) => fromBinary(DeadlineEventSchema, value).event.value);
    expect(await said()).toMatchObject([{ what: 'risk-review', due: '2026-03-03T09:00:00.000Z', force: 'met', persons: ['ro-away'] }, { how: 'done' }, { what: 'risk-review', due: UNTIL, force: 'met', unit: '', persons: ['ro-away'] }]);
    expect((await act(id, 'assess', { ...GRAVE, owner: 'ro-hale' }, { as: { ...away, unit: 'SCO35' }, etag: '2' })).status).toBe(200);
    expect((await said()).slice(3)).toMatchObject([{ how: 'superseded' }, { what: 'risk-review', due: UNTIL, force: 'met', unit: '', persons: ['ro-hale'] }]);
  });

  it('given the version that was seen, when the owner accepts, then it holds until its instant and a review is due then', async () => {
    const id = await assessed({ owner: 'ro-hale' });
    const accepted = await act(id, 'accept', { until: UNTIL });
    expect([accepted.status, accepted.headers.get('etag')]).toEqual([200, '"2"']);
    expect(accepted.body.accepted).toEqual({ by: 'ro-hale', at: AT, until: UNTIL, inForce: true });
    const deadlines = (await sent()).filter(({ topic }) => topic === 'risk-assessment.deadlines.v1').map(({ value }) => fromBinary(DeadlineEventSchema, value));
    expect(deadlines.at(-1)?.event.value).toMatchObject({ what: 'risk-review', due: UNTIL, about: `risk-${id}`, reference: accepted.body.reference, force: 'met', persons: ['ro-hale'], statutory: false });
    host.clock.set('2026-05-12T10:59:59.999Z');
    expect((await read(id)).body.accepted.inForce).toBe(true);
    host.clock.set(UNTIL);
    expect((await read(id)).body).toMatchObject({ needsAcceptance: true, accepted: { inForce: false } });
  });

  it('given a version that is not the current one, then 412; none, 428; one that is none, 400', async () => {
    const id = await assessed();
    await act(id, 'assess', GRAVE);
    for (const [what, body] of [['accept', { until: UNTIL }], ['assess', GRAVE]] as const) {
      expect((await act(id, what, body, { etag: '1' })).body).toMatchObject({ status: 412, code: 'stale' });
      expect((await act(id, what, body, { etag: '' })).body).toMatchObject({ status: 428, code: 'if-match-missing' });
      expect((await act(id, what, body, { headers: { 'if-match': 'two' } })).body).toMatchObject({ status: 400, code: 'if-match-malformed' });
    }
    expect((await read(id)).body).toMatchObject({ edition: 2, accepted: null });
  });

  it('given a key, when it is sent again, then the answer is the same; a refusal decides anew', async () => {
    const id = await assessed();
    const headers = { 'idempotency-key': 'accept-it-once' };
    const [one, two] = [await act(id, 'accept', { until: UNTIL }, { headers }), await act(id, 'accept', { until: UNTIL }, { headers })];
    expect([two.status, two.body]).toEqual([200, one.body]);
    const late = { 'idempotency-key': 'accept-it-late' };
    expect((await act(id, 'accept', { until: UNTIL }, { headers: late })).status).toBe(412);
    expect((await act(id, 'accept', { until: UNTIL }, { headers: late, etag: '2' })).status).toBe(200);
  });

  it.each([
    ['an end that has passed', { until: AT }, 409, 'acceptance-too-long'],
    ['an end beyond the longest time', { until: '2026-09-02T09:00:00Z' }, 409, 'acceptance-too-long'],
    ['a time without a zone', { until: '2026-05-12T12:00' }, 422, 'not-valid'],
    ['an unknown field', { until: UNTIL, why: 'x' }, 422, 'not-valid'],
  ])('given %s, when it is accepted, then it is refused', async (...[, body, status, code]) => {
    const answer = await act(await assessed({ owner: 'ro-hale' }), 'accept', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (code === 'acceptance-too-long') expect(answer.body.instead).toBe('Accept it to the end of Monday 31 August 2026 at the latest.');
  });

  it('given somebody who is not the owner named, when they accept, then only the owner may', async () => {
    expect((await act(await assessed({ owner: 'ro-hale' }), 'accept', { until: UNTIL }, { as: otherOwner })).body).toMatchObject({ status: 409, code: 'not-the-owner' });
  });

  it('given an owner who has left, when somebody else assesses it and names another, then that one may accept it; nobody takes it over for themselves', async () => {
    const id = await assessed({ owner: 'ro-gone' });
    for (const answer of [await act(id, 'accept', { until: UNTIL }), await act(id, 'assess', { ...GRAVE, owner: 'ro-hale' })]) expect(answer.body).toMatchObject({ status: 409, code: 'not-the-owner' });
    expect((await act(id, 'assess', { ...GRAVE, owner: 'ro-hale' }, { as: desk })).body).toMatchObject({ owner: 'ro-hale', edition: 2 });
    expect((await act(id, 'assess', GRAVE, { as: desk, etag: '2' })).body.owner).toBe('ro-hale');
    expect((await act(id, 'accept', { until: UNTIL }, { etag: '3' })).body).toMatchObject({ owner: 'ro-hale', accepted: { by: 'ro-hale', inForce: true } });
  });

  it('given a case that has ended, when its owner closes the risk, then it needs nobody any more: its review is discharged, those who deploy hear that it is closed, and why is for those who read it', async () => {
    const id = await assessed({ about: CASE, owner: 'ro-hale' }, applicant);
    await act(id, 'accept', { until: UNTIL });
    expect((await act(id, 'close', { reason: CANARY }, { as: desk, etag: '2' })).status).toBe(403);
    expect((await act(id, 'close', { reason: CANARY }, { as: otherOwner, etag: '2' })).body.code).toBe('not-the-owner');
    const closed = await act(id, 'close', { reason: CANARY }, { etag: '2' });
    expect([closed.status, closed.headers.get('etag'), closed.body]).toMatchObject([200, '"3"', { needsAcceptance: false, accepted: null, closed: { by: 'ro-hale', at: AT } }]);
    expect(closed.text).not.toContain(CANARY);
    expect((await read(id)).body.closed.reason).toBe(CANARY);
    const said = await sent();
    expect(said.filter(({ topic }) => topic === 'risk-assessment.deadlines.v1').map(({ value }) => fromBinary(DeadlineEventSchema, value).event.case)).toEqual(['set', 'discharged', 'set', 'discharged']);
    expect(said.filter(({ topic }) => topic === 'risk-assessment.risks.v1').map(({ value }) => fromBinary(RiskEventSchema, value).closed)).toEqual([false, false, true]);
    expect((await act(id, 'accept', { until: UNTIL }, { etag: '3' })).body).toMatchObject({ status: 409, code: 'risk-closed' });
  });

  it('given an acceptance, when it is assessed higher, then it no longer holds; lower, it stays', async () => {
    const id = await assessed();
    await act(id, 'accept', { until: UNTIL });
    expect((await act(id, 'assess', { ...GRAVE, residual: [3, 4] }, { etag: '2' })).body).toMatchObject({ accepted: { inForce: true }, needsAcceptance: false, band: 'high', edition: 3 });
    expect((await act(id, 'assess', { ...GRAVE, residual: [4, 5] }, { etag: '3' })).body).toMatchObject({ accepted: null, needsAcceptance: true });
    const standing = (await sent()).filter(({ topic }) => topic === 'risk-assessment.risks.v1').map(({ value }) => fromBinary(RiskEventSchema, value));
    expect(standing.map(({ residual, acceptedUntil }) => [residual, acceptedUntil])).toEqual([[15, ''], [15, UNTIL], [12, UNTIL], [20, '']]);
  });
});

describe('who may know of a risk', () => {
  it('given a risk about a case, when those ask who work on it, own risks or oversee, then they see it; to all others it does not exist', async () => {
    const id = await assessed({ about: CASE }, applicant);
    for (const as of [applicant, colleague, owner, officer, inspector]) expect((await read(id, as)).body).toMatchObject({ id, threat: GRAVE.threat, caseReference: 'MET-26-0001' });
    const absent = withoutReference((await read('z'.repeat(16), stranger)).body);
    for (const as of [stranger, away, custodian, desk]) {
      expect(withoutReference((await read(id, as)).body)).toEqual(absent);
      expect((await served.call('GET', `${RISKS}?about=${CASE}`, { as })).body).toEqual({ items: [] });
    }
    expect((await act(id, 'accept', { until: UNTIL }, { as: away })).status).toBe(404);
  });

  it('given a case that one may not know of, or none, when it is to be assessed, then 404; who holds what is deployed under it may, and reads what they wrote', async () => {
    for (const [about, as] of [[CASE, stranger], [CASE, away], [`authority-${'d'.repeat(16)}`, applicant]] as const) expect((await assess({ about }, { as })).status).toBe(404);
    expect((await read(await assessed({ about: CASE }, desk), desk)).body.threat).toBe(GRAVE.threat);
  });

  it('given somebody of another force who works on the case, when they assess a risk about it, then it is a matter of the case’s force, whose owners accept it', async () => {
    const id = await assessed({ about: CASE }, lent);
    expect((await act(id, 'accept', { until: UNTIL }, { as: away })).status).toBe(404);
    expect((await act(id, 'accept', { until: UNTIL })).status).toBe(200);
    const standing = (await sent()).filter(({ topic }) => topic === 'risk-assessment.risks.v1').map(({ value }) => fromBinary(RiskEventSchema, value).force);
    expect(standing).toEqual(['met', 'met']);
  });

  it('given a risk about a thing, when those ask who keep such things in its force, then they see it', async () => {
    const id = await assessed();
    for (const as of [desk, custodian, owner, inspector]) expect((await read(id, as)).status).toBe(200);
    for (const as of [stranger, away]) expect((await read(id, as)).status).toBe(404);
  });

  it('given a risk about a source, when handlers and controllers of the force ask who did not write it, then it does not exist: nobody knows of every source by office', async () => {
    const [handler, other, controller] = [['ds-iqbal', 'handler'], ['ds-other', 'handler'], ['di-other', 'controller']].map(([person = '', role = '']): Principal => ({ person, rank: 'sergeant', force: 'met', roles: [role] }));
    const about = `source-${'s'.repeat(16)}`;
    const id = await assessed({ about }, handler);
    const absent = withoutReference((await read('z'.repeat(16), other)).body);
    for (const as of [other, controller]) {
      expect(withoutReference((await read(id, as)).body)).toEqual(absent);
      expect((await served.call('GET', `${RISKS}?about=${about}`, { as })).body).toEqual({ items: [] });
    }
    // Whoever wrote of it goes on knowing of it, whoever writes after them.
    expect((await act(id, 'assess', GRAVE)).status).toBe(200);
    for (const as of [handler, owner, officer, inspector]) expect((await read(id, as)).body).toMatchObject({ id, threat: GRAVE.threat });
  });

  it('given several, when they are listed, then the greatest first, page by page, each caller’s own without gaps', async () => {
    for (const [residual, about] of [[[1, 2], ASSET], [[4, 5], CASE], [[3, 5], ASSET], [[2, 2], CASE]]) await assessed({ residual, about }, owner);
    const scores = async (query: string, as = owner) => (await served.call('GET', `${RISKS}${query}`, { as })).body.items.map(({ residualScore }: { residualScore: number }) => residualScore);
    expect(await scores('')).toEqual([20, 15, 4, 2]);
    expect(await scores(`?about=${CASE}`)).toEqual([20, 4]);
    expect(await scores('?limit=2', custodian)).toEqual([15, 2]);
    const { next } = (await served.call('GET', `${RISKS}?limit=2`, { as: owner })).body;
    expect(await scores(`?limit=2&after=${encodeURIComponent(next)}`)).toEqual([4, 2]);
  });

  it('given a risk, when it is stored, logged, refused or sent, then its text lies nowhere open, and who reads it stands in the access log', async () => {
    const id = await assessed({ about: CASE }, applicant);
    await act(id, 'assess', { ...GRAVE, extra: CANARY });
    await act(id, 'accept', { until: UNTIL });
    await read(id, inspector);
    const covert = /yard dog|Mill Lane/;
    expect(JSON.stringify(await served.service.ledger.readAfter(0, 200))).not.toMatch(covert);
    expect(host.logged.join()).not.toMatch(covert);
    expect((await sent()).map(({ value }) => Buffer.from(value).toString('latin1')).join()).not.toMatch(/yard dog|Mill Lane|OPENED/);
    const { access } = await host.stores('risk-assessment');
    const lines = (await access.readAfter(0, 200)).map(({ body }) => Buffer.from(body).toString());
    expect(lines.some((line) => line.includes('i-pcco') && line.includes(`risk-${id}`))).toBe(true);
    expect(lines.join()).not.toMatch(covert);
  });
});

describe('the matrix', () => {
  it('given who may read risks, when they ask, then the policy is answered as the file has it; to others it is not', async () => {
    const { body } = await served.call('GET', `${RISKS}/matrix`, { as: owner });
    expect(body).toMatchObject({ likelihood: { 1: 'remote', 5: 'almost certain' }, impact: { 5: 'grave' }, appetite: 15, acceptanceDaysMax: 183, decisionHoursMax: 24 });
    expect(body.bands.map(({ from }: any) => from)).toEqual([1, 5, 10, 15]);
    expect((await served.call('GET', `${RISKS}/matrix`, { as: administrator })).status).toBe(403);
  });
});
