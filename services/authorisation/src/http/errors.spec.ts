import type { Principal } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';
import { recordsOf } from '../law/records.js';
import { lawIn, replay } from '../law/replay.js';

const API = '/api/authorisation/v1';
const CASES = `${API}/authorisations`;
const ERRORS = `${API}/errors`;
const AT = '2026-05-11T09:00:00.000Z';

const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const gatekeeper: Principal = { person: 'cab-lane', rank: 'sergeant', force: 'met', unit: 'CAB', roles: ['gatekeeper'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const senior: Principal = { person: 'cmdr-sro', rank: 'commander', force: 'met', roles: ['senior-responsible-officer'] };
const otherSenior: Principal = { ...senior, person: 'cmdr-away', force: 'kent' };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };

const CANARY = 'They drove on past the yard.';
const DRAFT = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
  subjects: ['subject-a'], necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.', confidential: 'none',
};
const GRANT = { form: 'written', statement: 'The only workable step.', reviewBy: '2026-06-01T12:00:00Z' };
const REPORT = { says: { cause: 'The end was read wrong.', activity: 'One hour.', material: 'Twelve pictures.', 'collateral-intrusion': 'None.', 'kept-or-destroyed': 'Set apart.', prevention: 'Two people read the end.' } };

let host: TestHost;
let served: Served;
let id: string;

const get = (path: string, as: Principal = senior): Promise<Called> => served.call('GET', `${ERRORS}${path}`, { as });
const post = (path: string, body: object, { as = senior, etag }: { readonly as?: Principal; readonly etag?: string } = {}): Promise<Called> =>
  served.call('POST', `${ERRORS}${path}`, { as, body, headers: etag === undefined ? {} : { 'if-match': `"${etag}"` } });
const onCase = (what: string, as: Principal, body: object, etag = '1') => served.call('POST', `${CASES}/${id}/${what}`, { as, body, headers: { 'if-match': `"${etag}"` } });
/** An act on an error, on the version that it has now. */
const act = async (error: string, what: string, body: object, as = senior) => post(`/${error}/${what}`, body, { as, etag: (await get(`/${error}`)).body.etag });
const open = async (): Promise<any> => (await get('?stage=suspected')).body.items;

beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
  id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', components: [DRAFT] } })).body.id;
  await onCase('components/c1/grant', officer, GRANT);
});
afterEach(() => served.close());

/** A deployment on paper of a tactic that nothing covers: the record shows it, and it is opened. */
const uncovered = async (): Promise<string> => {
  await served.call('POST', `${CASES}/${id}/components/c1/reported-deployments`, { as: gatekeeper, body: { thing: 'Team red', tactic: 'drone', target: { subject: 'subject-a' }, from: '2026-05-11T07:00:00Z', until: '2026-05-11T08:00:00Z', note: CANARY } });
  await host.moveTo(AT, served.service);
  return (await open())[0].id;
};

