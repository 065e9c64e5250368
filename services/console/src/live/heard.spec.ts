import { setTimeout as pause } from 'node:timers/promises';
import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, stage } from '../spec-stage.js';

const LOOK_MS = 10;
const LOOKS_MAX = 500;

const here = onPlatform(stage);

const ears = new AbortController();
afterAll(() => ears.abort());

/** Listens for news of streams; `heard` answers what has come once that is in it, or has not come for long. */
const listening = async (cookie: string, streams: readonly string[]) => {
  const { status, body } = await fetch(`${here.platform.url}/events?${new URLSearchParams({ stream: streams.join() })}`, { headers: { cookie }, signal: ears.signal });
  let text = '';
  void (async () => {
    for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
  })().catch(() => {});
  const heard = async (wanted: string): Promise<string> => {
    for (let looks = 0; looks < LOOKS_MAX && !text.includes(wanted); looks += 1) await pause(LOOK_MS);
    return text;
  };
  return { status, heard };
};

describe('given a page that names what it shows', () => {
  it('when it has words of its own for since when something is so, then it says all the same from which place of the log it is to hear', async () => {
    const { items } = ok(await (await clientOf(here.platform, 'rm-price')).assetRegistry.listAssets());
    const [officer, custodian] = await Promise.all([readerOf(here.platform, 'ac-whitfield'), readerOf(here.platform, 'rm-price')]);
    const pages = [await officer.get(`${here.at.weir}/components/c2/review`), await custodian.get(`/assets/${items[0]?.id ?? ''}`)];
    expect(pages.map(({ status, html }) => [status, /data-since="([^"]*)"/.exec(html)?.[1]])).toEqual([[200, expect.stringMatching(/authorisation\/1\/\d+/)], [200, expect.stringMatching(/asset-registry\/1\/\d+/)]]);
  });

  it.each([
    { shows: 'an error', as: 'cmdr-hale', kind: 'error' }, { shows: 'product', as: 'dc-ahmed', kind: 'product' }, { shows: 'a source', as: 'ds-cole', kind: 'source' },
  ])('when it shows $shows and that changes, then it hears so', async ({ as, kind }) => {
    const [client, { cookie }] = await Promise.all([clientOf(here.platform, as), readerOf(here.platform, as)]);
    const { id, change } = await made[kind as keyof typeof made](client);
    const { status, heard } = await listening(cookie, [`${kind}-${id}`]);
    expect(status).toBe(200);
    await heard('id: ');
    await change();
    expect(await heard('event: changed')).toContain(`event: changed\ndata: {"stream":"${kind}-${id}"`);
  }, 10_000);
});

describe('given a page that shows more things than a service takes by name at once', () => {
  it('when the last of them changes, then it hears so, and nothing of what it does not show', async () => {
    const [{ assetRegistry }, { cookie }] = await Promise.all([clientOf(here.platform, 'rm-price'), readerOf(here.platform, 'rm-price')]);
    const [other, last] = ok(await assetRegistry.listAssets()).items.map(({ id }) => id);
    const many = Array.from({ length: 250 }, (_, index) => `asset-${'a'.repeat(13)}${100 + index}`);
    const { status, heard } = await listening(cookie, [...many, `asset-${last}`]);
    await heard('id: asset-registry/');
    for (const id of [other, last]) ok(await assetRegistry.recordServiceability({ params: { id: id ?? '' }, body: { serviceable: true } }));
    const text = await heard('event: changed');
    expect([status, text.match(/"stream":"[^"]*"/g)]).toEqual([200, [`"stream":"asset-${last}"`]]);
  }, 10_000);
});

type Client = Awaited<ReturnType<typeof clientOf>>;

const made = {
  error: async ({ authorisation: client }: Client) => {
    const { kinds } = ok(await client.listErrors({ query: { limit: 1 } }));
    const { id, etag } = ok(await client.raiseError({ body: { kind: kinds[0]?.kind ?? '', text: 'Somebody was followed.' } }));
    return { id, change: async () => ok(await client.dismissError({ params: { id }, ifMatch: Number(etag), body: { reason: 'It was another case.' } })) };
  },
  product: async ({ authorisation: client }: Client) => {
    const { items } = ok(await client.listProductBases({}));
    const copy = { place: 'Store 1', holder: 'dc-ahmed', purpose: 'Evidence' };
    const body = { authorisation: here.at.weir.split('/').at(-1) ?? '', component: 'c2', kind: 'log', description: 'A log.', from: '2026-03-20T10:00:00Z', obtainedBy: 'dc-ahmed', confidential: 'none', basis: items[0]?.basis ?? '', reviewBy: '2026-04-20T22:00:00Z', copy } as Parameters<Client['authorisation']['registerProduct']>[0]['body'];
    const { id, etag } = ok(await client.registerProduct({ body }));
    return { id, change: async () => ok(await client.recordCopy({ params: { id }, ifMatch: Number(etag), body: copy })) };
  },
  source: async ({ assetRegistry: client }: Client) => {
    const { id } = ok(await client.registerSource({ body: { pseudonym: 'LINNET', born: '1988-03-19', vulnerable: false, handler: 'dc-bell', controller: 'ds-cole' } }));
    return { id, change: async () => ok(await client.addSourceRecord({ params: { id }, body: { particular: 'k', text: 'Met at noon.' } })) };
  },
};
