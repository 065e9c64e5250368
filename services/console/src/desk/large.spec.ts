import { setTimeout as pause } from 'node:timers/promises';
import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, ok } from '../spec-stage.js';

const ITEMS = 1_001;
const AT_ONCE = 50;
const PAUSE_MS = 250;
let price: Reader;

onPlatform(async (platform) => {
  const { assetRegistry } = await clientOf(platform, 'rm-price');
  // No faster than one person may ask.
  for (let first = 0; first < ITEMS; first += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, ITEMS - first) }, async (_, index) => ok(await assetRegistry.registerAsset({ body: { kind: 'vehicle-tracker', serial: `VT-${10_000 + first + index}`, site: 'hendon', label: `tracker of the store ${first + index}` } }))));
    await pause(PAUSE_MS);
  }
  price = await readerOf(platform, 'rm-price');
});

describe('a register of more than a thousand items', () => {
  it('when something is to be deployed, then every item may be chosen', async () => {
    const { html } = await price.get('/deploy');
    expect(html.match(/<option value="asset:/g)?.length).toBeGreaterThan(ITEMS);
  });

  it('when a risk of something is raised, then every item may be chosen', async () => {
    const { html } = await price.get('/risks/new');
    expect(html.match(/<option value="asset-/g)?.length).toBeGreaterThan(ITEMS);
  });

  it('when taskings are planned, then there is a plan, which says that there is more', async () => {
    const plan = await price.get('/taskings/plan');
    expect([plan.status, plan.h1, plan.words.includes('There are more teams and items than were looked at.')]).toEqual([200, 'What the open taskings might be given', true]);
  });
});