describe('what the record shows', () => {
  it('given a deployment that nothing covered, then it is an error to be judged, once, with its case, its time and the clause that describes it', async () => {
    const error = await uncovered();
    await host.moveTo('2026-05-11T10:00:00Z', served.service);
    expect(await open()).toHaveLength(1);
    const { body, headers } = await get(`/${error}`);
    expect(body).toMatchObject({
      reference: 'MET-26-E0001', stage: 'suspected', kind: 'activity-without-authority', words: 'Activity that no authority covered', clause: 'IPA 2016 s.231(9)', confirmed: false, authorisation: id,
      caseReference: 'MET-26-0001', component: 'c1', from: '2026-05-11T07:00:00.000Z', until: '2026-05-11T08:00:00.000Z', discoveredAt: AT, deadlines: { 'error-triage': '2026-05-18T23:00:00.000Z' },
    });
    expect(headers.get('etag')).toBe('"1"');
    expect(body.shows).toContain('no authority covered');
  });

  it('given an oral grant that nobody puts in writing, when its day has passed, then it is one too; put in writing in time it is none', async () => {
    const oral = { ...GRANT, form: 'oral', urgent: 'He leaves within the hour.', notes: [{ by: 'officer', text: 'Agreed.' }] };
    for (const written of [true, false]) {
      id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Ashen Kite', components: [DRAFT] } })).body.id;
      await served.call('POST', `${CASES}/${id}/components/c1/notes`, { as: applicant, body: { officer: officer.person, text: 'Told.' } });
      await onCase('components/c1/grant', officer, oral);
      if (written) expect((await onCase('components/c1/record', officer, { text: 'As told.' }, '2')).status).toBe(200);
    }
    expect(await open()).toEqual([]);
    await host.moveTo('2026-05-13T09:00:00Z', served.service);
    expect(await open()).toMatchObject([{ authorisation: id, kind: 'safeguards-not-followed', shows: expect.stringContaining('Written record') }]);
  });

  it('given an oral grant that is put in writing just before its day has passed, when a runner that has not heard of that does what was due, then it is none', async () => {
    id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Ashen Kite', components: [DRAFT] } })).body.id;
    await served.call('POST', `${CASES}/${id}/components/c1/notes`, { as: applicant, body: { officer: officer.person, text: 'Told.' } });
    await onCase('components/c1/grant', officer, { ...GRANT, reviewBy: '2026-05-13T12:00:00Z', form: 'oral', urgent: 'He leaves within the hour.', notes: [{ by: 'officer', text: 'Agreed.' }] });
    const row = await served.service.nextDue();
    expect(row).toMatchObject({ what: 'late:c1/written-record/2', at: '2026-05-12T23:00:00.000Z' });
    host.clock.set('2026-05-12T22:59:59.999Z');
    expect((await onCase('components/c1/record', officer, { text: 'As told.' }, '2')).status).toBe(200);
    host.clock.set('2026-05-12T23:00:00.000Z');
    await served.service.runDue(row!);
    expect(await open()).toEqual([]);
  });
});

describe('an error that a person raises', () => {
  it('given an applicant, when they raise one of their case, then they may read it, the force’s keepers and oversight too, and to others it does not exist', async () => {
    const raised = await post('', { kind: 'source-without-authority', authorisation: id, component: 'c1', text: CANARY }, { as: applicant });
    expect([raised.status, raised.headers.get('location'), raised.body.text]).toEqual([201, `${ERRORS}/${raised.body.id}`, CANARY]);
    for (const as of [applicant, gatekeeper, senior, inspector]) expect([(await get(`/${raised.body.id}`, as)).status, (await get('', as)).body.items.length]).toEqual([200, 1]);
    for (const as of [officer, otherSenior]) expect([(await get(`/${raised.body.id}`, as)).status, (await get('', as)).body.items]).toEqual([404, []]);
    expect((await get('', inspector)).text).not.toContain(CANARY);
  });

  it('given a senior officer of another force who is cleared for the case, when they raise one of it, then they may not judge it away', async () => {
    id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', cleared: [otherSenior.person], components: [DRAFT] } })).body.id;
    const { body: raised } = await post('', { kind: 'source-without-authority', authorisation: id, component: 'c1', text: CANARY }, { as: otherSenior });
    expect([raised.force, (await get(`/${raised.id}`, otherSenior)).status]).toEqual(['met', 200]);
    for (const [what, body] of Object.entries({ dismiss: { reason: 'r' }, establish: { relevant: false, ground: 'None.' }, quarantines: { from: '2026-05-11T07:00:00Z', reason: 'r' }, join: { into: 'aaaaaaaaaaaaaaaa', reason: 'r' } })) expect([what, (await act(raised.id, what, body, otherSenior)).status]).toEqual([what, 403]);
    expect((await get(`/${raised.id}`)).body.stage).toBe('suspected');
    expect((await act(raised.id, 'dismiss', { reason: 'It was covered.' })).body.stage).toBe('not-an-error');
  });

  it('given somebody of another force who is cleared for the case, when they raise one of it, then it is the case’s force that judges it, and theirs learns nothing', async () => {
    const guest: Principal = { person: 'dc-guest', rank: 'constable', force: 'kent', unit: 'SCD', roles: ['applicant'] };
    id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', cleared: [guest.person], components: [DRAFT] } })).body.id;
    const raised = await post('', { kind: 'source-without-authority', authorisation: id, component: 'c1', text: CANARY }, { as: guest });
    expect(raised.body).toMatchObject({ reference: 'MET-26-E0001', force: 'met', unit: 'SCO35', found: { how: 'person', by: 'dc-guest' } });
    for (const as of [guest, gatekeeper, senior, inspector]) expect([(await get(`/${raised.body.id}`, as)).status, (await get('', as)).body.items.length]).toEqual([200, 1]);
    expect([(await get(`/${raised.body.id}`, otherSenior)).status, (await get('', otherSenior)).body.items]).toEqual([404, []]);
    expect((await act(raised.body.id, 'dismiss', { reason: 'It was covered.' })).body).toMatchObject({ stage: 'not-an-error' });
    // What is of no case is of whoever raises it.
    expect((await post('', { kind: 'source-without-authority', text: CANARY }, { as: guest })).body).toMatchObject({ reference: 'KEN-26-E0001', force: 'kent', unit: 'SCD' });
  });

  it.each([
    ['a kind that the law does not name', { kind: 'bad-manners', text: 'x' }, 409, { code: 'unknown-kind', instead: expect.stringContaining('activity after end') }],
    ['a part without its case', { kind: 'activity-after-end', component: 'c1', text: 'x' }, 422, { errors: [{ pointer: '/authorisation', rule: 'part-without-case' }] }],
    ['a case that does not exist', { kind: 'activity-after-end', authorisation: 'aaaaaaaaaaaaaaaa', text: 'x' }, 404, {}],
    ['an instant to come', { kind: 'activity-after-end', text: 'x', discoveredAt: '2027-01-01T00:00:00Z' }, 409, { code: 'instant-in-future' }],
  ])('given %s, then it is refused in words', async (_, body, status, says) => {
    expect((await post('', body, { as: applicant })).body).toMatchObject({ status, ...says });
  });
});

