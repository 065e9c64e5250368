import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, clockTo, ok } from '../spec-stage.js';

/** More than the page asks for of what was answered. */
const MANY = 51;
let hale: Reader;

const act = (html: string): string => [...html.matchAll(/action="(\/notices\/[^"]+\/acknowledge)"/g)].at(-1)?.[1] ?? '';

onPlatform(async (platform) => {
  const client = await clientOf(platform, 'cmdr-hale');
  const { kind = '' } = ok(await client.authorisation.listErrors({ query: { limit: 1 } })).kinds[0] ?? {};
  const raise = async () => ok(await client.authorisation.raiseError({ body: { kind, text: 'Somebody was followed.' } }));
  await raise();
  await clockTo(platform, '2026-03-02T09:00:00Z');
  for (let index = 0; index < MANY; index += 1) await raise();
  await clockTo(platform, '2026-03-02T09:01:00Z');
  const { items } = ok(await client.notification.listNotices({ query: { acknowledged: 'false', limit: 200 } }));
  for (const { id } of items.slice(0, MANY)) ok(await client.notification.acknowledgeNotice({ params: { id }, body: {} }));
  await clockTo(platform, '2026-03-02T09:02:00Z');
  hale = await readerOf(platform, 'cmdr-hale');
});

describe('a notice that was sent before many that are answered', () => {
  it('given it is acknowledged last, then that is confirmed, and said to be the last that was', async () => {
    const done = await hale.send(act((await hale.get('/notices')).html), { key: 'the-oldest' });
    const { words } = await hale.get(done.to ?? '');
    expect(words).toContain('Acknowledged at 09:02 on Monday 2 March 2026. It goes no further.');
    expect(words).toContain('The last one was acknowledged at 09:02 on Monday 2 March 2026.');
  });
});
