import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { assetRegistry } from '../app.module.js';

const ASSETS = '/api/asset-registry/v1/assets';
const AT = '2026-03-02T09:00:00.000Z';
const TRACKER = { kind: 'vehicle-tracker', serial: 'VT-0001', site: 'hendon' };
const NOWHERE = `${ASSETS}/${'a'.repeat(16)}`;
const WINDOW = { from: '2026-03-03T09:00:00.000Z', to: '2026-03-05T09:00:00.000Z' };
const CANARY = 'Copper Weir';

const custodian: Principal = { person: 'rm-price', rank: 'sergeant', force: 'met', roles: ['asset-custodian'] };
const desk: Principal = { person: 'rm-desk', rank: 'sergeant', force: 'met', roles: ['resource-manager'] };
const administrator: Principal = { person: 'ad-min', force: 'met', roles: ['administrator'] };
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', roles: ['applicant'] };
const owner: Principal = { person: 'ro-hale', force: 'met', roles: ['risk-owner'] };

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, assetRegistry);
});
afterEach(() => served.close());

const register = async (body: object = {}) => (await served.call('POST', ASSETS, { as: custodian, body: { ...TRACKER, ...body } })).body;
const post = (id: string, what: string, body?: object, { as = custodian, headers = {} }: { as?: Principal; headers?: Record<string, string> } = {}) =>
  served.call('POST', `${ASSETS}/${id}/${what}`, { as, headers, ...(body ? { body } : {}) });
const book = (id: string, window = WINDOW, operation = CANARY) => post(id, 'bookings', { operation, window }, { as: desk });

