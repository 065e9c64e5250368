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

it('given a hand that keeps deadlines from notification, then the verdict names what nobody was told', async () => {
  const { faults } = await lived(8, async ({ delivery }) => (delivery.topic === 'authorisation.deadlines.v1' ? 0 : 1));
  expect(faults.some((fault) => fault.includes('fewer than two people had been told'))).toBe(true);
}, LIMIT_MS);

it('given the same seed, then the same year is lived', () => {
  expect(agendaOf(year(20))).toEqual(agendaOf(year(20)));
  expect(agendaOf({ authorities: 20, seed: 'another' })).not.toEqual(agendaOf(year(20)));
});
