import type { Aggregate } from '@cpmp/kernel';
import { message, publisher } from '@cpmp/messaging';
import { SourceFactsSchema } from '@cpmp/proto/source';
import { createService, type Principal, type RunningService, type ServiceParts } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';
import { authorisation } from '../app.module.js';

const CASES = '/api/authorisation/v1/authorisations';
const applicant: Principal = { person: 'dc-ahmed', rank: 'constable', force: 'met', unit: 'SCO35', roles: ['applicant'] };
const senior: Principal = { person: 'cmdr-sro', rank: 'commander', force: 'met', roles: ['senior-responsible-officer'] };
const officer: Principal = { person: 'supt-okafor', rank: 'superintendent', force: 'met', roles: ['authorising-officer'] };

type Held = { role: string; person: string; from: string; until?: string };
type Told = { readonly type: 'Told'; readonly roles: readonly Held[]; readonly eighteen: string };
const told = (roles: readonly Held[], eighteen: string): Told => ({ type: 'Told', roles, eighteen });
/** A register that says what it is told to say of a source. */
const source: Aggregate<null, Told> = { category: 'source', initial: null, evolve: () => null, personal: { Told: [] } };
const registry: ServiceParts = {
  name: 'asset-registry', title: 'A register', aggregates: [source], views: [], controllers: [], consumers: [], providers: [],
  publish: publisher<Told>({ Told: ({ roles, eighteen }, { stream }) => [message('asset-registry.source-facts.v1', stream, SourceFactsSchema, { thing: stream, turns: { '16': '2026-01-01', '18': eighteen }, roles: [...roles] })] }),
};

let host: TestHost;
let served: Served;
let register: RunningService;
let acts = 0;
beforeEach(async () => {
  host = await testHost({ at: '2026-03-02T09:00:00.000Z' });
  served = await serve(host, authorisation);
  register = await createService(registry, host);
});
afterEach(async () => {
  await register.close();
  await served.close();
});

const ROLES: readonly Held[] = ['handler', 'controller', 'record-maintainer'].map((role) => ({ role, person: `${role}-1`, from: '2026-03-02' }));
const tells = async (roles: readonly Held[], eighteen = '2026-01-01') => {
  await register.ledger.transact(source, 'src1', () => [told(roles, eighteen)], { cause: `test/${++acts}`, actor: null });
  await host.topics.drain();
};
const checks = async () => (await served.service.ledger.readAfter(0, 500)).flatMap(({ events }) => events).flatMap(({ event }) => (event.type === 'ArrangementsChecked' ? [event as unknown as { gaps: unknown[] }] : []));

const USE = { handle: 'use', power: 'chis', ground: 'crime-or-disorder', tactics: [{ tactic: 'tasked-source', because: 'b' }], necessity: 'n', proportionality: 'p', collateral: 'c', source: 'src1', conduct: 'x', confidential: 'none' };

describe('who looks after a source', () => {
  it('given an authority in force, when a controller’s last day is told and comes, then the gap is on the record and in the list; when another takes the role, it is closed and off it', async () => {
    await tells(ROLES);
    const { id } = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', components: [USE] } })).body;
    const grant = await served.call('POST', `${CASES}/${id}/components/c1/grant`, { as: officer, headers: { 'if-match': '"1"' }, body: { form: 'written', statement: 'Needed.', reviewBy: '2026-03-30T12:00:00Z' } });
    expect(grant.status).toBe(200);

    const leaving = ROLES.map((one) => (one.role === 'controller' ? { ...one, until: '2026-03-05' } : one));
    await tells(leaving);
    expect(await checks()).toMatchObject([{ gaps: [], again: '2026-03-05T00:00:00.000Z' }]);
    const inGap = async () => (await served.call('GET', `${CASES}?gap=true`, { as: officer })).body.items.map((item: { id: string }) => item.id);
    expect(await inGap()).toEqual([]);

    await host.moveTo('2026-03-05T08:00:00.000Z', served.service);
    expect(await inGap()).toEqual([id]);
    expect((await served.call('GET', `${CASES}/${id}`, { as: officer })).body.components[0].arrangements.gaps).toEqual([{ from: '2026-03-05', missing: ['controller'], shared: [] }]);

    const errors = async () => (await served.call('GET', '/api/authorisation/v1/errors', { as: senior })).body.items;
    expect(await errors()).toMatchObject([{ kind: 'safeguards-not-followed', authorisation: id, component: 'c1', from: '2026-03-05T00:00:00.000Z', shows: expect.stringContaining('looking after the source') }]);

    await tells([...leaving, { role: 'controller', person: 'ds-new', from: '2026-03-05' }]);
    await host.moveTo('2026-03-07T08:00:00.000Z', served.service);
    expect([await inGap(), (await errors()).length]).toEqual([[], 1]);
    expect((await checks()).at(-1)).toMatchObject({ gaps: [], heard: { source: expect.stringMatching(/^asset-registry\//) } });
  });

  it('given crime of a source whom only the part that it stands on names, then the decision rests on what the register says of that source', async () => {
    await tells(ROLES);
    const { source: _source, ...named } = USE;
    const crime = { ...named, handle: 'crime', power: 'criminal-conduct', linked: 'use', tactics: [{ tactic: 'participating', because: 'b' }], otherMeans: 'o' };
    const { id } = (await served.call('POST', CASES, { as: applicant, body: { operation: 'Copper Weir', components: [USE, crime] } })).body;
    const grant = (part: string, as: Principal) => served.call('POST', `${CASES}/${id}/components/${part}/grant`, { as, headers: { 'if-match': '"1"' }, body: { form: 'written', statement: 'Needed.', reviewBy: '2026-03-30T12:00:00Z' } });
    expect((await grant('c1', officer)).status).toBe(200);
    await tells(ROLES, '2027-01-01');
    expect((await grant('c2', officer)).body).toMatchObject({ code: 'safeguards-missing' });
  });
});
