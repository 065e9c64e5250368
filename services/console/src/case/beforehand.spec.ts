import type { authorisation, Client } from '@cpmp/client';
import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, clockTo, ok, WATCH } from '../spec-stage.js';

const here = onPlatform((platform) => clockTo(platform, '2026-03-02T09:00:00Z'));

const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

/** Follows the links of a page by the ends of their addresses, and sends the form that the last one leads to. */
const gone = async (reader: Reader, from: string, steps: readonly string[], form: Readonly<Record<string, string>>): Promise<string> => {
  let at = from;
  for (const step of steps) {
    const { html } = await reader.get(at);
    const next = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href).find((href) => href.endsWith(`/${step}`));
    if (next === undefined) return `${at} leads to no ${step}`;
    at = next;
  }
  const { html } = await reader.get(at);
  const sent = await reader.send(at, { key: hidden(html, 'key'), version: hidden(html, 'version'), ...form });
  return sent.to ?? sent.words;
};

describe('an approval that the law wants before the officer decides', () => {
  it('given a source who seeks privileged matters, when the commissioner opens the case, then it is among their work, they can approve it there, and the officer may grant it; and so with its renewal', async () => {
    const [ahmed, cole, whitfield] = (await Promise.all(['dc-ahmed', 'ds-cole', 'ac-whitfield'].map((person) => clientOf(here.platform, person)))) as [Client, Client, Client];
    const source = ok(await cole.assetRegistry.registerSource({ body: { pseudonym: 'KESTREL', born: '1988-03-19', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' } }));
    const { vehicles: _vehicles, ...asked } = WATCH;
    const use = { ...asked, handle: 'use', power: 'chis', ground: 'serious-crime', source: source.id, conduct: 'Report what the solicitor is told.', seeksPrivilege: true, confidential: 'privilege', tactics: [{ tactic: 'tasked-source', because: 'Only someone trusted hears it.' }] };
    const { id } = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [use] as unknown as authorisation.ApplyBody['components'] } }));
    const params = { id, component: 'c1' };
    const on = async () => ({ params, ifMatch: (await whitfield.authorisation.readComponent({ params })).etag ?? 0 });
    const grant = async () => whitfield.authorisation.grant({ ...(await on()), body: { form: 'written', statement: 'There is no other way.', reviewBy: '2026-03-30T22:00:00Z' } });
    const early = await grant();
    const farrow = await readerOf(here.platform, 'jc-farrow');
    const waits = async () => (await farrow.get('/work')).html.includes(`href="/cases/${id}/components/c1/commissioner"`);
    expect(await waits()).toBe(true);
    const approved = await gone(farrow, `/cases/${id}`, ['commissioner', 'approve'], { act: 'grant', reason: 'Exceptional and compelling.' });
    expect([early.ok || early.problem.code, approved]).toEqual(['approval-needed-first', `/cases/${id}?done=approve&part=c1`]);
    expect(await waits()).toBe(false);
    expect(ok(await grant()).state).toBe('in-force');
    const again = await gone(farrow, `/cases/${id}`, ['commissioner', 'approve'], { act: 'renewal', reason: 'It is still so.' });
    expect([again, ok(await whitfield.authorisation.readComponent({ params })).approvals.map(({ act }) => act)]).toEqual([`/cases/${id}?done=approve&part=c1`, ['grant', 'renewal']]);
    expect((await farrow.get(`/cases/${id}/components/c1/approve`)).html).toMatch(/value="renewal"/);
  }, 60_000);
});
