import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, clockTo, ok, WATCH } from '../spec-stage.js';

let okafor: Reader;
let path: string;

onPlatform(async (platform) => {
  await clockTo(platform, '2026-03-02T09:00:00Z');
  const { id } = ok(await (await clientOf(platform, 'dc-ahmed')).authorisation.apply({ body: { operation: 'Copper Weir', components: [{ ...WATCH, subjects: ['subject-1', 'subject-12'] }] } }));
  const officer = await clientOf(platform, 'supt-okafor');
  const params = { id, component: 'c1' };
  const { etag } = await officer.authorisation.readComponent({ params });
  ok(await officer.authorisation.grant({ params, ifMatch: etag ?? 0, body: { form: 'written', statement: 'Needed.', reviewBy: '2026-03-30T22:00:00Z' } }));
  path = `/cases/${id}/components/c1/review`;
  okafor = await readerOf(platform, 'supt-okafor');
});

describe('a form with boxes to tick', () => {
  it('given one box ticked whose value holds that of another, when the form comes back for something else, then that box is ticked and the other is not', async () => {
    const back = await okafor.send(path, { removed: 'subject-12', decision: 'narrow', key: 'key-of-the-form' });
    const boxes = [...back.html.matchAll(/<input[^>]*name="removed"[^>]*>/g)].map(([box]) => [/value="([^"]*)"/.exec(box)?.[1], / checked/.test(box)]);
    expect([back.status, boxes]).toEqual([422, [['subject-1', false], ['subject-12', true]]]);
  });
});
