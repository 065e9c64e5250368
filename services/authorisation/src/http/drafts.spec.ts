import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import type { Principal } from '@cpmp/shell';
import { authorisation } from '../app.module.js';
import { publish } from '../publish.js';

const CASES = '/api/authorisation/v1/authorisations';
const AT = '2026-03-02T09:00:00.000Z';
/** 28 days later, to the millisecond: London's clocks have changed meanwhile. */
const GONE = '2026-03-30T09:00:00.000Z';

const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const colleague: Principal = { ...applicant, person: 'dc-brown' };
const gatekeeper: Principal = { person: 'cab-lane', rank: 'sergeant', force: 'met', unit: 'CAB', roles: ['gatekeeper'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };
const inspector: Principal = { person: 'i-pcco', roles: ['inspector-ipco', 'judicial-commissioner'] };
/** Who may know of everything else may not know of this, whatever else they are. */
const READERS = [colleague, gatekeeper, officer, inspector];
const OTHERS = [...READERS, ...READERS.map((one) => ({ ...one, roles: [...one.roles, 'applicant'] }))];

const PART = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
  necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.',
};
const WHOLE = { operation: 'Copper Weir', components: [PART] };

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation);
});
afterEach(() => served.close());

type How = { readonly as?: Principal; readonly body?: object; readonly etag?: string; readonly headers?: Record<string, string> };
const call = (method: string, path: string, { as = applicant, body, etag, headers }: How = {}) =>
  served.call(method, `${CASES}${path}`, { as, ...(body ? { body } : {}), headers: { ...(etag ? { 'if-match': `"${etag}"` } : {}), ...headers } });
const start = async (body: object = WHOLE) => (await call('POST', '/drafts', { body })).body;
const code = async (called: ReturnType<typeof call>): Promise<string> => (await called).body?.code;
const kept = async (): Promise<readonly string[]> => (await call('GET', '/drafts')).body.items.map(({ id }: any) => id);
/** The position of the commit that the first start adopts the law with: its words are nobody's secret. */
const LAW_ADOPTED = 1;
const bytes = async (): Promise<string> => JSON.stringify(await served.service.ledger.readAfter(LAW_ADOPTED, 1_000));
/** What can still be read of a draft by whoever has the ledger and the keys. */
const readable = async (): Promise<string> => JSON.stringify(await served.service.ledger.unseal(await served.service.ledger.readAfter(LAW_ADOPTED, 1_000)));

