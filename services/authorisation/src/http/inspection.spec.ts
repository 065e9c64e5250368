import type { Principal } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { foldTopic } from '@cpmp/ledger';
import { authorisation } from '../app.module.js';
import { answerRequest, authority, hearAnswer } from '../domain/index.js';
import { operatives, type PersonHeard } from '../views/people-known.view.js';

const API = '/api/authorisation/v1';
const CASES = `${API}/authorisations`;

const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const colleague: Principal = { ...applicant, person: 'dc-brown', unit: 'SCO7' };
const gatekeeper: Principal = { person: 'cab-lane', rank: 'sergeant', force: 'met', unit: 'CAB', roles: ['gatekeeper'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer', 'senior-investigating-officer'] };
const chief: Principal = { person: 'ac-whitfield', rank: 'assistant-commissioner', force: 'met', roles: ['authorising-officer'] };
const senior: Principal = { person: 'sro-penn', rank: 'commander', force: 'met', roles: ['senior-responsible-officer'] };
const away: Principal = { ...senior, person: 'sro-kent', force: 'kent' };
const commissioner: Principal = { person: 'jc-farrow', roles: ['judicial-commissioner'] };
const inspector: Principal = { person: 'ipco-frost', roles: ['inspector-ipco'] };

const BECAUSE = 'Handovers are made on foot between parked vehicles.';
const WATCH = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: BECAUSE }],
  subjects: ['subject-a'], necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.', confidential: 'none',
};
const TRACK = { ...WATCH, handle: 'track', power: 'property-interference', ground: 'serious-crime', vehicles: ['AB12CDE'], tactics: [{ tactic: 'vehicle-tracker', because: 'The van is moved nightly.' }], otherMeans: 'Cameras do not cover the estate.' };
const MEET = { ...WATCH, handle: 'meet', power: 'undercover', ground: 'crime-or-disorder', tactics: [{ tactic: 'undercover-contact', because: 'He sells to whom he knows.' }], operative: 'opaaaaaaaaaaaaaa', conduct: 'To be offered and to buy.', otherMeans: 'None.', safeguards: { riskAssessment: 'Done.', explained: 'Yes.' } };

let host: TestHost;
let served: Served;
/** The cases, in the order of their references. */
let ids: readonly string[];

const get = (path: string, as: Principal = inspector): Promise<Called> => served.call('GET', `${API}${path}`, { as });
const rows = async (number: number, query = ''): Promise<readonly any[]> => (await get(`/questions/${number}?limit=200&${query}`)).body.items;
const said = async (number: number, query = ''): Promise<readonly any[]> => (await rows(number, query)).map(({ says }) => says);
const apply = async (as: Principal, components: readonly object[], more: object = {}): Promise<string> => {
  const applied = await served.call('POST', CASES, { as, body: { operation: 'Copper Weir', components, ...more } });
  if (applied.status >= 300) throw new Error(applied.text);
  return applied.body.id;
};
const act = async (id: string, what: string, as: Principal, body: object): Promise<void> => {
  const path = `${CASES}/${id}/components/c1`;
  const { body: part } = await served.call('GET', path, { as: inspector });
  const done = await served.call('POST', `${path}/${what}`, { as, body, headers: { 'if-match': `"${part.etag}"` } });
  if (done.status >= 300) throw new Error(`${what}: ${done.text}`);
};
const day = (date: string, time = '09:00'): void => host.clock.set(`2026-${date}T${time}:00Z`);
const grant = { form: 'written', statement: 'The only workable step.', reviewBy: '2026-03-09T12:00:00Z' } as const;

/** An act on the error that the record showed. */
const onError = async (what: string, body: object): Promise<void> => {
  const { id } = (await get('/errors', senior)).body.items.find(({ kind }: any) => kind === 'activity-after-end');
  const { etag } = (await get(`/errors/${id}`, senior)).body;
  const done = await served.call('POST', `${API}/errors/${id}/${what}`, { as: senior, body, headers: { 'if-match': `"${etag}"` } });
  if (done.status >= 300) throw new Error(`${what}: ${done.text}`);
};

