import { type Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';

const CASES = '/api/authorisation/v1/authorisations';
const AT = '2026-03-02T09:00:00.000Z';

const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const colleague: Principal = { person: 'dc-brown', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const gatekeeper: Principal = { person: 'cab-lane', rank: 'sergeant', force: 'met', unit: 'CAB', roles: ['gatekeeper'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const constable: Principal = { person: 'dc-rank', rank: 'constable', force: 'met', roles: ['authorising-officer'] };
const stranger: Principal = { person: 'dc-elsewhere', rank: 'constable', force: 'met', unit: 'SCO7', roles: ['applicant'] };
const otherForce: Principal = { person: 'supt-away', rank: 'superintendent', force: 'kent', roles: ['authorising-officer'] };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco'] };
const custodian: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['asset-custodian'] };

const CANARY = 'Copper Weir';
const DRAFT = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder',
  tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
  subjects: ['subject-a'], necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.', confidential: 'none',
};
/** The position of the commit that the first start adopts the law with: its words are nobody's secret. */
const LAW_ADOPTED = 1;
const GRANT = { form: 'written', statement: 'The only workable step now.', reviewBy: '2026-03-30T12:00:00+01:00' };
const CANCEL = { ceasedAt: '2026-03-02T08:59:00Z', told: ['rm-price'], reason: 'Arrests made.', value: 'Suppliers named.', productDirection: 'Keep the logs.' };

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
});
afterEach(() => served.close());

const apply = async (body: object = {}, as = applicant) => (await served.call('POST', CASES, { as, body: { operation: CANARY, components: [DRAFT], ...body } })).body;
const act = (id: string, what: string, { as = officer, body = {}, etag = '1', headers = {} }: { as?: Principal; body?: object; etag?: string; headers?: Record<string, string> } = {}) =>
  served.call('POST', `${CASES}/${id}/${what}`, { as, body, headers: { 'if-match': `"${etag}"`, ...headers } });
const grant = (id: string, more: Parameters<typeof act>[2] = {}) => act(id, 'components/c1/grant', { body: GRANT, ...more });

describe('an application', () => {
  it('given an applicant, when they apply, then each case has the next reference, its components c1, c2 …, and its own text', async () => {
    const first = await served.call('POST', CASES, { as: applicant, body: { operation: CANARY, components: [DRAFT, { ...DRAFT, handle: 'more' }] } });
    expect([first.status, first.headers.get('location'), first.headers.get('etag')]).toEqual([201, `${CASES}/${first.body.id}`, '"2"']);
    expect(first.body).toMatchObject({ reference: 'MET-26-0001', operation: CANARY, applicant: { person: 'dc-ahmed', rank: 'constable' }, etag: '2' });
    expect(first.body.components.map((c: any) => [c.id, c.handle, c.state])).toEqual([['c1', 'watch', 'submitted'], ['c2', 'more', 'submitted']]);
    expect((await apply()).reference).toBe('MET-26-0002');
    host.clock.set('2027-01-01T00:00:00Z');
    expect((await apply()).reference).toBe('MET-27-0001');
  });

  it('given a key, when the same request comes twice, then it is one case; with another body it is refused', async () => {
    const headers = { 'idempotency-key': 'the-same-key' };
    const body = { operation: CANARY, components: [DRAFT] };
    const [one, two] = [await served.call('POST', CASES, { as: applicant, body, headers }), await served.call('POST', CASES, { as: applicant, body, headers })];
    expect(two.body).toEqual(one.body);
    expect((await served.call('POST', CASES, { as: applicant, body: { ...body, operation: 'Other' }, headers })).status).toBe(422);
    expect((await served.call('GET', CASES, { as: applicant })).body.items).toHaveLength(1);
  });

  it.each([
    ['an unknown field', { extra: 1 }, '/extra'],
    ['a component of no known power', { components: [{ ...DRAFT, power: 'magic' }] }, '/components/0/power'],
    ['no component', { components: [] }, '/components'],
    ['a handle twice', { components: [DRAFT, DRAFT] }, '/components'],
    ['text like a seal', { operation: 'sealed:v1:x' }, '/operation'],
  ])('given %s, when they apply, then 422 names the field and repeats nothing', async (_, body, pointer) => {
    const answer = await served.call('POST', CASES, { as: applicant, body: { operation: CANARY, components: [DRAFT], ...body } });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(answer.text).not.toContain(CANARY);
  });

  it('given a role that may not, when it applies, then 403', async () => {
    expect((await served.call('POST', CASES, { as: gatekeeper, body: { operation: CANARY, components: [DRAFT] } })).body).toMatchObject({ status: 403, code: 'not-permitted' });
  });
});