describe('the register of assets', () => {
  it('given a custodian, when an asset is entered, then it has an address and stands in the store, in service and promised to nobody', async () => {
    const made = await served.call('POST', ASSETS, { as: custodian, body: { ...TRACKER, label: 'Blue box', inspectionDue: '2026-06-30' } });
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([201, `${ASSETS}/${made.body.id}`, null]);
    expect(made.body).toEqual({ ...TRACKER, id: made.body.id, label: 'Blue box', inspectionDue: '2026-06-30', custodian: null, serviceable: true, burned: false, bookings: [] });
    expect((await served.call('GET', `${ASSETS}/${made.body.id}`, { as: applicant })).body).toEqual(made.body);
  });

  it('given a key, when the same asset is entered twice, then there is one; with another body the key is refused', async () => {
    const headers = { 'idempotency-key': 'enter-it-once' };
    const [one, two] = [await served.call('POST', ASSETS, { as: custodian, body: TRACKER, headers }), await served.call('POST', ASSETS, { as: custodian, body: TRACKER, headers })];
    expect(two.body).toEqual(one.body);
    expect((await served.call('POST', ASSETS, { as: custodian, body: { ...TRACKER, serial: 'VT-0002' }, headers })).body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect((await served.call('GET', ASSETS, { as: custodian })).body.items).toHaveLength(1);
  });

  it('given several assets, when they are listed, then by serial, page by page, by kind, serial, label and site', async () => {
    for (const [kind, serial, site, label] of [['fixed-camera', 'FC-0107', 'hendon', 'Roof'], ['vehicle-tracker', 'VT-0002', 'lambeth', 'Box'], ['vehicle-tracker', 'VT-0001', 'hendon', 'Box']]) await register({ kind, serial, site, label });
    const serials = async (query: string) => (await served.call('GET', `${ASSETS}${query}`, { as: applicant })).body.items.map(({ serial }: { serial: string }) => serial);
    expect(await serials('')).toEqual(['FC-0107', 'VT-0001', 'VT-0002']);
    expect(await serials('?kind=vehicle-tracker')).toEqual(['VT-0001', 'VT-0002']);
    expect(await serials('?label=Box&site=lambeth')).toEqual(['VT-0002']);
    expect(await serials('?serial=FC-0107')).toEqual(['FC-0107']);
    const first = (await served.call('GET', `${ASSETS}?limit=2`, { as: applicant })).body;
    expect(first.items).toHaveLength(2);
    expect(await serials(`?limit=2&after=${encodeURIComponent(first.next)}`)).toEqual(['VT-0002']);
  });

  it.each([
    ['an unknown field', { colour: 'blue' }, '/colour'],
    ['a number for a name', { kind: 7 }, '/kind'],
    ['nothing for a name', { site: ' ' }, '/site'],
    ['a day that is none', { inspectionDue: '2026-02-30' }, '/inspectionDue'],
    ['text like a seal', { label: 'sealed:v1:x' }, '/label'],
  ])('given %s, when it is entered, then 422 names the field', async (_, body, pointer) => {
    const answer = await served.call('POST', ASSETS, { as: custodian, body: { ...TRACKER, ...body } });
    expect([answer.status, answer.body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([422, [pointer]]);
  });

  it('given an asset that does not exist, when anything is done to it, then 404', async () => {
    expect((await served.call('GET', NOWHERE, { as: custodian })).status).toBe(404);
    expect((await served.call('GET', `${NOWHERE}/calendar`, { as: custodian })).status).toBe(404);
    for (const [what, body] of [['custody', { action: 'check-in' }], ['serviceability', { serviceable: true }], ['bookings', { operation: CANARY, window: WINDOW }]] as const)
      expect((await post('a'.repeat(16), what, body)).status).toBe(404);
  });

  it('given a role that may not, when it acts, then 403 says which may, whether or not the asset exists', async () => {
    const { id } = await register();
    const custody = { action: 'check-out', to: 'dc-ahmed' };
    for (const [as, what, body] of [[administrator, 'custody', custody], [desk, 'serviceability', { serviceable: false }], [applicant, 'bookings', { operation: CANARY, window: WINDOW }]] as const)
      for (const asset of [id, 'a'.repeat(16)]) expect((await post(asset, what, body, { as })).body).toMatchObject({ status: 403, code: 'not-permitted', instead: expect.stringContaining('asset-custodian') });
    expect((await served.call('POST', ASSETS, { as: applicant, body: TRACKER })).status).toBe(403);
    expect((await served.call('POST', ASSETS, { as: administrator, body: TRACKER })).status).toBe(201);
    expect((await served.call('GET', ASSETS, { as: owner })).status).toBe(403);
  });
});

describe('the store’s book', () => {
  it('given an asset in the store, when it is checked out and in, then the book says who has it, and refuses what cannot be', async () => {
    const { id } = await register();
    expect((await post(id, 'custody', { action: 'check-in' })).body).toMatchObject({ status: 409, code: 'not-checked-out' });
    expect((await post(id, 'custody', { action: 'check-out' })).body.code).toBe('custodian-missing');
    expect((await post(id, 'custody', { action: 'check-out', to: 'dc-ahmed', note: 'For the yard.' })).body.custodian).toBe('dc-ahmed');
    expect((await post(id, 'custody', { action: 'check-out', to: 'dc-bell' })).body).toMatchObject({ code: 'already-checked-out', instead: 'Check it in first.' });
    const back = await post(id, 'custody', { action: 'check-in', note: 'Back.' });
    expect([back.status, back.body.custodian]).toEqual([200, null]);
    expect(back.text).not.toContain('Back.');
  });

  it('given what was found, when serviceability is recorded, then a booking is refused until it is said otherwise', async () => {
    const { id } = await register();
    expect((await post(id, 'serviceability', { serviceable: true, burned: true, reason: 'Seen by the driver.' })).body).toMatchObject({ burned: true });
    expect((await book(id)).body).toMatchObject({ status: 409, code: 'not-serviceable', because: 'VT-0001 is burned.', instead: expect.any(String) });
    await post(id, 'serviceability', { serviceable: true, burned: false, inspectionDue: '2026-03-02' });
    expect((await book(id)).body).toMatchObject({ code: 'not-serviceable', because: 'The inspection of VT-0001 ends with 2026-03-02.' });
    await post(id, 'serviceability', { serviceable: true, inspectionDue: '2026-03-03' });
    expect((await book(id)).status).toBe(201);
  });
});

describe('a custodian’s booking', () => {
  it('given a free window, when it is booked and given back, then the calendar says when and never for what', async () => {
    const { id } = await register();
    const booked = await book(id);
    expect([booked.status, booked.headers.get('location')]).toEqual([201, `${ASSETS}/${id}/calendar`]);
    expect(booked.body).toEqual({ id: booked.body.id, asset: id, window: WINDOW });
    expect((await served.call('GET', `${ASSETS}/${id}/calendar`, { as: applicant })).body).toEqual({ bookings: [{ id: booked.body.id, window: WINDOW }], deployments: [] });
    expect((await served.call('GET', `${ASSETS}/${id}`, { as: applicant })).body.bookings).toEqual([{ id: booked.body.id, window: WINDOW }]);
    expect((await post(id, `bookings/${booked.body.id}/release`)).body.bookings).toEqual([]);
    expect((await post(id, `bookings/${booked.body.id}/release`)).status).toBe(200);
  });

  it('given one that is over, when others are made since, then the register goes on showing it, until it is given back', async () => {
    const { id } = await register();
    const old = (await book(id)).body.id;
    host.clock.set('2026-03-06T09:00:00.000Z');
    const next = (await book(id, { from: '2026-03-07T09:00:00.000Z', to: '2026-03-08T09:00:00.000Z' })).body.id;
    const shown = async () => (await served.call('GET', `${ASSETS}/${id}/calendar`, { as: applicant })).body.bookings.map((booking: { id: string }) => booking.id);
    expect(await shown()).toEqual([old, next]);
    expect((await post(id, `bookings/${old}/release`)).status).toBe(200);
    expect(await shown()).toEqual([next]);
  });

  it('given a window that is taken, when another asks, then the refusal says how, from when, until when and when it is free, and names no operation', async () => {
    const { id } = await register();
    await book(id);
    const refused = await book(id, { from: '2026-03-04T09:00:00.000Z', to: '2026-03-06T09:00:00.000Z' }, 'White Sill');
    expect(refused.body).toMatchObject({
      status: 409, code: 'already-committed',
      because: 'VT-0001 is booked from 2026-03-03T09:00:00.000Z until 2026-03-05T09:00:00.000Z.', instead: 'Free from 2026-03-05T09:00:00.000Z.',
    });
    expect(refused.text).not.toMatch(/Copper|Sill/);
    expect((await book(id, { from: WINDOW.to, to: '2026-03-06T09:00:00.000Z' })).status).toBe(201);
  });

  it('given a key, when the booking is sent again, then it is one; a refused one decides anew', async () => {
    const { id } = await register();
    const headers = { 'idempotency-key': 'book-it-once' };
    const body = { operation: CANARY, window: WINDOW };
    const [one, two] = [await post(id, 'bookings', body, { headers }), await post(id, 'bookings', body, { headers })];
    expect(two.body).toEqual(one.body);
    const late = { 'idempotency-key': 'book-it-later' };
    expect((await post(id, 'bookings', body, { headers: late })).body.code).toBe('already-committed');
    await post(id, `bookings/${one.body.id}/release`);
    expect((await post(id, 'bookings', body, { headers: late })).status).toBe(201);
  });

  it.each([
    ['a window that is over', { from: '2026-03-01T09:00:00Z', to: AT }, 409, 'window-over'],
    ['a window that ends before it begins', { from: WINDOW.to, to: WINDOW.from }, 422, 'not-valid'],
    ['a time without a zone', { from: '2026-03-03T09:00', to: WINDOW.to }, 422, 'not-valid'],
  ])('given %s, when it is booked, then it is refused', async (_, window, status, code) => {
    const { id } = await register();
    const answer = await book(id, window);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (status === 422) expect(answer.body.errors[0].pointer).toMatch(/^\/window/);
  });
});

describe('calendars of a window', () => {
  const calendars = (query: string, as = applicant) => served.call('GET', `${ASSETS}/calendars?${query}`, { as });
  const WEEK = `from=2026-03-02T00:00:00Z&to=2026-03-09T00:00:00Z`;

  it('given several assets, when their calendars are read, then by kind, page by page, with what is booked within the window, and from when on one will not do', async () => {
    const { id } = await register({ inspectionDue: '2026-03-04' });
    const camera = await register({ kind: 'fixed-camera', serial: 'FC-0107', label: 'Roof' });
    await post(camera.id, 'serviceability', { serviceable: false });
    const booked = (await book(id)).body.id;
    await book(id, { from: '2026-03-09T00:00:00.000Z', to: '2026-03-10T00:00:00.000Z' });
    const roof = { id: camera.id, kind: 'fixed-camera', label: 'Roof', unfit: { from: AT, because: 'FC-0107 is out of service.' }, bookings: [], deployments: [] };
    const tracker = { id, kind: 'vehicle-tracker', label: 'VT-0001', unfit: { from: '2026-03-05T00:00:00.000Z', because: 'The inspection of VT-0001 ends with 2026-03-04.' }, bookings: [{ id: booked, window: WINDOW }], deployments: [] };
    expect((await calendars(WEEK)).body).toEqual({ items: [roof, tracker] });
    expect((await calendars(`${WEEK}&kind=vehicle-tracker`)).body.items).toEqual([tracker]);
    const first = (await calendars(`${WEEK}&limit=1`)).body;
    expect([first.items, (await calendars(`${WEEK}&limit=1&after=${encodeURIComponent(first.next)}`)).body]).toEqual([[roof], { items: [tracker] }]);
  });

  it.each([
    ['that ends before it begins', 'from=2026-03-09T00:00:00Z&to=2026-03-02T00:00:00Z', 'window-order'],
    ['of more than a quarter of a year', 'from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z', 'window-order'],
    ['without a zone', 'from=2026-03-02T00:00&to=2026-03-09T00:00:00Z', 'instant-without-zone'],
  ])('given a window %s, when calendars are read, then 422 says so', async (_, query, rule) => {
    const { status, body } = await calendars(query);
    expect([status, body.errors[0].rule]).toEqual([422, rule]);
  });

  it('given a role that works with no case, when it reads them, then 403', async () => {
    expect((await calendars(WEEK, owner)).status).toBe(403);
  });
});

describe('the history of an asset', () => {
  it('given what happened in the store, when those who answer for it read it, then the newest is first, with its notes; others may not', async () => {
    const { id } = await register();
    await post(id, 'custody', { action: 'check-out', to: 'dc-ahmed', note: 'Under the blue van.' });
    await post(id, 'custody', { action: 'check-in' });
    await post(id, 'serviceability', { serviceable: true, inspectionDue: '2026-09-30', reason: 'Looked at.' });
    await book(id);
    expect((await served.call('GET', `${ASSETS}/${id}/history`, { as: desk })).body.items).toEqual([
      { at: AT, what: 'serviceability-recorded', by: 'rm-price', serviceable: true, inspectionDue: '2026-09-30', note: 'Looked at.' },
      { at: AT, what: 'checked-in', by: 'rm-price' },
      { at: AT, what: 'checked-out', by: 'rm-price', to: 'dc-ahmed', note: 'Under the blue van.' },
      { at: AT, what: 'registered', by: 'rm-price' },
    ]);
    expect((await served.call('GET', `${ASSETS}/${id}/history`, { as: applicant })).status).toBe(403);
    expect((await served.call('GET', `${NOWHERE}/history`, { as: desk })).status).toBe(404);
  });
});

describe('who has read it', () => {
  it('given a reader of the register, of one item, of its calendar, its history or all calendars, then the access log has who read what', async () => {
    const { id } = await register();
    const window = `from=${WINDOW.from}&to=${WINDOW.to}`;
    for (const path of ['', `/${id}`, `/${id}/calendar`, `/calendars?${window}`, `/${id}/history`]) expect((await served.call('GET', `${ASSETS}${path}`, { as: custodian })).status).toBe(200);
    await served.close();
    const { access } = await host.stores('asset-registry');
    const reads = (await access.readAfter(0, 100)).flatMap(({ body }) => JSON.parse(Buffer.from(body).toString()).events as { type: string; actor: { person: string }; what: string; why: string }[]);
    expect(reads.map(({ type, actor, what, why }) => [type, actor.person, what, why])).toEqual([
      ['RecordRead', 'rm-price', 'assets', 'read the register of assets'],
      ['RecordRead', 'rm-price', `asset-${id}`, 'read the asset'],
      ['RecordRead', 'rm-price', `asset-${id}`, 'read its calendar'],
      ['RecordRead', 'rm-price', 'assets', 'read their calendars'],
      ['RecordRead', 'rm-price', `asset-${id}`, 'read its history'],
    ]);
  });
});

describe('what must not be told', () => {
  it('given notes and operations, when they are stored, logged, refused or sent, then none lies open', async () => {
    const { id } = await register();
    await post(id, 'custody', { action: 'check-out', to: 'dc-ahmed', note: 'Under the blue van.' });
    await post(id, 'serviceability', { serviceable: false, reason: 'Battery from Yard Lane.' });
    await book(id);
    await served.call('POST', `${ASSETS}/${id}/bookings`, { as: custodian, body: { operation: 7, note: CANARY, window: WINDOW } });
    const { ledger } = served.service;
    const commits = await ledger.readAfter(0, 100);
    expect(commits.length).toBeGreaterThan(2);
    expect(JSON.stringify(commits)).not.toMatch(/Copper|blue van|Yard Lane/);
    expect(host.logged.join()).not.toMatch(/Copper|blue van|Yard Lane/);
    const { access } = await host.stores('asset-registry');
    expect((await access.readAfter(0, 100)).map(({ body }) => Buffer.from(body).toString()).join()).not.toMatch(/Copper|blue van|Yard Lane/);
  });
});
