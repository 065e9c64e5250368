import { assetRegistry } from '@cpmp/asset-registry';
import { authorisation } from '@cpmp/authorisation';
import { type Heard, listen } from '@cpmp/client';
import { notification } from '@cpmp/notification';
import { resourceAllocation } from '@cpmp/resource-allocation';
import { riskAssessment } from '@cpmp/risk-assessment';
import type { Principal } from '@cpmp/shell';
import { serve, type Served, type TestHost, testHost } from '@cpmp/shell/testing';

const AT = '2026-03-02T09:00:00.000Z';
const hours = (count: number): string => new Date(Date.parse(AT) + count * 3_600_000).toISOString();
const who = (person: string, role: string, more: Partial<Principal> = {}): Principal => ({ person, force: 'met', roles: [role], ...more });
const people = {
  duty: who('duty-1', 'duty-officer'), administrator: who('ad-min', 'administrator'), applicant: who('dc-ahmed', 'applicant', { rank: 'constable', unit: 'SCO35' }), gatekeeper: who('cab-lane', 'gatekeeper'),
  officer: who('supt-okafor', 'authorising-officer', { rank: 'superintendent' }), desk: who('rm-price', 'resource-manager'), responsible: who('sro-penn', 'senior-responsible-officer'), owner: who('ro-hale', 'risk-owner'),
};
const { administrator, applicant, officer, desk, owner, gatekeeper } = people;
/** Of the same force and of the same trade, and no business with the case. */
const colleague = who('dc-other', 'applicant', { unit: 'SCO7' });
const strangers: readonly Principal[] = [colleague, { ...desk, person: 'rm-kent', force: 'kent' }, { ...gatekeeper, person: 'gk-kent', force: 'kent' }, { person: 'nobody', roles: [] }];
const SERVICES = ['authorisation', 'asset-registry', 'resource-allocation', 'risk-assessment', 'notification'] as const;

let host: TestHost;
let served: Served;
let camera: string;
const gone = new AbortController();
const post = async (path: string, as: Principal, body: object, headers = {}) => {
  const answer = await served.call('POST', path, { as, headers, body });
  expect([path, answer.text, answer.status < 300]).toEqual([path, answer.text, true]);
  return answer.body;
};
const settled = () => host.moveTo(host.clock.now(), ...served.services);

beforeAll(async () => {
  host = await testHost({ at: AT });
  served = await serve(host, authorisation, assetRegistry, resourceAllocation, riskAssessment, notification);
  for (const { person, roles, unit = null, force = null } of Object.values(people))
    expect((await served.call('PUT', `/api/notification/v1/directory/${person}`, { as: administrator, body: { force, unit, roles: roles.map((role) => ({ role })), dutyOfficer: person === 'duty-1' } })).status).toBe(200);
  camera = (await post('/api/asset-registry/v1/assets', { ...desk, roles: ['asset-custodian'] }, { kind: 'fixed-camera', serial: 'FC-0107', site: 'hendon' })).id;
});
afterAll(async () => {
  gone.abort();
  await served.close();
});

type Ear = { readonly heard: readonly Heard[]; readonly ended: Promise<void> };

/** Listens to everything that a person may hear of a service. */
const earOf = async (as: Principal, service: string): Promise<Ear> => {
  const heard: Heard[] = [];
  const lines = listen({ baseUrl: served.url, token: await host.tokenOf(as) }, { service, signal: gone.signal });
  await lines.next();
  const ended = (async () => {
    for await (const one of lines) if (one.what !== 'quiet') heard.push(one);
  })();
  return { heard, ended };
};
const heardBy = ({ heard }: Ear): readonly string[] => [...new Set(heard.map(({ what, stream }) => `${what} ${stream}`))].toSorted();

