import type { Instant } from '@cpmp/kernel';
import type { Spoil } from '@cpmp/messaging';
import { type Platform, startPlatform } from '../platform.js';
import type { VirtualClock } from '../time.js';
import { actOf, GRANTED, STARTS, Storyteller, type Told, UNTIL } from './story.js';

const PERMITS = 'authorisation.permits.v1';
const HOLDER = 'asset-registry.deployments.v1';

let platform: Platform;
let story: Storyteller;
/** How often a message is handed to a service; 0 poisons it. */
let spoil: Spoil;

/** Three months are granted, and a tracker is out under them. */
beforeEach(async () => {
  spoil = () => 1;
  platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: STARTS }, demonstration: true, spoil: (placed, service) => spoil(placed, service) });
  story = new Storyteller(platform.url);
  await story.findThings();
  await story.tell([...GRANTED, { ...actOf('deploy-tracker-1'), body: (ids) => ({ ...actOf('deploy-tracker-1').body?.(ids), window: { from: '2026-03-02T12:00:00Z', to: '2026-06-01T12:00:00Z' } }) }]);
});
afterEach(() => platform.close());

const serviceOf = (name: string) => platform.services.find((service) => service.name === name)!;
const out = () => story.read('cab-lane', `/api/asset-registry/v1/deployments/${story.ids['out-1']}`);
const permit = async () => (await story.read('cab-lane', `/api/authorisation/v1/authorisations/${story.ids['weir']}/permits`)).items.find(({ startedAt }: any) => startedAt);
const timeline = async (): Promise<readonly string[]> => (await story.read('cab-lane', `/api/authorisation/v1/authorisations/${story.ids['weir']}/events`)).items.map(({ type, component }: any) => `${type} ${component ?? ''}`.trim());
const notices = async (person: string): Promise<readonly string[]> => (await story.read(person, '/api/notification/v1/notices', { limit: 200 })).items.map(({ about }: any) => about);
const deadLetters = async (service: string): Promise<number> => (await serviceOf(service).health()).deadLetters;

/** Legal time goes on while every due runner stands still. */
const timePassesUnattended = (to: Instant): Promise<void> => (platform.clock as VirtualClock).set(to);

/** One service's own runner catches up with the clock; nobody else's. */
const runOwnDue = async (name: string): Promise<void> => {
  const service = serviceOf(name);
  for (let row = await service.nextDue(); row && row.at <= platform.clock.now(); row = await service.nextDue()) await service.runDue(row);
};

const deployTracker2 = async (window: object): Promise<Told> => {
  const act = actOf('deploy-tracker-1');
  return story.ask('rm-price', act.post(story.ids), { body: { ...act.body?.(story.ids), asset: story.ids['tracker-2'], window }, key: 'deploys-tracker-2' });
};

const cancelTrack = async (): Promise<void> => {
  const { at: _, ...act } = actOf('cancel-track');
  const answer = await (await story.prepare({ ...act, body: (ids) => ({ ...act.body?.(ids), ceasedAt: platform.clock.now() }) })).again();
  expect(answer.status).toBe(200);
};

const after = (seconds: number): Instant => new Date(Date.parse(platform.clock.now()) + seconds * 1000).toISOString();