describe('a draft', () => {
  it('given nothing yet, when somebody begins an application and saves it a part at a time, then it is kept as it was last saved, for 28 days from then', async () => {
    const made = await call('POST', '/drafts', { body: {} });
    const { id } = made.body;
    expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([201, `${CASES}/${id}/draft`, '"1"']);
    expect(made.body).toEqual({ id, etag: '1', savedAt: AT, keptUntil: GONE, application: {} });
    host.clock.set('2026-03-04T09:00:00Z');
    const saved = await call('PUT', `/${id}/draft`, { etag: '1', body: { operation: 'Copper Weir', components: [{ power: 'directed-surveillance' }] } });
    expect([saved.status, saved.headers.get('etag'), saved.body.keptUntil]).toEqual([200, '"2"', '2026-04-01T09:00:00.000Z']);
    expect((await call('GET', `/${id}/draft`)).body).toEqual(saved.body);
    expect((await call('GET', '/drafts')).body).toEqual({ items: [{ id, etag: '2', savedAt: '2026-03-04T09:00:00.000Z', keptUntil: '2026-04-01T09:00:00.000Z', operation: 'Copper Weir', powers: ['directed-surveillance'] }] });
  });

  it('given a key, when the same draft is begun, saved or discarded twice, then it is one act', async () => {
    const begin = () => call('POST', '/drafts', { body: WHOLE, headers: { 'idempotency-key': 'begin-once' } });
    const { id } = (await begin()).body;
    expect((await begin()).body.id).toBe(id);
    const discard = () => call('POST', `/${id}/draft/discard`, { etag: '1', body: {}, headers: { 'idempotency-key': 'discard-once' } });
    expect([(await discard()).status, (await discard()).status, await kept()]).toEqual([204, 204, []]);
    expect(await code(call('POST', `/${id}/draft/discard`, { etag: '1', body: {} }))).toBe('no-draft');
  });

  it.each([
    ['an unknown field', { extra: 1 }, '/extra'],
    ['a text that is too long', { components: [{ necessity: 'x'.repeat(8_001) }] }, '/components/0/necessity'],
    ['a power that nobody knows', { components: [{ power: 'magic' }] }, '/components/0/power'],
    ['a word for two parts', { components: [{ handle: 'watch' }, { handle: 'watch' }] }, '/components'],
  ])('given %s, when it is saved, then 422 names the field', async (_, body, pointer) => {
    const { id } = await start();
    const answer = await call('PUT', `/${id}/draft`, { etag: '1', body });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });

  it('given another version than the one seen, when it is saved, discarded or sent, then 412 and it stays; without one, 428', async () => {
    const { id } = await start();
    for (const [method, path] of [['PUT', ''], ['POST', '/discard'], ['POST', '/send']] as const) {
      const body = method === 'PUT' ? WHOLE : {};
      expect(await code(call(method, `/${id}/draft${path}`, { etag: '7', body }))).toBe('stale');
      expect((await call(method, `/${id}/draft${path}`, { body })).status).toBe(428);
    }
    expect(await kept()).toEqual([id]);
  });

  it('given somebody else, whoever they are, when they ask for it, then it does not exist: alone, in lists, under the case, or to be changed', async () => {
    const { id } = await start();
    for (const as of OTHERS) {
      for (const path of [`/${id}`, `/${id}/draft`, `/${id}/events`, `/${id}/permits`, `/${id}/components/c1`, `/${id}/components/c1/explain`]) expect([path, (await call('GET', path, { as })).status]).toEqual([path, 404]);
      if (as.roles.includes('applicant')) for (const [method, path] of [['PUT', ''], ['POST', ''], ['POST', '/send'], ['POST', '/discard']] as const) expect((await call(method, `/${id}/draft${path}`, { as, etag: '1', body: method === 'PUT' ? WHOLE : {} })).status).toBe(404);
      for (const list of ['/drafts', '']) expect((await call('GET', list, { as })).body.items).toEqual([]);
    }
    expect(await kept()).toEqual([id]);
    expect((await call('GET', `/${id}`)).status).toBe(404);
  });

  it('given a draft, then no topic has a word of it, the ledger and the log have it closed, and reading it is in the access log', async () => {
    const { id } = await start();
    await call('PUT', `/${id}/draft`, { etag: '1', body: WHOLE });
    const commits = await served.service.ledger.readAfter(LAW_ADOPTED, 100);
    expect(commits.flatMap(({ events }) => events.flatMap(({ event, meta }) => publish(event, meta, (text) => text)))).toEqual([]);
    expect(`${await bytes()}${host.logged.join()}`).not.toMatch(/Copper|Handovers|watch|surveillance/);
    const { access } = await host.stores('authorisation');
    expect((await access.readAfter(0, 100)).map(({ body }) => Buffer.from(body).toString()).join()).toMatch(/read their draft/);
  });
});

describe('the end of a draft', () => {
  it('given a whole draft, when it is sent, then it is the application, with the next reference and none burnt before; it is a draft no more, and its key is destroyed', async () => {
    const other = await start();
    const { id } = await start();
    const send = () => call('POST', `/${id}/draft/send`, { etag: '1', body: {}, headers: { 'idempotency-key': 'send-once-key' } });
    const sent = await send();
    expect([sent.status, sent.body]).toEqual([200, expect.objectContaining({ id, reference: 'MET-26-0001', operation: 'Copper Weir', etag: '1' })]);
    expect((await send()).body).toEqual(sent.body);
    expect(sent.body.components[0]).toMatchObject({ id: 'c1', state: 'submitted', necessity: 'No other line of inquiry.' });
    expect(await kept()).toEqual([other.id]);
    expect(await code(call('POST', `/${id}/draft/send`, { etag: '1', body: {} }))).toBe('no-draft');
    expect((await call('GET', `/${id}`, { as: officer })).body.reference).toBe('MET-26-0001');
    expect((await call('GET', `/${id}/events`, { as: officer })).body.items.map(({ type }: any) => type)).toEqual(['AuthorityApplied']);
    await call('POST', `/${other.id}/draft/discard`, { etag: '1', body: {} });
    expect([...(await readable()).matchAll(/Copper Weir/g)]).toHaveLength(1);
  });

  it('given a draft that says too little, when it is sent, then 422 names everything that is missing, and it stays', async () => {
    const { id } = await start({ operation: 'Copper Weir', components: [{ handle: 'watch', power: 'directed-surveillance', tactics: PART.tactics }] });
    const answer = await call('POST', `/${id}/draft/send`, { etag: '1', body: {} });
    expect([answer.status, answer.body.errors.map(({ pointer }: any) => pointer).toSorted()]).toEqual([422, ['/components/0/collateral', '/components/0/ground', '/components/0/necessity', '/components/0/proportionality']]);
    expect(await kept()).toEqual([id]);
  });

  it('given nobody who saves it, when 28 days have passed, then it is gone at once, and its key once that is recorded; a draft that was saved meanwhile stays', async () => {
    const { id } = await start();
    const other = await start();
    await host.moveTo('2026-03-16T09:00:00Z', served.service);
    await call('PUT', `/${other.id}/draft`, { etag: '1', body: { operation: 'Ashen Kite' } });
    host.clock.set(GONE);
    expect([(await call('GET', `/${id}/draft`)).status, await code(call('PUT', `/${id}/draft`, { etag: '1', body: WHOLE })), await kept()]).toEqual([404, 'no-draft', [other.id]]);
    expect([...(await readable()).matchAll(/Copper Weir/g)]).toHaveLength(2);
    await host.moveTo(GONE, served.service);
    // What `other` said before it was last saved is under the same key.
    expect([...(await readable()).matchAll(/Copper Weir/g)]).toHaveLength(1);
    expect([await kept(), (await served.service.nextDue())?.what, (await served.service.nextDue())?.at]).toEqual([[other.id], 'draft:1', '2026-04-13T09:00:00.000Z']);
  });

  it('given a draft that is saved just before it would lapse, when a runner that has not heard of that does what was due, then the draft stays and can be read', async () => {
    const { id } = await start();
    const row = await served.service.nextDue();
    host.clock.set(new Date(Date.parse(GONE) - 1).toISOString());
    await call('PUT', `/${id}/draft`, { etag: '1', body: { operation: 'Ashen Kite' } });
    host.clock.set(GONE);
    await served.service.runDue(row!);
    expect((await call('GET', `/${id}/draft`)).body).toMatchObject({ etag: '2', application: { operation: 'Ashen Kite' } });
  });

  it('given a process that stopped between an end and its key, when the next one runs, then the key is destroyed', async () => {
    const { id } = await start();
    const { ledger } = served.service;
    const destroy = ledger.destroyKeys.bind(ledger);
    ledger.destroyKeys = async () => { throw new Error('stopped'); };
    expect((await call('POST', `/${id}/draft/discard`, { etag: '1', body: {} })).status).toBe(500);
    ledger.destroyKeys = destroy;
    expect([await kept(), (await readable()).includes('Copper Weir')]).toEqual([[], true]);
    await host.moveTo(AT, served.service);
    expect([(await readable()).includes('Copper Weir'), await served.service.nextDue()]).toEqual([false, undefined]);
  });
});

