import { onPlatform, readerOf } from '../spec-reader.js';
import { stage } from '../spec-stage.js';

const here = onPlatform(stage);

describe('the titles of a deployment’s pages', () => {
  it.each(['', '/recover', '/move'])('given its page%s, then no title says what is out, nor what it is called', async (step) => {
    const { status, html, h1 } = await (await readerOf(here.platform, 'rm-price')).get(here.at.tracker + step);
    const [, title = ''] = /<title>([^<]*)/.exec(html) ?? [];
    expect([status, /tracker/i.test(h1 ?? ''), /tracker/i.test(title), title.endsWith('– Covert policing')]).toEqual([200, true, false, true]);
  });
});
