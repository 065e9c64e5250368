import { readerOf } from '../spec-reader.js';
import { clientOf, ok, type Platform, startPlatform, WATCH } from '../spec-stage.js';

let platform: Platform;
let path: string;

beforeAll(async () => {
  platform = await startPlatform('2026-03-02T08:00:00.000Z');
  path = `/apply/${ok(await (await clientOf(platform, 'dc-ahmed')).authorisation.startDraft({ body: { operation: 'Copper Weir', components: [WATCH] } })).id}/parts/c1/scope`;
}, 120_000);
afterAll(() => platform?.close());

describe('an answer that is changed from the check page', () => {
  it('given lists that grow, when a row is added to any of them, then the form still leads back to the check page', async () => {
    const { html } = await (await readerOf(platform, 'dc-ahmed')).get(`${path}?from=check`);
    const adds = [...html.matchAll(/value="add-(\w+)"[^>]*formaction="([^"#]*)/g)].map(([, list, to]) => [list, to]);
    expect(adds).toEqual([['subject', `${path}?from=check`], ['vehicle', `${path}?from=check`], ['place', `${path}?from=check`]]);
  });
});
