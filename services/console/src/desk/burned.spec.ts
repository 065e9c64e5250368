import { onPlatform, type Read, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, ok } from '../spec-stage.js';

let price: Reader;
let path: string;

onPlatform(async (platform) => {
  const { assetRegistry } = await clientOf(platform, 'rm-price');
  const id = ok(await assetRegistry.listAssets()).items[0]?.id ?? '';
  ok(await assetRegistry.recordServiceability({ params: { id }, body: { serviceable: false, burned: true } }));
  price = await readerOf(platform, 'rm-price');
  path = `/assets/${id}/serviceability`;
});

const isTicked = ({ html }: Read): boolean => / checked/.test(/<input[^>]*name="burned"[^>]*>/.exec(html)?.[0] ?? '');

describe('a box that is ticked by what is on record', () => {
  it('given that it was unticked, when the form comes back after the session had ended, then it is as it was left', async () => {
    const now = Date.now;
    Date.now = () => now() + 21 * 60_000;
    const ended = await price.send(path, { key: 'key-of-the-form', serviceable: 'yes', reason: 'It was another one.' }).finally(() => {
      Date.now = now;
    });
    const back = await price.send(path, { kept: /name="kept" value="([^"]*)"/.exec(ended.html)?.[1] ?? '' });
    expect([ended.status, back.status, isTicked(await price.get(path)), isTicked(back)]).toEqual([401, 200, true, false]);
  });
});