/** A deployment under a part, as its holder tells it. */
const deploy = async (id: string, permit: string, { from, ...closed }: { readonly from: string; readonly recalledAt?: string; readonly closedAt?: string }): Promise<void> => {
  const { ledger } = served.service;
  const now = host.clock.now();
  const request = { permit, holder: 'asset-registry' as const, thing: `asset-${permit}`, authorisation: id, component: 'c1', tactic: 'vehicle-tracker', target: { vehicle: 'AB12CDE' }, window: { from: now, to: '2026-03-05T10:00:00.000Z' }, requestedAt: now, answerBy: '2026-12-31T00:00:00.000Z', requestedBy: 'rm-price' };
  await ledger.transact(authority, id, (state, at) => answerRequest(state, request, at), { cause: `asset-registry/${permit}`, actor: null });
  await answer(id, permit, { startedAt: from, ...closed });
};
const ENDED = { how: 'expired', at: '2026-03-05T10:30:00.000Z' } as const;
const answer = async (id: string, permit: string, told: { readonly startedAt: string; readonly recalledAt?: string; readonly closedAt?: string; readonly endRead?: typeof ENDED }): Promise<void> => {
  const state = told.closedAt ? 'recovered' : told.recalledAt ? 'recall-ordered' : 'deployed';
  const heard = { permit, holder: 'asset-registry' as const, thing: `asset-${permit}`, authorisation: id, component: 'c1', state, windowTo: '2026-03-05T10:00:00.000Z', force: 'met', event: told.closedAt ? 'closed' : told.recalledAt ? 'recalled' : 'started', tell: [], label: permit, ...told } as const;
  await served.service.ledger.transact(authority, id, (current, now) => hearAnswer(current, { answer: heard }, now), { cause: `asset-registry/answer/${permit}/${host.clock.now()}`, actor: null });
};

beforeAll(async () => {
  host = await testHost({ at: '2026-03-02T09:00:00.000Z' });
  served = await serve(host, authorisation);
  const { views } = await host.stores('authorisation');
  const roles = ['handler', 'controller', 'record-maintainer'].map((role) => ({ role, person: `${role}-1`, from: '2026-01-01', ...(role === 'controller' ? { until: '2026-03-11' } : {}) }));
  const heard: PersonHeard = { type: 'PersonHeard', thing: 'resource-opaaaaaaaaaaaaaa', vulnerable: false, turns: {}, roles };
  await foldTopic(views, operatives, heard, { id: 'resource-allocation/1/1/0', log: 'resource-allocation/1', position: 1, index: 0, stream: 'resource-opaaaaaaaaaaaaaa', streamId: 'opaaaaaaaaaaaaaa', version: 1, at: '2026-03-01T00:00:00.000Z', actor: null });
  const [watch, copied, refused, track, meet, kent] = [
    await apply(applicant, [WATCH]), await apply(colleague, [{ ...WATCH, confidential: 'personal' }]), await apply(applicant, [WATCH]), await apply(colleague, [TRACK]), await apply(applicant, [MEET]),
    await apply({ ...applicant, force: 'kent' }, [WATCH]),
  ] as [string, string, string, string, string, string];
  ids = [watch, copied, refused, track, meet, kent];
  await served.call('POST', `${CASES}/${watch}/check`, { as: gatekeeper, body: { outcome: 'pass', comment: 'Complete.' }, headers: { 'if-match': '"1"' } });
  day('03-02', '10:00');
  await act(watch, 'grant', officer, { ...grant, conflictReason: 'Nobody else is on duty.' });
  await act(refused, 'refuse', officer, { reason: 'Not necessary.' });
  await act(copied, 'grant', chief, grant);
  day('03-02', '11:00');
  await served.call('POST', `${CASES}/${track}/components/c1/notes`, { as: colleague, body: { officer: chief.person, madeAt: '2026-03-02T10:31:00Z', text: 'Told.' } });
  await act(track, 'grant', chief, { ...grant, form: 'oral', urgent: 'He leaves at noon.', decidedAt: '2026-03-02T10:30:00Z', notes: [{ by: 'officer', madeAt: '2026-03-02T10:32:00Z', text: 'Agreed.' }] });
  await act(meet, 'grant', chief, grant);
  day('03-02', '12:00');
  await deploy(track, 'pa', { from: '2026-03-02T12:00:00.000Z' });
  await deploy(track, 'pb', { from: '2026-03-02T12:00:00.000Z' });
  day('03-04');
  await act(track, 'record', colleague, { text: 'As spoken on Monday.' });
  // A comment, that nobody answers in time.
  await served.call('POST', `${CASES}/${meet}/components/c1/comments`, { as: commissioner, body: { act: 'grant', text: 'Say so at each review.' } });
  // The urgent grant ends by the clock after 72 hours; one tracker is recalled at once, the other an hour late.
  await host.moveTo('2026-03-05T10:30:00.000Z', served.service);
  await answer(track, 'pa', { startedAt: '2026-03-02T12:00:00.000Z', recalledAt: '2026-03-05T10:30:00.000Z', closedAt: '2026-03-05T10:30:00.000Z', endRead: ENDED });
  await host.moveTo('2026-03-05T11:30:00.000Z', served.service);
  await answer(track, 'pb', { startedAt: '2026-03-02T12:00:00.000Z', recalledAt: '2026-03-05T11:30:00.000Z', endRead: ENDED });
  day('03-10');
  await onError('establish', { relevant: true, ground: 'It stayed out for an hour.' });
  const obtained = { authorisation: watch, component: 'c1', kind: 'log', description: 'Two logs.', from: '2026-03-04T09:00:00Z', until: '2026-03-04T12:00:00Z', obtainedBy: 'dc-ahmed', confidential: 'none', basis: 'authorised-purpose', reviewBy: '2026-06-01T09:00:00Z', copy: { place: 'Store 4', holder: 'dc-ahmed', purpose: 'Evidence' } };
  const registered = await served.call('POST', `${API}/products`, { as: gatekeeper, body: obtained });
  if (registered.status >= 300) throw new Error(registered.text);
  await act(watch, 'review', officer, { changed: BECAUSE, decision: 'continue', nextReview: '2026-04-06T23:00:00Z' });
  day('03-12');
  await onError('report', { says: { cause: 'The end was not read.', activity: 'One hour.', material: 'None.', 'collateral-intrusion': 'None.', 'kept-or-destroyed': 'Nothing.', prevention: 'It is read at once.' } });
  await act(watch, 'cancel', officer, { ceasedAt: '2026-03-11T17:00:00Z', told: [], reason: 'Arrests made.', value: 'Two named.', productDirection: 'Keep the logs.', decidedAt: '2026-03-11T18:00:00Z' });
  day('03-16');
});
afterAll(() => served.close());

