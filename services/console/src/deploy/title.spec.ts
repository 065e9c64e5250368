import { readerOf } from '../spec-reader.js';
import { type Platform, stage, type Staged, startPlatform } from '../spec-stage.js';

let platform: Platform;
let at: Staged;

beforeAll(async () => {
  platform = await startPlatform('2026-03-02T08:00:00.000Z');
  at = await stage(platform);
}, 120_000);
afterAll(() => platform?.close());

describe('the titles of a deployment’s pages', () => {
  it.each(['', '/recover', '/move'])('given its page%s, then no title says what is out, nor what it is called', async (step) => {
    const { status, html, h1 } = await (await readerOf(platform, 'rm-price')).get(at.tracker + step);
    const [, title = ''] = /<title>([^<]*)/.exec(html) ?? [];
    expect([status, /tracker/i.test(h1 ?? ''), /tracker/i.test(title), title.endsWith('– Covert policing')]).toEqual([200, true, false, true]);
  });
});
