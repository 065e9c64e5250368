import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, clockTo, ok, TRACK } from '../spec-stage.js';

/** A part that was granted and renewed twice: the commissioner is told of each. */
const here = onPlatform(async (platform) => {
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const [ahmed, whitfield] = await Promise.all([clientOf(platform, 'dc-ahmed'), clientOf(platform, 'ac-whitfield')]);
  const { id } = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [TRACK] } }));
  const params = { id, component: 'c1' };
  const on = async () => ({ params, ifMatch: (await whitfield.authorisation.readComponent({ params })).etag ?? 0 });
  ok(await whitfield.authorisation.grant({ ...(await on()), body: { form: 'written', statement: 'There is no other way.', reviewBy: '2026-03-30T22:00:00Z' } }));
  for (const value of ['A name.', 'Another name.']) ok(await whitfield.authorisation.renew({ ...(await on()), body: { form: 'written', statement: 'It is still needed.', value } }));
  return `/cases/${id}/components/c1`;
});

describe('the notices of a part that was renewed twice', () => {
  it('given the notice of each renewal, then each is led to, and is of the renewal that its link says', async () => {
    const reader = await readerOf(here.platform, 'jc-farrow');
    const { html } = await reader.get(`${here.at}/commissioner`);
    const links = [...html.matchAll(/href="([^"]*\/notices\/[^"]*)">([^<]*)</g)].map(([, href = '', words = '']) => ({ href: href.replaceAll('&amp;', '&'), words }));
    const acts = await Promise.all(links.map(async ({ href }) => /Act (Grant|Renewal \d)/.exec((await reader.get(href)).words)?.[1]));
    expect(links.map(({ words }, index) => [words, acts[index]])).toEqual([['Of the grant', 'Grant'], ['Of renewal 1', 'Renewal 1'], ['Of renewal 2', 'Renewal 2']]);
  });
});