describe('given an operation from its application to a recall', () => {
  it('when everybody listens to everything, then each hears of the streams that they may know of, and strangers of nothing', async () => {
    const listeners = [applicant, officer, desk, gatekeeper, owner, ...strangers];
    const ears = new Map<string, Ear>();
    for (const one of listeners) for (const service of SERVICES) ears.set(`${one.person} ${service}`, await earOf(one, service));
    const of = (as: Principal, service: (typeof SERVICES)[number]) => heardBy(ears.get(`${as.person} ${service}`) as Ear);

    const draft = {
      handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', subjects: ['subject-a'], confidential: 'none', tactics: [{ tactic: 'fixed-camera', because: 'They meet at the rear gate.' }],
      necessity: 'No other line of inquiry.', proportionality: 'Public places only.', collateral: 'Others are not recorded.',
    };
    const { id } = await post('/api/authorisation/v1/authorisations', applicant, { operation: 'Copper Weir', components: [draft] });
    await settled();
    await post(`/api/authorisation/v1/authorisations/${id}/components/c1/grant`, officer, { form: 'written', statement: 'The only workable step.', reviewBy: hours(12) }, { 'if-match': '"1"' });
    await settled();
    const risk = await post('/api/risk-assessment/v1/risks', owner, { about: `authority-${id}`, threat: 'Seen.', likelihood: 2, impact: 2, controls: 'Care.', residual: [1, 1], owner: 'ro-hale' });
    const out = await post('/api/asset-registry/v1/deployments', desk, { asset: camera, authorisation: id, component: 'c1', tactic: 'fixed-camera', target: { subject: 'subject-a' }, window: { from: hours(1), to: hours(6) } });
    expect(out.state).toBe('deployed');
    await settled();
    await post(`/api/authorisation/v1/authorisations/${id}/components/c1/cancel`, officer, { ceasedAt: host.clock.now(), told: ['rm-price'], reason: 'Arrests.', value: 'Two named.', productDirection: 'Keep the logs.' }, { 'if-match': '"2"' });
    await settled();
    for (const service of served.services) await service.close(); // whoever was to hear has heard
    await Promise.all([...ears.values()].map(({ ended }) => ended));

    const [authority, asset] = [`authority-${id}`, `asset-${camera}`];
    for (const one of [applicant, officer]) expect([one.person, of(one, 'authorisation')]).toEqual([one.person, [`changed ${authority}`, `ended ${authority}`]]);
    // It began at the very instant at which its authority ended: a possible error, of which the force's keepers hear and nobody else.
    expect(of(gatekeeper, 'authorisation')).toEqual([`changed ${authority}`, expect.stringMatching(/^changed error-[a-z2-7]{16}$/), `ended ${authority}`]);
    for (const one of [applicant, officer, desk]) expect([one.person, of(one, 'asset-registry')]).toEqual([one.person, [`changed ${asset}`, `changed ${authority}`, `ended ${asset}`, `ended ${authority}`]]);
    // They asked for a permit under it: they hear how the case stands from then on, and of nobody's permit.
    expect(of(desk, 'authorisation')).toEqual([`ended ${authority}`]);
    for (const one of [applicant, officer, owner]) expect([one.person, of(one, 'risk-assessment')]).toEqual([one.person, [`changed ${authority}`, `changed risk-${risk.id}`].toSorted()]);
    expect(of(applicant, 'notification')).toEqual(expect.arrayContaining([`changed ${authority}`, expect.stringContaining('changed deadline-')]));
    for (const one of [desk, officer]) expect([one.person, of(one, 'notification').filter((line) => line.includes('person-'))]).toEqual([one.person, [`changed person-${one.person}`]]);

    // That error has a day by which it is judged: of that, too, the officer whose act it may be hears nothing.
    expect(of(gatekeeper, 'notification').some((line) => line.startsWith('changed error-'))).toBe(true);
    expect(of(officer, 'notification').filter((line) => line.includes('error-'))).toEqual([]);

    for (const one of strangers) for (const service of SERVICES) expect([one.person, service, of(one, service)]).toEqual([one.person, service, []]);
    // Nothing but streams and instants.
    for (const { heard } of ears.values()) for (const one of heard) expect(Object.keys(one).filter((key) => key !== 'place').toSorted()).toEqual(['at', 'stream', 'what']);
  });
});
