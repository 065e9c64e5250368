import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, WATCH } from '../spec-stage.js';

const here = onPlatform();

const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

describe('a part for which another power is chosen', () => {
  it('given what a source’s power asked for, when surveillance is asked for instead, then nothing is sent that no page shows, and the officer whose rank that takes may grant it', async () => {
    const { authorisation } = await clientOf(here.platform, 'dc-ahmed');
    const use = { ...WATCH, power: 'chis', source: 'abcdefghij234567', conduct: 'Report deliveries.', seeksPrivilege: true, safeguards: { responsible: 'The handler.' } } as const;
    const { id } = ok(await authorisation.startDraft({ body: { operation: 'Copper Weir', components: [{ ...use, tactics: [{ tactic: 'tasked-source', because: 'Only they hear the dates.' }] }] } }));
    const ahmed = await readerOf(here.platform, 'dc-ahmed');
    const answer = async (question: string, form: Readonly<Record<string, string>>) => {
      const path = `/apply/${id}/${question}`;
      const { html } = await ahmed.get(path);
      return (await ahmed.send(path, { key: hidden(html, 'key'), version: hidden(html, 'version'), ...form })).status;
    };
    const answered = [await answer('parts/c1/power', { answer: 'directed-surveillance' }), await answer('parts/c1/tactics', { answer: 'foot-surveillance' }), await answer('parts/c1/tactic-1', { answer: 'Handovers are on foot.' })];
    const [part] = ok(await authorisation.readDraft({ params: { id } })).application.components ?? [];
    expect([answered, Object.keys(part ?? {}).filter((field) => ['source', 'conduct', 'seeksPrivilege', 'safeguards'].includes(field)), part?.necessity]).toEqual([[303, 303, 303], [], WATCH.necessity]);
    expect(await answer('check', {})).toBe(303);
    const okafor = await clientOf(here.platform, 'supt-okafor');
    const params = { id, component: 'c1' };
    const { etag } = await okafor.authorisation.readComponent({ params });
    expect(ok(await okafor.authorisation.grant({ params, ifMatch: etag ?? 0, body: { form: 'written', statement: 'Needed.', reviewBy: '2026-03-30T22:00:00Z' } })).state).toBe('in-force');
  });
});
