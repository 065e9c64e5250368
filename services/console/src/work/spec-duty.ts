import type { Client } from '@cpmp/client';
import { clientOf, clockTo, ok, type Platform, stage, TRACK, WATCH } from '../spec-stage.js';

/** Somebody's duty: to what `stage` leaves come a case to check, one to decide on, one returned, one granted unchecked whose team started before its end was entered, a risk above the appetite, and a review that is late. */
export const stageDuty = async (platform: Platform) => {
  const staged = await stage(platform);
  const [ahmed, lane, okafor, price] = await Promise.all(['dc-ahmed', 'cab-lane', 'supt-okafor', 'rm-price'].map((person) => clientOf(platform, person))) as [Client, Client, Client, Client];
  const apply = async (components: readonly (typeof WATCH)[]) => ok(await ahmed.authorisation.apply({ body: { operation: 'Ashen Kite', components: [...components] } }));
  const check = async (id: string, outcome: 'pass' | 'return') => void ok(await lane.authorisation.checkAuthorisation({ params: { id }, ifMatch: 1, body: { outcome, comment: 'Say more of the yard.' } }));
  const onFirst = async (id: string) => ({ params: { id, component: 'c1' }, ifMatch: (await okafor.authorisation.readComponent({ params: { id, component: 'c1' } })).etag ?? 0 });
  const grant = { form: 'written', statement: 'It is the only workable step now.', reviewBy: '2026-04-24T23:00:00Z' } as const;

  const [passed, returned, unchecked] = [await apply([WATCH]), await apply([WATCH]), await apply([WATCH])];
  const both = await apply([WATCH, TRACK]);
  await check(passed.id, 'pass');
  await check(returned.id, 'return');
  ok(await okafor.authorisation.grant({ ...(await onFirst(unchecked.id)), body: grant }));
  const { items: teams } = ok(await price.resourceAllocation.listResources());
  const resource = teams.find(({ label }) => label === 'team-blue')?.id ?? '';
  await clockTo(platform, '2026-03-27T12:10:00Z');
  ok(await price.resourceAllocation.deployResource({ body: { resource, authorisation: unchecked.reference, component: 'c1', tactic: 'foot-surveillance', target: { vehicle: 'AB12CDE' }, window: { from: '2026-03-27T12:10:00Z', to: '2026-04-20T19:00:00Z' } } }));
  await clockTo(platform, '2026-03-27T12:20:00Z');
  const cancelled = { decidedAt: '2026-03-27T12:07:00Z', ceasedAt: '2026-03-27T12:07:00Z', told: ['rm-price'], reason: 'Called off by telephone.', value: 'None.', productDirection: 'Keep the logs.' };
  ok(await okafor.authorisation.cancel({ ...(await onFirst(unchecked.id)), body: cancelled }));
  const { items: things } = ok(await price.assetRegistry.listAssets());
  const about = `asset-${things.find(({ label }) => label === 'tracker-1')?.id ?? ''}`;
  const risk = ok(await price.riskAssessment.assessRisk({ key: 'a-risk-of-the-day', body: { about, owner: 'di-rourke', threat: 'The tracker is found at a service.', controls: 'Fitted where a service does not look.', likelihood: 5, impact: 5, residual: [4, 5] } }));
  await clockTo(platform, '2026-04-01T09:00:00Z');
  return { ...staged, passed: `/cases/${passed.id}`, both: `/cases/${both.id}`, risk: `/risks/${risk.id}` };
};
