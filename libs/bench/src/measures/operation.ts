import type { Client } from '@cpmp/client';
import { type Callers, valueOf } from './platform.js';

const CASES = '/api/authorisation/v1/authorisations';
const RESOURCES = '/api/resource-allocation/v1';
const HOUR_MS = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

type WithId = { readonly id: string };

/** Posts on what was seen. */
const post = async (client: Client, path: string, body: object, { etag }: { readonly etag?: number | undefined }): Promise<void> =>
  void valueOf(await client.call('POST', path, { body, ...(etag === undefined ? {} : { ifMatch: etag }) }));

/** Posts on what stands at an address now. */
const decide = async (client: Client, path: string, act: string, body: object): Promise<void> => post(client, `${path}/${act}`, body, await client.call('GET', path));

const APPLICATION = {
  operation: 'Copper Weir',
  components: [{
    handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: ['subject-a'], tactics: [{ tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
    necessity: 'The suppliers are not known.', proportionality: 'Public places only.', collateral: 'No pictures of others are kept.',
  }],
};

/** A case in force, by the people of the demonstration force; answers its id. */
export const granted = async ({ as }: Callers): Promise<string> => {
  const { id } = valueOf<WithId>(await (await as('dc-ahmed')).call('POST', CASES, { body: APPLICATION }));
  await decide(await as('cab-lane'), `${CASES}/${id}`, 'check', { outcome: 'pass', comment: 'Complete.' });
  await decide(await as('supt-okafor'), `${CASES}/${id}/components/c1`, 'grant', { form: 'written', statement: 'No more than is needed.', reviewBy: inHours(24 * 20) });
  return id;
};

/** Puts a team out under a case; answers the deployment. The team is made for it. */
export const deployed = async ({ as }: Callers, authorisation: string): Promise<string> => {
  const manager = await as('rm-price');
  const team = valueOf<WithId>(await manager.call('POST', `${RESOURCES}/resources`, { body: { label: `team-${authorisation}`, kind: 'surveillance-team', site: 'hendon', skills: ['foot'] } }));
  const body = { resource: team.id, authorisation, component: 'c1', tactic: 'foot-surveillance', target: { subject: 'subject-a' }, window: { from: inHours(0), to: inHours(8) } };
  const key = `deploy-${authorisation}`;
  for (;;) {
    const answer = await manager.call<WithId>('POST', `${RESOURCES}/deployments`, { body, key });
    if (answer.status !== 202) return valueOf<WithId>(answer).id;
  }
};

/** The cancellation of its one component by the officer who has read it: to be sent when it is measured. */
export const cancelling = async ({ as }: Callers, authorisation: string): Promise<() => Promise<void>> => {
  const [officer, path] = [await as('supt-okafor'), `${CASES}/${authorisation}/components/c1`];
  const seen = await officer.call('GET', path);
  return async () => post(officer, `${path}/cancel`, { ceasedAt: inHours(0), told: ['rm-price'], reason: 'Done.', value: 'Known.', productDirection: 'Keep.' }, seen);
};