describe('a relevant error', () => {
  it('given one that is established on a Friday before a bank holiday, then its report is due in ten working days, and the whole way is on its record', async () => {
    const error = await uncovered();
    expect((await act(error, 'quarantines', { from: '2026-05-11T07:00:00Z', until: '2026-05-11T08:00:00Z', reason: 'Until it is clear.' }, gatekeeper)).body.quarantines).toMatchObject([{ id: 'q1', by: 'cab-lane' }]);
    host.clock.set('2026-05-15T15:30:00Z');
    const established = (await act(error, 'establish', { relevant: true, ground: 'Nothing covered it.' })).body;
    expect(established).toMatchObject({ stage: 'established', deadlines: { 'error-report': '2026-06-01T23:00:00.000Z' }, established: { by: 'cmdr-sro', rank: 'commander', clause: 'IPA 2016 s.231; IPCO annual report 2018, 17.4', unconfirmed: [] } });
    const replayed = (await served.call('POST', '/api/authorisation/v1/law/replay', { as: inspector })).body;
    expect([replayed.decisions > 0, replayed.differences]).toEqual([true, []]);
    expect((await act(error, 'close', { causes: 'c', learnt: 'l', measures: [] })).body).toMatchObject({ status: 409, code: 'not-reported', clause: 'IPA 2016 s.231; IPCO annual report 2018, 17.4', confirmed: true, instead: 'Report it first.' });
    expect((await act(error, 'early-notice', { text: 'An hour of surveillance.', estimate: '2026-05-29T12:00:00Z' }, gatekeeper)).status).toBe(200);
    expect((await act(error, 'report', { says: { ...REPORT.says, cause: undefined } })).body).toMatchObject({ code: 'report-incomplete', confirmed: false, because: 'The report does not say: cause.' });
    expect((await act(error, 'report', REPORT)).body).toMatchObject({ reportedAt: '2026-05-15T15:30:00.000Z', deadlines: {}, reports: [{ by: 'cmdr-sro' }] });
    const { items } = (await get(`/${error}`)).body.reports[0];
    expect([items[2], items.map(({ item }: any) => item)]).toEqual([{ item: 'material', words: 'Material', says: 'Twelve pictures.' }, Object.keys(REPORT.says)]);
    expect((await act(error, 'answer', { decision: 'submissions-asked', text: 'How long?', submissionsBy: '2026-06-12T23:00:00Z' }, gatekeeper)).body.deadlines).toEqual({ 'error-submission': '2026-06-12T23:00:00.000Z' });
    expect((await act(error, 'submission', { text: 'An hour.' })).body.deadlines).toEqual({});
    await act(error, 'answer', { decision: 'not-serious', text: 'No harm was done.' }, gatekeeper);
    const closed = (await act(error, 'close', { causes: 'A wrong date.', learnt: 'Read it twice.', measures: [{ what: 'Two people read the end.', owner: 'cab-lane', due: '2026-07-01T12:00:00Z' }] })).body;
    expect(closed).toMatchObject({ stage: 'closed', outcome: { causes: 'A wrong date.' }, deadlines: { 'error-measure': '2026-07-01T12:00:00.000Z' }, quarantines: [{ lifted: { by: 'cmdr-sro' } }] });
    expect((await act(error, 'measures/m1/done', { note: 'In the instructions.' }, gatekeeper)).body).toMatchObject({ deadlines: {}, measures: [{ id: 'm1', done: { by: 'cab-lane' } }] });
    expect((await get(`/${error}/events`)).body.items.map(({ type }: any) => type)).toEqual([
      'ErrorRaised', 'ProductQuarantineOrdered', 'ErrorEstablished', 'EarlyNoticeGiven', 'ErrorReported', 'CommissionerAnswered', 'SubmissionMade', 'CommissionerAnswered', 'ErrorClosed', 'ProductQuarantineLifted', 'MeasureDone',
    ]);
  });

  it('given the log, when it is replayed, then the day of the report comes out again from the law that was pinned', async () => {
    await act(await uncovered(), 'establish', { relevant: true, ground: 'Nothing covered it.' });
    const { ledger } = served.service;
    expect(await replay(recordsOf(ledger), await lawIn(recordsOf(ledger)))).toMatchObject({ decisions: 2, differences: [] });
  });

  it('given its report, then as data and as a page it says what the record says and what the law wants, before it is made and after', async () => {
    const error = await uncovered();
    expect((await get(`/${error}/report`)).body).toMatchObject({ reference: 'MET-26-E0001', caseReference: 'MET-26-0001', confirmed: false, items: expect.arrayContaining([{ item: 'cause', words: 'Cause', says: null }]) });
    expect((await get(`/${error}/report/page`)).text).toContain('not yet: this is no report');
    await act(error, 'establish', { relevant: true, ground: 'Nothing covered it.' });
    await act(error, 'report', { says: { ...REPORT.says, cause: '<b>The end</b> was read wrong.' } });
    const page = await get(`/${error}/report/page`, inspector);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('&lt;b&gt;The end&lt;/b&gt; was read wrong.');
    expect(page.text).toMatch(/<title>MET-26-E0001: report of an error<\/title>[^]*SECRET[^]*Signed off<\/dt><dd>cmdr-sro, 10:00 on Monday 11 May 2026/);
  });

  it('given a day that the Commissioner agreed to, then the report is due by that instead', async () => {
    const error = await uncovered();
    await act(error, 'establish', { relevant: true, ground: 'Nothing covered it.' });
    expect((await act(error, 'early-notice', { text: 'It needs more time.', agreedUntil: '2026-07-31T23:00:00Z' })).body.deadlines).toEqual({ 'error-report': '2026-07-31T23:00:00.000Z' });
    expect((await act(error, 'early-notice', { text: 'It needs more time.', agreedUntil: '2026-01-31T23:00:00Z' })).body.code).toBe('report-date-passed');
    await act(error, 'report', REPORT);
    expect((await act(error, 'early-notice', { text: 'It needs more time.', agreedUntil: '2026-08-31T23:00:00Z' })).body).toMatchObject({ code: 'no-report-due', instead: expect.stringContaining('Leave the day out') });
  });
});

