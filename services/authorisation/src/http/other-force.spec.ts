import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';

const API = '/api/authorisation/v1';
const CASES = `${API}/authorisations`;

const applicant: Principal = { person: 'di-marsh', rank: 'inspector', force: 'met', unit: 'SCO7', roles: ['applicant'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const commissioner: Principal = { person: 'jc-farrow', force: 'ipco', roles: ['judicial-commissioner'] };
/** Somebody of another force, who is cleared for the case, with every role that acts on one. */
const guest: Principal = { person: 'supt-kent', rank: 'superintendent', force: 'kent', roles: ['authorising-officer', 'gatekeeper', 'applicant', 'product-officer', 'senior-responsible-officer'] };

const WATCH = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'On foot.' }], subjects: ['subject-a'],
  necessity: 'n', proportionality: 'p', collateral: 'c',
};
const GRANT = { form: 'written', statement: 'Needed.', reviewBy: '2026-03-30T12:00:00Z' };
const REVIEW = { changed: 'Two buyers named.', decision: 'continue' };
const CANCEL = { ceasedAt: '2026-03-02T09:00:00Z', reason: 'r', value: 'v', productDirection: 'd' };
const PAPER = { thing: 'Team red', tactic: 'foot-surveillance', target: { subject: 'subject-a' }, from: '2026-03-02T08:00:00Z', until: '2026-03-02T09:00:00Z', note: 'n' };
const PRODUCT = {
  component: 'c1', kind: 'audio', description: 'Talk.', from: '2026-03-02T09:00:00.000Z', obtainedBy: 'di-marsh', confidential: 'none', basis: 'authorised-purpose', reviewBy: '2026-05-01T12:00:00.000Z', copy: { place: 'Store 4', holder: 'po-reed', purpose: 'p' },
};

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: '2026-03-02T09:00:00.000Z' });
  served = await serve(host, authorisation);
});
afterEach(() => served.close());

const applied = async (more: object = {}): Promise<string> => (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', cleared: [guest.person], components: [WATCH], ...more } })).body.id;
const post = async (path: string, as: Principal, body: object, etag?: string): Promise<string> => {
  const { status, body: said } = await served.call('POST', path, { as, body, ...(etag ? { headers: { 'if-match': `"${etag}"` } } : {}) });
  return status < 300 ? 'done' : said.code;
};
/** What becomes of each act on a case as it stands, by the guest. */
const tried = async (id: string, acts: readonly (readonly [what: string, body: object, etag?: string])[]) => {
  const found: string[] = [];
  for (const [what, body, etag] of acts) found.push(await post(`${CASES}/${id}/${what}`, guest, body, etag));
  return found;
};

describe('a case of another force', () => {
  it('given somebody who is cleared for it, when they act on it by their role, then not-this-force, with what would be allowed; they read it all the same', async () => {
    const id = await applied();
    const c1 = `${CASES}/${id}/components/c1`;
    expect(await tried(id, [['check', { outcome: 'pass', comment: 'Complete.' }, '1'], ['components/c1/refuse', { reason: 'r' }, '1'], ['components/c1/grant', GRANT, '1'], ['components/c1/notes', { officer: 'supt-okafor', text: 't' }]])).toEqual(Array(4).fill('not-this-force'));
    expect((await served.call('POST', `${c1}/refuse`, { as: guest, body: { reason: 'r' }, headers: { 'if-match': '"1"' } })).body).toMatchObject({ status: 409, instead: 'Name the collaboration agreement in the application, or send it to somebody of met.' });
    const seen = async (as: Principal) => (await served.call('GET', `${CASES}?mine=true`, { as })).body.items[0]?.components[0].yours;
    expect(await seen(guest)).toBe(false);
    // The law’s own no to a grant stays, with its clause.
    expect((await served.call('POST', `${c1}/grant`, { as: guest, body: GRANT, headers: { 'if-match': '"1"' } })).body.clause).toContain('RIPA 2000 s.33');
    expect(await post(`${c1}/grant`, officer, GRANT, '1')).toBe('done');
    expect(await tried(id, [['components/c1/review', REVIEW, '2'], ['components/c1/cancel', CANCEL, '2'], ['components/c1/reported-deployments', PAPER]])).toEqual(Array(3).fill('not-this-force'));
    expect((await served.call('GET', c1, { as: guest })).body).toMatchObject({ state: 'in-force', etag: '2' });
  });

  it('given product of it, when they register or act on it, then not-this-force', async () => {
    const id = await applied();
    await post(`${CASES}/${id}/components/c1/grant`, officer, GRANT, '1');
    expect(await post(`${API}/products`, guest, { authorisation: id, ...PRODUCT })).toBe('not-this-force');
    const { body } = await served.call('POST', `${API}/products`, { as: applicant, body: { authorisation: id, ...PRODUCT } });
    expect(await post(`${API}/products/${body.id}/copies`, guest, PRODUCT.copy, body.etag)).toBe('not-this-force');
    expect(await post(`${API}/products/${body.id}/copies`, applicant, PRODUCT.copy, body.etag)).toBe('done');
  });

  it('given an application that names a collaboration agreement, when they act on it, then they may', async () => {
    const id = await applied({ agreement: 's.22A Met and Kent' });
    expect(await tried(id, [['check', { outcome: 'pass', comment: 'Complete.' }, '1'], ['components/c1/grant', { ...GRANT, conflictReason: 'Nobody else is on duty.' }, '2'], ['components/c1/review', REVIEW, '3'], ['components/c1/cancel', CANCEL, '4']])).toEqual(Array(4).fill('done'));
  });

  it('given a commissioner, then they act in every force; somebody whose account names none is not judged by it', async () => {
    const id = await applied();
    await post(`${CASES}/${id}/components/c1/grant`, officer, GRANT, '1');
    expect(await post(`${CASES}/${id}/components/c1/comments`, commissioner, { act: 'grant', text: 'Say so.' })).toBe('done');
    const { force: _none, ...nowhere } = guest;
    expect(await post(`${CASES}/${id}/components/c1/review`, nowhere, REVIEW, '2')).toBe('done');
  });
});
