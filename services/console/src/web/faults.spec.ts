import { type Read, type Reader, readerOf } from '../spec-reader.js';
import { type Platform, stage, type Staged, startPlatform } from '../spec-stage.js';

let platform: Platform;
let at: Staged;
let whitfield: Reader;

beforeAll(async () => {
  platform = await startPlatform('2026-03-02T08:00:00.000Z');
  at = await stage(platform);
  whitfield = await readerOf(platform, 'ac-whitfield');
}, 120_000);
afterAll(() => platform?.close());

const KEY = 'key-of-the-form';

/** What a page says is wrong, and whether each link to a field leads to one that says so too. */
const faultsOn = ({ html }: Read) =>
  [...html.matchAll(/<a href="#([\w-]+)">([^<]+)</g)].map(([, field, text = '']) => ({ text, field, isThere: html.includes(`id="${field}"`), isSaidThere: html.split(text).length > 2 }));
const well = { isThere: true, isSaidThere: true };

describe('what is wrong with a form', () => {
  it.each<{ given: string; typed: Record<string, string>; faults: readonly object[] }>([
    { given: 'a note with its time, and no day of the decision', typed: {}, faults: [{ field: 'decided-day', text: 'Enter the day of the note, like 30 3 2026', ...well }] },
    { given: 'a note made in the hour that came twice', typed: { 'decided-day': '26', 'decided-month': '10', 'decided-year': '2025', 'decided-time': '03:10', 'note-officer-time': '01:30' }, faults: [{ field: 'decided-which', text: expect.stringContaining('the clocks show it twice'), ...well }] },
    { given: 'a note whose time is none', typed: { 'decided-day': '26', 'decided-month': '3', 'decided-year': '2026', 'decided-time': '03:10', 'note-officer-time': 'noon' }, faults: [{ field: 'note-officer-time', text: 'The time of the note must be on the 24-hour clock, like 09:40', ...well }] },
  ])('given $given, when an oral decision is sent, then the fault is said at a field that is there', async ({ typed, faults }) => {
    const sent = { value: 'Two names.', statement: 'Still needed.', form: 'oral', 'note-officer': 'I said yes.', 'note-officer-time': '09:40', key: KEY, version: '1', ...typed };
    const back = await whitfield.send(`${at.weir}/components/c2/renew`, sent);
    expect([back.status, faultsOn(back)]).toEqual([422, faults]);
  });
});
