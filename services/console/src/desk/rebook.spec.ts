import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok } from '../spec-stage.js';

const window = { from: '2026-04-02T08:00:00Z', to: '2026-04-02T18:00:00Z' };

const here = onPlatform(async (platform) => {
  const { resourceAllocation } = await clientOf(platform, 'rm-price');
  const resource = ok(await resourceAllocation.registerResource({ body: { kind: 'search-crew', label: 'crew-amber' } }));
  const asked = async (operation: string, priority: number) => ok(await resourceAllocation.requestTasking({ body: { operation, priority, window, needs: [{ kind: 'search-crew', count: 1 }] } }));
  const lesser = await asked('Salt Meadow', 6);
  ok(await resourceAllocation.allocate({ params: { id: lesser.id }, body: { resource: resource.id, window } }));
  await asked('Iron Orchard', 1);
});

it('given the only crew booked for a lesser tasking, when the desk plans, then nothing is left for the pressing one; a plan that may move bookings says who would give it back, and for whom', async () => {
  const price = await readerOf(here.platform, 'rm-price');
  const plan = await price.get('/taskings/plan');
  expect([plan.words.includes('Salt Meadow'), plan.words.includes('1 × search crew: what there is is taken then')]).toEqual([false, true]);
  const { words } = await price.get('/taskings/plan?rebook=yes');
  expect(words).toMatch(/Iron Orchard.*crew-amber.*Salt Meadow.*Nothing else It would give back crew-amber.*1 × search crew: what there is is taken then; in this plan it is Iron Orchard that has some of it/s);
});
