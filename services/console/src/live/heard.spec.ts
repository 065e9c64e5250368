import { setTimeout as pause } from 'node:timers/promises';
import { readerOf } from '../spec-reader.js';
import { clientOf, ok, type Platform, stage, type Staged, startPlatform } from '../spec-stage.js';

const LOOK_MS = 10;
const LOOKS_MAX = 500;

let platform: Platform;
let at: Staged;

beforeAll(async () => {
  platform = await startPlatform('2026-03-02T08:00:00.000Z');
  at = await stage(platform);
}, 120_000);
afterAll(() => platform?.close());

describe('given a page that names what it shows', () => {
  it('when it has words of its own for since when something is so, then it says all the same from which place of the log it is to hear', async () => {
    const { items } = ok(await (await clientOf(platform, 'rm-price')).assetRegistry.listAssets());
    const [officer, custodian] = await Promise.all([readerOf(platform, 'ac-whitfield'), readerOf(platform, 'rm-price')]);
    const pages = [await officer.get(`${at.weir}/components/c2/review`), await custodian.get(`/assets/${items[0]?.id ?? ''}`)];
    expect(pages.map(({ status, html }) => [status, /data-since="([^"]*)"/.exec(html)?.[1]])).toEqual([[200, expect.stringMatching(/authorisation\/1\/\d+/)], [200, expect.stringMatching(/asset-registry\/1\/\d+/)]]);
  });

  it.each([
    { shows: 'an error', as: 'cmdr-hale', kind: 'error' }, { shows: 'product', as: 'dc-ahmed', kind: 'product' },
  ])('when it shows $shows and that changes, then it hears so', async ({ as, kind }) => {
    const [{ authorisation }, { cookie }] = await Promise.all([clientOf(platform, as), readerOf(platform, as)]);
    const { id, change } = await made[kind as keyof typeof made](authorisation);
    const hangUp = new AbortController();
    const ear = await fetch(`${platform.url}/events?stream=${kind}-${id}`, { headers: { cookie }, signal: hangUp.signal });
    expect(ear.status).toBe(200);
    let text = '';
    void (async () => {
      for await (const part of ear.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
    })().catch(() => {});
    const heard = async (wanted: string): Promise<void> => {
      for (let looks = 0; looks < LOOKS_MAX && !text.includes(wanted); looks += 1) await pause(LOOK_MS);
    };
    await heard('id: authorisation/');
    await change();
    await heard('event: changed');
    hangUp.abort();
    expect(text).toContain(`event: changed\ndata: {"stream":"${kind}-${id}"`);
  }, 10_000);
});

describe('given a page that shows more things than a service takes by name at once', () => {
  it('when the last of them changes, then it hears so, and nothing of what it does not show', async () => {
    const [{ assetRegistry }, { cookie }] = await Promise.all([clientOf(platform, 'rm-price'), readerOf(platform, 'rm-price')]);
    const [other, last] = ok(await assetRegistry.listAssets()).items.map(({ id }) => id);
    const many = Array.from({ length: 250 }, (_, index) => `asset-${'a'.repeat(13)}${100 + index}`);
    const hangUp = new AbortController();
    const ear = await fetch(`${platform.url}/events?${new URLSearchParams({ stream: [...many, `asset-${last}`].join() })}`, { headers: { cookie }, signal: hangUp.signal });
    let text = '';
    void (async () => {
      for await (const part of ear.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
    })().catch(() => {});
    const heard = async (wanted: string): Promise<void> => {
      for (let looks = 0; looks < LOOKS_MAX && !text.includes(wanted); looks += 1) await pause(LOOK_MS);
    };
    await heard('id: asset-registry/');
    for (const id of [other, last]) ok(await assetRegistry.recordServiceability({ params: { id: id ?? '' }, body: { serviceable: true } }));
    await heard('event: changed');
    hangUp.abort();
    expect([ear.status, text.match(/"stream":"[^"]*"/g)]).toEqual([200, [`"stream":"asset-${last}"`]]);
  }, 10_000);
});

type Authorisation = Awaited<ReturnType<typeof clientOf>>['authorisation'];

const made = {
  error: async (client: Authorisation) => {
    const { kinds } = ok(await client.listErrors({ query: { limit: 1 } }));
    const { id, etag } = ok(await client.raiseError({ body: { kind: kinds[0]?.kind ?? '', text: 'Somebody was followed.' } }));
    return { id, change: async () => ok(await client.dismissError({ params: { id }, ifMatch: Number(etag), body: { reason: 'It was another case.' } })) };
  },
  product: async (client: Authorisation) => {
    const { items } = ok(await client.listProductBases({}));
    const copy = { place: 'Store 1', holder: 'dc-ahmed', purpose: 'Evidence' };
    const body = { authorisation: at.weir.split('/').at(-1) ?? '', component: 'c2', kind: 'log', description: 'A log.', from: '2026-03-20T10:00:00Z', obtainedBy: 'dc-ahmed', confidential: 'none', basis: items[0]?.basis ?? '', reviewBy: '2026-04-20T22:00:00Z', copy } as Parameters<Authorisation['registerProduct']>[0]['body'];
    const { id, etag } = ok(await client.registerProduct({ body }));
    return { id, change: async () => ok(await client.recordCopy({ params: { id }, ifMatch: Number(etag), body: copy })) };
  },
};
