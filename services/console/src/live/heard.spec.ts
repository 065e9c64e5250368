import { readerOf } from '../spec-reader.js';
import { clientOf, ok, type Platform, stage, type Staged, startPlatform } from '../spec-stage.js';

let platform: Platform;
let at: Staged;

beforeAll(async () => {
  platform = await startPlatform('2026-03-02T08:00:00.000Z');
  at = await stage(platform);
}, 120_000);
afterAll(() => platform?.close());

describe('given a page that names what it shows', () => {
  it('when it has words of its own for since when something is so, then it says all the same from which place of the log it is to hear', async () => {
    const { items } = ok(await (await clientOf(platform, 'rm-price')).assetRegistry.listAssets());
    const [officer, custodian] = await Promise.all([readerOf(platform, 'ac-whitfield'), readerOf(platform, 'rm-price')]);
    const pages = [await officer.get(`${at.weir}/components/c2/review`), await custodian.get(`/assets/${items[0]?.id ?? ''}`)];
    expect(pages.map(({ status, html }) => [status, /data-since="([^"]*)"/.exec(html)?.[1]])).toEqual([[200, expect.stringMatching(/authorisation\/1\/\d+/)], [200, expect.stringMatching(/asset-registry\/1\/\d+/)]]);
  });
});
