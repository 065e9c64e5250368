import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Principal } from '@cpmp/shell';
import { type Called, serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';
import { answerRequest, authority } from '../domain/index.js';

const API = '/api/authorisation/v1';
const CASES = `${API}/authorisations`;
const VERIFIER = fileURLToPath(new URL('../../../../libs/ledger/bin/verify-evidence.mjs', import.meta.url));
const [AT, CHECKED, GRANTED, REFUSED, CANCELLED, NOW] = ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00'].map((time) => `2026-03-02T${time}:00.000Z`) as [string, string, string, string, string, string];

const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const gatekeeper: Principal = { person: 'cab-lane', rank: 'sergeant', force: 'met', unit: 'CAB', roles: ['gatekeeper'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const senior: Principal = { person: 'cmdr-sro', rank: 'commander', force: 'met', roles: ['senior-responsible-officer'] };
const otherSenior: Principal = { ...senior, person: 'cmdr-away', force: 'kent' };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };
const stranger: Principal = { person: 'dc-elsewhere', rank: 'constable', force: 'met', unit: 'SCO7', roles: ['applicant'] };

const DRAFT = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
  subjects: ['subject-a'], necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.', confidential: 'none',
};

let host: TestHost;
let served: Served;
let id: string;
const folder = mkdtempSync(join(tmpdir(), 'cpmp-evidence-'));

const get = (path: string, as: Principal = inspector): Promise<Called> => served.call('GET', path, { as });
const act = (what: string, as: Principal, { body, etag = '1' }: { readonly body: object; readonly etag?: string }) => served.call('POST', `${CASES}/${id}/${what}`, { as, body, headers: { 'if-match': `"${etag}"` } });
const accesses = async (): Promise<string> => {
  await get(`${CASES}/${id}`); // a seal is opened only when everything before it is written
  const { access } = await host.stores('authorisation');
  return (await access.readAfter(0, 500)).map(({ body }) => Buffer.from(body).toString()).join('\n');
};

beforeAll(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
  id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', components: [DRAFT] } })).body.id;
  host.clock.set(CHECKED);
  await act('check', gatekeeper, { body: { outcome: 'pass', comment: 'Complete.' } });
  host.clock.set(GRANTED);
  await act('components/c1/grant', officer, { body: { form: 'written', statement: 'The only workable step.', reviewBy: '2026-03-30T12:00:00Z' }, etag: '2' });
  host.clock.set(REFUSED);
  const request = {
    permit: 'p1', holder: 'asset-registry' as const, thing: 'asset-abc', authorisation: id, component: 'c1', tactic: 'vehicle-tracker', target: { subject: 'subject-a' },
    window: { from: REFUSED, to: CANCELLED }, requestedAt: REFUSED, answerBy: NOW, requestedBy: 'rm-price',
  };
  await served.service.ledger.transact(authority, id, (state, now) => answerRequest(state, request, now), { cause: 'asset-registry/1', actor: null });
  host.clock.set(CANCELLED);
  const cancel = { ceasedAt: CANCELLED, told: [], reason: 'Arrests made.', value: 'Two named.', productDirection: 'Keep the logs.', decidedAt: '2026-03-02T12:30:00Z' };
  await act('components/c1/cancel', officer, { body: cancel, etag: '3' });
  host.clock.set(NOW);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await served.close();
});

