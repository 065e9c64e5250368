import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesDigest, PACKS } from '@cpmp/law/load';
import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisationWith } from '../app.module.js';
import { authority, type AuthorityEvent, type LawEvent, lawSet } from '../domain/index.js';

const API = '/api/authorisation/v1';
const AT = '2026-03-02T09:00:00.000Z';
const DS = 'directed-surveillance.yaml';
const PI = 'property-interference.yaml';
const administrator: Principal = { person: 'admin-shaw', force: 'met', roles: ['administrator'] };
const senior: Principal = { person: 'cmdr-hale', rank: 'commander', force: 'met', roles: ['senior-responsible-officer'] };
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const WATCH = {
  handle: 'the yard', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
  subjects: ['subject-a'], necessity: 'n', proportionality: 'p', collateral: 'c', confidential: 'none',
};
const DRAFT = readFileSync(join(PACKS, '../drafts/commissioner-for-long-surveillance.yaml'), 'utf8');
/** Two months in place of three. */
const SHORTER = readFileSync(join(PACKS, DS), 'utf8').replace('months: 3', 'months: 2');

const folder = mkdtempSync(join(tmpdir(), 'cpmp-law-'));
let host: TestHost;
let one: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  one = await serve(host, authorisationWith({ lawFolder: folder }));
});
afterEach(async () => {
  await one.close();
  for (const file of [DS, PI, 'draft.yaml']) rmSync(join(folder, file), { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const offer = (text: string, file = DS): void => writeFileSync(join(folder, file), text);
const sets = async (as = administrator) => (await one.call('GET', `${API}/law/sets`, { as })).body;
const folderOffer = async () => (await sets()).offers.find((each: any) => each.offer === 'folder');
const shadow = (body: object = { offer: 'folder' }, as = administrator) => one.call('POST', `${API}/law/shadow`, { as, body });
const adopt = (set: string, as = administrator) => one.call('POST', `${API}/law/adoption`, { as, body: { set } });
const apply = async (served = one) => (await served.call('POST', `${API}/authorisations`, { as: applicant, body: { operation: 'Copper Weir', components: [WATCH] } })).body.id;
const grant = (id: string, served = one) => served.call('POST', `${API}/authorisations/${id}/components/c1/grant`, { as: officer, body: { form: 'written', statement: 'Needed.', reviewBy: '2026-03-30T12:00:00Z' }, headers: { 'if-match': '"1"' } });
const THREE_MONTHS = '2026-06-01T23:00:00.000Z';
const TWO_MONTHS = '2026-05-01T23:00:00.000Z';

describe('the first start', () => {
  it('given an empty log, then it adopts what its release brings, bytes and all, and every decision pins the set', async () => {
    const { adopted, offers } = await sets();
    expect(adopted).toEqual([expect.objectContaining({ set: offers[0].set, by: null, adoptedAt: AT })]);
    expect(offers[0]).toMatchObject({ offer: 'shipped', isLaw: true, faults: [] });
    const { state } = await one.service.ledger.load(lawSet, lawSet.id);
    expect(Object.values(state.texts).toSorted()).toContain(readFileSync(join(PACKS, DS), 'utf8'));
    const id = await apply();
    await grant(id);
    const history = await one.service.ledger.readAfter(0, 100);
    expect(history.flatMap(({ events }) => events).find(({ event }) => event.type === 'AuthorityGranted')?.event).toMatchObject({ basis: { set: adopted[0].set, pack: expect.stringMatching(/^sha256:/) } });
  });
});

describe('an offer', () => {
  it('given a whole pack in the folder, then it is shown as changed and is not law', async () => {
    offer(SHORTER);
    expect(await folderOffer()).toMatchObject({ isLaw: false, faults: [], packs: expect.arrayContaining([expect.objectContaining({ file: DS, changed: true }), expect.objectContaining({ file: 'chis.yaml', changed: false })]) });
    expect((await grant(await apply())).body.until).toBe(THREE_MONTHS);
  });

  it('given a broken pack, then it is refused with file and line, health has a note and stays ready, and the law stands', async () => {
    offer(SHORTER.replace('months: 2', 'months: many'));
    expect((await folderOffer()).faults).toEqual([expect.stringMatching(/^directed-surveillance\.yaml:\d+: /)]);
    expect(await one.service.health()).toMatchObject({ ready: true, notes: [expect.stringContaining('the law that is offered (folder) has')] });
    expect((await shadow()).body).toMatchObject({ status: 409, code: 'packs-broken', because: expect.stringMatching(/directed-surveillance\.yaml:\d+/) });
    expect((await adopt((await folderOffer()).set)).body).toMatchObject({ status: 409, code: 'packs-broken' });
    expect((await grant(await apply())).body.until).toBe(THREE_MONTHS);
  });

  it('given a pack in which a word is an alias by mistake, then it has a fault as any other, in the folder and sent as text', async () => {
    const text = SHORTER.replace('regime: directed-surveillance', 'regime: *directed-surveillance');
    expect((await shadow({ packs: [{ file: DS, text }] })).body).toMatchObject({ status: 409, code: 'packs-broken', because: expect.stringMatching(/directed-surveillance\.yaml:\d+: /) });
    offer(text);
    expect((await folderOffer()).faults).toEqual([expect.stringMatching(/^directed-surveillance\.yaml:\d+: /)]);
  });

  it('given two texts under one name, then neither is tried in the other’s place', async () => {
    expect((await shadow({ packs: [{ file: DS, text: SHORTER }, { file: DS, text: SHORTER.replace('months: 2', 'months: 1') }] })).body).toMatchObject({ status: 409, code: 'packs-broken', because: expect.stringContaining('directed-surveillance.yaml:1: another file has that name') });
  });

  it('given the text of a pack that is none, then the shadow run is refused with its faults, and nothing is on record', async () => {
    expect((await shadow({ packs: [{ file: DS, text: 'power: magic' }] })).body).toMatchObject({ status: 409, code: 'packs-broken', because: expect.stringMatching(/directed-surveillance\.yaml:1: /) });
    expect((await one.service.ledger.load(lawSet, lawSet.id)).state.shadows).toEqual({});
  });

  it('given a draft, then it may be tried and not adopted', async () => {
    offer(DRAFT, 'draft.yaml');
    expect((await shadow()).status).toBe(200);
    expect((await adopt((await folderOffer()).set)).body).toMatchObject({ status: 409, code: 'law-is-draft' });
  });
});

describe('an adoption', () => {
  it('given no shadow run of exactly that set, then it is refused; after one it is law, and what was granted keeps its end', async () => {
    const before = await apply();
    await grant(before);
    offer(SHORTER);
    const { set } = await folderOffer();
    expect((await adopt(set)).body).toMatchObject({ status: 409, code: 'not-shadowed' });
    await shadow({ packs: [{ file: DS, text: SHORTER.replace('months: 2', 'months: 1') }] });
    expect((await adopt(set)).body).toMatchObject({ status: 409, code: 'not-shadowed' });
    await shadow();
    const adopted = await adopt(set);
    expect([adopted.status, adopted.body.adopted[0]]).toEqual([200, expect.objectContaining({ set, by: { person: 'admin-shaw', force: 'met' }, follows: expect.objectContaining({ shadowedAt: AT }) })]);
    expect((await adopt(set)).body).toMatchObject({ status: 409, code: 'already-adopted' });
    expect((await grant(await apply())).body.until).toBe(TWO_MONTHS);
    expect((await one.call('GET', `${API}/authorisations/${before}`, { as: applicant })).body.components[0].until).toBe(THREE_MONTHS);
    expect((await one.call('POST', `${API}/law/replay`, { as: { person: 'i', roles: ['inspector-ipco'] }, body: undefined })).body).toEqual({ decisions: 2, sets: 2, differences: [] });
  });

  it('given two who adopt at once, then it is adopted once, and the other is told; a run beside the law of before is none beside the new', async () => {
    offer(SHORTER);
    const [{ set }, { adopted }] = [await folderOffer(), await sets()];
    await shadow();
    await shadow({ offer: 'shipped' });
    expect((await Promise.all([adopt(set), adopt(set)])).map(({ status, body }) => body.code ?? status).toSorted()).toEqual([200, 'already-adopted']);
    expect((await sets()).adopted.map((one: any) => one.set)).toEqual([set, adopted[0].set]);
    expect((await adopt(adopted[0].set)).body).toMatchObject({ status: 409, code: 'not-shadowed' });
  });

  it('given a notice of an act that was decided before, then it says what the law of then wants said', async () => {
    const informer = { ...WATCH, handle: 'device', power: 'property-interference', ground: 'serious-crime', tactics: [{ tactic: 'device-installation', because: 'Nobody is admitted.' }], places: [{ handle: 'yard', kind: 'other', inArea: true }], otherMeans: 'None.' };
    const id = (await one.call('POST', `${API}/authorisations`, { as: applicant, body: { operation: 'Copper Weir', components: [informer] } })).body.id;
    const chief: Principal = { person: 'ac-whitfield', rank: 'assistant-commissioner', force: 'met', roles: ['authorising-officer'] };
    const granted = await one.call('POST', `${API}/authorisations/${id}/components/c1/grant`, { as: chief, body: { form: 'written', statement: 'Needed.', reviewBy: '2026-03-30T12:00:00Z' }, headers: { 'if-match': '"1"' } });
    expect(granted.status).toBe(200);
    const notice = async () => (await one.call('GET', `${API}/authorisations/${id}/components/c1/notices/grant`, { as: chief })).body;
    const before = await notice();
    const text = readFileSync(join(PACKS, PI), 'utf8');
    offer(text.replaceAll('cite: SI 1998/3241', 'cite: SI 2030/1'), PI);
    expect(text).toContain('cite: SI 1998/3241');
    await shadow();
    expect((await adopt((await folderOffer()).set)).status).toBe(200);
    expect(await notice()).toEqual(before);
  });

  it('given who may, then an administrator adopts, they and a senior responsible officer try, oversight reads; to others the door is shut', async () => {
    expect([(await adopt('sha256:'.padEnd(71, '0'), senior)).status, (await shadow({ offer: 'shipped' }, senior)).status, (await shadow({ offer: 'shipped' }, applicant)).status]).toEqual([403, 200, 403]);
    expect([(await one.call('GET', `${API}/law/sets`, { as: officer })).status, (await one.call('GET', `${API}/law/sets`, { as: { person: 'i', roles: ['inspector-ipco'] } })).status]).toEqual([403, 200]);
  });
});

describe('two processes on one store', () => {
  it('given the other adopts, then this one decides by it at once, though its own release brings another, and a restart changes nothing', async () => {
    const other = await testHost({ at: AT });
    const two = await serve({ ...other, stores: host.stores }, authorisationWith({}));
    const id = await apply(two);
    offer(SHORTER);
    await shadow();
    expect((await adopt((await folderOffer()).set)).status).toBe(200);
    expect((await grant(id, two)).body.until).toBe(TWO_MONTHS);
    const three = await serve({ ...(await testHost({ at: AT })), stores: host.stores }, authorisationWith({}));
    const { adopted, offers } = (await three.call('GET', `${API}/law/sets`, { as: administrator })).body;
    expect([adopted.length, offers.map(({ isLaw }: any) => isLaw)]).toEqual([2, [false]]);
    for (const each of [two, three]) await each.close();
  });

  it('given a law that this release cannot read, then it answers 503 and is not ready, and says why', async () => {
    const { ledger } = one.service;
    const id = await apply();
    const text = 'schema: of tomorrow';
    const pack = { file: 'new.yaml', digest: bytesDigest(text) };
    const unreadable: readonly LawEvent[] = [{ type: 'PackKept', ...pack, text }, { type: 'LawAdopted', set: 'sha256:new', packs: [pack], adoptedAt: AT, by: null }];
    await ledger.transactWith(lawSet, lawSet.id, { read: async () => ({}), decide: () => unreadable }, { cause: 'newer/1', actor: null });
    expect((await grant(id)).status).toBe(503);
    expect(await one.service.health()).toMatchObject({ ready: false, why: 'This release cannot read the law that was adopted.' });
  });
});

describe('a replay', () => {
  it('given a decision that does not come out as it is on record, then its case is named to whoever may know of it, and to another force’s senior officer it is not', async () => {
    const id = await apply();
    await grant(id);
    const { ledger } = one.service;
    const granted = (await ledger.history(authority, id)).map(({ event }) => event).find(({ type }) => type === 'AuthorityGranted') as AuthorityEvent;
    await ledger.transact(authority, id, () => [{ ...granted, statement: 'Changed.', until: TWO_MONTHS } as AuthorityEvent], { cause: 'spec/changed', actor: null });
    const replayed = async (as: Principal) => (await one.call('POST', `${API}/law/replay`, { as, body: undefined })).body;
    const own = { decisions: 2, differences: [{ reference: 'MET-26-0001', component: 'c1', what: 'until' }] };
    for (const as of [senior, { person: 'i', roles: ['inspector-ipco'] }]) expect(await replayed(as)).toMatchObject(own);
    expect(await replayed({ ...senior, person: 'cmdr-away', force: 'kent' })).toMatchObject({ decisions: 2, differences: [] });
  });
});
