import { onPlatform, readerOf } from '../spec-reader.js';
import { stage } from '../spec-stage.js';

const here = onPlatform(stage);

describe('the board of some kinds and states', () => {
  it('given another week, when its reader goes back to this one, then it is still of those alone', async () => {
    const { html } = await (await readerOf(here.platform, 'rm-price')).get('/board?week=2026-05-18&kind=surveillance-team&state=free');
    const led = Object.fromEntries([...html.matchAll(/href="(\/board[^"]*)">([^<]*week)</g)].map(([, href = '', words = '']) => [words, href.replaceAll('&amp;', '&')]));
    expect(led).toEqual({
      'Earlier week': '/board?week=2026-05-11&kind=surveillance-team&state=free', 'This week': '/board?kind=surveillance-team&state=free', 'Next week': '/board?week=2026-05-25&kind=surveillance-team&state=free',
    });
  });
});
