import { type Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';

const CASES = '/api/authorisation/v1/authorisations';
const AT = '2026-03-02T09:00:00.000Z';

const applicant: Principal = { person: 'di-marsh', rank: 'inspector', force: 'met', unit: 'SCO7', roles: ['applicant'] };
const officer: Principal = { person: 'ac-whitfield', rank: 'assistant-commissioner', force: 'met', roles: ['authorising-officer'] };
const commissioner: Principal = { person: 'jc-farrow', roles: ['judicial-commissioner'] };
const senior: Principal = { person: 'sro-penn', rank: 'commander', force: 'met', roles: ['senior-responsible-officer'] };
const ipc: Principal = { person: 'ipc-hale', roles: ['judicial-commissioner'] };

const CANARY = 'Pewter Gate';
const FLAT = {
  handle: 'fit', power: 'property-interference', ground: 'serious-crime', tactics: [{ tactic: 'device-installation', because: 'It must be inside.' }], places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }],
  necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'o', confidential: 'none',
};
const GRANT = { form: 'written', statement: 'One device.', reviewBy: '2026-03-30T12:00:00Z' };
const YES = { act: 'grant', reason: 'Reasonable grounds shown.' };

let host: TestHost;
let served: Served;
let id: string;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
  id = (await served.call('POST', CASES, { as: applicant, body: { operation: CANARY, components: [FLAT] } })).body.id;
});
afterEach(() => served.close());

const act = (what: string, as: Principal, body: object, etag?: string) =>
  served.call('POST', `${CASES}/${id}/components/c1/${what}`, { as, body, ...(etag ? { headers: { 'if-match': `"${etag}"` } } : {}) });

