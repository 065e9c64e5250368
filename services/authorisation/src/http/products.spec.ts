import { createHash } from 'node:crypto';
import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { canonicalBytes } from '@cpmp/ledger';
import { authorisation } from '../app.module.js';

const API = '/api/authorisation/v1';
const CASES = `${API}/authorisations`;
const PRODUCTS = `${API}/products`;
const AT = '2026-03-02T09:00:00.000Z';

const applicant: Principal = { person: 'di-marsh', rank: 'inspector', force: 'met', unit: 'SCO7', roles: ['applicant'] };
const officer: Principal = { person: 'ac-whitfield', rank: 'assistant-commissioner', force: 'met', roles: ['authorising-officer'] };
const senior: Principal = { person: 'sro-penn', rank: 'commander', force: 'met', roles: ['senior-responsible-officer'] };
const keeper: Principal = { person: 'po-reed', force: 'met', unit: 'SCO36', roles: ['product-officer'] };
const gatekeeper: Principal = { person: 'cab-lane', force: 'met', roles: ['gatekeeper'] };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };
const commissioner: Principal = { person: 'jc-farrow', roles: ['judicial-commissioner'] };
const ipc: Principal = { person: 'ipc-hale', roles: ['judicial-commissioner'] };
const elsewhere: Principal = { person: 'po-kent', force: 'kent', roles: ['product-officer'] };
const stranger: Principal = { person: 'dc-brown', force: 'met', unit: 'SCO9', roles: ['applicant'] };

const CANARY = 'Forty minutes of talk in the yard';
const CAR = {
  handle: 'car', power: 'property-interference', ground: 'serious-crime', tactics: [{ tactic: 'tracker-fit', because: 'He drives by night.' }], vehicles: ['V1'],
  necessity: 'n', proportionality: 'p', collateral: 'c', otherMeans: 'o', confidential: 'none',
};
const COPY = { place: 'Store 4, shelf 2', holder: 'po-reed', purpose: 'The original.' };

let host: TestHost;
let served: Served;
let id: string;
let etag: number;
const on = (what: string, as: Principal, body: object = {}, version = String(etag)) => served.call('POST', `${CASES}/${id}/components/c1/${what}`, { as, body, headers: { 'if-match': `"${version}"` } });
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
  id = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Pewter Gate', components: [CAR] } })).body.id;
  etag = Number((await on('grant', officer, { form: 'written', statement: 'One tracker.', reviewBy: '2026-03-30T12:00:00Z' }, '1')).body.etag);
  host.clock.set('2026-03-04T12:00:00Z');
});
afterEach(() => served.close());

const BODY = { component: 'c1', kind: 'audio', description: CANARY, from: '2026-03-03T10:00:00.000Z', obtainedBy: 'di-marsh', confidential: 'none', basis: 'authorised-purpose', reviewBy: '2026-06-01T12:00:00.000Z', copy: COPY };
const register = (more: object = {}, as = keeper) => served.call('POST', PRODUCTS, { as, body: { authorisation: id, ...BODY, ...more } });
const read = (of: string, as: Principal = keeper) => served.call('GET', `${PRODUCTS}/${of}`, { as });
/** Does something with product on the version that it has now. */
const act = async (of: string, what: string, as: Principal, body: object = {}) => served.call('POST', `${PRODUCTS}/${of}/${what}`, { as, body, headers: { 'if-match': `"${(await read(of, inspector)).body.etag}"` } });
const code = async (called: ReturnType<typeof act>): Promise<string> => (await called).body.code;
const cancel = () => on('cancel', officer, { ceasedAt: '2026-03-04T11:00:00Z', reason: 'Arrests made.', value: 'Suppliers named.', productDirection: 'Keep the recording for the trial.' });
/** The process does what has fallen due. */
const runDue = async () => {
  for (let row = await served.service.nextDue(); row && row.at <= host.clock.now(); row = await served.service.nextDue()) await served.service.runDue(row);
};

