import { onPlatform, readerOf } from '../spec-reader.js';

const here = onPlatform();

const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

describe('a form whose key took effect with other text', () => {
  it('when its person goes back, then what they sent now is there under a key of its own', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const form = { kind: 'audio-device', serial: 'AD-0042', site: 'hendon', label: 'clock with a lens', key: 'key-of-the-form' };
    expect((await price.send('/assets/new', form)).status).toBe(303);
    const no = await price.send('/assets/new', { ...form, label: 'clock without a lens' });
    const { html } = await price.send('/assets/new', { kept: hidden(no.html, 'kept') });
    expect([no.status, no.h1, html.includes('value="clock without a lens"'), hidden(html, 'key')]).toEqual([422, 'This form was sent before with other text', true, expect.stringMatching(/^rm-price\/[0-9a-f-]{36}$/)]);
  });
});
