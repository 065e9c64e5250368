import type { AuthorisationEvent } from '@cpmp/proto/authorisation';
import { createService, type Principal } from '@cpmp/shell';
import type { Called } from '@cpmp/shell/testing';
import { API, CASE, REVIEW, abouts, acknowledge, administrator, applicant, asset, custodian, deadlines, discharges, duty, enter, events, gatekeeper, holder, host, hosted, keeper, inbox, moveTo, officer, parts, person, responsible, said, says, served, sets } from './spec-host.js';

hosted();

const stranger = person('dc-else', 'applicant', { unit: 'SCO7' });
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };
const away = person('cab-away', 'gatekeeper', { force: 'kent' });

const withoutReference = ({ reference: _reference, ...problem }: Called['body']) => problem;

const directory = async (query = '', as = administrator) => (await served.call('GET', `${API}/directory${query}`, { as })).body;

describe('the directory', () => {
  it('given an administrator, when an entry is put, then it is what was put; again it is already so; anew it is replaced', async () => {
    const entry = { name: 'D Cole', force: 'met', unit: 'SCO35', rank: 'sergeant', roles: [{ role: 'controller', from: '2026-01-01', until: '2026-12-31' }], dutyOfficer: false };
    const [one, two] = [await enter('ds-cole', entry), await enter('ds-cole', entry)];
    expect([one.status, one.body, two.body]).toEqual([200, { person: 'ds-cole', ...entry }, { person: 'ds-cole', ...entry }]);
    expect((await events()).filter((event) => 'person' in event && event.person === 'ds-cole')).toHaveLength(1);
    await enter('ds-cole', { ...entry, rank: 'inspector' });
    expect((await directory()).items.find(({ person: id }: { person: string }) => id === 'ds-cole')).toEqual({ person: 'ds-cole', ...entry, rank: 'inspector' });
  });

  it('given several entries, when they are listed, then page by page', async () => {
    const first = await directory('?limit=4');
    const second = await directory(`?limit=4&after=${encodeURIComponent(first.next)}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([4, 2, undefined]);
  });

  it('given a force without a duty officer, when anybody of it is entered, or its last is taken away, then it is refused and says who must be first', async () => {
    expect((await enter('dc-kent', { force: 'kent', roles: [] })).body).toMatchObject({ status: 409, code: 'duty-officer-missing', instead: expect.stringContaining('duty officer first') });
    expect((await enter('duty-1', { roles: [] })).body.code).toBe('duty-officer-missing');
    expect((await enter('duty-k', { force: 'kent', roles: [], dutyOfficer: true })).status).toBe(200);
    expect((await enter('dc-kent', { force: 'kent', roles: [] })).status).toBe(200);
  });

  it('given administrators of two forces, when one enters, takes over or reads who is of the other, then it is refused, and nothing that the other is told reaches them', async () => {
    const [ours, theirs] = [administrator, person('ad-kent', 'administrator', { force: 'kent' })];
    await enter('duty-k', { force: 'kent', roles: [], dutyOfficer: true });
    expect((await enter('ds-mole', { roles: [{ role: 'cover-officer' }] }, theirs)).body).toMatchObject({ status: 409, code: 'not-this-force' });
    for (const force of ['kent', null]) expect((await enter('supt-okafor', { force, roles: [] }, theirs)).body.code).toBe('not-this-force');
    expect((await enter('supt-okafor', { force: 'kent', roles: [] }, ours)).body.code).toBe('not-this-force');
    expect((await enter('ds-kent', { force: 'kent', roles: [] }, theirs)).status).toBe(200);
    expect((await enter('supt-okafor', { roles: [{ role: 'applicant' }] }, ours)).status).toBe(200);
    const read = async (as: Principal) => (await directory('', as)).items.map(({ person: id }: { person: string }) => id);
    for (const as of [theirs, { ...away, roles: ['resource-manager'] }]) expect(await read(as)).toEqual(['ds-kent', 'duty-k']);
    expect((await read(gatekeeper)).filter((id: string) => id.endsWith('kent'))).toEqual([]);
    for (const as of [inspector, keeper]) expect(await read(as)).toHaveLength(8);
    expect(await read({ person: 'cab-lost', roles: ['gatekeeper'] })).toEqual([]);
  });

  it.each([
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['no roles', { roles: undefined }, '/roles'],
    ['a role of no name', { roles: [{ from: '2026-01-01' }] }, '/roles/0/role'],
    ['a day that is none', { roles: [{ role: 'x', until: 'soon' }] }, '/roles/0/until'],
  ])('given %s, when it is put, then 422 names the field', async (_, change, pointer) => {
    const answer = await enter('ds-cole', { roles: [], ...change });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });

  it('given somebody else, when they put or read an entry, then 403; a person that cannot be is a 404', async () => {
    expect((await enter('ds-cole', { roles: [] }, gatekeeper)).body).toMatchObject({ status: 403, code: 'not-permitted' });
    expect((await served.call('GET', `${API}/directory`, { as: applicant })).status).toBe(403);
    expect((await enter('D%20Cole', { roles: [] })).status).toBe(404);
  });
});

describe('an inbox', () => {
  beforeEach(async () => {
    await sets(REVIEW, { ...REVIEW, id: 'c1/review/2', due: '2026-04-30T11:00:00.000Z' });
    await moveTo('2026-04-28T00:00:00.000Z');
  });

  it('given several notices, when a person reads theirs, then the newest first, page by page', async () => {
    const all = await inbox(officer);
    expect(all.map(({ due }: { due: string }) => due)).toEqual(['2026-04-30T11:00:00.000Z', '2026-03-30T11:00:00.000Z']);
    const page = (await served.call('GET', `${API}/notices?limit=1`, { as: officer })).body;
    expect([page.items, (await inbox(officer, `?limit=1&after=${encodeURIComponent(page.next)}`))]).toEqual([[all[0]], [all[1]]]);
    expect(await inbox(applicant)).toEqual([]);
  });

  it('given those that were answered, when they are asked for, then the last answered first, and one that is done with later keeps its place', async () => {
    const [newer, older] = await inbox(officer);
    await acknowledge(newer.id, officer);
    await moveTo('2026-04-28T01:00:00.000Z');
    await acknowledge(older.id, officer);
    await moveTo('2026-04-28T02:00:00.000Z');
    await discharges('c1/review/2');
    expect((await inbox(officer, '?acknowledged=true')).map(({ id }: { id: string }) => id)).toEqual([older.id, newer.id]);
  });

  it('given another person’s, when they oversee that person’s force, they read it; else 403, or nothing', async () => {
    for (const as of [gatekeeper, responsible, administrator, inspector]) expect(await inbox(as, '?to=supt-okafor')).toHaveLength(2);
    expect(await inbox(away, '?to=supt-okafor')).toEqual([]);
    expect((await served.call('GET', `${API}/notices?to=supt-okafor`, { as: applicant })).body).toMatchObject({ status: 403, code: 'not-permitted' });
    expect((await served.call('GET', `${API}/notices?colour=red`, { as: officer })).body.errors[0].pointer).toBe('/query/colour');
  });

  it('given somebody who has gone to another force, when their notices are read, then each force reads what it told them, and the other’s do not exist', async () => {
    await enter('duty-k', { force: 'kent', roles: [], dutyOfficer: true });
    await enter('supt-okafor', { force: 'kent', roles: [{ role: 'authorising-officer' }] });
    expect(await inbox(away, '?to=supt-okafor')).toEqual([]);
    expect(await inbox(gatekeeper, '?to=supt-okafor')).toHaveLength(2);
  });

  it('given another person’s, what was told in the force, deadlines or the directory, when somebody reads it, then the access log has who read what; nothing of a person’s own, nor of what was not answered', async () => {
    expect(await inbox(officer)).toHaveLength(2);
    expect(await inbox(away, '?to=supt-okafor')).toEqual([]);
    for (const path of ['notices?to=supt-okafor', 'tellings', `deadlines?about=authority-${CASE}`, 'directory']) expect((await served.call('GET', `${API}/${path}`, { as: responsible })).body.items).not.toEqual([]);
    await served.close();
    const { access } = await host.stores('notification');
    const reads = (await access.readAfter(0, 100)).flatMap(({ body }) => JSON.parse(Buffer.from(body).toString()).events as { type: string; actor: { person: string }; what: string; why: string }[]);
    expect(reads.filter(({ type }) => type === 'RecordRead').map(({ actor, what, why }) => [actor.person, what, why])).toEqual([
      ['sro-penn', 'person-supt-okafor', 'read their notices'],
      ['sro-penn', 'tellings', 'read what was told in the force'],
      ['sro-penn', `authority-${CASE}`, 'read the deadlines'],
      ['sro-penn', 'directory', 'read the directory'],
    ]);
  });

  it('given a notice that did not go to them, when they acknowledge it, then it does not exist', async () => {
    const [{ id }] = await inbox(officer);
    const [stream, name] = id.split('.');
    const absent = withoutReference((await acknowledge(`deadline-${'z'.repeat(16)}.ahead`, applicant)).body);
    expect(absent.status).toBe(404);
    for (const [named, as] of [[id, applicant], [id, inspector], [`${stream}.other`, officer], [`notice-${'z'.repeat(16)}.once`, officer]] as const) expect(withoutReference((await acknowledge(named, as)).body)).toEqual(absent);
    for (const named of ['nonsense', `${stream}.${name}.x`, `person-${'z'.repeat(16)}.x`]) expect((await acknowledge(named, officer)).status).toBe(404);
    const extra = await served.call('POST', `${API}/notices/${id}/acknowledge`, { as: officer, body: { note: 'seen' } });
    expect([extra.status, extra.body.errors[0].pointer]).toEqual([422, '/note']);
  });
});

describe('who may know of a deadline', () => {
  it('given those of a case, when they ask who work on it, were told or oversee, then they see them, soonest first; to all others they do not exist', async () => {
    await says({ type: 'CaseSaid', event: { case: 'applied', value: { $typeName: 'authorisation.v1.AuthorityApplied', components: ['c1'], cleared: ['dc-cleared'] } } });
    await sets({ ...REVIEW, id: 'c1/expiry/1', what: 'expiry', due: '2026-06-02T00:00:00.000Z', statutory: true }, REVIEW);
    for (const as of [applicant, { ...stranger, unit: 'SCO35' }, person('dc-cleared', 'applicant'), officer, gatekeeper, responsible, inspector]) {
      expect((await deadlines(as, `?about=authority-${CASE}`)).map(({ what }: { what: string }) => what)).toEqual(['review', 'expiry']);
      expect(await deadlines(as, '?limit=1')).toHaveLength(1);
    }
    for (const as of [stranger, away, custodian, duty]) expect((await served.call('GET', `${API}/deadlines?about=authority-${CASE}`, { as })).body).toEqual({ items: [] });
    await moveTo('2026-03-29T00:00:00.000Z');
    expect(await deadlines(duty)).toMatchObject([{ what: 'review' }]);
    await discharges(REVIEW.id);
    expect((await deadlines(officer, '?open=true')).map(({ what }: { what: string }) => what)).toEqual(['expiry']);
    expect((await deadlines(officer, '?open=false')).map(({ what }: { what: string }) => what)).toEqual(['review']);
  });

  it('given one about a thing, when those ask who keep such things in its force, then they see it', async () => {
    await says({ type: 'DeadlinesSaid', deadlines: { set: [{ id: 'p/recovery/1', what: 'recovery', due: '2026-03-05T09:00:00.000Z', statutory: false }] } }, { as: holder, by: asset });
    for (const as of [custodian, officer, inspector]) expect(await deadlines(as)).toMatchObject([{ what: 'recovery', about: `asset-${CASE}`, reference: 'VT-0001', force: 'met' }]);
    for (const as of [person('rm-away', 'asset-custodian', { force: 'kent' }), person('ro-hale', 'risk-owner'), stranger]) expect(await deadlines(as)).toEqual([]);
  });

  it('given one about an error, when the force’s officers ask, then it exists for who judges errors and for oversight alone: an officer may be whom it is about', async () => {
    const error = said('error');
    const errors = await createService(parts('risk-assessment', error), host);
    await says({ type: 'DeadlinesSaid', deadlines: { set: [{ id: 'error/error-triage/1', what: 'error-triage', due: '2026-03-10T00:00:00.000Z', statutory: false }] } }, { as: errors, by: error });
    for (const as of [gatekeeper, responsible, inspector]) expect(await deadlines(as)).toMatchObject([{ what: 'error-triage', about: `error-${CASE}`, force: 'met' }]);
    const [{ id }] = await deadlines(responsible);
    await served.call('POST', `${API}/deadlines/${id}/note`, { as: responsible, body: { text: 'Ask supt-okafor nothing before Monday.', chase: false } });
    for (const as of [officer, person('supt-lowe', 'authorising-officer'), applicant, stranger]) expect(await deadlines(as)).toEqual([]);
    await errors.close();
  });

  it('given a filter that is none, when it is asked, then 422 names it', async () => {
    for (const [query, pointer] of [['about=MET-26-0001', '/query/about'], ['late=false', '/query/late'], ['open=maybe', '/query/open'], ['limit=0', '/query/limit']])
      expect((await served.call('GET', `${API}/deadlines?${query}`, { as: officer })).body.errors[0].pointer).toBe(pointer);
  });
});

describe('what becomes of an authority', () => {
  const happened = (event: unknown) => says({ type: 'CaseSaid', event: event as AuthorisationEvent['event'] });

  it.each([
    ['checked', { outcome: 'return' }, { 'dc-ahmed': 'Returned by the gatekeeper' }],
    ['granted', {}, { 'dc-ahmed': 'Granted' }],
    ['refused', {}, { 'dc-ahmed': 'Refused' }],
    ['cancelled', { told: ['rm-price'] }, { 'rm-price': 'Cancelled: stop now', 'dc-ahmed': 'Cancelled: stop now' }],
    ['expired', {}, { 'dc-ahmed': 'Ended by the clock: stop now', 'cab-lane': 'Ended by the clock: stop now' }],
    ['errorSuspected', { permit: 'p1', thing: `asset-${CASE}` }, { 'sro-penn': 'Possible error: activity outside an authority', 'cab-lane': 'Possible error: activity outside an authority' }],
    ['alarmRaised', { permit: 'p1' }, { 'duty-1': 'Alarm: a permit needs a person', 'sro-penn': 'Alarm: a permit needs a person' }],
  ])('given that it was %s, then those hear whom the table names, in words that tell nothing', async (name, value, expected) => {
    await happened({ case: name, value });
    const all = [officer, gatekeeper, responsible, duty, custodian, applicant];
    const heard = await Promise.all(all.map(async (as) => (await abouts(as)).map((text: string) => [as.person, text])));
    expect(Object.fromEntries(heard.flat())).toEqual(Object.fromEntries(Object.entries(expected).map(([id, says]) => [id, `${says}, MET-26-0001`])));
  });

  it.each(['expired', 'endedWithLinked'])('given that it was %s, then the officer whose it was is told too', async (name) => {
    await says({ type: 'CaseSaid', officer: officer.person, event: { case: name, value: {} } as AuthorisationEvent['event'] });
    expect(await abouts(officer)).toHaveLength(1);
  });

  it.each(['applied', 'reviewed', 'renewed', 'notified'])('given that it was %s, then nobody is told', async (name) => {
    await happened({ case: name, value: {} });
    expect((await events()).filter(({ type }) => type === 'NoticeSent')).toEqual([]);
  });
});
