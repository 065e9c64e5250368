import { onPlatform, readerOf } from '../spec-reader.js';

const here = onPlatform();
const dayOf = (day: string, month: string) => ({ 'on-day': day, 'on-month': month, 'on-year': '2026' });

describe('who stands where on another day', () => {
  it('given a day that is none, then it is said what is wrong with it, and nobody takes today’s entries for that day’s', async () => {
    const shaw = await readerOf(here.platform, 'admin-shaw');
    const { status, html, words } = await shaw.send('/designations', dayOf('31', '2'));
    expect([status, html.includes('href="#on-day"'), words.includes('The day must be a real date'), /id="on-month"[^>]*value="2"/.test(html)]).toEqual([422, true, true, true]);
    expect([(await shaw.send('/designations', dayOf('30', '3'))).to, (await shaw.send('/designations', {})).to]).toEqual(['/designations?on=2026-03-30', '/designations']);
  });
});