describe('a returned application', () => {
  const MORE = { ...PART, handle: 'more', urgent: 'They move on Friday.' };
  const returned = async (): Promise<string> => {
    const { id } = (await call('POST', '', { body: { operation: 'Copper Weir', cleared: ['dc-cleared'], components: [PART, MORE] } })).body;
    await call('POST', `/${id}/check`, { as: gatekeeper, etag: '2', body: { outcome: 'return', comment: 'Say more of collateral intrusion.' } });
    return id;
  };

  it('given its applicant, when they change it and send it again, then the gatekeeper has it anew under its reference, with the comment that it answered in the record', async () => {
    const id = await returned();
    const begun = await call('POST', `/${id}/draft`, { body: {} });
    expect(begun.body).toMatchObject({ reference: 'MET-26-0001', etag: '1', check: { outcome: 'return', comment: 'Say more of collateral intrusion.' }, application: { operation: 'Copper Weir', cleared: ['dc-cleared'], components: [PART, MORE] } });
    expect((await call('POST', `/${id}/draft`, { body: {} })).body).toEqual(begun.body);
    // A list names drafts; what was said of one is read with it.
    expect((await call('GET', '/drafts')).body.items).toEqual([{ id, etag: '1', reference: 'MET-26-0001', savedAt: AT, keptUntil: expect.any(String), operation: 'Copper Weir', powers: expect.any(Array) }]);
    const [watch, more] = begun.body.application.components;
    await call('PUT', `/${id}/draft`, { etag: '1', body: { ...begun.body.application, components: [more, { ...watch, collateral: 'Passers-by are not recorded.' }, { ...PART, handle: 'third' }] } });
    expect((await call('GET', `/${id}`, { as: gatekeeper })).body.components.map(({ state }: any) => state)).toEqual(['returned', 'returned']);
    const sent = await call('POST', `/${id}/draft/send`, { etag: '2', body: {} });
    expect(sent.body).toMatchObject({ reference: 'MET-26-0001', components: [{ id: 'c1', etag: '3', state: 'submitted', collateral: 'Passers-by are not recorded.' }, { id: 'c2', etag: '3', state: 'submitted' }, { id: 'c3', handle: 'third', etag: '1' }] });
    expect(sent.body.check).toBeUndefined();
    const { items } = (await call('GET', `/${id}/events`, { as: officer })).body;
    expect(items.map(({ summary }: any) => summary)).toEqual([expect.stringContaining('An application was made'), 'The gatekeeper returned it to its applicant.', 'The application for part 2, part 1 and part 3 was changed by its applicant and sent again.']);
    expect((await call('POST', `/${id}/check`, { as: gatekeeper, etag: sent.body.etag, body: { outcome: 'pass', comment: 'Complete.' } })).status).toBe(200);
  });

  it('given a part that is left out, when the rest is sent, then it stays returned', async () => {
    const id = await returned();
    const { application } = (await call('POST', `/${id}/draft`, { body: {} })).body;
    await call('PUT', `/${id}/draft`, { etag: '1', body: { ...application, components: [application.components[1]] } });
    expect((await call('POST', `/${id}/draft/send`, { etag: '2', body: {} })).body.components.map(({ state }: any) => state)).toEqual(['returned', 'submitted']);
  });

  it('given a part that an officer decided meanwhile, another name, or nothing that was returned, when it is sent, then it is refused with what would be allowed, and stays a draft', async () => {
    const id = await returned();
    const { application } = (await call('POST', `/${id}/draft`, { body: {} })).body;
    const sendOf = async (etag: string, body: object) => {
      await call('PUT', `/${id}/draft`, { etag, body });
      return (await call('POST', `/${id}/draft/send`, { etag: String(Number(etag) + 1), body: {} })).body;
    };
    expect(await sendOf('1', { ...application, operation: 'Ashen Kite' })).toMatchObject({ status: 409, code: 'operation-fixed', instead: expect.any(String) });
    expect(await sendOf('2', { ...application, components: [{ ...PART, handle: 'third' }] })).toMatchObject({ code: 'not-returned' });
    await call('POST', `/${id}/components/c1/grant`, { as: officer, etag: '2', body: { form: 'written', statement: 'Now.', reviewBy: '2026-03-30T12:00:00Z' } });
    expect(await sendOf('3', application)).toMatchObject({ code: 'already-decided', because: 'Part 1 has been decided.' });
    expect(await kept()).toEqual([id]);
  });

  it('given an inspector who reads the record, then it holds no draft while one is written or after it was thrown away, and no word of one that was sent', async () => {
    const id = await returned();
    const record = async () => (await call('GET', `/${id}/events?at=now`, { as: inspector })).body.items.map(({ type }: any) => type);
    await call('POST', `/${id}/draft`, { body: {} });
    expect(await record()).toEqual(['AuthorityApplied', 'AuthorityChecked']);
    await call('POST', `/${id}/draft/discard`, { etag: '1', body: {} });
    expect(await record()).toEqual(['AuthorityApplied', 'AuthorityChecked']);
    await call('POST', `/${id}/draft`, { body: {} });
    await call('POST', `/${id}/draft/send`, { etag: '2', body: {} });
    expect(await record()).toEqual(['AuthorityApplied', 'AuthorityChecked', 'DraftSaved', 'AuthorityResubmitted', 'DraftEnded']);
  });

  it('given a colleague, or a case that nobody returned, when somebody would change it, then it is refused; to a stranger it does not exist', async () => {
    const id = await returned();
    expect(await code(call('POST', `/${id}/draft`, { as: colleague, body: {} }))).toBe('not-the-applicant');
    expect((await call('POST', `/${id}/draft`, { as: { ...applicant, person: 'dc-far', unit: 'SCO7' }, body: {} })).status).toBe(404);
    const { id: other } = (await call('POST', '', { body: WHOLE })).body;
    expect(await code(call('POST', `/${other}/draft`, { body: {} }))).toBe('not-returned');
  });
});

