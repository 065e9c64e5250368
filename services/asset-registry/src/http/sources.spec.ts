import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { fromBinary } from '@bufbuild/protobuf';
import { SourceFactsSchema } from '@cpmp/proto/source';
import { assetRegistry } from '../app.module.js';

const SOURCES = '/api/asset-registry/v1/sources';
const handler: Principal = { person: 'dc-bell', rank: 'constable', force: 'met', unit: 'DSU', roles: ['handler'] };
const controller: Principal = { person: 'ds-cole', rank: 'sergeant', force: 'met', unit: 'DSU', roles: ['controller'] };
const stranger: Principal = { person: 'dc-lowe', rank: 'constable', force: 'met', unit: 'DSU', roles: ['handler'] };
const inspector: Principal = { person: 'ipco-frost', roles: ['inspector-ipco'] };
const administrator: Principal = { person: 'admin', force: 'met', roles: ['administrator'] };
const BODY = { pseudonym: 'LINNET', born: '2010-05-01', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' };

let host: TestHost;
let served: Served;
beforeEach(async () => {
  host = await testHost({ at: '2026-07-13T08:00:00.000Z' });
  served = await serve(host, assetRegistry);
});
afterEach(() => served.close());

const enter = () => served.call('POST', SOURCES, { as: handler, body: BODY });

describe('sources', () => {
  it('given a source, then those who look after them read who does, what is on the record and what is missing; to others they do not exist, and an administrator has no business with them', async () => {
    const { body, status, headers } = await enter();
    expect([status, headers.get('location')]).toEqual([201, `${SOURCES}/${body.id}`]);
    expect(body).toMatchObject({ pseudonym: 'LINNET', holders: { handler: 'dc-bell', controller: 'ds-cole', 'record-maintainer': 'ds-dunn' }, turns: { '16': '2026-07-13', '18': '2028-05-01' } });
    expect(JSON.stringify(body)).not.toContain('2010');
    expect((await served.call('GET', `${SOURCES}/${body.id}`, { as: controller })).body.pseudonym).toBe('LINNET');
    expect((await served.call('GET', `${SOURCES}/${body.id}`, { as: stranger })).status).toBe(404);
    expect((await served.call('GET', `${SOURCES}/${body.id}`, { as: administrator })).status).toBe(403);
    expect((await served.call('GET', SOURCES, { as: stranger })).body.items).toEqual([]);
    expect((await served.call('GET', SOURCES, { as: controller })).body.items).toEqual([{ id: body.id, pseudonym: 'LINNET', vulnerable: false }]);
  });

  it('given a handover, an entry and a vulnerability, then the record has them', async () => {
    const { id } = (await enter()).body;
    const post = (what: string, body: object) => served.call('POST', `${SOURCES}/${id}/${what}`, { as: controller, body });
    expect((await post('roles', { role: 'handler', person: 'dc-lowe', from: '2026-07-13', reason: 'Leave.' })).body.holders.handler).toBe('dc-lowe');
    expect((await post('vulnerability', { vulnerable: true, reason: 'Seen by a doctor.' })).body.vulnerable).toBe(true);
    const { records, missing } = (await post('records', { particular: 'k', text: 'Met at noon.' })).body;
    expect([records, missing.includes('k'), missing.length]).toEqual([[{ particular: 'k', by: 'ds-cole', at: '2026-07-13T08:00:00.000Z', text: 'Met at noon.' }], false, 14]);
    expect((await served.call('GET', `${SOURCES}/${id}`, { as: stranger })).status).toBe(200);
  });

  it('given meetings, then who looks after the source reads them there, an inspector those of all sources, with a juvenile and without an adult by themselves, and within a time', async () => {
    const { id } = (await enter()).body;
    const meet = (body: object) => served.call('POST', `${SOURCES}/${id}/meetings`, { as: handler, body });
    expect((await meet({ heldAt: '2026-04-01T10:00:00.000Z' })).body).toMatchObject({ status: 409, code: 'adult-missing', clause: 'SI 2000/2793 art.4' });
    expect((await meet({ heldAt: '2026-04-01T10:00:00.000Z', adult: 'Aunt', why: 'x' })).status).toBe(422);
    await meet({ heldAt: '2026-04-01T10:00:00.000Z', adult: 'Her aunt, who has parental responsibility' });
    const { body } = await meet({ heldAt: '2026-06-01T10:00:00.000Z', reason: 'She asked that nobody come.' });
    expect(body.meetings).toMatchObject([{ age: 'under-16', by: 'dc-bell', adult: 'Her aunt, who has parental responsibility' }, { age: 'under-18', reason: 'She asked that nobody come.' }]);
    const list = async (query: string, as = inspector) => (await served.call('GET', `${SOURCES}/meetings${query}`, { as })).body.items.map(({ pseudonym, heldAt }: { pseudonym: string; heldAt: string }) => [pseudonym, heldAt.slice(0, 10)]);
    const grown = (await served.call('POST', SOURCES, { as: handler, body: { ...BODY, pseudonym: 'WREN', born: '1988-03-19' } })).body;
    await served.call('POST', `${SOURCES}/${grown.id}/meetings`, { as: handler, body: { heldAt: '2026-07-01T10:00:00.000Z' } });
    const all = await list('');
    expect(all).toHaveLength(3);
    expect([all.filter(([pseudonym]: [string]) => pseudonym === 'LINNET'), await list('?adult=absent'), await list('?to=2026-05-01T00:00:00.000Z'), await list('', stranger)]).toEqual([
      [['LINNET', '2026-04-01'], ['LINNET', '2026-06-01']], [['LINNET', '2026-06-01']], [['LINNET', '2026-04-01']], [],
    ]);
    expect((await served.call('GET', `${SOURCES}/meetings`, { as: administrator })).status).toBe(403);
  });

  it('given a role that nobody holds, then an inspector reads the days of it as far as today', async () => {
    const { id } = (await enter()).body;
    await served.call('POST', `${SOURCES}/${id}/roles`, { as: controller, body: { role: 'handler', from: '2026-07-15', reason: 'Posted.' } });
    const unheld = async (query = '') => (await served.call('GET', `${SOURCES}/unheld${query}`, { as: inspector })).body.items;
    expect(await unheld()).toEqual([]);
    host.clock.set('2026-07-20T08:00:00.000Z');
    expect(await unheld()).toEqual([{ source: id, pseudonym: 'LINNET', role: 'handler', from: '2026-07-15', to: '2026-07-20' }]);
    expect(await unheld('?from=2026-07-17T08:00:00.000Z&to=2026-07-18T08:00:00.000Z')).toMatchObject([{ from: '2026-07-17', to: '2026-07-18' }]);
  });

  it('given two spans of time of which one begins where the other ends, then a day or a meeting is in one of them, as in every other question', async () => {
    const { id } = (await enter()).body;
    await served.call('POST', `${SOURCES}/${id}/roles`, { as: controller, body: { role: 'handler', from: '2026-07-15', reason: 'Posted.' } });
    host.clock.set('2026-07-20T08:00:00.000Z');
    const midnight = '2026-07-17T23:00:00.000Z'; // the beginning of 18 July in London
    await served.call('POST', `${SOURCES}/${id}/meetings`, { as: handler, body: { heldAt: midnight, adult: 'Her aunt' } });
    const items = async (what: string, query: string) => (await served.call('GET', `${SOURCES}/${what}?${query}`, { as: inspector })).body.items;
    const days = async (query: string) => (await items('unheld', query)).map(({ from, to }: { from: string; to: string }) => [from, to]);
    expect([await days(`to=${midnight}`), await days(`from=${midnight}`)]).toEqual([[['2026-07-15', '2026-07-17']], [['2026-07-18', '2026-07-20']]]);
    expect([(await items('meetings', `to=${midnight}`)).length, (await items('meetings', `from=${midnight}`)).length]).toEqual([0, 1]);
    // What was held at this very moment is on record all the same.
    await served.call('POST', `${SOURCES}/${id}/meetings`, { as: handler, body: { heldAt: host.clock.now(), adult: 'Her aunt' } });
    expect(await items('meetings', '')).toHaveLength(2);
  });

  it('given a source, then authorisation is told the whole of what the law asks, and never the birth date nor the pseudonym', async () => {
    const { id } = (await enter()).body;
    const { ledger } = served.service;
    const events = (await ledger.readAfter(0, 10)).flatMap((commit) => commit.events);
    const sent = await Promise.all(events.map(async ({ event, meta }) => assetRegistry.publish(await ledger.unseal(event), meta, (text) => text)));
    const [value = new Uint8Array()] = sent.flat().filter(({ topic }) => topic === 'asset-registry.source-facts.v1').map((message) => message.value);
    const facts = fromBinary(SourceFactsSchema, value);
    expect([facts.thing, facts.vulnerable, facts.turns, facts.roles.map(({ role, person }) => [role, person])]).toEqual([
      `source-${id}`, false, { '16': '2026-07-13', '18': '2028-05-01' }, [['handler', 'dc-bell'], ['controller', 'ds-cole'], ['record-maintainer', 'ds-dunn']],
    ]);
    expect(Buffer.from(value).toString('latin1')).not.toMatch(/LINNET|2010/);
  });
});
