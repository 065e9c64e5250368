import { type Platform, startPlatform } from '../platform.js';
import { GRANTED, STARTS, Storyteller, type Told } from './story.js';

const CLIENTS = 50;
const ROUNDS = 3;
const WINDOW = { from: '2026-03-03T09:00:00Z', to: '2026-03-04T09:00:00Z' };

let platform: Platform;
let story: Storyteller;
beforeAll(async () => {
  platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: STARTS }, demonstration: true });
  story = new Storyteller(platform.url);
  await story.findThings();
  await story.tell(GRANTED);
  await Promise.all(managers.map((person) => story.signIn(person, { rank: 'sergeant', force: 'met', unit: 'TSU', roles: ['resource-manager', 'asset-custodian'] })));
});
afterAll(() => platform.close());

/** Fifty people, each signed in. */
const managers = Array.from({ length: CLIENTS }, (_, n) => `rm-${n}`);

describe('one asset, fifty clients, both doors', () => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => [round + 1]))('round %i: when it is deployed, booked, and allocated to taskings by fifty people at once, then exactly one wins and every other is told what is in the way', async (round) => {
    const manager = await story.as('rm-price');
    const made = (await manager.call('POST', '/api/asset-registry/v1/assets', { body: { kind: 'vehicle-tracker', serial: `VT-10${round}`, site: 'hendon' } })) as Told;
    const asset: string = made.value.id;
    const tasking = (await manager.call('POST', '/api/resource-allocation/v1/taskings', { body: { operation: `Other work ${round}`, needs: [{ kind: 'vehicle-tracker', count: CLIENTS }], window: WINDOW, priority: 3 } })) as Told;
    const doors = [
      { path: '/api/asset-registry/v1/deployments', body: { asset, authorisation: story.ids['weir'], component: 'c1', tactic: 'vehicle-tracker', target: { vehicle: 'AB12CDE' }, window: WINDOW } },
      { path: `/api/asset-registry/v1/assets/${asset}/bookings`, body: { operation: `Further work ${round}`, window: WINDOW } },
      { path: `/api/resource-allocation/v1/taskings/${tasking.value.id}/allocations`, body: { asset, window: WINDOW } },
    ];
    const answers = await Promise.all(
      managers.map((person, n) => {
        const { path, body } = doors[(n + round) % doors.length]!;
        return story.ask(person, path, { body, key: `race-${round}-${n}` });
      }),
    );
    const won = answers.filter(({ ok }) => ok);
    expect(won.map(({ status }) => status)).toEqual([201]);
    for (const { ok, status, problem } of answers) expect(ok || [status, problem?.code]).toEqual(ok || [409, 'already-committed']);

    await story.moveTo();
    const calendar = await story.read('rm-price', `/api/asset-registry/v1/assets/${asset}/calendar`);
    expect(calendar.bookings.length + calendar.deployments.length).toBe(1);
  });
});