describe('a judicial commissioner', () => {
  it('given entry to a home that waits, when they approve it, then it is in force from the notice; not for who is no commissioner, nor on another version', async () => {
    expect((await act('grant', officer, GRANT, '1')).body).toMatchObject({ state: 'awaiting-approval', from: null, notices: [{ act: 'grant' }] });
    expect((await act('approve', officer, YES, '2')).body).toMatchObject({ status: 403, code: 'not-permitted' });
    expect((await act('approve', commissioner, YES, '1')).body.code).toBe('stale');
    expect((await act('approve', commissioner, YES)).status).toBe(428);
    host.clock.set('2026-03-03T10:00:00Z');
    const { body } = await act('approve', commissioner, YES, '2');
    expect(body).toMatchObject({ state: 'in-force', from: '2026-03-03T10:00:00.000Z', until: '2026-06-02T23:00:00.000Z', approvals: [{ act: 'grant', by: 'jc-farrow', reason: YES.reason, clause: expect.stringContaining('PA 1997') }] });
    expect((await act('approve', commissioner, YES, '3')).body).toMatchObject({ status: 409, code: 'nothing-to-approve' });
    const explained = await served.call('GET', `${CASES}/${id}/components/c1/explain`, { as: officer });
    expect(explained.body.decisions.map((decision: any) => decision.act)).toEqual(['grant', 'approval of the grant']);
  });

  it('given a refusal to approve, when the officer appeals within seven days beginning with that day, then another commissioner may decide again', async () => {
    await act('grant', officer, GRANT, '1');
    expect((await act('decline', commissioner, { ...YES, reason: 'Not shown.' }, '2')).body).toMatchObject({ state: 'declined', deadlines: { appeal: '2026-03-09T00:00:00.000Z' }, declines: [{ reason: 'Not shown.' }] });
    host.clock.set('2026-03-08T23:59:59Z');
    expect((await act('appeal', officer, { against: 'decline', reason: 'It was.' })).body).toMatchObject({ appeals: [{ against: 'decline', by: 'ac-whitfield' }], etag: '3' });
    expect((await act('decide-appeal', commissioner, { against: 'decline', outcome: 'allowed' }, '3')).body.code).toBe('own-decision');
    expect((await act('decide-appeal', ipc, { against: 'decline', outcome: 'allowed' }, '3')).body.state).toBe('awaiting-approval');
    expect((await act('approve', ipc, YES, '4')).body.state).toBe('in-force');
  });

  it('given what no officer has renewed, when a commissioner declines its renewal, then nothing waits for that; of one that waits they decide once', async () => {
    await act('grant', officer, GRANT, '1');
    await act('approve', commissioner, YES, '2');
    const NO = { act: 'renewal', reason: 'Not shown.' };
    expect((await act('decline', commissioner, NO, '3')).body).toMatchObject({ status: 409, code: 'nothing-to-approve' });
    await act('renew', officer, { form: 'written', statement: 'Still needed.', value: 'Two named.' }, '3');
    expect((await act('decline', commissioner, NO, '4')).body).toMatchObject({ state: 'in-force', declines: [{ act: 'renewal' }] });
    host.clock.set('2026-03-05T09:00:00Z');
    expect((await act('decline', commissioner, NO, '5')).body).toMatchObject({ status: 409, code: 'nothing-to-approve' });
  });

  it('given no appeal in time, then it is too late', async () => {
    await act('grant', officer, GRANT, '1');
    await act('decline', commissioner, YES, '2');
    host.clock.set('2026-03-09T00:00:00Z');
    expect((await act('appeal', officer, { against: 'decline', reason: 'x' })).body).toMatchObject({ status: 409, code: 'appeal-too-late' });
  });

  it('given no appeal in time, when that is over, then the case waits for nothing, and nothing of it is late', async () => {
    await act('grant', officer, GRANT, '1');
    await act('decline', commissioner, YES, '2');
    const other = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Other', components: [FLAT] } })).body.id;
    const first = async () => (await served.call('GET', `${CASES}?sort=due`, { as: commissioner })).body.items.map((item: any) => [item.id, item.components[0].deadlines]);
    expect(await first()).toEqual([[id, { appeal: '2026-03-09T00:00:00.000Z' }], [other, {}]]);
    await host.moveTo('2026-03-09T00:00:00Z', served.service);
    expect(await first()).toEqual(expect.arrayContaining([[id, {}]]));
    expect((await served.call('GET', `${CASES}/${id}/events`, { as: officer })).body.items.at(-1)).toMatchObject({ type: 'AppealLapsed', component: 'c1', summary: 'Part 1: nobody appealed in the time for it, which ended at the end of Sunday 8 March 2026.' });
  });

  it('given an urgent grant, when it is quashed with orders, then destruction is suspended while an appeal is open, and lifted if it is allowed', async () => {
    expect((await act('grant', officer, { ...GRANT, urgent: 'Tonight only.' }, '1')).body.state).toBe('in-force');
    const quashed = await act('quash', commissioner, { act: 'grant', reason: 'Not urgent.', destroy: true, retrieve: true }, '2');
    expect(quashed.body).toMatchObject({ state: 'quashed', until: AT, quashed: { destroy: true, retrieve: true, destruction: 'suspended' }, deadlines: { appeal: '2026-03-09T00:00:00.000Z' } });
    expect((await act('appeal', officer, { against: 'quash', reason: 'It was.' })).body.quashed.destruction).toBe('suspended');
    expect((await act('decide-appeal', ipc, { against: 'quash', outcome: 'allowed' }, '3')).body).toMatchObject({ state: 'quashed', quashed: { destruction: 'lifted' } });
    const listed = await served.call('GET', `${CASES}?state=quashed`, { as: commissioner });
    expect(listed.body.items.map((item: any) => item.id)).toEqual([id]);
  });

  it('given a comment, then it stays open until the senior responsible officer acknowledges it for the chief officer, and moves nobody’s version', async () => {
    await act('grant', officer, GRANT, '1');
    const { body } = await act('comments', commissioner, { act: 'grant', text: 'Say so at each review.' });
    expect(body).toMatchObject({ etag: '2', comments: [{ id: 'k1', text: 'Say so at each review.' }], deadlines: { 'commissioner-comment': expect.any(String) } });
    expect((await act('comments/k1/acknowledge', officer, { answer: 'We shall.' })).status).toBe(403);
    expect((await act('comments/k1/acknowledge', senior, { answer: 'We shall.' })).body.comments).toMatchObject([{ acknowledged: { by: 'sro-penn', answer: 'We shall.' } }]);
    expect((await act('comments/k7/acknowledge', senior, { answer: 'x' })).body.code).toBe('unknown-comment');
    const { items } = (await served.call('GET', `${CASES}/${id}/events`, { as: officer })).body;
    expect(items.at(-1)).toMatchObject({ type: 'CommentAcknowledged', summary: 'A comment on part 1 was acknowledged for the chief officer.', text: { answer: 'We shall.' } });
  });

  it('given an act, then its notice is read as data and as a page to print, by those who may; of what was not done there is none', async () => {
    await act('grant', officer, GRANT, '1');
    const of = `${CASES}/${id}/components/c1/notices`;
    const notice = await served.call('GET', `${of}/grant`, { as: commissioner });
    expect(notice.body).toMatchObject({ act: 'grant', clause: expect.stringContaining('SI 1998/3241'), items: expect.arrayContaining([{ item: 'section-97', words: 'Whether section 97 applies', says: 'It applies.' }]) });
    const page = await served.call('GET', `${of}/grant/page`, { as: officer });
    expect([page.status, page.headers.get('content-type'), page.headers.get('content-security-policy')]).toEqual([200, 'text/html; charset=utf-8', expect.stringContaining("default-src 'none'")]);
    expect(page.text).toContain('It must be inside.');
    expect((await served.call('GET', `${of}/renewal`, { as: officer })).status).toBe(404);
    expect((await served.call('GET', `${of}/grant`, { as: applicant })).status).toBe(403);
  });

  it('given reviews that changed the scope and a renewal since, then the notice of each act says that act: whom it covered, and for how long', async () => {
    const car = { ...FLAT, tactics: [{ tactic: 'vehicle-tracker', because: 'It moves.' }, { tactic: 'audio-device', because: 'Words in it.' }], places: [], vehicles: ['KX19ABC'], subjects: ['subject-a', 'subject-b'] };
    id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', components: [car] } })).body.id;
    const granted = (await act('grant', officer, GRANT, '1')).body;
    host.clock.set('2026-03-20T10:00:00Z');
    const CHANGED = { changed: 'One left, another came.', decision: 'narrow', nextReview: '2026-06-20T12:00:00Z' };
    await act('review', officer, { ...CHANGED, subjectsAdded: ['subject-c'], subjectsRemoved: ['subject-b'], tacticsWithdrawn: ['audio-device'] }, '2');
    host.clock.set('2026-05-30T10:00:00Z');
    const renewed = (await act('renew', officer, { form: 'written', statement: 'They go on.', value: 'A store.' }, '3')).body;
    host.clock.set('2026-06-10T10:00:00Z');
    expect((await act('review', officer, { ...CHANGED, subjectsAdded: ['subject-d'] }, '4')).status).toBe(200);
    const read = async (of: string) => (await served.call('GET', `${CASES}/${id}/components/c1/notices/${of}`, { as: commissioner })).body;
    const says = ({ items }: any, item: string) => items.find((one: any) => one.item === item).says;
    const [first, second] = [await read('grant'), await read('renewal')];
    expect([first.from, first.until, second.from, second.until]).toEqual([granted.from, granted.until, granted.until, renewed.until]);
    expect([says(first, 'subjects'), says(first, 'retrieval').length]).toEqual([['subject-a', 'subject-b'], 2]);
    expect(says(second, 'matters')).toMatchObject({ subjects: ['subject-a', 'subject-c'], tactics: [{ tactic: 'vehicle-tracker' }] });
  });
});