describe('a decision', () => {
  it('given a check, a grant, a review and a cancellation, when each is sent with the version that was seen, then each takes effect and moves the version', async () => {
    const { id } = await apply();
    const checked = await act(id, 'check', { as: gatekeeper, body: { outcome: 'pass', comment: 'Complete.' } });
    expect([checked.status, checked.body.components[0].state, checked.body.etag]).toEqual([200, 'awaiting-decision', '2']);
    const granted = await grant(id, { etag: '2' });
    expect([granted.status, granted.headers.get('etag')]).toEqual([200, '"3"']);
    expect(granted.body).toMatchObject({ state: 'in-force', from: AT, granted: { by: 'supt-okafor', form: 'written', checked: true }, deadlines: { review: '2026-03-30T11:00:00.000Z', expiry: granted.body.until } });
    const reviewed = await act(id, 'components/c1/review', { etag: '3', body: { changed: 'Two buyers named.', decision: 'continue', nextReview: '2026-04-24T12:00:00Z' } });
    expect(reviewed.body).toMatchObject({ state: 'in-force', deadlines: { review: '2026-04-24T12:00:00.000Z' }, reviews: [{ by: 'supt-okafor', changed: 'Two buyers named.' }] });
    const cancelled = await act(id, 'components/c1/cancel', { etag: '4', body: CANCEL });
    expect(cancelled.body).toMatchObject({ state: 'cancelled', until: AT, cancelled: { ceasedAt: '2026-03-02T08:59:00.000Z', productDirection: 'Keep the logs.' } });
    expect(Object.keys(cancelled.body.deadlines)).not.toContain('expiry');
  });

  it('given no check, when a component is granted, then it is granted and shown as unchecked', async () => {
    const { id } = await apply();
    expect((await grant(id)).body.granted.checked).toBe(false);
  });

  it('given a version that is not the current one, when it is decided on, then 412 and nothing happens; without one, 428', async () => {
    const { id } = await apply();
    await act(id, 'check', { as: gatekeeper, body: { outcome: 'pass', comment: 'Complete.' } });
    expect((await grant(id, { etag: '1' })).body).toMatchObject({ status: 412, code: 'stale' });
    expect((await served.call('POST', `${CASES}/${id}/components/c1/grant`, { as: officer, body: GRANT })).status).toBe(428);
    expect((await served.call('GET', `${CASES}/${id}`, { as: officer })).body.components[0].state).toBe('awaiting-decision');
  });

  it('given a key, when a grant is sent again, then the answer is the same and there is one grant; a refusal decides anew', async () => {
    const { id } = await apply();
    const headers = { 'idempotency-key': 'grant-once-key' };
    const [one, two] = [await grant(id, { headers }), await grant(id, { headers })];
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(two.body).toEqual(one.body);
    expect((await grant(id, { etag: '2' })).body).toMatchObject({ status: 409, code: 'already-decided' });
    const late = { 'idempotency-key': 'cancel-late-key' };
    expect((await act(id, 'components/c1/cancel', { etag: '2', headers: late, body: { ...CANCEL, productDirection: undefined } })).body.code).toBe('direction-missing');
  });

  it.each([
    ['a rank that may not', { as: constable }, 409, 'rank-too-low'],
    ['an applicant', { as: applicant }, 403, 'not-permitted'],
    ['a review date that has passed', { body: { ...GRANT, reviewBy: AT } }, 409, 'review-date-passed'],
    ['a written decision of an earlier hour', { body: { ...GRANT, decidedAt: '2026-03-02T08:00:00Z' } }, 409, 'late-entry-not-oral'],
    ['a decision of an hour to come', { body: { ...GRANT, form: 'oral', urgent: 'x', decidedAt: '2026-03-02T10:00:00Z' } }, 409, 'instant-in-future'],
    ['a time without a zone', { body: { ...GRANT, reviewBy: '2026-03-30T12:00' } }, 422, 'unprocessable'],
  ])('given %s, when it grants, then it is refused', async (_, more, status, code) => {
    const { id } = await apply();
    const answer = await grant(id, more);
    expect(answer.status).toBe(status);
    if (status !== 422) expect(answer.body.code).toBe(code);
    expect(answer.text).not.toContain(CANARY);
  });

  it('given a component that is not in force, when it is reviewed or renewed, then not-in-force', async () => {
    const { id } = await apply();
    expect((await act(id, 'components/c1/review', { body: { changed: 'x', decision: 'continue' } })).body.code).toBe('not-in-force');
    expect((await act(id, 'components/c1/renew', { body: { form: 'written', statement: 'x', value: 'y' } })).body.code).toBe('not-in-force');
    expect((await act(id, 'components/c1/notify', { body: { act: 'grant' } })).body.code).toBe('nothing-to-notify');
  });

  it('given its end, when the clock passes it, then it is expired at once, and for good once recorded', async () => {
    const { id } = await apply();
    const { until } = (await grant(id)).body;
    host.clock.set(until);
    const state = async () => (await served.call('GET', `${CASES}/${id}`, { as: officer })).body.components[0].state;
    expect(await state()).toBe('expired');
    expect((await served.call('GET', `${CASES}?state=in-force`, { as: officer })).body.items).toEqual([]);
    expect((await served.call('GET', `${CASES}?state=expired`, { as: officer })).body.items).toHaveLength(1);
    await host.moveTo(until, served.service);
    expect(await state()).toBe('expired');
    expect((await served.call('GET', `${CASES}/${id}/events`, { as: officer })).body.items.at(-1)).toMatchObject({ type: 'AuthorityExpired', actor: null });
  });
});

