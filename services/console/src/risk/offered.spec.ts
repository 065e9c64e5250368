import { readerOf } from '../spec-reader.js';
import { clientOf, ok, type Platform, startPlatform } from '../spec-stage.js';

let platform: Platform;
let operative: string | undefined;

beforeAll(async () => {
  platform = await startPlatform('2026-03-02T08:00:00.000Z');
  const [price, ahmed] = await Promise.all([clientOf(platform, 'rm-price'), clientOf(platform, 'dc-ahmed')]);
  ok(await price.assetRegistry.registerAsset({ body: { kind: 'audio-device', serial: 'AD-0042', site: 'hendon' } }));
  operative = ok(await ahmed.resourceAllocation.listResources()).items.find(({ kind }) => kind === 'undercover-operative')?.reference;
}, 120_000);
afterAll(() => platform?.close());

describe('what a risk may be raised of', () => {
  it('given an item without a label and an operative whose label the reader may not read, then they go by serial number and reference, and each register is in order', async () => {
    const { html } = await (await readerOf(platform, 'dc-ahmed')).get('/risks/new');
    const offered = [...html.matchAll(/<option value="(asset|resource)-[^>]*>([^<]*)</g)].map(([, register, text]) => `${register}: ${text?.trim() ?? ''}`);
    expect(offered).toEqual(offered.toSorted((a, b) => a.localeCompare(b, 'en-GB')));
    expect(offered).toEqual(expect.arrayContaining(['asset: AD-0042, audio device', `resource: ${operative ?? ''}, undercover operative`]));
  });
});
