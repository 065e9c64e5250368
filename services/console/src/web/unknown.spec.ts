import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, stage } from '../spec-stage.js';

let product: string;
let error: string;
let weir: string;

const here = onPlatform(async (platform) => {
  weir = (await stage(platform)).weir;
  const { authorisation } = await clientOf(platform, 'dc-ahmed');
  const [{ basis = '' } = {}] = ok(await authorisation.listProductBases({})).items;
  const copy = { place: 'Store 1', holder: 'dc-ahmed', purpose: 'Evidence' };
  const body = { authorisation: weir.split('/').at(-1) ?? '', component: 'c2', kind: 'log', description: 'A log.', from: '2026-03-20T10:00:00Z', obtainedBy: 'dc-ahmed', confidential: 'none', basis, reviewBy: '2026-04-20T22:00:00Z', copy } as Parameters<typeof authorisation.registerProduct>[0]['body'];
  product = `/product/${ok(await authorisation.registerProduct({ body })).id}`;
  const responsible = (await clientOf(platform, 'cmdr-hale')).authorisation;
  const [{ kind = '' } = {}] = ok(await responsible.listErrors({ query: { limit: 1 } })).kinds;
  error = `/errors/${ok(await responsible.raiseError({ body: { kind, text: 'Somebody was followed.' } })).id}`;
});

describe('a form about one of several', () => {
  it.each([
    { of: 'a copy', as: 'dc-ahmed', at: () => `${product}/copies/k9/move` }, { of: 'a hold', as: 'ipco-frost', at: () => `${product}/holds/h9/lift` }, { of: 'what was set apart', as: 'cmdr-hale', at: () => `${product}/quarantines/q9/release` },
    { of: 'a comment', as: 'cmdr-hale', at: () => `${weir}/components/c2/comments/k9` }, { of: 'a measure', as: 'cmdr-hale', at: () => `${error}/measures/m9` }, { of: 'what was set apart for an error', as: 'cmdr-hale', at: () => `${error}/quarantines/q9` },
  ])('given that there is no such one, $of, then there is no form to fill in for nothing', async ({ as, at }) => {
    const { status, h1 } = await (await readerOf(here.platform, as)).get(at());
    expect([status, h1]).toEqual([404, 'Page not found']);
  });

  it('given one that is there, then there is', async () => {
    expect((await (await readerOf(here.platform, 'dc-ahmed')).get(`${product}/copies/k1/move`)).status).toBe(200);
  });
});
