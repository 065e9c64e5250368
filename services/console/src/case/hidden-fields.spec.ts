import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, stage } from '../spec-stage.js';

const here = onPlatform(stage);

describe('a cancellation that was decided orally', () => {
  it.each<{ readonly what: string; readonly typed: Readonly<Record<string, string>>; readonly field: string }>([
    { what: 'a day without its number', typed: { 'decided-month': '3', 'decided-year': '2026' }, field: 'decided-day' }, { what: 'a name that is none to sign in with', typed: { 'noted-by': 'PS Gwen Price' }, field: 'noted-by' },
  ])('given $what, when it is sent, then what the fault leads to is not hidden', async ({ typed, field }) => {
    const id = here.at.weir.split('/').at(-1) ?? '';
    const whitfield = await clientOf(here.platform, 'ac-whitfield');
    const { etag } = ok(await whitfield.authorisation.readComponent({ params: { id, component: 'c2' } }));
    const ceased = { 'ceased-day': '27', 'ceased-month': '3', 'ceased-year': '2026', 'ceased-time': '12:01' };
    const { status, html } = await (await readerOf(here.platform, 'ac-whitfield')).send(`${here.at.weir}/components/c2/cancel`, { key: `key-of-${field}`, version: String(etag), reason: 'It is over.', value: 'Little.', direction: 'Keep it.', 'told-others': 'dc-ahmed', ...ceased, ...typed });
    const [before = ''] = html.split(`id="${field}"`);
    expect([status, html.includes(`href="#${field}"`), /<details[^>]*>/g[Symbol.match](before)?.at(-1)]).toEqual([422, true, expect.stringContaining(' open')]);
  });
});
