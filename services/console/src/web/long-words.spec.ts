import * as look from '@cpmp/testing/pages';
import { signedIn } from '../spec-pages.js';
import { onPlatform } from '../spec-reader.js';
import { clientOf, clockTo, ok, type Platform, TRACK, WATCH } from '../spec-stage.js';

/** As long as a word is in German, or an address without a space. */
const WORD = 'donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamten';

const stage = async (platform: Platform) => {
  const [ahmed, okafor, price] = [await clientOf(platform, 'dc-ahmed'), await clientOf(platform, 'supt-okafor'), await clientOf(platform, 'rm-price')];
  const part = { ...WATCH, subjects: [WORD.slice(0, 60)], vehicles: [WORD.slice(0, 60)], necessity: WORD };
  const { id } = ok(await ahmed.authorisation.apply({ body: { operation: WORD, components: [part, TRACK] } }));
  const on = { params: { id, component: 'c1' }, ifMatch: (await okafor.authorisation.readComponent({ params: { id, component: 'c1' } })).etag ?? 0 };
  ok(await okafor.authorisation.grant({ ...on, body: { form: 'written', statement: WORD, reviewBy: '2026-03-30T23:00:00Z' } }));
  await clockTo(platform, '2026-03-02T10:00:00Z');
  const { items: [{ basis = '' } = {}] } = ok(await ahmed.authorisation.listProductBases({}));
  const copy = { place: WORD.slice(0, 60), holder: 'dc-ahmed', purpose: WORD.slice(0, 60) };
  ok(await ahmed.authorisation.registerProduct({ body: { authorisation: id, component: 'c1', kind: 'log', description: WORD, from: '2026-03-02T09:00:00Z', obtainedBy: 'dc-ahmed', confidential: 'none', basis, reviewBy: '2026-04-20T22:00:00Z', copy } as Parameters<typeof ahmed.authorisation.registerProduct>[0]['body'] }));
  const { id: item } = ok(await price.assetRegistry.registerAsset({ body: { kind: 'fixed-camera', serial: WORD.slice(0, 40).toUpperCase(), site: 'hendon' } }));
  return { case: `/cases/${id}`, item: `/assets/${item}` };
};

const here = onPlatform(stage);

describe('words that are longer than a narrow page', () => {
  it('given them in a case, its product and an item, when each page is read at 320 pixels, then they break and nothing scrolls sideways', async () => {
    const browser = await look.openBrowser();
    const wide: string[] = [];
    const read = async (person: string, paths: readonly string[]): Promise<void> => {
      const { page } = await look.openPage(await signedIn(browser, here.platform, person));
      for (const path of paths) {
        await page.goto(here.platform.url + path);
        wide.push(...(await look.reflow(page)).map((fault) => `${path.replaceAll(/[a-z2-7]{16}/g, 'ID')} ${fault}`));
      }
    };
    await read('ac-whitfield', ['', '/check', '/application', '/record', '/product', '/components/c1/review', '/components/c2/decide', '/components/c1/print'].map((page) => here.at.case + page));
    await read('rm-price', ['', '/book', '/serviceability'].map((page) => here.at.item + page));
    await browser.close();
    expect(wide).toEqual([]);
  }, 120_000);
});
