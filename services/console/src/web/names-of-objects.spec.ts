import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, ok, stage, type Staged } from '../spec-stage.js';

let at: Staged;
let price: Reader;
let okafor: Reader;

const here = onPlatform(async (platform) => {
  at = await stage(platform);
  [price, okafor] = await Promise.all([readerOf(platform, 'rm-price'), readerOf(platform, 'supt-okafor')]);
});

describe('given an address with a name that every object has, when it is asked for', () => {
  it.each(['constructor', 'toString', '__proto__'])('as a step (%s), then there is no such page', async (name) => {
    const { items } = ok(await (await clientOf(here.platform, 'rm-price')).assetRegistry.listAssets());
    const [step, holder] = [await price.get(`/assets/${items[0]?.id ?? ''}/${name}`), await price.get(`/deployments/${name}/${at.team.split('/').at(-1) ?? ''}`)];
    expect([step.status, step.h1, holder.status, holder.h1]).toEqual([404, 'Page not found', 404, 'Page not found']);
  });

  it.each(['constructor', 'toString', '__proto__'])('as what was done (%s), then the page is there and says nothing of it', async (name) => {
    const { items } = ok(await (await clientOf(here.platform, 'rm-price')).assetRegistry.listAssets());
    const pages = [await price.get(`/assets/${items[0]?.id ?? ''}?done=${name}`), await okafor.get(`${at.weir}?done=${name}`), await okafor.get(`${at.weir}?done=${name}&part=c1`), await price.get(`${at.team}?done=${name}`)];
    expect(pages.map(({ status, html }) => [status, html.includes('govuk-notification-banner')])).toEqual(Array(4).fill([200, false]));
  });

  it('as a stream, then there is nothing to hear', async () => {
    expect((await price.get('/events?stream=constructor-a')).status).toBe(204);
  });
});
