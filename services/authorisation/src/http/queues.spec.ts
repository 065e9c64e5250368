import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';
import { authority } from '../domain/index.js';

const CASES = '/api/authorisation/v1/authorisations';
const AT = '2026-03-02T09:00:00.000Z';
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const colleague: Principal = { ...applicant, person: 'dc-brown' };
const gatekeeper: Principal = { person: 'cab-lane', rank: 'sergeant', force: 'met', unit: 'CAB', roles: ['gatekeeper'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const chief: Principal = { person: 'ac-whitfield', rank: 'assistant-commissioner', force: 'met', roles: ['authorising-officer'] };

const commissioner: Principal = { person: 'jc-farrow', roles: ['judicial-commissioner'] };

const WATCH = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
  subjects: ['subject-a'], necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.', confidential: 'none',
};
const TRACK = { ...WATCH, handle: 'track', power: 'property-interference', ground: 'serious-crime', otherMeans: 'Cameras do not cover the estate.' };
const grantUntil = (reviewBy: string) => ({ form: 'written', statement: 'The only workable step now.', reviewBy });

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
});
afterEach(() => served.close());

const apply = async (components: readonly object[] = [WATCH], as = applicant): Promise<string> => (await served.call('POST', CASES, { as, body: { operation: 'Copper Weir', components } })).body.id;
const act = (id: string, what: string, { as, body, etag }: { as: Principal; body: object; etag: string }) => served.call('POST', `${CASES}/${id}/${what}`, { as, body, headers: { 'if-match': `"${etag}"` } });
const pass = (id: string) => act(id, 'check', { as: gatekeeper, body: { outcome: 'pass', comment: 'Complete.' }, etag: '1' });
const list = async (query: string, as: Principal) => (await served.call('GET', `${CASES}?${query}`, { as })).body.items;
const referencesOf = (items: readonly { reference: string }[]) => items.map(({ reference }) => reference);