describe('the other judgements', () => {
  it('given one that is none, then its product is released, and it is judged again only once it is reopened', async () => {
    const error = await uncovered();
    await act(error, 'quarantines', { from: '2026-05-11T07:00:00Z', reason: 'Until it is clear.' });
    expect((await act(error, 'dismiss', { reason: 'The clock was wrong.' })).body).toMatchObject({ stage: 'not-an-error', dismissed: { by: 'cmdr-sro' }, deadlines: {}, quarantines: [{ until: null, lifted: { by: 'cmdr-sro' } }] });
    expect((await act(error, 'establish', { relevant: true, ground: 'g' })).body).toMatchObject({ code: 'already-judged', instead: 'Reopen it first, with the reason why it is looked at again.' });
    expect((await act(error, 'reopen', { reason: 'The clock was right.' })).body).toMatchObject({ stage: 'suspected', deadlines: { 'error-triage': '2026-05-18T23:00:00.000Z' } });
  });

  it('given the same twice, then one is joined into the other, not into itself, and not into nothing', async () => {
    const error = await uncovered();
    const again = (await post('', { kind: 'activity-without-authority', authorisation: id, component: 'c1', text: 'The same evening.' }, { as: gatekeeper })).body;
    expect((await act(again.id, 'join', { into: again.id, reason: 'r' })).body.code).toBe('joins-itself');
    expect((await act(again.id, 'join', { into: 'aaaaaaaaaaaaaaaa', reason: 'r' })).body.code).toBe('unknown-error');
    await act(again.id, 'quarantines', { from: '2026-05-11T07:00:00Z', reason: 'r' });
    expect((await act(again.id, 'join', { into: error, reason: 'r' })).body.code).toBe('quarantine-open');
    await act(again.id, 'quarantines/q1/lift', { reason: 'The other has it.' });
    expect((await act(again.id, 'join', { into: error, reason: 'The same evening.' })).body).toMatchObject({ stage: 'joined', joined: { into: error }, deadlines: {} });
    expect((await act(error, 'join', { into: again.id, reason: 'r' })).body.code).toBe('not-open');
  });

  it('given one that is not reportable, then no report is due of it and none is taken; it is closed on its ground', async () => {
    const error = await uncovered();
    expect((await act(error, 'establish', { relevant: false, ground: 'No requirement of the Act.' })).body).toMatchObject({ stage: 'established', relevant: false, deadlines: {} });
    expect((await act(error, 'report', REPORT)).body.code).toBe('not-reportable');
    expect((await act(error, 'close', { causes: 'c', learnt: 'l', measures: [] })).body.stage).toBe('closed');
  });

  it('given a version that was not seen, none, or a role that may not, then nothing is judged', async () => {
    const error = await uncovered();
    expect((await post(`/${error}/dismiss`, { reason: 'r' }, { etag: '7' })).status).toBe(412);
    expect((await post(`/${error}/dismiss`, { reason: 'r' })).status).toBe(428);
    for (const as of [gatekeeper, officer, inspector]) expect((await act(error, 'dismiss', { reason: 'r' }, as)).body).toMatchObject({ status: 403, code: 'not-permitted' });
    expect((await post(`/${error}/dismiss`, { reason: 'r' }, { as: otherSenior, etag: '1' })).status).toBe(404);
    expect((await act(error, 'answer', { decision: 'noted', text: 't' })).body.code).toBe('nothing-reported');
    expect((await act(error, 'answer', { decision: 'noted', text: 't', submissionsBy: '2026-06-12T23:00:00Z' })).body).toMatchObject({ status: 422, errors: [{ pointer: '/submissionsBy' }] });
    const { paths } = (await served.call('GET', `${API}/openapi.json`, { as: senior })).body;
    expect(paths[`${ERRORS}/{id}/establish`].post.responses[409].description).toContain('`before-discovery`');
  });

  it('given the log, then no covert word of an error stands in it', async () => {
    const error = await uncovered();
    await act(error, 'dismiss', { reason: CANARY });
    const { commits } = await host.stores('authorisation');
    const log = (await commits.readAfter(0, 500)).map(({ body }) => Buffer.from(body).toString()).join('\n');
    expect(log).toContain('ErrorDismissed');
    expect(log).not.toContain(CANARY);
    expect(host.logged.join('\n')).not.toContain(CANARY);
  });
});
