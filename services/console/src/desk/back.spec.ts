import { onPlatform, readerOf } from '../spec-reader.js';
import { stageDesk } from './spec-desk.js';

const here = onPlatform(stageDesk);

describe('a form that stands on another page', () => {
  it('when it came back at fault and its address is opened, as by its news or by signing in there, then that page is shown', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const forms = [`${here.at.van}/custody`, `${here.at.tasking}/allocations`, '/board/find'];
    expect(await Promise.all(forms.map(async (form) => (await price.send(form, { key: 'key-of-the-form', action: 'check-out' })).status))).toEqual([422, 422, 422]);
    const addresses = [...forms, `${here.at.tracker2}/bookings/any/release`, `${here.at.tasking}/allocations/any/release`, here.at.weir.replace('/cases', '/apply') + '/change'];
    expect(await Promise.all(addresses.map(async (address) => (await price.get(address)).to))).toEqual([here.at.van, here.at.tasking, '/board', here.at.tracker2, here.at.tasking, here.at.weir]);
  });
});