describe('the law behind a decision', () => {
  const chief: Principal = { person: 'ac-whitfield', rank: 'assistant-commissioner', force: 'met', roles: ['authorising-officer'] };
  const TRACK = { ...DRAFT, handle: 'track', power: 'property-interference', ground: 'serious-crime', otherMeans: 'Cameras do not cover the estate.' };
  const component = async (id: string, as = officer) => (await served.call('GET', `${CASES}/${id}/components/c1`, { as })).body;

  it('given a tracker, when a superintendent grants it, then the Act says no and who may; an assistant commissioner may, and the commissioner is owed a notice', async () => {
    const { id } = await apply({ components: [TRACK] });
    expect((await grant(id)).body).toMatchObject({
      status: 409, code: 'rank-too-low', clause: 'PA 1997 s.93(5)', confirmed: true, instead: expect.stringContaining('an assistant commissioner or a commissioner'),
    });
    expect((await component(id)).brief).toMatchObject({ section: 'PA 1997 s.93', mayGrant: expect.arrayContaining(['An assistant commissioner or a commissioner, in writing, for 3 months']), ifGranted: { told: [expect.stringContaining('judicial commissioner')] } });
    expect((await grant(id, { as: chief })).body).toMatchObject({ state: 'in-force', until: '2026-06-01T23:00:00.000Z' });
    expect((await act(id, 'components/c1/notify', { as: gatekeeper, etag: '2', body: { act: 'grant' } })).status).toBe(200);
  });

  it('given a home, when an assistant commissioner grants entry, then it waits for the commissioner', async () => {
    const { id } = await apply({ components: [{ ...TRACK, places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }] }] });
    expect((await grant(id, { as: chief })).body).toMatchObject({ state: 'awaiting-approval', from: null, until: null });
  });

  it('given a telephone call on the Friday before the clocks change, when it is granted, then it ends with 72 hours, is written down by Monday, and says what of that is unconfirmed', async () => {
    host.clock.set('2026-03-27T19:40:00.000Z');
    const { id } = await apply();
    const spoken = { form: 'oral', urgent: 'A firearm changes hands.', statement: 'By telephone.', reviewBy: '2026-03-28T18:00:00Z', notes: [{ by: 'officer', text: 'Follow them there and back.' }] };
    expect((await grant(id, { body: { ...spoken, urgent: undefined } })).body).toMatchObject({ code: 'urgency-required', clause: 'RIPA 2000 s.43(1)(a)' });
    expect((await grant(id, { body: spoken })).body).toMatchObject({ code: 'notes-missing', confirmed: false });
    expect((await grant(id, { body: { ...spoken, notes: [{ by: 'applicant', text: 'Told.' }] } })).body.errors).toMatchObject([{ pointer: '/notes/0/by' }]);

    const note = (as: Principal, text = 'Copper-canary: told by telephone.', of = officer.person) => served.call('POST', `${CASES}/${id}/components/c1/notes`, { as, body: { officer: of, text } });
    expect([(await note(officer)).status, (await note(applicant)).status, (await note(applicant)).body.code, (await note(applicant, 'x', applicant.person)).body.code]).toEqual([403, 200, 'note-sealed', 'own-note']);
    const seen = await Promise.all([applicant, officer, gatekeeper].flatMap((as) => [`${CASES}/${id}`, `${CASES}/${id}/components/c1`, `${CASES}/${id}/events`].map((path) => served.call('GET', path, { as }))));
    expect(seen.map(({ status }) => status)).toEqual(seen.map(() => 200));
    expect(JSON.stringify(seen.map(({ body }) => body))).not.toContain('Copper-canary');
    expect(JSON.stringify(await served.service.ledger.readAfter(0, 100))).not.toContain('Copper-canary');

    const granted = (await grant(id, { body: spoken })).body;
    expect(granted.granted.notes).toMatchObject([{ by: 'applicant', person: 'dc-ahmed', text: 'Copper-canary: told by telephone.' }, { by: 'officer', text: 'Follow them there and back.' }]);
    expect(granted.sealedNotes).toBeUndefined();
    expect(granted.deadlines).toEqual({ expiry: '2026-03-30T18:40:00.000Z', review: '2026-03-28T18:00:00.000Z', 'written-record': '2026-03-30T23:00:00.000Z' });
    expect(granted.granted.unconfirmed.map(({ what }: any) => what)).toContain('An oral decision is put in writing by the end of the next working day');
    host.clock.set('2026-03-30T18:40:00.000Z');
    expect((await act(id, 'components/c1/renew', { etag: '2', body: { form: 'written', statement: 'x', value: 'y' } })).body).toMatchObject({ code: 'expired', clause: 'RIPA 2000 s.43(4)' });
  });

  it('given a device in a home, when it is granted, then it waits for the commissioner under the Act of 2000', async () => {
    const { id } = await apply({ components: [{ ...DRAFT, power: 'intrusive-surveillance', ground: 'serious-crime', otherMeans: 'Nobody is admitted.', places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }] }] });
    expect((await grant(id)).body).toMatchObject({ status: 409, code: 'rank-too-low', clause: 'RIPA 2000 s.32(6)' });
    expect((await grant(id, { as: chief })).body).toMatchObject({ state: 'awaiting-approval', from: null, until: null });
  });

  it('given a day of which no pack knows the ranks, when it is decided on, then the answer says so and nothing is granted', async () => {
    await served.close();
    host = await testHost({ at: '2009-03-02T09:00:00.000Z' });
    served = await serve(host, authorisation);
    const { id } = await apply();
    expect((await grant(id)).body).toMatchObject({ status: 409, code: 'unknown-law', clause: 'no pack in force covers directed-surveillance' });
    expect((await component(id)).brief).toMatchObject({ mayGrant: [], section: expect.stringContaining('No pack of law') });
  });
});