describe('the register of product', () => {
  it('given a product officer who knows no more of a case than its reference, when they register by it, then it is the same case; one that is not there and one of another force are answered alike', async () => {
    const reference = (await served.call('GET', `${CASES}/${id}`, { as: applicant })).body.reference;
    expect((await register({ authorisation: reference })).body).toMatchObject({ reference: `${reference}/P1`, authorisation: id });
    expect([(await register({ authorisation: 'MET-26-9999' })).status, (await register({ authorisation: reference }, elsewhere)).status]).toEqual([404, 404]);
  });

  it('given what was obtained under a part in force, when it is registered, then it has a number of the case, a first copy, a basis of the packs and a review that is told', async () => {
    const made = await register();
    expect([made.status, made.headers.get('location')]).toEqual([201, `${PRODUCTS}/${made.body.id}`]);
    expect(made.body).toMatchObject({
      reference: 'MET-26-0001/P1', stage: 'kept', covered: true, description: CANARY, keptOn: { basis: 'authorised-purpose', words: 'It is still needed for the purposes of the authority', confirmed: false }, due: BODY.reviewBy, barred: [],
      copies: [{ id: 'k1', ...COPY }], registered: { by: 'po-reed' },
    });
    expect((await register({ kind: 'video' })).body.reference).toBe('MET-26-0001/P2');
    expect(JSON.stringify(await served.service.ledger.readAfter(0, 100))).not.toContain(CANARY);
  });

  it('given what was obtained outside a period in force, when it is registered, then it is marked, set apart, and found as such', async () => {
    const { body } = await register({ from: '2026-03-01T10:00:00.000Z', until: '2026-03-03T10:00:00.000Z' });
    expect(body).toMatchObject({ covered: false, barred: ['q1'], quarantines: [{ because: 'obtained-outside-authority' }] });
    await register();
    const { items } = (await served.call('GET', `${PRODUCTS}?uncovered=true`, { as: senior })).body;
    expect(items.map((item: any) => item.id)).toEqual([body.id]);
    for (const _twice of [1, 2]) await runDue();
    expect((await served.call('GET', `${API}/errors`, { as: senior })).body.items).toMatchObject([{ kind: 'activity-without-authority', authorisation: id, component: 'c1', from: '2026-03-01T10:00:00.000Z', until: '2026-03-03T10:00:00.000Z', shows: expect.stringContaining('Product was registered') }]);
  });

  it.each([
    ['a basis whose review comes too late', { reviewBy: '2026-09-06T12:00:00.000Z' }, 'review-too-late'],
    ['a review that has passed', { reviewBy: '2026-03-04T11:00:00.000Z' }, 'review-in-past'],
    ['an instant that has not come', { from: '2026-03-05T10:00:00.000Z' }, 'instant-in-future'],
    ['an end before its beginning', { until: '2026-03-02T10:00:00.000Z' }, 'window-order'],
  ])('given %s, then it is refused with what would be allowed', async (_, more, refused) => {
    const { status, body } = await register(more);
    expect([status, body.code]).toEqual([409, refused]);
    expect(body.instead).not.toBe('');
  });

  it('given who may not know of the case, then there is neither case nor product; the force’s product officers know of the product alone', async () => {
    expect((await register({}, elsewhere)).status).toBe(404);
    expect((await register({}, stranger)).status).toBe(404);
    expect((await register({ authorisation: 'aaaaaaaaaaaaaaaa' })).status).toBe(404);
    expect((await register({ component: 'c9' })).status).toBe(404);
    expect((await register({}, officer)).status).toBe(403);
    const { id: of } = (await register()).body;
    expect(await Promise.all([keeper, applicant, officer, inspector, elsewhere, stranger].map(async (as) => (await read(of, as)).status))).toEqual([200, 200, 200, 200, 404, 404]);
    expect((await served.call('GET', `${CASES}/${id}`, { as: keeper })).status).toBe(404);
    expect((await served.call('GET', PRODUCTS, { as: stranger })).body.items).toEqual([]);
  });

  it('given copies, when one is made, disclosed and comes back, then each step says where it is', async () => {
    const { id: of } = (await register()).body;
    await act(of, 'copies', keeper, { place: 'Laptop 12', holder: 'di-marsh', purpose: 'Transcript.' });
    expect((await act(of, 'copies/k2/move', keeper, { place: 'CPS London', holder: 'cps', purpose: 'Disclosure.', disclosedTo: 'CPS' })).body.copies[1]).toMatchObject({ place: 'CPS London', disclosedTo: 'CPS' });
    expect(await code(act(of, 'copies/k1/return', keeper, { place: 'p', holder: 'h' }))).toBe('not-disclosed');
    const back = (await act(of, 'copies/k2/return', keeper, { place: 'Store 4', holder: 'po-reed' })).body.copies[1];
    expect([back.place, back.disclosedTo, back.returnedAt]).toEqual(['Store 4', undefined, '2026-03-04T12:00:00.000Z']);
    expect(await code(act(of, 'copies/k9/move', keeper, COPY))).toBe('unknown-copy');
    expect((await served.call('GET', `${PRODUCTS}/${of}/events`, { as: inspector })).body.items.map((item: any) => item.type)).toEqual(['ProductRegistered', 'CopyRecorded', 'CopyRecorded', 'CopyMoved', 'CopyReturned']);
  });

  it('given confidential material, when it is registered, then the Commissioner is to be told by the end of the next day, once', async () => {
    const { id: of } = (await register({ confidential: 'privilege' })).body;
    expect((await read(of)).body.due).toBe('2026-03-06T00:00:00.000Z');
    expect((await act(of, 'tell', gatekeeper, { told: 'A call with a solicitor.' })).body).toMatchObject({ told: { by: 'cab-lane' }, due: BODY.reviewBy });
    expect((await served.call('GET', `${PRODUCTS}?confidential=privilege`, { as: inspector })).body.items).toHaveLength(1);
    expect(await code(act((await register()).body.id, 'tell', gatekeeper, { told: 't' }))).toBe('nothing-to-tell');
  });

  it('given a review, then it is kept on a basis until the next, or its destruction is proposed and due', async () => {
    const { id: of } = (await register()).body;
    expect((await act(of, 'review', keeper, { decision: 'keep', reason: 'The trial goes on.', basis: 'evidence', reviewBy: '2026-12-01T12:00:00Z' })).body).toMatchObject({ keptOn: { basis: 'evidence' }, due: '2026-12-01T12:00:00.000Z', stage: 'kept' });
    expect((await act(of, 'review', keeper, { decision: 'destroy', reason: 'Acquitted.' })).body).toMatchObject({ stage: 'destruction-proposed', due: '2026-04-01T23:00:00.000Z' });
    expect((await served.call('GET', `${PRODUCTS}?stage=destruction-proposed&sort=due`, { as: officer })).body.items).toHaveLength(1);
    expect((await served.call('POST', `${PRODUCTS}/${of}/review`, { as: keeper, body: { decision: 'destroy', reason: 'r' }, headers: { 'if-match': '"1"' } })).status).toBe(412);
  });

  it('given a cancellation, then its product shows the direction', async () => {
    const { id: of } = (await register()).body;
    expect((await cancel()).status).toBe(200);
    expect((await read(of)).body.direction).toBe('Keep the recording for the trial.');
  });
});

