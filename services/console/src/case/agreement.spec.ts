import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, WATCH } from '../spec-stage.js';

const here = onPlatform();

describe('a collaboration agreement that an application stands on', () => {
  it('given one that its applicant named, when the application is read, checked, decided on or printed, then each page names it; without one none speaks of it', async () => {
    const { authorisation } = await clientOf(here.platform, 'dc-ahmed');
    const components = [WATCH];
    const [named, without] = [ok(await authorisation.apply({ body: { operation: 'Copper Weir', agreement: 'Eastern region 2025', components } })), ok(await authorisation.apply({ body: { operation: 'Ashen Kite', components } }))];
    const [lane, okafor, price] = await Promise.all(['cab-lane', 'supt-okafor', 'rm-price'].map((person) => readerOf(here.platform, person)));
    const pages = async ({ id }: { readonly id: string }) =>
      Promise.all([okafor?.get(`/cases/${id}/application`), lane?.get(`/cases/${id}/check`), okafor?.get(`/cases/${id}/components/c1/decide`), okafor?.get(`/cases/${id}/components/c1/print`)]);
    expect((await pages(named)).map((page) => page?.words.includes('Eastern region 2025'))).toEqual([true, true, true, true]);
    expect((await pages(without)).map((page) => page?.words.includes('ollaboration agreement'))).toEqual([false, false, false, false]);
    expect((await price?.get(`/cases/${named.id}/application`))?.words.includes('Eastern region 2025')).toBe(false);
  }, 60_000);
});