describe('the central record', () => {
  it('given a power, then an entry for each part that was decided on, refusals too, with the items that its pack wants, their clause, and the events they stand on', async () => {
    const { body } = await get('/central-record?power=directed-surveillance&force=met');
    expect(body.items.map(({ reference, state }: any) => [reference, state])).toEqual([['MET-26-0001', 'cancelled'], ['MET-26-0002', 'in-force'], ['MET-26-0003', 'refused']]);
    const says = (row: any): Record<string, unknown> => Object.fromEntries(row.items.map((item: any) => [item.item, item.says]));
    expect(says(body.items[0])).toMatchObject({
      type: 'directed-surveillance', 'given-at': '2026-03-02T10:00:00.000Z', 'officer-and-rank': { officer: 'supt-okafor', rank: 'superintendent' }, reference: 'MET-26-0001, part 1', 'title-and-subjects': { title: 'Copper Weir', subjects: ['subject-a'] },
      reviews: [{ at: '2026-03-10T09:00:00.000Z', officer: 'supt-okafor', decision: 'continue' }], 'confidential-information': 'none', 'self-authorised': false, 'cancelled-at': { at: '2026-03-11T18:00:00.000Z' }, refusals: [],
    });
    expect(says(body.items[2])).toMatchObject({ 'given-at': null, refusals: [{ at: '2026-03-02T10:00:00.000Z', officer: 'supt-okafor', reason: 'Not necessary.' }] });
    expect(body.items[0].items[0]).toMatchObject({ item: 'type', clause: 'Covert surveillance code, ch.8', confirmed: false });
    expect(body.items[0].events).toEqual([expect.stringMatching(/^authorisation\/1\/\d+\/0$/), expect.stringMatching(/^authorisation\/1\/\d+\/0$/)]);
  });

  it('given property interference, then entries, equipment and ends as the holders told of them', async () => {
    const [entry] = (await get('/central-record?power=property-interference')).body.items;
    const says = Object.fromEntries(entry.items.map((item: any) => [item.item, item.says]));
    expect(says).toMatchObject({ form: 'oral', equipment: { installed: [{ thing: 'asset-pa', retrieved: '2026-03-05T10:30:00.000Z' }, { thing: 'asset-pb', retrieved: null }] } });
    expect(says['entries']).toHaveLength(2);
  });

  it('given a span, then what was decided in it alone; given pages, then each is of the position of the first, whatever is committed meanwhile', async () => {
    expect((await get('/central-record?from=2026-03-11T00:00:00Z&to=2026-03-12T00:00:00Z')).body.items.map(({ reference }: any) => reference)).toEqual(['MET-26-0001']);
    const first = (await get('/central-record?limit=2')).body;
    expect(first.next).toBe(`${first.position}.2`);
    await apply(applicant, [WATCH]);
    const second = (await get(`/central-record?limit=200&after=${first.next}`)).body;
    expect([second.position, second.items.length]).toEqual([first.position, 3]);
  });

  it('given NDJSON, then the head and an entry a line, all of them', async () => {
    const answered = await fetch(`${served.url}${API}/central-record`, { headers: { accept: 'application/x-ndjson', authorization: `Bearer ${await host.tokenOf(inspector)}` } });
    expect(answered.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const [head, ...lines] = (await answered.text()).trim().split('\n').map((line) => JSON.parse(line));
    expect(head).toMatchObject({ log: 'authorisation/1' });
    expect(lines).toHaveLength(5);
    expect(lines[0].items[4].says).toMatchObject({ title: 'Copper Weir' });
  });

  it('given the register and the log, then every part and every act is the same on all sides', async () => {
    const { body } = await get('/central-record/reconciliation');
    expect(body).toMatchObject({ differences: [], unsettled: 0, parts: 7 });
    expect(body.acts).toContainEqual({ act: 'AuthorityGranted', record: 4, log: 4 });
    const own = (await get('/central-record/reconciliation', senior)).body;
    expect(own).toMatchObject({ parts: 6, differences: [] });
    expect(own.acts[0]).toEqual({ act: 'AuthorityGranted', record: 4 });
  });
});

describe('the annual return', () => {
  it('given a year, then what was decided in it, the same in the record and in the log', async () => {
    const { body } = await get('/annual-return?year=2026&force=met');
    expect(body.differences).toEqual([]);
    const counts = (power: string): Record<string, number> => Object.fromEntries(body.powers.find((one: any) => one.power === power).counts.map(({ measure, count }: any) => [measure, count]));
    expect(counts('directed-surveillance')).toMatchObject({ granted: 2, refused: 1, cancelled: 1, 'in-force-at-the-end': 1, 'granted-confidential-personal-likely': 1, 'granted-without-check': 1 });
    expect(counts('property-interference')).toMatchObject({ granted: 1, 'granted-in-urgency': 1, 'granted-orally': 1, expired: 1, 'ended-uncancelled': 1, 'notify-only': 1, 'in-force-at-the-end': 0 });
    expect((await get('/annual-return?year=2025')).body.powers.every(({ counts: of }: any) => of.every(({ count }: any) => count === 0))).toBe(true);
  });

  it('given who asks for information, then no small number, and none from which one follows', async () => {
    const { body } = await get('/annual-return/disclosure?year=2026&force=met');
    expect(body.columns).toEqual(['granted', 'granted-in-urgency', 'refused', 'renewed', 'cancelled', 'total']);
    expect(body.rows.flatMap(({ counts }: any) => counts).filter((count: number | null) => count !== null && count > 0 && count < 5)).toEqual([]);
  });
});

describe('who may ask', () => {
  it('given an officer or an applicant, then no; given a senior officer, then their own force’s cases alone, and another force’s has none', async () => {
    for (const path of ['/central-record', '/central-record/reconciliation', '/annual-return?year=2026', '/annual-return/disclosure?year=2026', '/questions', '/questions/1']) expect((await get(path, officer)).status).toBe(403);
    const references = async (as: Principal) => (await get('/questions/1', as)).body.items.map(({ says }: any) => says.reference);
    expect(await references(senior)).toEqual(['MET-26-0001/c1', 'MET-26-0002/c1', 'MET-26-0003/c1', 'MET-26-0004/c1', 'MET-26-0005/c1']);
    expect(await references(away)).toEqual([]);
    expect((await get('/annual-return?year=2026', away)).body).toMatchObject({ force: 'kent', differences: [] });
  });

  it('given a question, then that it was asked is in the access log before it is answered', async () => {
    const { access } = await host.stores('authorisation');
    await get('/questions/6');
    const logged = (await access.readAfter(0, 1_000)).map(({ body }) => Buffer.from(body).toString()).join('\n');
    expect(logged).toMatch(/"what":"question-6","why":"asked question 6 at position \d+"/);
  });

  it('given a question, a page or lines of the record in which no text is sealed, then that it was asked is in the access log all the same', async () => {
    const { access } = await host.stores('authorisation');
    for (const path of ['/questions/1', '/questions/8', '/central-record?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z']) await get(path);
    await (await fetch(`${served.url}${API}/questions/3`, { headers: { accept: 'application/x-ndjson', authorization: `Bearer ${await host.tokenOf(inspector)}` } })).text();
    // Without a seal it is written within a second.
    await new Promise((done) => void setTimeout(done, 1_000));
    const logged = (await access.readAfter(0, 1_000)).map(({ body }) => Buffer.from(body).toString()).join('\n');
    for (const what of ['question-1', 'question-8', 'central-record', 'question-3']) expect(logged).toContain(`"what":"${what}"`);
  });

  it('given what cannot be asked, then each fault by its field', async () => {
    expect((await get('/questions/19?officer=dc-ahmed')).body).toMatchObject({ status: 422, errors: [{ pointer: '/query/reference', rule: 'needed' }] });
    expect((await get('/questions/1?position=99999')).body).toMatchObject({ status: 422, errors: [{ pointer: '/query/position', rule: 'not-yet' }] });
    expect((await get('/questions/1?after=x')).body).toMatchObject({ status: 422, errors: [{ pointer: '/query/after' }] });
    expect((await get('/questions/1?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z')).body).toMatchObject({ status: 422, errors: [{ pointer: '/query/to', rule: 'window-order' }] });
    for (const none of ['21', '0', '02', '002', '2.0', '2e0', '0x2', '+2', '%202']) expect([none, (await get(`/questions/${none}`)).status]).toEqual([none, 404]);
  });
});

describe('the twenty questions', () => {
  it('given the list, then which there are, what inspectors found, and who else must answer', async () => {
    const { items } = (await get('/questions')).body;
    expect(items.map(({ number }: any) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    for (const { number } of items.filter(({ needs }: any) => needs.length === 0)) {
      const { status, body } = await get(`/questions/${number}?limit=200`);
      expect([number, status]).toEqual([number, 200]);
      for (const { says } of body.items) expect(Object.keys(says).toSorted()).toEqual(body.columns.toSorted());
    }
  });

  it('1: given two dates, then each part that was decided on, with how it ended', async () => {
    const answered = await said(1, 'force=met');
    expect(answered.map(({ reference, ended, urgent }) => [reference, ended, urgent])).toEqual([
      ['MET-26-0001/c1', 'cancelled', false], ['MET-26-0002/c1', 'in force', false], ['MET-26-0003/c1', 'refused', null], ['MET-26-0004/c1', 'expired uncancelled', true], ['MET-26-0005/c1', 'in force', false],
    ]);
    expect(answered[0].acts).toEqual([{ act: 'granted', at: '2026-03-02T10:00:00.000Z' }, { act: 'cancelled', at: '2026-03-11T18:00:00.000Z' }]);
    expect((await rows(1))[0]).toMatchObject({ path: `${CASES}/${ids[0]}/components/c1`, events: [expect.any(String), expect.any(String)] });
  });

  it('1: given a position, then the answer as it was then', async () => {
    const { body } = await get('/questions/1');
    const granted = body.items[1].events[0].split('/')[2];
    const then = (await get(`/questions/1?position=${granted}`)).body;
    expect(then).toMatchObject({ position: Number(granted), at: '2026-03-02T10:00:00.000Z' });
    expect(then.items.map(({ says }: any) => says.ended)).toEqual(['in force', 'in force', 'refused']);
  });

  it('2: given a seed, then the same sample each time, spread over units and officers; given another seed, then drawn anew', async () => {
    const ask = async (seed: string) => (await get(`/questions/2?seed=${seed}&size=3&force=met`)).body;
    const [one, again] = [await ask('frost-1'), await ask('frost-1')];
    expect(again).toEqual(one);
    expect(one.sample).toMatchObject({ seed: 'frost-1', size: 3, of: 5 });
    expect(one.sample.strata.map(({ rows: all, drawn }: any) => [all, drawn])).toEqual([[1, 1], [2, 1], [2, 1]]);
    const others = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(ask));
    expect(new Set([one, ...others].map(({ items }) => JSON.stringify(items))).size).toBeGreaterThan(1);
  });

  it('3, 4: given a tracker that was recalled an hour after its authority ended, then the hour; given that it is not back, then since when and on what basis', async () => {
    expect(await said(3)).toEqual([{ reference: 'MET-26-0004/c1', power: 'property-interference', deployment: 'pb', thing: 'asset-pb', from: '2026-03-05T10:30:00.000Z', until: '2026-03-05T11:30:00.000Z', seconds: 3600, cause: 'recalled-after-end', followed: 'recalled, not closed yet', errors: ['MET-26-E0002'] }]);
    expect(await said(4)).toMatchObject([{ asset: 'asset-pb', since: '2026-03-05T10:30:00.000Z', 'retrieval-basis': 'none on record', owner: 'rm-price' }]);
  });

  it('5: given authorities under which nothing was deployed, then each with its days', async () => {
    expect((await said(5)).map(({ reference, ...says }) => [reference, says['days-in-force'], says['last-activity'], says['review-outcome']])).toEqual([
      ['MET-26-0001/c1', 9, 'never used', 'continue'], ['MET-26-0002/c1', 13, 'never used', 'not reviewed'], ['MET-26-0005/c1', 13, 'never used', 'not reviewed'],
    ]);
  });

  it('6: given an oral grant, then both notes, its ground, and the written record with its delay', async () => {
    expect(await said(6)).toEqual([{
      reference: 'MET-26-0004/c1', power: 'property-interference', act: 'grant', decided: '2026-03-02T10:30:00.000Z', form: 'oral', ground: 'He leaves at noon.', 'applicant-note': '2026-03-02T10:31:00.000Z', 'officer-note': '2026-03-02T10:32:00.000Z',
      entered: '2026-03-02T11:00:00.000Z', written: '2026-03-04T09:00:00.000Z', due: '2026-03-04T00:00:00.000Z', 'delay-seconds': 167_400, late: true,
    }]);
  });

  it('7, 17: given notices that nobody sent in time, by a day of law and by one of force policy, and a comment that nobody answered, then both with their days', async () => {
    expect((await said(7)).map(({ reference, act: of, sent, due }) => [reference, of, sent, due])).toEqual([['MET-26-0004/c1', 'grant', 'not sent', '2026-03-06T00:00:00.000Z'], ['MET-26-0005/c1', 'grant', 'not sent', '2026-03-10T00:00:00.000Z']]);
    expect(await said(17)).toMatchObject([{ reference: 'MET-26-0005/c1', comment: 'k1', text: 'Say so at each review.', by: 'jc-farrow', done: 'not yet', late: false }]);
  });

  it('8: given an operative in one operation, then the days that they were authorised for, up to the end of the period', async () => {
    const [row] = await said(8);
    expect(row).toMatchObject({ operative: 'opaaaaaaaaaaaaaa', operation: 'Copper Weir', references: ['MET-26-0005'], grants: 1, renewals: 0, flags: [], days: 365 });
  });

  it('9, 10, 11: given a late review in the words of the application, reasons in another’s words, and a cancellation put late in writing, then each', async () => {
    expect((await said(9)).map(({ reference, faults }) => [reference, faults])).toEqual([
      ['MET-26-0001/c1', ['late', 'repeats an earlier text']], ['MET-26-0002/c1', ['not done']], ['MET-26-0005/c1', ['not done']],
    ]);
    expect((await said(10, 'force=met&to=2026-03-03T00:00:00Z')).map(({ reference, nearest, ...says }) => [reference, nearest, says['share-percent']])).toEqual([['MET-26-0002/c1', 'MET-26-0001/c1, foot-surveillance', 100], ['MET-26-0003/c1', 'MET-26-0002/c1, foot-surveillance', 100]]);
    expect(await said(11)).toMatchObject([{ reference: 'MET-26-0001/c1', faults: ['late in writing'], spoken: '2026-03-11T18:00:00.000Z', entered: '2026-03-12T09:00:00.000Z', written: 'not yet', direction: 'Keep the logs.' }]);
  });

  it('12: given authorities that ended, then what was registered under each with its copies, and where nothing was, what was directed', async () => {
    const answered = await said(12);
    expect(answered.map(({ reference, item, direction }) => [reference, item, direction])).toEqual([['MET-26-0001/c1', 'MET-26-0001/P1', 'Keep the logs.'], ['MET-26-0004/c1', null, null]]);
    expect(answered[0]).toMatchObject({ kind: 'log', copies: [{ place: 'Store 4', holder: 'dc-ahmed' }], stage: 'kept', destroyed: null, certificate: null });
  });

  it('13, 16: given what is likely to be confidential, and an officer who was near, then both with what they said', async () => {
    expect(await said(13)).toMatchObject([{ reference: 'MET-26-0002/c1', kind: 'personal', officer: 'ac-whitfield', rank: 'assistant-commissioner', reviews: [] }]);
    expect(await said(16)).toMatchObject([{ reference: 'MET-26-0001/c1', officer: 'supt-okafor', why: ['investigates'], reasons: ['Nobody else is on duty.'] }]);
  });

  it('15: given an operative whose controller left, then every day since without one', async () => {
    expect(await said(15)).toMatchObject([{ reference: 'MET-26-0005/c1', person: 'opaaaaaaaaaaaaaa', role: 'controller', days: [{ from: '2026-03-11', to: expect.any(String) }], heard: true }]);
  });

  it('18: given a written record that came late, and an end that its holder did not answer, then each error with its instants, and in how many working days it was reported', async () => {
    const [late, unanswered] = await said(18);
    expect(late).toMatchObject({ error: 'MET-26-E0001', kind: 'safeguards-not-followed', discovered: '2026-03-04T09:00:00.000Z', established: 'not judged yet', reported: null });
    expect(unanswered).toEqual({
      error: 'MET-26-E0002', reference: 'MET-26-0004/c1', kind: 'activity-after-end', found: 'record', discovered: '2026-03-05T10:31:00.000Z', established: '2026-03-10T09:00:00.000Z', relevant: true, due: '2026-03-25T00:00:00.000Z',
      reported: '2026-03-12T09:00:00.000Z', 'working-days': 2, outcome: null, learnt: null,
    });
    expect((await get('/annual-return?year=2026&force=met')).body.errors).toContainEqual({ measure: 'reported', count: 1 });
  });

  it('19: given an officer, a case and an instant, then what they could know of it then', async () => {
    const answered = await said(19, 'reference=MET-26-0001&officer=supt-okafor&at=2026-03-09T14:02:00Z');
    expect(answered[0]).toMatchObject({ what: 'supt-okafor could read all that follows.' });
    expect(answered.slice(1).map(({ what }) => what)).toEqual([expect.stringContaining('application was made'), expect.stringContaining('gatekeeper passed'), expect.stringContaining('granted in writing')]);
    expect(await said(19, 'reference=MET-26-0001&officer=dc-nobody&at=2026-03-09T14:02:00Z')).toMatchObject([{ what: 'dc-nobody could not know that the case existed.' }]);
  });

  it('20: given a checkpoint that was kept, then the log held against it, and the return counted anew beside the record’s', async () => {
    const { checkpoint } = (await get('/log/checkpoint')).body;
    const answered = await said(20, `checkpoint=${encodeURIComponent(checkpoint)}`);
    expect(answered[0]).toMatchObject({ what: 'the log authorisation/1', result: expect.stringMatching(/^whole; held against a checkpoint of \d+ commits, signed/) });
    expect(answered).toContainEqual(expect.objectContaining({ what: '2026, directed-surveillance: granted', counted: 2, record: 2, result: 'the same' }));
    expect(answered.slice(1).every(({ result }) => result === 'the same')).toBe(true);
    const cut = checkpoint.replace(/\n\d+\n/, '\n999\n');
    expect((await said(20, `checkpoint=${encodeURIComponent(cut)}`))[0].result).toMatch(/^not whole: position \d+/);
    expect((await get('/questions/20?checkpoint=none')).body).toMatchObject({ status: 422, errors: [{ pointer: '/query/checkpoint', rule: 'not-a-checkpoint' }] });
  });
});
