import type { authorisation } from '@cpmp/client';
import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, clockTo, ok, TRACK, WATCH } from '../spec-stage.js';

type Asked = authorisation.ApplyBody['components'];

const HOME: Asked[number] = { ...TRACK, handle: 'fit', tactics: [{ tactic: 'device-installation', because: 'It must be inside.' }], places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }] };
const GRANT = { form: 'written', statement: 'There is no other way.', reviewBy: '2026-03-30T22:00:00Z' } as const;

let okafor: Reader;

const here = onPlatform(async (platform) => {
  await clockTo(platform, '2026-03-02T09:00:00Z');
  okafor = await readerOf(platform, 'supt-okafor');
});

/** A case of parts that an officer has granted, in their order, and how each is acted on. */
const granted = async (components: Asked, officer: string) => {
  const [ahmed, as] = await Promise.all([clientOf(here.platform, 'dc-ahmed'), clientOf(here.platform, officer)]);
  const { id } = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components } }));
  const on = async (component = 'c1') => ({ params: { id, component }, ifMatch: (await as.authorisation.readComponent({ params: { id, component } })).etag ?? 0 });
  for (const [index] of components.entries()) ok(await as.authorisation.grant({ ...(await on(`c${index + 1}`)), body: GRANT }));
  return { path: `/cases/${id}`, on, as };
};

describe('a part that ended or never began by somebody else’s word than its officer’s', () => {
  const quash = { act: 'grant', reason: 'Its grounds have ceased.', destroy: false, retrieve: true } as const;

  it.each([
    { given: 'cancelled by a commissioner', how: 'cancelled', state: 'Cancelled' }, { given: 'quashed by a commissioner', how: 'quashed', state: 'Quashed by the commissioner' },
  ] as const)('given one $given, when its case is read or printed, then the page says how and when it ended', async ({ how, state }) => {
    const [farrow, { path, on }] = [await clientOf(here.platform, 'jc-farrow'), await granted([HOME], 'ac-whitfield')];
    ok(await farrow.authorisation.approve({ ...(await on()), body: { act: 'grant', reason: 'Shown.' } }));
    ok(await farrow.authorisation.quash({ ...(await on()), body: { ...quash, how } }));
    for (const page of [await okafor.get(path), await okafor.get(`${path}/print`)]) {
      expect([page.status, page.words.includes(state), /Ended at 09:00 on Monday 2 March 2026, (\w+) by the judicial commissioner\./.exec(page.words)?.[1], page.words.includes('Nobody has decided')]).toEqual([200, true, how, false]);
    }
  }, 60_000);

  it('given one that a commissioner did not approve, when its case is read, then the page says so, and not that nobody has decided', async () => {
    const [farrow, { path, on }] = [await clientOf(here.platform, 'jc-farrow'), await granted([HOME], 'ac-whitfield')];
    ok(await farrow.authorisation.decline({ ...(await on()), body: { act: 'grant', reason: 'Other means were not tried.' } }));
    const page = await okafor.get(path);
    expect([page.status, page.words.includes('The judicial commissioner did not approve it. Nothing may be deployed under it.'), page.words.includes('Nobody has decided')]).toEqual([200, true, false]);
  }, 60_000);

  it('given one that stood on another part, when that is cancelled, then the page of the case is there and says what it ended with', async () => {
    const cole = await clientOf(here.platform, 'ds-cole');
    const source = ok(await cole.assetRegistry.registerSource({ body: { pseudonym: 'KESTREL', born: '1988-03-19', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' } }));
    const { vehicles: _vehicles, ...asked } = WATCH;
    const use = { ...asked, handle: 'use', power: 'chis', source: source.id, conduct: 'Report deliveries.', seeksPrivilege: false, tactics: [{ tactic: 'tasked-source', because: 'Only someone trusted hears the dates.' }] } as const;
    const crime = { ...asked, handle: 'crime', power: 'criminal-conduct', ground: 'crime-or-disorder', source: source.id, linked: 'use', conduct: 'Carry a parcel.', otherMeans: 'None will do.', tactics: [{ tactic: 'specified-conduct', because: 'A refusal would expose them.' }] } as const;
    const { path, on, as } = await granted([use, crime] as unknown as Asked, 'supt-okafor');
    ok(await as.authorisation.cancel({ ...(await on()), body: { ceasedAt: '2026-03-02T09:00:00Z', told: [], reason: 'Done.', value: 'Two names.', productDirection: 'Keep it.' } }));
    const page = await okafor.get(path);
    expect([page.status, page.words.includes('with the part that it stood on')]).toEqual([200, true]);
  }, 60_000);
});