describe('a queue', () => {
  it('given cases that fall due at different times, when they are asked for by what is due, then the soonest comes first and what has nothing due comes last', async () => {
    const [late, soon] = [await apply(), await apply(), await apply()];
    await act(late, 'components/c1/grant', { as: officer, body: grantUntil('2026-04-20T12:00:00Z'), etag: '1' });
    await act(soon, 'components/c1/grant', { as: officer, body: grantUntil('2026-03-09T12:00:00Z'), etag: '1' });
    const items = await list('sort=due', officer);
    expect(referencesOf(items)).toEqual(['MET-26-0002', 'MET-26-0001', 'MET-26-0003']);
    expect(items[0].components[0]).toMatchObject({ state: 'in-force', since: AT, officer: 'supt-okafor', checked: false, deadlines: { review: '2026-03-09T12:00:00.000Z' } });
    expect(referencesOf(await list('', officer))).toEqual(['MET-26-0003', 'MET-26-0002', 'MET-26-0001']);
  });

  it('given cases that wait, when they are asked for by how long, then the longest comes first, whichever reference it has', async () => {
    const first = await apply();
    await apply();
    host.clock.set('2026-03-02T11:00:00.000Z');
    await pass(first);
    expect(referencesOf(await list('sort=since', gatekeeper))).toEqual(['MET-26-0002', 'MET-26-0001']);
    expect((await list('state=awaiting-decision', officer))[0].components[0].since).toBe('2026-03-02T11:00:00.000Z');
  });

  it('given a unit’s cases, when one of them asks for their own, then it is what they applied for or acted on, and nothing else', async () => {
    await apply();
    const other = await apply([WATCH], colleague);
    await pass(other);
    expect(referencesOf(await list('mine=true', applicant))).toEqual(['MET-26-0001']);
    expect(referencesOf(await list('mine=true', gatekeeper))).toEqual(['MET-26-0002']);
    expect(await list('mine=true', officer)).toEqual([]);
  });

  it('given a grant without a check, when those are asked for, then it is listed, and what was checked is not', async () => {
    const [unchecked, checked] = [await apply(), await apply()];
    await act(unchecked, 'components/c1/grant', { as: officer, body: grantUntil('2026-04-20T12:00:00Z'), etag: '1' });
    await pass(checked);
    await act(checked, 'components/c1/grant', { as: officer, body: grantUntil('2026-04-20T12:00:00Z'), etag: '2' });
    expect(referencesOf(await list('unchecked=true', officer))).toEqual(['MET-26-0001']);
    expect((await served.call('GET', `${CASES}?unchecked=false`, { as: officer })).body.errors[0].pointer).toBe('/query/unchecked');
  });

  it('given acts of which the commissioner must be told as soon as practicable, when those cases are asked for, then each is listed until its notice was sent, with the day that force policy sets', async () => {
    const [id, other] = [await apply([TRACK]), await apply()];
    for (const each of [id, other]) await act(each, 'components/c1/grant', { as: chief, body: grantUntil('2026-04-20T12:00:00Z'), etag: '1' });
    const found = await list('owed=true', gatekeeper);
    expect([referencesOf(found), found[0].components[0].owed, found[0].components[0].deadlines['commissioner-notice']]).toEqual([['MET-26-0001'], ['grant'], '2026-03-06T00:00:00.000Z']);
    await act(id, 'components/c1/notify', { as: gatekeeper, body: { act: 'grant' }, etag: '2' });
    expect(await list('owed=true', gatekeeper)).toEqual([]);
  });

  it('given a notice that is late when the next act owes another, then it is the late one by which the case stands in order', async () => {
    const [id, other] = [await apply([TRACK]), await apply()];
    await act(id, 'components/c1/grant', { as: chief, body: grantUntil('2026-05-20T12:00:00Z'), etag: '1' });
    await act(other, 'components/c1/grant', { as: officer, body: grantUntil('2026-03-10T12:00:00Z'), etag: '1' });
    host.clock.set('2026-03-12T09:00:00.000Z');
    expect((await act(id, 'components/c1/renew', { as: chief, body: { form: 'written', statement: 'Still needed.', value: 'Two named.' }, etag: '2' })).status).toBe(200);
    expect(referencesOf(await list('sort=due', officer))).toEqual(['MET-26-0001', 'MET-26-0002']);
  });

  it('given a grant that came instead of a renewal, when those are asked for, then it is listed with its arithmetic (finding P13)', async () => {
    const [id] = [await apply(), await apply()];
    const about = { reference: 'MET-26-0001', operationId: 'o', force: 'met', applicant: applicant.person };
    const periods = [{ from: '2025-04-01T08:00:00.000Z', until: '2026-02-20T10:00:00.000Z' }];
    await served.service.ledger.transact(authority, id, () => [{ type: 'RegrantFlagged' as const, about, component: 'c1', usedDays: 326, leftDays: 39, gapDays: 9, periods }], { cause: 'spec/1', actor: null });
    const found = await list('regranted=true', officer);
    expect([referencesOf(found), found[0].components[0].regrant]).toEqual([['MET-26-0001'], { usedDays: 326, leftDays: 39, gapDays: 9, periods }]);
  });

  it('given parts that wait for different ranks, when officers list them, then each is told which are theirs to decide and how long they are to read, and gets none of the text', async () => {
    await apply([WATCH, TRACK]);
    const seen = async (as: Principal) => (await list('state=submitted', as))[0].components.map(({ rank, yours }: any) => [rank, yours]);
    expect(await seen(officer)).toEqual([['superintendent', true], ['assistant-commissioner', false]]);
    expect(await seen(chief)).toEqual([['superintendent', true], ['assistant-commissioner', true]]);
    expect(await seen(gatekeeper)).toEqual([['superintendent', undefined], ['assistant-commissioner', undefined]]);
    const { body, text } = await served.call('GET', CASES, { as: officer });
    expect(body.items[0].components[0].reading).toEqual({ words: expect.any(Number), minutes: 1 });
    expect(text).not.toMatch(/subject-a|Handovers|inquiry/);
  });

  it('given their own application, when an officer lists it, then it is not theirs to decide', async () => {
    const both: Principal = { ...officer, roles: ['applicant', 'authorising-officer'] };
    await apply([WATCH], both);
    expect((await list('mine=true', both))[0].components[0].yours).toBe(false);
  });
});