describe('what may be applied for', () => {
  const powers = async (query = '') => (await served.call('GET', `/api/authorisation/v1/law/powers${query}`, { as: applicant })).body.items;

  it('given the packs, when somebody asks what may be applied for, then each power that they cover says its section, its grounds, its tactics and what else it asks', async () => {
    const found = Object.fromEntries((await powers()).map((one: any) => [one.power, one]));
    expect(found['property-interference']).toMatchObject({ clause: 'PA 1997 s.93', confirmed: true, grounds: expect.arrayContaining([{ ground: 'serious-crime', clause: expect.stringContaining('PA 1997 s.93'), confirmed: true }]), tactics: expect.arrayContaining(['vehicle-tracker']), asks: ['otherMeans'] });
    expect([found['directed-surveillance'].asks, found['directed-surveillance'].grounds.map(({ ground }: any) => ground)]).toEqual([[], expect.arrayContaining(['crime-or-disorder', 'public-health'])]);
  });

  it('given a day of another law, then the powers that the packs know for it are named, and no others', async () => {
    const on = async (day: string) => (await powers(`?at=${day}T12:00:00Z`)).map(({ power }: any) => power);
    expect(await on('1998-01-01')).toEqual([]);
    expect(await on('2001-06-01')).toEqual(expect.arrayContaining(['property-interference']));
    expect(await on('2001-06-01')).not.toContain('directed-surveillance');
  });
});
