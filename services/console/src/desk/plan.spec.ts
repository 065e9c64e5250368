import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, clockTo, ok } from '../spec-stage.js';

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

describe('what a plan had for a tasking', () => {
  const later = { from: '2026-04-06T08:00:00Z', to: '2026-04-06T18:00:00Z' };
  const stage = async (operation: string, teams: readonly string[]) => {
    const { resourceAllocation } = await clientOf(here.platform, 'rm-price');
    const kind = `crew-${operation.toLowerCase().replaceAll(' ', '-')}`;
    await Promise.all(teams.map(async (label) => ok(await resourceAllocation.registerResource({ body: { kind, label } }))));
    const tasking = ok(await resourceAllocation.requestTasking({ body: { operation, priority: 4, window: later, needs: [{ kind, count: teams.length }] } }));
    const other = ok(await resourceAllocation.requestTasking({ body: { operation: `${operation} too`, priority: 9, window: later, needs: [{ kind, count: 1 }] } }));
    const take = async (resource: string) => ok(await resourceAllocation.allocate({ params: { id: other.id }, body: { resource, window: later } }));
    const state = async () => ok(await resourceAllocation.readTasking({ params: { id: tasking.id } }));
    return { tasking, take, state };
  };
  /** The form of a tasking on the plan's page. */
  const formOn = (html: string, id: string) => {
    const form = html.split('<form ').find((text) => text.includes(`action="/taskings/${id}/planned"`)) ?? '';
    const value = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? '';
    return { path: `/taskings/${id}/planned`, fields: { key: value('key'), things: value('things'), from: value('from') } };
  };

  it('when it is booked from the plan, then every calendar has been asked, the tasking is met, and sending it again asks nobody', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const { tasking, state } = await stage('Ember Lock', ['crew-one', 'crew-two']);
    const { path, fields } = formOn((await price.get('/taskings/plan')).html, tasking.id);
    for (let time = 0; time < 2; time++) expect((await price.send(path, fields)).to).toBe(`/taskings/${tasking.id}?done=planned`);
    expect(await state()).toMatchObject({ state: 'met', allocations: [{ state: 'booked' }, { state: 'booked' }] });
    expect((await price.get(`/taskings/${tasking.id}?done=planned`)).words).toContain('It was asked for as planned.');
  });

  it('when one of it was taken meanwhile, then that is said, and what was booked before it stands', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const { tasking, take, state } = await stage('Amber Ford', ['crew-three', 'crew-four']);
    const { path, fields } = formOn((await price.get('/taskings/plan')).html, tasking.id);
    await take(fields.things.split(' ')[1]?.replace('resource-', '') ?? '');
    const { status, words } = await price.send(path, fields);
    expect([status, words.includes('Not all that the plan had for it is booked')]).toEqual([409, true]);
    expect((await state()).allocations.map((one) => one.state).toSorted()).toEqual(['booked', 'refused']);
  });

  it('when the form says nothing that can be booked, or somebody else sends it, then nothing is', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const { tasking, state } = await stage('Cold Harbour', ['crew-five']);
    const { path, fields } = formOn((await price.get('/taskings/plan')).html, tasking.id);
    expect((await price.send(path, { ...fields, things: 'team-red' })).status).toBe(422);
    expect((await (await readerOf(here.platform, 'cab-lane')).send(path, fields)).status).toBeGreaterThanOrEqual(403);
    expect((await state()).allocations).toEqual([]);
  });

  it('when its window has begun, then what is left of it is booked, and sending it again later is still the same act', async () => {
    const { tasking, state } = await stage('Late Ferry', ['crew-six']);
    await clockTo(here.platform, '2026-04-06T12:00:00Z');
    const again = await readerOf(here.platform, 'rm-price');
    const { path, fields } = formOn((await again.get('/taskings/plan')).html, tasking.id);
    expect((await again.send(path, fields)).to).toBe(`/taskings/${tasking.id}?done=planned`);
    await clockTo(here.platform, '2026-04-06T12:10:00Z');
    expect((await again.send(path, fields)).to).toBe(`/taskings/${tasking.id}?done=planned`);
    expect(await state()).toMatchObject({ state: 'met', allocations: [{ state: 'booked', window: { from: fields.from } }] });
    expect(fields.from.startsWith('2026-04-06T12:0')).toBe(true);
  });
});