describe('the record as it stood', () => {
  it('given an instant, then every commit that had been entered by then, with who, their rank and roles, its position and its hash; refused permits too', async () => {
    const { items, asOf } = (await get(`${CASES}/${id}/events?at=${REFUSED}`)).body;
    expect(asOf).toEqual({ at: REFUSED });
    expect(items.map(({ type }: any) => type)).toEqual(['AuthorityApplied', 'AuthorityChecked', 'AuthorityGranted', 'PermitRefused']);
    expect(items.map(({ position, version }: any) => [position, version])).toEqual([[2, 1], [3, 2], [4, 3], [5, 4]]);
    expect(items[2]).toMatchObject({ actor: { person: 'supt-okafor', rank: 'superintendent', roles: ['authorising-officer'] }, clause: 'RIPA 2000 s.28', hash: expect.stringMatching(/^[0-9a-f]{64}$/), text: { statement: 'The only workable step.' } });
    expect(items[3]).toMatchObject({ summary: expect.stringContaining('tactic not authorised'), text: { requestedBy: 'rm-price' } });
  });

  it.each([
    [AT, 'submitted'], [CHECKED, 'awaiting-decision'], ['2026-03-02T10:59:59.999Z', 'awaiting-decision'], [GRANTED, 'in-force'],
    ['2026-03-02T12:45:00.000Z', 'in-force'], // decided by word of mouth at half past twelve, and not entered until one: nobody who looked could know
    [CANCELLED, 'cancelled'],
  ])('given the case at %s, then it stood as %s', async (at, state) => {
    expect((await get(`${CASES}/${id}?at=${at}`)).body.components[0].state).toBe(state);
  });

  it('given an instant before anybody had applied, or one to come, then it says so and what to ask for', async () => {
    expect((await get(`${CASES}/${id}?at=2026-03-02T08:00:00Z`)).body).toMatchObject({ status: 409, code: 'not-yet-applied', instead: 'Ask for 09:00 on Monday 2 March 2026 or later.' });
    expect((await get(`${CASES}/${id}/events?at=2026-03-02T08:00:00Z`)).body.items).toEqual([]);
    for (const path of ['', '/events']) expect((await get(`${CASES}/${id}${path}?at=2027-01-01T00:00:00Z`)).body).toMatchObject({ status: 409, code: 'instant-in-future' });
    const { paths } = (await get(`${API}/openapi.json`)).body;
    expect(paths[`${CASES}/{id}`].get.responses[409].description).toContain('`not-yet-applied`');
    expect(Object.keys(paths[`${CASES}/{id}/permits`].get.responses)).not.toContain('409');
    expect((await get(`${CASES}/${id}?at=yesterday`)).body).toMatchObject({ status: 422, errors: [{ pointer: '/query/at' }] });
  });

  it.each([
    { who: 'an officer of the force, at two minutes past ten', person: 'supt-okafor', at: '2026-03-02T10:02:00.000Z', told: { knew: 'all', rolesAt: GRANTED }, count: 2 },
    { who: 'the gatekeeper, after their check', person: 'cab-lane', at: GRANTED, told: { knew: 'all', rolesAt: CHECKED }, count: 3 },
    { who: 'whoever was named nowhere', person: 'dc-elsewhere', at: NOW, told: { knew: 'nothing' }, count: 0 },
  ])('given $who, then what they could know is told, and from which act their roles are taken', async ({ person, at, told, count }) => {
    const { items, asOf } = (await get(`${CASES}/${id}/events?at=${at}&officer=${person}`)).body;
    expect(asOf).toEqual({ at, officer: { person, ...told } });
    expect(items).toHaveLength(count);
  });

  it('given somebody who may not, then they learn nothing of it, or are told who may', async () => {
    for (const path of [`?at=${GRANTED}`, `/events?at=${GRANTED}`]) expect((await get(`${CASES}/${id}${path}`, stranger)).status).toBe(404);
    expect((await get(`${CASES}/${id}/events?at=${GRANTED}`, applicant)).status).toBe(200);
    expect((await get(`${CASES}/${id}/events?officer=supt-okafor`, applicant)).body).toMatchObject({ status: 403, code: 'not-permitted', instead: expect.stringContaining('inspector-ipco') });
  });
});