describe('who may know of a case', () => {
  it('given a case, when those who may know of it ask, then they see it; to all others it does not exist', async () => {
    const { id } = await apply({ cleared: ['dc-cleared'] });
    const cleared: Principal = { ...stranger, person: 'dc-cleared' };
    const status = async (as: Principal, path = '') => (await served.call('GET', `${CASES}/${id}${path}`, { as })).status;
    for (const as of [applicant, colleague, gatekeeper, officer, inspector, cleared]) expect(await status(as)).toBe(200);
    for (const as of [stranger, otherForce, custodian]) for (const path of ['', '/events', '/permits', '/components/c1', '/components/c1/explain']) expect(await status(as, path)).toBe(404);
  });

  it('given no right to know, when they ask, then the answer is that of what does not exist', async () => {
    const { id } = await apply();
    const hidden = await served.call('GET', `${CASES}/${id}`, { as: stranger });
    const absent = await served.call('GET', `${CASES}/aaaaaaaaaaaaaaaa`, { as: stranger });
    const { reference: _one, ...first } = hidden.body;
    const { reference: _two, ...second } = absent.body;
    expect(first).toEqual(second);
    expect((await served.call('POST', `${CASES}/${id}/components/c1/grant`, { as: otherForce, body: GRANT, headers: { 'if-match': '"1"' } })).status).toBe(404);
  });

  it('given several cases, when they are listed, then each caller sees their own once, page by page', async () => {
    for (const as of [applicant, colleague, { ...stranger, unit: 'SCO7' }, applicant]) await apply({ cleared: ['dc-brown'] }, as);
    const all = async (as: Principal, limit: number) => {
      const found: string[] = [];
      for (let after = ''; ; ) {
        const { items, next } = (await served.call('GET', `${CASES}?limit=${limit}${after}`, { as })).body;
        found.push(...items.map(({ reference }: any) => reference));
        if (next === undefined) return found;
        after = `&after=${encodeURIComponent(next)}`;
      }
    };
    for (const limit of [1, 2, 50]) {
      expect((await all(applicant, limit)).toSorted()).toEqual(['MET-26-0001', 'MET-26-0002', 'MET-26-0004']);
      expect((await all(colleague, limit)).toSorted()).toEqual(['MET-26-0001', 'MET-26-0002', 'MET-26-0003', 'MET-26-0004']);
      expect(await all(inspector, limit)).toHaveLength(4);
      expect(await all(otherForce, limit)).toEqual([]);
    }
    const ids = (await served.call('GET', CASES, { as: inspector })).body.items.map(({ id }: any) => id);
    const byIds = async (as: Principal) => (await served.call('GET', `${CASES}?ids=${ids.slice(0, 2).join(',')},${'a'.repeat(16)}`, { as })).body.items.map(({ reference }: any) => reference);
    expect([await byIds(colleague), await byIds(applicant), await byIds(otherForce)]).toEqual([['MET-26-0004', 'MET-26-0003'], ['MET-26-0004'], []]);
    expect((await served.call('GET', `${CASES}?ids=XXXX`, { as: applicant })).status).toBe(422);
    expect((await served.call('GET', `${CASES}?reference=MET-26-0003`, { as: applicant })).body.items).toEqual([]);
    expect((await served.call('GET', `${CASES}?reference=MET-26-0003`, { as: officer })).body.items).toHaveLength(1);
  });

  it.each(['-1', '-1:', '1e1', '0.5:', 'x', ':', '9999:', '', '0:bnVsbA'])('given a case, when somebody lists on from %j, then it is no way round the reasons to know', async (after) => {
    await apply();
    for (const as of [stranger, otherForce, applicant]) {
      const { status, body } = await served.call('GET', `${CASES}?after=${encodeURIComponent(after)}`, { as });
      expect({ status, code: body.code, pointer: body.errors?.[0].pointer }).toEqual({ status: 422, code: 'not-valid', pointer: '/query/after' });
    }
  });

  it('given a case, when it is stored, logged or refused, then no covert text lies open', async () => {
    const { id } = await apply();
    await grant(id, { as: constable });
    await grant(id);
    const { ledger } = served.service;
    expect(JSON.stringify(await ledger.readAfter(LAW_ADOPTED, 100))).not.toMatch(/Copper|subject-a|workable|watch|Handovers/);
    expect(host.logged.join()).not.toMatch(/Copper|subject-a|workable|Handovers/);
  });
});