describe('an authority that ends while every runner stands still', () => {
  it('given its end has passed unrecorded, when a permit is asked, then it is refused: the state is what time made it, not what was written down', async () => {
    await timePassesUnattended(UNTIL);
    expect((await timeline()).filter((event) => event.startsWith('AuthorityExpired'))).toEqual([]);
    const answer = await deployTracker2({ from: '2026-06-02T08:00:00Z', to: '2026-06-02T20:00:00Z' });
    expect([answer.status, answer.problem?.code]).toEqual([409, 'not-in-force']);
    const { state } = await story.read('cab-lane', `/api/authorisation/v1/authorisations/${story.ids['weir']}/components/c1`);
    expect(state).toBe('expired');
  });

  it('given an instant before the end, when a permit is asked, then it is issued; it ends with the authority, to the millisecond', async () => {
    await timePassesUnattended('2026-06-01T22:59:59.999Z');
    const answer = await deployTracker2({ from: '2026-06-01T22:00:00Z', to: UNTIL });
    expect([answer.status, answer.value?.until]).toEqual([201, UNTIL]);
  });

  it('given authorisation’s runner is stopped, when the holder’s own clock passes the end, then what is out is recalled; when the end is said at last, then it is answered and nothing is recalled twice', async () => {
    await timePassesUnattended(UNTIL);
    expect([(await out()).state, (await timeline()).filter((event) => /^(AuthorityExpired|PermitEnded)/.test(event))]).toEqual(['deployed', []]);
    await runOwnDue('asset-registry');
    await platform.topics.drain();
    expect(await out()).toMatchObject({ state: 'recall-ordered', recalledAt: UNTIL });
    expect(await notices('rm-price')).toContain('recall');

    await story.moveTo();
    expect((await timeline()).filter((event) => /^(AuthorityExpired|PermitEnded) c1/.test(event))).toEqual(['AuthorityExpired c1', 'PermitEnded c1']);
    expect(await permit()).toMatchObject({ state: 'recall-ordered', recalledAt: UNTIL, gapSeconds: 0, end: { how: 'expired', at: UNTIL } });
    expect((await notices('rm-price')).filter((about) => about === 'recall')).toHaveLength(1);
  });
});

describe('a poisoned message on the way of a recall', () => {
  it('given the end cannot be read by the holder, when a minute has passed, then a person is alarmed and the repeat heals it: recalled, answered, the gap measured', async () => {
    spoil = ({ delivery }, service) => (delivery.topic === PERMITS && service === 'asset-registry' ? 0 : 1);
    const cancelled = platform.clock.now();
    await cancelTrack();
    await story.moveTo();
    expect([(await out()).state, await deadLetters('asset-registry')]).toEqual(['deployed', 1]);

    spoil = () => 1;
    await story.moveTo(after(60));
    expect(await out()).toMatchObject({ state: 'recall-ordered', recalledAt: platform.clock.now() });
    expect(await permit()).toMatchObject({ state: 'recall-ordered', gapSeconds: 60, end: { how: 'cancelled', at: cancelled } });
    const duty = await notices('ci-bello');
    expect(duty).toContain('alarm');
    // What is handed over again from the dead letters, late, changes nothing.
    const before = await timeline();
    const [dead] = await platform.topics.deadLetters('asset-registry');
    expect(await platform.topics.redrive('asset-registry', dead?.id ?? '')).toBe(true);
    await story.moveTo();
    expect([await timeline(), await deadLetters('asset-registry')]).toEqual([before, 0]);
  });

  it('given the holder’s answer cannot be read, then a person is alarmed at once, and the repeat is answered', async () => {
    spoil = ({ delivery }, service) => (delivery.topic === HOLDER && service === 'authorisation' ? 0 : 1);
    await cancelTrack();
    await story.moveTo();
    expect([(await out()).state, await deadLetters('authorisation')]).toEqual(['recall-ordered', 1]);
    expect(await notices('ci-bello')).toContain('alarm');
    expect((await permit()).state).not.toBe('recall-ordered');

    spoil = () => 1;
    await story.moveTo(after(60));
    expect(await permit()).toMatchObject({ state: 'recall-ordered', gapSeconds: 0 });
  });

  it('given every message comes twice, then each effect happens once', async () => {
    spoil = () => 2;
    await cancelTrack();
    await story.moveTo();
    expect((await timeline()).filter((event) => /^(AuthorityCancelled|PermitEnded|AnswerHeard) c1/.test(event))).toEqual(['AnswerHeard c1', 'AuthorityCancelled c1', 'PermitEnded c1', 'AnswerHeard c1']);
    expect((await notices('rm-price')).filter((about) => about === 'recall')).toHaveLength(1);
  });
});
