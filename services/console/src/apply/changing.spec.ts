import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, WATCH } from '../spec-stage.js';

let path: string;

const here = onPlatform(async (platform) => {
  path = `/apply/${ok(await (await clientOf(platform, 'dc-ahmed')).authorisation.startDraft({ body: { operation: 'Copper Weir', components: [WATCH] } })).id}/parts/c1/scope`;
});

describe('an answer that is changed from the check page', () => {
  it('given lists that grow, when a row is added to any of them, then the form still leads back to the check page', async () => {
    const { html } = await (await readerOf(here.platform, 'dc-ahmed')).get(`${path}?from=check`);
    const adds = [...html.matchAll(/value="add-(\w+)"[^>]*formaction="([^"#]*)/g)].map(([, list, to]) => [list, to]);
    expect(adds).toEqual([['subject', `${path}?from=check`], ['vehicle', `${path}?from=check`], ['place', `${path}?from=check`]]);
  });
});
