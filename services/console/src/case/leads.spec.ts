import type { authorisation } from '@cpmp/client';
import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, clockTo, ok, TRACK, WATCH } from '../spec-stage.js';

type Asked = authorisation.ApplyBody['components'][number];

const HOME: Asked = { ...TRACK, handle: 'fit', tactics: [{ tactic: 'device-installation', because: 'It must be inside.' }], places: [{ handle: 'flat-9', kind: 'dwelling', inArea: true }] };

const here = onPlatform((platform) => clockTo(platform, '2026-03-02T09:00:00Z'));

/** A case of one part that an officer has granted. */
const granted = async (component: Asked, officer: string) => {
  const [ahmed, as] = await Promise.all([clientOf(here.platform, 'dc-ahmed'), clientOf(here.platform, officer)]);
  const { id } = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [component] } }));
  const on = async () => ({ params: { id, component: 'c1' }, ifMatch: (await as.authorisation.readComponent({ params: { id, component: 'c1' } })).etag ?? 0 });
  ok(await as.authorisation.grant({ ...(await on()), body: { form: 'written', statement: 'There is no other way.', reviewBy: '2026-03-30T22:00:00Z' } }));
  return { path: `/cases/${id}`, on, as };
};

/** The form of a step that the case leads to, or nothing where it leads to none. */
const led = async (reader: Reader, path: string, step: string): Promise<string | undefined> => ((await reader.get(path)).html.includes(`href="${path}/components/c1/${step}"`) ? `${path}/components/c1/${step}` : undefined);
const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
/** Sends a form that the case leads to. */
const sent = async (reader: Reader, { path, step }: { readonly path: string; readonly step: string }, form: Readonly<Record<string, string>>) => {
  const at = await led(reader, path, step);
  if (at === undefined) return 'the case leads to no such form';
  const { html } = await reader.get(at);
  const answer = await reader.send(at, { key: hidden(html, 'key'), version: hidden(html, 'version'), ...form });
  return answer.to ?? answer.words;
};

describe('what the page of a case leads to', () => {
  it('given a part that waits for the commissioner, when its officer thinks better of it, then the case leads to its cancellation, and it never begins', async () => {
    const { path, as, on } = await granted(HOME, 'ac-whitfield');
    const done = await sent(await readerOf(here.platform, 'ac-whitfield'), { path, step: 'cancel' }, { reason: 'The flat is empty.', value: 'Nothing.', direction: 'There is none.', 'ceased-day': '2', 'ceased-month': '3', 'ceased-year': '2026', 'ceased-time': '0900' });
    expect([done, ok(await as.authorisation.readComponent({ params: (await on()).params })).state]).toEqual([`${path}?done=cancel&part=c1`, 'cancelled']);
  }, 60_000);

  it('given a cancellation that was spoken and entered later, when it is owed in writing, then the case leads to that', async () => {
    const { path, as, on } = await granted(WATCH, 'supt-okafor');
    await clockTo(here.platform, '2026-03-02T11:00:00Z');
    ok(await as.authorisation.cancel({ ...(await on()), body: { decidedAt: '2026-03-02T10:00:00Z', ceasedAt: '2026-03-02T10:00:00Z', told: [], reason: 'Done.', value: 'Two names.', productDirection: 'Keep it.' } }));
    const before = ok(await as.authorisation.readComponent({ params: (await on()).params })).deadlines;
    const done = await sent(await readerOf(here.platform, 'supt-okafor'), { path, step: 'record' }, { text: 'I cancelled it by telephone.' });
    expect([before['written-record'], done, ok(await as.authorisation.readComponent({ params: (await on()).params })).deadlines['written-record']]).toEqual([expect.any(String), `${path}?done=record&part=c1`, undefined]);
  }, 60_000);

  it('given a part that ran out after it was renewed orally, when the renewal is entered, then the case leads to both notes and to that', async () => {
    const { path, as, on } = await granted(WATCH, 'supt-okafor');
    const { until, from } = ok(await as.authorisation.readComponent({ params: (await on()).params }));
    const ahmed = await readerOf(here.platform, 'dc-ahmed');
    const end = Date.parse(until ?? '');
    await clockTo(here.platform, new Date(end - 3 * 86_400_000).toISOString());
    ok(await as.authorisation.review({ ...(await on()), body: { changed: 'Nothing.', decision: 'continue', nextReview: new Date(end - 86_400_000).toISOString() } }));
    await clockTo(here.platform, new Date(end - 3_600_000).toISOString());
    const noted = await sent(ahmed, { path, step: 'note' }, { officer: 'supt-okafor', text: 'He said: go on until the buyers are known.' });
    await clockTo(here.platform, new Date(end + 3_600_000).toISOString());
    const [, month, day] = new Date(end - 7_200_000).toISOString().split(/[-T]/);
    const done = await sent(await readerOf(here.platform, 'supt-okafor'), { path, step: 'renew' }, {
      value: 'Two names.', statement: 'It is still needed.', urgent: 'It ran out at night.', form: 'oral', 'decided-day': String(Number(day)), 'decided-month': String(Number(month)), 'decided-year': '2026', 'decided-time': '21:00', 'note-officer': 'Go on with both teams.', 'note-officer-time': '21:00',
    });
    expect([from, until, noted, done]).toEqual([expect.any(String), expect.any(String), `${path}?done=note&part=c1`, `${path}?done=renew&part=c1`]);
  }, 60_000);
});
