import { onPlatform, type Read, type Reader, readerOf } from '../spec-reader.js';
import { stage } from '../spec-stage.js';

let price: Reader;

onPlatform(async (platform) => {
  await stage(platform);
  price = await readerOf(platform, 'rm-price');
});

const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

/** Sends a form after its session has ended. */
const sentLate = async (act: string, form: Readonly<Record<string, string>>): Promise<Read> => {
  const now = Date.now;
  Date.now = () => now() + 21 * 60_000;
  return price.send(act, form).finally(() => {
    Date.now = now;
  });
};

describe('acknowledging a notice', () => {
  it('given a session that ended before it was sent, when its person is signed in again and looks at what they sent, then the notices that wait are there, and none is said to wait no more', async () => {
    const notices = await price.get('/notices');
    const act = /action="(\/notices\/[^"]+\/acknowledge)"/.exec(notices.html)?.[1] ?? '';
    const ended = await sentLate(act, { key: hidden(notices.html, 'key') });
    const back = await price.send(act, { kept: hidden(ended.html, 'kept') });
    const again = await price.get(back.to ?? act);
    expect([ended.status, back.status, again.status, again.html.includes(`action="${act}"`), again.words.includes('No notice waits for you'), again.words.includes('undefined')]).toEqual([401, 303, 200, true, false, false]);
  });

  it('given a session that ended before it was sent, then signing in leads back to it, where whoever sent nothing is shown their notices', async () => {
    const notices = await price.get('/notices');
    const act = /action="(\/notices\/[^"]+\/acknowledge)"/.exec(notices.html)?.[1] ?? '';
    const ended = await sentLate(act, { key: hidden(notices.html, 'key') });
    expect([hidden(ended.html, 'to'), (await price.get(act)).to]).toEqual([act, '/notices']);
  });
});