describe('evidence of a case', () => {
  const verify = (pack: unknown, ...options: readonly string[]) => {
    const file = join(folder, 'pack.json');
    writeFileSync(file, JSON.stringify(pack));
    const { status, stdout } = spawnSync(process.execPath, [VERIFIER, file, ...options], { encoding: 'utf8' });
    return { status, stdout };
  };
  const kept = (name: string, text: string): string => (writeFileSync(join(folder, name), text), join(folder, name));

  it('given an inspector, when they take it, then one file tells the case, shows no covert word, passes the verifier, and the access log has it', async () => {
    const answer = await get(`${CASES}/${id}/evidence`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="MET-26-0001-evidence.json"');
    expect(answer.body).toMatchObject({ reference: 'MET-26-0001', made: { at: NOW, for: 'i-pcco' }, log: 'authorisation/1', stream: `authority-${id}`, packs: [expect.stringMatching(/^sha256:/)] });
    expect(answer.text).not.toMatch(/Copper|subject-a|Handovers|workable|Arrests/);
    expect(verify(answer.body)).toEqual({ status: 0, stdout: expect.stringContaining(`MET-26-0001, authority-${id}: 5 commits`) });
    expect(await accesses()).toMatch(new RegExp(`"person":"i-pcco"[^}]*}[^}]*"what":"authority-${id}","why":"took the evidence pack"`));
  });

  it('given a checkpoint of an earlier size, then the pack proves that the log has only grown since', async () => {
    const { checkpoint, key } = (await get(`${API}/log/checkpoint`)).body;
    const size = Number(checkpoint.split('\n')[1]);
    await served.call('POST', CASES, { as: applicant, body: { operation: 'Ashen Kite', components: [DRAFT] } });
    const pack = (await get(`${CASES}/${id}/evidence?since=${size}`)).body;
    const options = ['--key', kept('key', key), '--checkpoint', kept('checkpoint', checkpoint)];
    expect(verify(pack, ...options)).toEqual({ status: 0, stdout: expect.stringContaining(`only grown since your checkpoint of ${size} commits`) });
    expect(verify({ ...pack, packs: [] }, ...options)).toEqual({ status: 1, stdout: expect.stringContaining('authorisation/1 position 4: the pack of law that it was decided under is not listed') });
    expect(verify({ ...pack, reference: 'MET-26-0002' }, ...options)).toEqual({ status: 1, stdout: 'FAIL authorisation/1 position 2: it is of MET-26-0001, not of MET-26-0002\n' });
    expect((await get(`${CASES}/${id}/evidence?since=99`)).body).toMatchObject({ status: 422, errors: [{ pointer: '/query/since', rule: 'no-such-tree' }] });
  });

  it('given the proofs by themselves, then they are those of the pack', async () => {
    const { commits } = (await get(`${CASES}/${id}/evidence`)).body;
    const size = (await get(`${API}/log/checkpoint`)).body.checkpoint.split('\n')[1];
    expect((await get(`${API}/log/inclusion?position=4&size=${size}`)).body.proof).toEqual(commits[2].inclusion);
    expect((await get(`${API}/log/consistency?from=2&size=${size}`)).body.proof.length).toBeGreaterThan(0);
    expect((await get(`${API}/log/inclusion?position=99&size=${size}`)).body).toMatchObject({ status: 422 });
  });

  it('given who may, then an inspector and the senior officer of its force; to another force it does not exist', async () => {
    const status = async (as: Principal, path: string) => (await get(path, as)).status;
    expect(await Promise.all([inspector, senior, otherSenior, officer, applicant].map((as) => status(as, `${CASES}/${id}/evidence`)))).toEqual([200, 200, 404, 403, 403]);
    for (const path of ['/log/checkpoint', '/log/inclusion?position=1&size=1', '/log/consistency?from=1&size=1']) expect(await status(officer, API + path)).toBe(403);
  });
});

describe('the whole log', () => {
  const walk = (body: object, as: Principal = inspector) => served.call('POST', `${API}/log/verification`, { as, body });

  it('given no checkpoint, then it is whole, with its root, its key, and a checkpoint to keep', async () => {
    const { body } = await walk({});
    expect(body).toMatchObject({ log: 'authorisation/1', whole: true, commits: 7, root: expect.stringMatching(/^[0-9a-f]{64}$/), key: expect.stringMatching(/^authorisation\/1\+/) });
    expect(body.against).toBeUndefined();
    expect((await walk({ checkpoint: body.checkpoint })).body).toMatchObject({ whole: true, against: { size: 7, signed: true } });
    expect((await walk({ checkpoint: body.checkpoint.replaceAll('\n', '\r\n') })).body.against).toEqual({ size: 7, signed: true });
  });

  it('given a checkpoint that knows more, knows otherwise, or that nobody signed, then it says so', async () => {
    const { checkpoint } = (await walk({})).body;
    expect((await walk({ checkpoint: checkpoint.replace('\n7\n', '\n9\n') })).body).toMatchObject({ whole: false, fault: { position: 8, what: expect.stringContaining('cut off') }, against: { size: 9, signed: false } });
    expect((await walk({ checkpoint: checkpoint.replace('\n7\n', '\n5\n') })).body).toMatchObject({ whole: false, fault: { position: 5 } });
    expect((await walk({ checkpoint: 'no checkpoint' })).body).toMatchObject({ status: 422, errors: [{ pointer: '/checkpoint', rule: 'not-a-checkpoint' }] });
    expect((await walk({}, officer)).status).toBe(403);
  });
});

describe('the law', () => {
  it('given anybody who is signed in, then each pack in force with its digest, since when, and what of it is not confirmed', async () => {
    const { day, packs, shared } = (await get(`${API}/law`, stranger)).body;
    expect(day).toBe('2026-03-02');
    expect(packs).toContainEqual(expect.objectContaining({ power: 'directed-surveillance', from: '2010-04-06', pack: expect.stringMatching(/^sha256:/), known: true }));
    expect(shared.length).toBeGreaterThan(0);
    expect((await get(`${API}/law?at=1990-01-01T00:00:00Z`)).body.packs).toEqual([]);
  });
});

describe('paper', () => {
  it('given a case or a part that is printed, then the access log says printed', async () => {
    for (const path of ['', '/components/c1']) expect((await get(`${CASES}/${id}${path}?purpose=print`, officer)).status).toBe(200);
    expect(await accesses()).toMatch(/"why":"printed the case"[^]*"why":"printed the component"/);
  });
});