describe('what is read of a case', () => {
  it('given an officer, when they read a component, then the brief says what is asked, what a grant would come to, and how long it is to read', async () => {
    const { id } = await apply();
    const { brief } = (await served.call('GET', `${CASES}/${id}/components/c1`, { as: officer })).body;
    expect(brief).toMatchObject({
      asked: 'Directed surveillance (foot surveillance) on the ground of crime or disorder.', ifGranted: { state: 'in-force', from: AT }, check: null, companions: [],
      application: { necessity: 'No other line of inquiry.' },
    });
    expect(brief.reading).toEqual({ words: expect.any(Number), minutes: 1 });
    expect((await served.call('GET', `${CASES}/${id}/components/c1`, { as: constable })).body.brief.ifGranted.refused).toBe('rank-too-low');
  });

  it('given a grant, when somebody asks why, then the steps, the clause, the pack and the facts are there, and no covert text', async () => {
    const { id } = await apply();
    await grant(id);
    const answer = await served.call('GET', `${CASES}/${id}/components/c1/explain`, { as: applicant });
    expect(answer.body).toMatchObject({ component: 'c1', state: 'in-force', heading: 'Why part 1 is in force', decisions: [{ act: 'grant', facts: { form: 'written' } }] });
    expect(answer.body.decisions[0].pack).toMatch(/^sha256:/);
    expect(answer.text).not.toMatch(/Copper|subject-a|workable|Handovers/);
  });

  it('given a timeline, when it is read, then every act stands there in words, with its actor and its opened text', async () => {
    const { id } = await apply();
    await act(id, 'check', { as: gatekeeper, body: { outcome: 'return', comment: 'Say more of collateral intrusion.' } });
    const { items } = (await served.call('GET', `${CASES}/${id}/events`, { as: officer })).body;
    expect(items.map(({ summary }: any) => summary)).toEqual(['An application was made for part 1 (directed surveillance).', 'The gatekeeper returned it to its applicant.']);
    expect(items[1]).toMatchObject({ type: 'AuthorityChecked', actor: { person: 'cab-lane', roles: ['gatekeeper'] }, text: { comment: 'Say more of collateral intrusion.' } });
  });

  it('given a reader of sealed text, when the answer leaves, then the access log has it', async () => {
    const { id } = await apply();
    await served.call('GET', `${CASES}/${id}`, { as: inspector });
    const { access } = await host.stores('authorisation');
    const bodies = (await access.readAfter(0, 100)).map(({ body }) => Buffer.from(body).toString());
    expect(bodies.some((body) => body.includes('i-pcco') && body.includes(`authority-${id}`))).toBe(true);
  });
});
