import type { Client } from '@cpmp/client';
import { clientOf, clockTo, ok, type Platform, WATCH } from '../spec-stage.js';

/** What a report says. */
export const SAID = { cause: 'The end was read wrong.', activity: 'One hour.', material: 'Twelve pictures.', 'collateral-intrusion': 'None.', 'kept-or-destroyed': 'Set apart.', prevention: 'Two people read the end.' };

/** A case with four errors: one that the record showed and product was set apart for, one that waits for its report, one that was reported, and one with its outcome. */
export const stageErrors = async (platform: Platform) => {
  const [ahmed, lane, okafor, hale] = await Promise.all(['dc-ahmed', 'cab-lane', 'supt-okafor', 'cmdr-hale'].map((person) => clientOf(platform, person))) as [Client, Client, Client, Client];
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const { id } = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [WATCH] } }));
  ok(await okafor.authorisation.grant({ params: { id, component: 'c1' }, ifMatch: 1, body: { form: 'written', statement: 'It is the only workable step now.', reviewBy: '2026-03-30T23:00:00Z' } }));
  await clockTo(platform, '2026-03-03T09:00:00Z');
  ok(await lane.authorisation.reportDeployment({ params: { id, component: 'c1' }, body: { thing: 'Team red', tactic: 'drone', target: { subject: 'subject-a' }, from: '2026-03-02T14:00:00Z', until: '2026-03-02T15:00:00Z', note: 'The platform was away.' } }));
  await clockTo(platform, '2026-03-03T09:10:00Z');
  const [shown] = ok(await hale.authorisation.listErrors()).items;
  const raise = async (kind: string) => ok(await lane.authorisation.raiseError({ body: { kind, authorisation: id, component: 'c1', from: '2026-03-02T13:00:00Z', until: '2026-03-02T14:00:00Z', text: 'They followed him on past the yard.' } }));
  const act = async (error: string) => ({ params: { id: error }, ifMatch: (await hale.authorisation.readError({ params: { id: error } })).etag ?? 0 });
  const [owed, reported, closed] = [await raise('activity-without-authority'), await raise('activity-after-end'), await raise('safeguards-not-followed')];
  ok(await lane.authorisation.quarantineProduct({ ...(await act(shown?.id ?? '')), body: { from: '2026-03-02T14:00:00Z', until: '2026-03-02T15:00:00Z', reason: 'Until it is clear what was covered.' } }));
  for (const { id: one } of [owed, reported, closed]) ok(await hale.authorisation.establishError({ ...(await act(one)), body: { relevant: true, ground: 'Nothing covered what they did.' } }));
  ok(await lane.authorisation.giveEarlyNotice({ ...(await act(owed.id)), body: { text: 'An hour of surveillance that nothing covered.', estimate: '2026-03-12T00:00:00Z' } }));
  for (const { id: one } of [reported, closed]) ok(await hale.authorisation.reportError({ ...(await act(one)), body: { says: SAID } }));
  ok(await lane.authorisation.answerError({ ...(await act(reported.id)), body: { decision: 'submissions-asked', text: 'How long did it last?', submissionsBy: '2026-03-20T00:00:00Z' } }));
  ok(await lane.authorisation.answerError({ ...(await act(closed.id)), body: { decision: 'not-serious', text: 'No harm was done.' } }));
  ok(await hale.authorisation.closeError({ ...(await act(closed.id)), body: { causes: 'The end was read wrong.', learnt: 'Read it twice.', measures: [{ what: 'Two people read the end of every authority.', owner: 'cab-lane', due: '2026-04-01T00:00:00Z' }] } }));
  const at = ({ id: one }: { readonly id: string }): string => `/errors/${one}`;
  return { shown: `/errors/${shown?.id ?? ''}`, owed: at(owed), reported: at(reported), closed: at(closed) };
};
