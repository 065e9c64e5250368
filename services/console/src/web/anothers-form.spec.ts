import { onPlatform, readerOf } from '../spec-reader.js';
import { stage } from '../spec-stage.js';

const here = onPlatform(stage);

const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

describe('a form that was shown to somebody else, in a browser that two people use', () => {
  it('given an officer’s decision in one tab, when another officer has signed in in the next and it is sent, then it is nobody’s: it says why, and gives no word of it back', async () => {
    const { platform, at: { kite } } = here;
    const [okafor, whitfield] = [await readerOf(platform, 'supt-okafor'), await readerOf(platform, 'ac-whitfield')];
    const path = `${kite}/components/c1/decide`;
    const { html } = await okafor.get(path);
    const form = { key: hidden(html, 'key'), version: hidden(html, 'version'), decision: 'refuse', statement: 'Not in these words.' };
    const sent = await whitfield.send(path, form);
    expect([sent.status, sent.h1, sent.html.includes('Not in these words.'), sent.html.includes('name="kept"')]).toEqual([403, 'This form was shown to somebody else', false, false]);
    expect((await okafor.send(path, form)).to).toContain('done=refuse');
  });
});
