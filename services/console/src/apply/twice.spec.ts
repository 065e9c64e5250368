import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, clockTo, ok, TRACK, WATCH } from '../spec-stage.js';

let ahmed: Reader;

const here = onPlatform(async (platform) => {
  await clockTo(platform, '2026-03-02T09:00:00Z');
  ahmed = await readerOf(platform, 'dc-ahmed');
});

const drafted = async () => ok(await (await clientOf(here.platform, 'dc-ahmed')).authorisation.startDraft({ body: { operation: 'Copper Weir', components: [WATCH, TRACK] } })).id;

describe('the last form of a draft, sent twice', () => {
  it('given an application that was sent and whose answer was lost, when the form is sent again, then it is one application, and whoever sent it is led to it', async () => {
    const id = await drafted();
    const form = { version: '1', key: 'key-of-the-sending' };
    const first = await ahmed.send(`/apply/${id}/check`, form);
    const again = await ahmed.send(`/apply/${id}/check`, form);
    expect([first.status, first.to, again.status, again.to]).toEqual([303, `/cases/${id}?done=apply`, 303, `/cases/${id}?done=apply`]);
  });

  it('given a draft that was discarded and whose answer was lost, when the form is sent again, then they are told that it is discarded', async () => {
    const id = await drafted();
    const form = { version: '1', key: 'key-of-the-discarding' };
    const first = await ahmed.send(`/apply/${id}/discard`, form);
    const again = await ahmed.send(`/apply/${id}/discard`, form);
    expect([first.status, first.to, again.status, again.to]).toEqual([303, '/apply?done=discarded', 303, '/apply?done=discarded']);
  });

  it('given a draft that is gone, when a form of its is sent that had no part in that, then it is answered like every address that is none', async () => {
    const id = await drafted();
    await ahmed.send(`/apply/${id}/discard`, { version: '1', key: 'key-of-the-discarding-2' });
    const [sent, discarded] = [await ahmed.send(`/apply/${id}/check`, { version: '1', key: 'another-key-1' }), await ahmed.send(`/apply/${id}/discard`, { version: '1', key: 'another-key-2' })];
    const stranger = await (await readerOf(here.platform, 'dc-bell')).send(`/apply/${id}/check`, { version: '1', key: 'another-key-3' });
    expect([sent.h1, discarded.h1, stranger.h1]).toEqual(['Page not found', 'Page not found', 'Page not found']);
  });
});

describe('a part that is removed, sent twice', () => {
  it.each([['the last', 'c2', 'directed-surveillance'], ['the first', 'c1', 'property-interference']])('given %s part that was removed and whose answer was lost, when the form is sent again, then it is one removal, and they are led to the draft', async (_, part, left) => {
    const id = await drafted();
    const form = { version: '1', key: `key-of-removing-${part}` };
    const first = await ahmed.send(`/apply/${id}/parts/${part}/remove`, form);
    const again = await ahmed.send(`/apply/${id}/parts/${part}/remove`, form);
    const { application } = ok(await (await clientOf(here.platform, 'dc-ahmed')).authorisation.readDraft({ params: { id } }));
    expect([first.status, first.to, again.status, again.to]).toEqual([303, `/apply/${id}`, 303, `/apply/${id}`]);
    expect(application.components?.map(({ power }) => power)).toEqual([left]);
  });
});
