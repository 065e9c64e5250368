import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, stage } from '../spec-stage.js';

const here = onPlatform(stage);

describe('given a grant of which the law wants the commissioner told as soon as practicable', () => {
  it('when a gatekeeper opens their work, then its notice is to be written until it was sent', async () => {
    const lane = await readerOf(here.platform, 'cab-lane');
    const [id = ''] = here.at.weir.split('/').slice(-1);
    const before = await lane.get('/work');
    expect([before.words.includes('Write to the commissioner (1)'), before.words.includes('Of the grant'), before.html.includes(`href="${here.at.weir}/components/c2/notify"`)]).toEqual([true, true, true]);
    const { authorisation } = await clientOf(here.platform, 'cab-lane');
    const params = { id, component: 'c2' };
    ok(await authorisation.notify({ params, ifMatch: (await authorisation.readComponent({ params })).etag ?? 0, body: { act: 'grant' } }));
    expect((await lane.get('/work')).words).toContain('The commissioner is owed no notice.');
  });
});
