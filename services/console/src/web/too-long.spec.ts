import { onPlatform, readerOf } from '../spec-reader.js';

const here = onPlatform();

const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

describe('a form that the console can read and that is larger than a service takes', () => {
  it('when it is sent, then its person is told what is wrong and that nothing was saved, and has what they typed to shorten it', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const form = { kind: 'audio-device', serial: 'AD-0042', site: 'hendon', label: 'x'.repeat(300_000), key: 'key-of-the-form' };
    const no = await price.send('/assets/new', form);
    expect([no.status, no.h1, no.words.includes('Nothing was saved.'), no.words.includes('We do not know')]).toEqual([413, 'What you entered is too long', true, false]);
    const { html } = await price.send('/assets/new', { kept: hidden(no.html, 'kept') });
    expect(html).toContain(form.label);
  });
});
