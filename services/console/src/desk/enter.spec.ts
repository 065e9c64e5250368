import { onPlatform, readerOf } from '../spec-reader.js';

const here = onPlatform();

describe('the form of a tasking', () => {
  // Browsers press the first button of a form, also one that is not seen.
  it('when Enter is pressed in one of its fields, then it asks, and does not grow by a need', async () => {
    const { html } = await (await readerOf(here.platform, 'rm-price')).get('/taskings/new');
    expect(/<button[^>]*name="do"[^>]*>|<button[^>]*value="[^"]*"[^>]*>/.exec(html.slice(html.indexOf('action="/taskings/new"')))?.[0]).toContain('value="send"');
  });
});