describe('the destruction of product', () => {
  let of: string;
  beforeEach(async () => {
    of = (await register()).body.id;
    await act(of, 'copies', keeper, { place: 'Laptop 12', holder: 'di-marsh', purpose: 'Transcript.' });
  });
  const order = () => act(of, 'destruction', officer, { reason: 'Nothing needs it.' });

  it('given one person, then they cannot: not confirm their own order, not witness their own act', async () => {
    await cancel();
    await order();
    expect(await code(act(of, 'destruction/confirm', officer))).toBe('same-person');
    expect(await code(act(of, 'copies/k1/destroy', keeper, { method: 'm' }))).toBe('not-confirmed');
    expect((await act(of, 'destruction/confirm', keeper)).status).toBe(403);
  });

  it('given two persons and the countdown over, when each copy is destroyed and witnessed, then there is a certificate in the ledger and on paper, and what it was is no longer readable', async () => {
    await cancel();
    await order();
    expect((await act(of, 'destruction/confirm', senior)).body).toMatchObject({ stage: 'destruction-confirmed', destruction: { confirmed: { by: 'sro-penn' }, notBefore: '2026-03-12T00:00:00.000Z' } });
    expect(await code(act(of, 'copies/k1/destroy', keeper, { method: 'Shredded.' }))).toBe('countdown-runs');
    host.clock.set('2026-03-12T00:00:00Z');
    for (const copy of ['k1', 'k2']) {
      expect((await served.call('GET', `${PRODUCTS}/${of}/certificate`, { as: inspector })).status).toBe(404);
      await act(of, `copies/${copy}/destroy`, keeper, { method: 'Shredded.' });
      expect(await code(act(of, `copies/${copy}/witness`, keeper))).toBe('same-person');
      expect((await act(of, `copies/${copy}/witness`, gatekeeper)).status).toBe(200);
    }
    const { body } = await served.call('GET', `${PRODUCTS}/${of}/certificate`, { as: inspector });
    expect(body).toMatchObject({ destroyed: { reference: 'MET-26-0001/P1', ordered: { by: 'ac-whitfield' }, confirmed: { by: 'sro-penn' }, copies: [{ copy: 'k1', by: 'po-reed', witness: 'cab-lane' }, { copy: 'k2' }] }, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(body.digest).toBe(`sha256:${createHash('sha256').update(canonicalBytes(body.destroyed)).digest('hex')}`);
    const page = await served.call('GET', `${PRODUCTS}/${of}/certificate/page`, { as: inspector });
    expect([page.headers.get('content-type'), page.text.includes('Certificate of destruction'), page.text.includes(body.digest)]).toEqual(['text/html; charset=utf-8', true, true]);
    const after = (await read(of)).body;
    expect([after.stage, after.description, after.copies[1].place, after.due]).toEqual(['destroyed', '⟨erased⟩', 'Laptop 12', undefined]);
    expect(JSON.stringify(await served.service.ledger.unseal(await served.service.ledger.readAfter(0, 100)))).not.toContain(CANARY);
    expect(await code(act(of, 'copies', keeper, COPY))).toBe('destroyed');
  });

  it('given a hold, a quarantine or a part in force, then nothing goes on until it is gone', async () => {
    await order();
    expect(await code(act(of, 'destruction/confirm', senior))).toBe('case-open');
    await cancel();
    await act(of, 'quarantines', senior, { reason: 'Perhaps an error.' });
    expect((await act(of, 'holds', senior, { reason: 'r' })).status).toBe(403);
    await act(of, 'holds', inspector, { reason: 'I want to hear it.' });
    expect(await code(act(of, 'destruction/confirm', senior))).toBe('held');
    await act(of, 'holds/h1/lift', inspector, { reason: 'Heard.' });
    expect(await code(act(of, 'destruction/confirm', senior))).toBe('quarantined');
    expect((await act(of, 'quarantines/q1/release', officer, { reason: 'r' })).status).toBe(403);
    await act(of, 'quarantines/q1/release', senior, { reason: 'None.' });
    expect((await act(of, 'destruction/confirm', senior)).status).toBe(200);
    host.clock.set('2026-03-20T00:00:00Z');
    await act(of, 'holds', commissioner, { reason: 'Wait.' });
    const { body } = await act(of, 'copies/k1/destroy', keeper, { method: 'm' });
    expect(body).toMatchObject({ code: 'held', clause: expect.stringContaining('safeguards'), confirmed: false, instead: expect.any(String) });
    expect((await served.call('GET', `${PRODUCTS}?barred=true`, { as: inspector })).body.items).toHaveLength(1);
  });

  it('given an error whose order sets apart what was obtained at that time, then nothing goes on until the order is lifted', async () => {
    await cancel();
    await order();
    const error = (await served.call('POST', `${API}/errors`, { as: senior, body: { authorisation: id, component: 'c1', kind: 'activity-without-authority', discoveredAt: '2026-03-04T11:00:00Z', from: '2026-03-03T00:00:00Z', text: 'It was told.' } })).body;
    const onError = (what: string, body: object, version: string) => served.call('POST', `${API}/errors/${error.id}/${what}`, { as: senior, body, headers: { 'if-match': `"${version}"` } });
    const apart = (await onError('quarantines', { from: '2026-03-03T00:00:00Z', until: '2026-03-04T00:00:00Z', reason: 'Until it is clear.' }, error.etag)).body;
    expect((await read(of)).body.barred).toEqual(['error']);
    expect((await read((await register({ from: '2026-03-04T10:00:00.000Z' })).body.id)).body.barred).toEqual([]);
    expect(await code(act(of, 'destruction/confirm', senior))).toBe('quarantined');
    expect((await onError('quarantines/q1/lift', { reason: 'It is clear.' }, apart.etag)).status).toBe(200);
    expect((await act(of, 'destruction/confirm', senior)).status).toBe(200);
  });

  it('given an order that is withdrawn, then it is kept on a basis again; not once a copy is gone', async () => {
    await cancel();
    await order();
    const KEEP = { reason: 'An appeal came.', basis: 'evidence', reviewBy: '2026-12-01T12:00:00Z' };
    expect((await act(of, 'destruction/withdraw', senior, KEEP)).body).toMatchObject({ stage: 'kept', keptOn: { basis: 'evidence' }, due: '2026-12-01T12:00:00.000Z' });
    expect(await code(act(of, 'destruction/withdraw', senior, KEEP))).toBe('not-ordered');
    await order();
    await act(of, 'destruction/confirm', senior);
    host.clock.set('2026-03-20T00:00:00Z');
    await act(of, 'copies/k1/destroy', keeper, { method: 'm' });
    expect(await code(act(of, 'destruction/withdraw', senior, KEEP))).toBe('copy-destroyed');
  });

  it('given a quashing with an order to destroy, then its product is ordered destroyed by the commissioner, waits for an appeal, and is kept when one is allowed', async () => {
    await on('quash', commissioner, { act: 'grant', how: 'quashed', reason: 'Not necessary.', destroy: true, retrieve: true });
    await runDue();
    expect((await read(of)).body).toMatchObject({ stage: 'destruction-ordered', destruction: { because: 'quashed', ordered: { by: 'jc-farrow' } } });
    expect(await code(act(of, 'destruction/confirm', senior))).toBe('appeal-open');
    expect((await register()).body.stage).toBe('destruction-ordered');
    expect(await code(act(of, 'destruction/withdraw', senior, { reason: 'r', basis: 'evidence', reviewBy: '2026-12-01T12:00:00Z' }))).toBe('ordered-by-commissioner');
    expect((await served.call('POST', `${CASES}/${id}/components/c1/appeal`, { as: officer, body: { against: 'quash', reason: 'It was.' } })).status).toBe(200);
    host.clock.set('2026-03-05T12:00:00Z');
    const version = (await served.call('GET', `${CASES}/${id}/components/c1`, { as: officer })).body.etag;
    expect((await on('decide-appeal', ipc, { against: 'quash', outcome: 'allowed' }, version)).status).toBe(200);
    await runDue();
    expect((await read(of)).body).toMatchObject({ stage: 'kept', due: '2026-04-02T23:00:00.000Z' });
  });

  it('given more product than a view answers at once, when it is quashed, then all of it is ordered destroyed', async () => {
    const ids = [of, (await register()).body.id, (await register()).body.id];
    const { views } = served.service.ledger;
    const query = views.query.bind(views);
    // A view caps what is asked for at once, however much that is.
    views.query = (view, asked = {}) => query(view, { ...asked, limit: Math.min(asked.limit ?? 2, 2) });
    await on('quash', commissioner, { act: 'grant', how: 'quashed', reason: 'Not necessary.', destroy: true, retrieve: false });
    await runDue();
    for (const each of ids) expect((await read(each)).body.stage).toBe('destruction-ordered');
  });

  it('given an order that stood before the quashing, then it is the commissioner’s too, and nobody takes it back', async () => {
    await act(of, 'destruction', officer, { reason: 'Nothing needs it.' });
    await on('quash', commissioner, { act: 'grant', how: 'quashed', reason: 'Not necessary.', destroy: true, retrieve: false });
    await runDue();
    const withdraw = () => act(of, 'destruction/withdraw', senior, { reason: 'r', basis: 'evidence', reviewBy: '2026-12-01T12:00:00Z' });
    expect(await code(withdraw())).toBe('ordered-by-commissioner');
    host.clock.set('2026-03-12T09:00:00Z');
    expect([await code(withdraw()), (await read(of)).body.stage]).toEqual(['ordered-by-commissioner', 'destruction-ordered']);
  });

  it('given a quashing that nobody appeals against, when the time for an appeal is over, then a second person may confirm it', async () => {
    await on('quash', commissioner, { act: 'grant', how: 'quashed', reason: 'Not necessary.', destroy: true, retrieve: false });
    await runDue();
    host.clock.set('2026-03-12T09:00:00Z');
    expect((await act(of, 'destruction/confirm', senior)).body.stage).toBe('destruction-confirmed');
  });
});
