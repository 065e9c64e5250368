import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@cpmp/client';
import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, ok, stage } from '../spec-stage.js';

const MANY = 201;
const AT_ONCE = 50;
const PAUSE_MS = 250;
let weir: string;

/** Does something so often, no faster than one person may ask. */
const often = async (act: (index: number) => Promise<unknown>): Promise<void> => {
  for (let first = 0; first < MANY; first += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, MANY - first) }, (_, index) => act(first + index)));
    await pause(PAUSE_MS);
  }
};

const registered = async ({ authorisation }: Client): Promise<void> => {
  const { basis = '' } = ok(await authorisation.listProductBases({})).items[0] ?? {};
  const copy = { place: 'Store 1', holder: 'dc-ahmed', purpose: 'Evidence' };
  const body = { authorisation: weir.split('/').at(-1) ?? '', component: 'c2', kind: 'log', description: 'A log.', from: '2026-03-20T10:00:00Z', obtainedBy: 'dc-ahmed', confidential: 'none', basis, reviewBy: '2026-04-20T22:00:00Z', copy } as Parameters<typeof authorisation.registerProduct>[0]['body'];
  await often(async () => ok(await authorisation.registerProduct({ body })));
};

const here = onPlatform(async (platform) => {
  weir = (await stage(platform)).weir;
  const [ahmed, cole, hale] = (await Promise.all(['dc-ahmed', 'ds-cole', 'cmdr-hale'].map((person) => clientOf(platform, person)))) as [Client, Client, Client];
  const { kind = '' } = ok(await hale.authorisation.listErrors({ query: { limit: 1 } })).kinds[0] ?? {};
  await registered(ahmed);
  await often(async (index) => ok(await cole.assetRegistry.registerSource({ body: { pseudonym: `WREN ${index}`, born: '1988-03-19', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole', recordMaintainer: 'ds-dunn' } })));
  await often(async () => ok(await hale.authorisation.raiseError({ body: { kind, text: 'Somebody was followed.' } })));
});

/** What a list and every page that it leads to have, each once. */
const listed = async (reader: Reader, path: string, of: RegExp): Promise<number> => {
  const found = new Set<string>();
  let next: string | undefined = path;
  while (next) {
    const { html }: { readonly html: string } = await reader.get(next);
    for (const [href] of html.matchAll(of)) found.add(href);
    next = /<a class="govuk-link" href="([^"]*)">More /.exec(html)?.[1]?.replaceAll('&amp;', '&');
  }
  return found.size;
};

describe('a list of more than one page', () => {
  it.each([
    { list: 'sources', as: 'ds-cole', at: () => '/sources', of: /href="\/sources\/[a-z2-7]{16}"/g }, { list: 'errors', as: 'cmdr-hale', at: () => '/errors', of: /href="\/errors\/[a-z2-7]{16}"/g },
    { list: 'product', as: 'dc-ahmed', at: () => '/product?stage=kept', of: /href="\/product\/[a-z2-7]{16}"/g }, { list: 'product of a case', as: 'dc-ahmed', at: () => `${weir}/product`, of: /href="\/product\/[a-z2-7]{16}"/g },
  ])('given $list, then each of them is led to', async ({ as, at, of }) => {
    expect(await listed(await readerOf(here.platform, as), at(), of)).toBeGreaterThanOrEqual(MANY);
  });
});
