import { onPlatform, type Read, type Reader, readerOf } from '../spec-reader.js';
import { stage, type Staged } from '../spec-stage.js';

let at: Staged;
let whitfield: Reader;

const here = onPlatform(async (platform) => {
  at = await stage(platform);
  whitfield = await readerOf(platform, 'ac-whitfield');
});

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

  it('given a number that is too great, when a tasking is asked for, then it is said how great it may be, and nothing of characters', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const day = (field: string, date: string) => ({ [`${field}-day`]: date, [`${field}-month`]: '4', [`${field}-year`]: '2026', [`${field}-time`]: '09:00' });
    const back = await price.send('/taskings/new', { operation: 'Copper Weir', needs: '1', 'n1-kind': 'team', 'n1-count': '5000', priority: '3', key: KEY, ...day('from', '1'), ...day('to', '2') });
    expect([back.status, faultsOn(back)]).toEqual([422, [{ field: 'n1-count', text: 'Need 1: how many must be 100 or less', ...well }]]);
  });

  it('given too many people, when an application is begun, then it is said how many there may be, and nothing of characters', async () => {
    const back = await (await readerOf(here.platform, 'dc-ahmed')).send('/apply', { operation: 'Copper Weir', cleared: Array.from({ length: 400 }, (_, index) => `dc-${index}`).join(' '), key: KEY });
    expect([back.status, faultsOn(back)]).toEqual([422, [{ field: 'cleared', text: 'Who must know: no more than 50', ...well }]]);
  });

  it('given somebody told who is no sign-in name, when a part is cancelled, then that is said where they were typed, and not of those who were ticked', async () => {
    const ceased = { 'ceased-day': '27', 'ceased-month': '3', 'ceased-year': '2026', 'ceased-time': '11:50' };
    const back = await whitfield.send(`${at.weir}/components/c2/cancel`, { reason: 'Done.', value: 'Two names.', direction: 'Keep it.', told: 'dc-ahmed', 'told-others': 'PC Lowe', key: KEY, version: '1', ...ceased });
    expect([back.status, faultsOn(back)]).toEqual([422, [{ field: 'told-others', text: 'Anyone else you told: enter a sign-in name, like supt-okafor', ...well }]]);
  });

  it('given a question whose answer is no sign-in name, then it is said what to enter', async () => {
    const from = { 'from-day': '7', 'from-month': '6', 'from-year': '2026' };
    const back = await (await readerOf(here.platform, 'admin-shaw')).send('/designations/new/absence', { person: 'PC Lowe', key: KEY, ...from });
    expect([back.status, faultsOn(back)]).toEqual([422, [{ field: 'person', text: 'Who? Enter a sign-in name, like supt-okafor', ...well }]]);
  });

  it('given a question whose answer is too long, then it is said how long it may be', async () => {
    const back = await (await readerOf(here.platform, 'dc-ahmed')).send(`${at.weir}/components/c2/note`, { officer: 'ac-whitfield', text: 'x'.repeat(9_000), key: KEY, version: '1' });
    expect([back.status, faultsOn(back).map(({ text }) => text)]).toEqual([422, ['What did they decide, and in which words? Enter 8,000 characters or less']]);
  });

  it('given an accreditation that is too long, then that is said', async () => {
    const price = await readerOf(here.platform, 'rm-price');
    const [, path = ''] = /href="(\/resources\/[a-z2-7]{16})"/.exec((await price.get('/board')).html) ?? [];
    const back = await price.send(`${path}/fitness`, { accreditation: 'x'.repeat(200), 'accredited-day': '7', 'accredited-month': '6', 'accredited-year': '2027', key: KEY });
    expect([back.status, faultsOn(back).map(({ text }) => text)]).toEqual([422, ['The accreditation: enter fewer characters']]);
  });

  it('given no number where one is asked for, and an end before the start, then it is said what to enter, in no words of a program', async () => {
    const day = (field: string, date: string) => ({ [`${field}-day`]: date, [`${field}-month`]: '4', [`${field}-year`]: '2026', [`${field}-time`]: '09:00' });
    const back = await (await readerOf(here.platform, 'rm-price')).send('/taskings/new', { operation: 'Copper Weir', needs: '1', 'n1-kind': 'team', 'n1-count': 'two', priority: '3', key: KEY, ...day('from', '2'), ...day('to', '1') });
    expect([back.status, faultsOn(back).map(({ text }) => text)]).toEqual([422, ['Need 1: how many: enter a number', 'The end: enter a time after the start']]);
  });
});
