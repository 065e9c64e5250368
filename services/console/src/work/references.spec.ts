import { onPlatform, readerOf } from '../spec-reader.js';

const here = onPlatform();

describe('a case’s reference', () => {
  it.each([['/cases/aaaaaaaaaaaaaaaa', /open it from (\w+)/], ['/help', /(\w+): [^:]*open a case/i]])('given %s, when it says where a case is opened by its reference, then that can be done there', async (path, said) => {
    const reader = await readerOf(here.platform, 'supt-okafor');
    const { html, words } = await reader.get(path);
    const [, place = ''] = said.exec(words) ?? [];
    const [, href = '/'] = new RegExp(`href="([^"]*)"[^>]*>\\s*${place}\\s*<`).exec(html) ?? [];
    expect([place, (await reader.get(href)).html.includes('id="reference"')]).toEqual(['Search', true]);
  });
});