describe('what waits for a judicial commissioner', () => {
  const { subjects: _subjects, ...asked } = WATCH;
  const USE = { ...asked, handle: 'use', power: 'chis', ground: 'serious-crime', source: 's1', conduct: 'Report what the solicitor is told.', seeksPrivilege: true, confidential: 'privilege', tactics: [{ tactic: 'tasked-source', because: 'Only someone trusted hears it.' }] };
  const HOME = { ...TRACK, handle: 'home', subjects: [], places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }], tactics: [{ tactic: 'device-installation', because: 'It must be inside.' }] };
  const approvals = async (query: string, as = commissioner) => (await list(query, as)).flatMap(({ components }: any) => components.map(({ id, state, approval }: any) => [id, state, approval]));

  it('given a grant that must be approved before it is decided, then commissioners are told of it until they have approved it, and nobody else is', async () => {
    const id = await apply([WATCH, USE]);
    expect(await approvals('state=submitted')).toEqual([['c1', 'submitted', undefined], ['c2', 'submitted', 'grant']]);
    expect(await approvals('state=submitted', officer)).toEqual([['c1', 'submitted', undefined], ['c2', 'submitted', undefined]]);
    await act(id, 'components/c2/approve', { as: commissioner, body: { act: 'grant', reason: 'Exceptional and compelling.' }, etag: '1' });
    expect(await approvals('state=submitted')).toEqual([['c1', 'submitted', undefined], ['c2', 'submitted', undefined]]);
  });

  it('given a grant and then a renewal that take effect when they are approved, then both are listed as waiting, the renewal while the old period runs and after it', async () => {
    const id = await apply([HOME]);
    await act(id, 'components/c1/grant', { as: chief, body: grantUntil('2026-03-20T12:00:00Z'), etag: '1' });
    expect(await approvals('approval=true')).toEqual([['c1', 'awaiting-approval', 'grant']]);
    const on = async (what: string, as: Principal, body: object) => (await act(id, `components/c1/${what}`, { as, body, etag: (await served.call('GET', `${CASES}/${id}/components/c1`, { as: chief })).body.etag })).body;
    await on('approve', commissioner, { act: 'grant', reason: 'Needed.' });
    expect(await approvals('approval=true')).toEqual([]);
    host.clock.set('2026-05-25T09:00:00.000Z');
    await on('renew', chief, { form: 'written', statement: 'Still needed.', value: 'Two named.' });
    expect(await approvals('approval=true')).toEqual([['c1', 'in-force', 'renewal']]);
    // Whose it is learns that it waits, and not commissioners alone.
    expect(await approvals('mine=true', chief)).toEqual([['c1', 'in-force', 'renewal']]);
    host.clock.set('2026-06-25T09:00:00.000Z');
    expect(await approvals('approval=true')).toEqual([['c1', 'expired', 'renewal']]);
  });
});

describe('what is in doubt', () => {
  it('given a role that has no business with it, then 403; for one that has, nothing is in doubt while nothing is out', async () => {
    expect((await served.call('GET', `${CASES}/doubts?state=suspected`, { as: applicant })).body).toMatchObject({ status: 403, code: 'not-permitted' });
    expect((await served.call('GET', `${CASES}/doubts?state=gap`, { as: officer })).body).toEqual({ items: [] });
    expect((await served.call('GET', `${CASES}/doubts`, { as: officer })).status).toBe(422);
  });
});
