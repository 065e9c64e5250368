import type { Spoil } from '@cpmp/messaging';
import { type Platform, startPlatform } from '../platform.js';
import { STARTS } from './force.js';
import { verdictOn } from './verdict.js';
import { agendaOf, live } from './year.js';

const LIMIT_MS = 1_200_000;
const year = (authorities: number) => ({ authorities, seed: 'spec', say: () => {} });

let platform: Platform | undefined;
afterEach(async () => {
  await platform?.close();
  platform = undefined;
});
const lived = async (authorities: number, spoil?: Spoil) => {
  platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: STARTS }, seed: 'spec', ...(spoil ? { spoil } : {}) });
  const acts = await live(platform, year(authorities));
  return { ...acts, ...(await verdictOn(platform)) };
};

it('given 300 authorities and a year of mistakes, when it is over, then no deadline passed without two people told, nothing was live outside an authority, and every ledger is whole', async () => {
  const { faults, done, passed, deployments } = await lived(300);
  expect(faults).toEqual([]);
  expect([done > 1_000, passed > 50, deployments > 30]).toEqual([true, true, true]);
}, LIMIT_MS);

describe('given a year in which something is wrong, when it is judged, then the verdict names it', () => {
  it('deadlines that never came to notification', async () => {
    const { faults } = await lived(40, async ({ delivery }) => (delivery.topic === 'authorisation.deadlines.v1' ? 0 : 1));
    expect(faults).toContainEqual(expect.stringContaining('fewer than two people had been told'));
  }, LIMIT_MS);

  it('what was never recalled', async () => {
    await lived(40);
    const services = (platform as Platform).services.map(withoutReturns);
    expect((await verdictOn({ ...(platform as Platform), services })).faults).toContainEqual(expect.stringContaining('without an authority'));
  }, LIMIT_MS);
});

/** A service whose log says of nothing that it came back or was called back. */
const withoutReturns = (service: Platform['services'][number]): Platform['services'][number] => {
  const readAfter = async (position: number, limit: number) => (await service.ledger.readAfter(position, limit)).map((commit) => ({ ...commit, events: commit.events.map(({ event, meta }) => ({ event: out(event), meta })) }));
  return { ...service, ledger: { proofs: service.ledger.proofs, readAfter } as unknown as typeof service.ledger };
};
const out = <E extends object>(event: E): E => ('answer' in event ? { ...event, answer: { ...(event.answer as object), recalledAt: undefined, closedAt: undefined } } : event);

it('given the same seed, then the same year is lived', () => {
  expect(agendaOf(year(20))).toEqual(agendaOf(year(20)));
  expect(agendaOf({ authorities: 20, seed: 'another' })).not.toEqual(agendaOf(year(20)));
});
