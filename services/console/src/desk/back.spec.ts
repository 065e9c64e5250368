import { readerOf } from '../spec-reader.js';
import { type Platform, startPlatform } from '../spec-stage.js';
import { stageDesk } from './spec-desk.js';

let platform: Platform;
let at: Awaited<ReturnType<typeof stageDesk>>;

beforeAll(async () => {
  platform = await startPlatform('2026-03-02T08:00:00.000Z');
  at = await stageDesk(platform);
}, 120_000);
afterAll(() => platform?.close());

describe('a form that stands on another page', () => {
  it('when it came back at fault and its address is opened, as by its news or by signing in there, then that page is shown', async () => {
    const price = await readerOf(platform, 'rm-price');
    const forms = [`${at.van}/custody`, `${at.tasking}/allocations`, '/board/find'];
    expect(await Promise.all(forms.map(async (form) => (await price.send(form, { key: 'key-of-the-form', action: 'check-out' })).status))).toEqual([422, 422, 422]);
    const addresses = [...forms, `${at.tracker2}/bookings/any/release`, `${at.tasking}/allocations/any/release`, at.weir.replace('/cases', '/apply') + '/change'];
    expect(await Promise.all(addresses.map(async (address) => (await price.get(address)).to))).toEqual([at.van, at.tasking, '/board', at.tracker2, at.tasking, at.weir]);
  });
});
