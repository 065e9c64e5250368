import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok } from '../spec-stage.js';

let operative: string | undefined;

const here = onPlatform(async (platform) => {
  const [price, ahmed] = await Promise.all([clientOf(platform, 'rm-price'), clientOf(platform, 'dc-ahmed')]);
  ok(await price.assetRegistry.registerAsset({ body: { kind: 'audio-device', serial: 'AD-0042', site: 'hendon' } }));
  operative = ok(await ahmed.resourceAllocation.listResources()).items.find(({ kind }) => kind === 'undercover-operative')?.reference;
});

describe('what a risk may be raised of', () => {
  it('given an item without a label and an operative whose label the reader may not read, then they go by serial number and reference, and each register is in order', async () => {
    const { html } = await (await readerOf(here.platform, 'dc-ahmed')).get('/risks/new');
    const offered = [...html.matchAll(/<option value="(asset|resource)-[^>]*>([^<]*)</g)].map(([, register, text]) => `${register}: ${text?.trim() ?? ''}`);
    expect(offered).toEqual(offered.toSorted((a, b) => a.localeCompare(b, 'en-GB')));
    expect(offered).toEqual(expect.arrayContaining(['asset: AD-0042, audio device', `resource: ${operative ?? ''}, undercover operative`]));
  });
});
