import * as look from '@cpmp/testing/pages';
import { fill, type Page, press, signedIn } from '../spec-pages.js';
import { type Platform, startPlatform } from '../spec-stage.js';
import { walked } from '../spec-walk.js';
import { stageDuty } from './spec-duty.js';

let browser: Awaited<ReturnType<typeof look.openBrowser>>;
let platform: Platform;
let staged: Awaited<ReturnType<typeof stageDuty>>;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startPlatform('2026-03-02T08:00:00.000Z'), look.openBrowser()]);
  staged = await stageDuty(platform);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await platform?.close();
});

/** Presses a link, by the beginning of what it is called, and waits for what comes. */
const follow = (page: Page, name: string | RegExp) => Promise.all([page.waitForEvent('load'), page.getByRole('link', { name }).first().click()]);
const day = (page: Page, id: string, [date, month]: readonly [string, string]) => fill(page, { [`${id}-day`]: date, [`${id}-month`]: month, [`${id}-year`]: '2026' });
const main = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');

/** The way of one person from their work to what they came for. */
type Way = { readonly as: string; readonly to: string; readonly pages: number; readonly clicks: number; readonly walk: (page: Page) => Promise<unknown>; readonly ends: RegExp };

const WAYS: readonly Way[] = [
  {
    as: 'cab-lane', to: 'pass an application to the officers', pages: 2, clicks: 3, ends: /The application went to the officers at/,
    walk: async (page) => (await follow(page, /^MET-26-0006.*: check it$/), await page.getByLabel('Pass it to the officers').check(), await fill(page, { comment: 'Complete.' }), press(page, 'Record my check')),
  },
  {
    as: 'cab-lane', to: 'return one with comments', pages: 2, clicks: 3, ends: /The application is returned to its applicant\./,
    walk: async (page) => (await follow(page, /^MET-26-0002.*: check it$/), await page.getByLabel('Return it to the applicant').check(), await fill(page, { comment: 'Say more of the yard.' }), press(page, 'Record my check')),
  },
  {
    as: 'supt-okafor', to: 'decide one part', pages: 2, clicks: 3, ends: /Part 1 is in force, to the end of/,
    walk: async (page) => (await follow(page, /^MET-26-0003.*: decide$/), await page.getByLabel('Grant', { exact: true }).check(), await fill(page, { statement: 'The only workable step now.' }), await day(page, 'review', ['24', '4']), press(page, 'Record my decision')),
  },
  {
    as: 'ac-whitfield', to: 'review a part', pages: 2, clicks: 4, ends: /Part 2 is reviewed\./,
    walk: async (page) => (await follow(page, /^MET-26-0001.*: review$/), await fill(page, { changed: 'Two buyers identified.' }), await page.locator('input[name=decision][value=continue]').check(), await day(page, 'next', ['24', '4']), press(page, 'Record my review')),
  },
  {
    as: 'ac-whitfield', to: 'decide as a commander', pages: 2, clicks: 3, ends: /Part 2 is refused\./,
    walk: async (page) => (await follow(page, /^MET-26-0006.*property.*: decide$/), await page.getByLabel('Refuse', { exact: true }).check(), await fill(page, { statement: 'The observation will do.' }), press(page, 'Record my decision')),
  },
  {
    as: 'dc-ahmed', to: 'seal their note of an oral decision', pages: 3, clicks: 3, ends: /Your note of the oral decision on part 1 is sealed\. It is read once the officer has entered the decision\./,
    walk: async (page) => (await follow(page, /^MET-26-0006/), await follow(page, /^Seal a note/), await fill(page, { officer: 'ac-whitfield', text: 'He agreed by telephone, for today.' }), press(page, 'Seal my note')),
  },
  {
    as: 'ac-whitfield', to: 'record an oral decision', pages: 2, clicks: 5, ends: /Part 1 is in force, until/,
    walk: async (page) => {
      await follow(page, /^MET-26-0006.*directed.*: decide$/);
      await page.getByLabel('Grant', { exact: true }).check();
      await page.getByText('If you decided orally').click();
      await page.getByLabel('Orally, and this enters it').check();
      await fill(page, { statement: 'By telephone.', urgent: 'The handover is within the hour.', 'note-officer': 'Agreed.' });
      await day(page, 'review', ['2', '4']);
      await press(page, 'Record my decision');
    },
  },
  {
    as: 'di-rourke', to: 'accept a risk until a date', pages: 2, clicks: 4, ends: /The risk is accepted, to the end of Thursday 30 April 2026\./,
    walk: async (page) => (await follow(page, /^RISK-.*: accept it$/), await day(page, 'until', ['30', '4']), press(page, 'Accept the risk')),
  },
  { as: 'cmdr-hale', to: 'open what is late', pages: 1, clicks: 1, ends: /Late \(\d+\) Case What Told Next .*late: was due/, walk: (page) => follow(page, /^What is late/) },
  {
    as: 'rm-price', to: 'record a withdrawal', pages: 2, clicks: 3, ends: /Withdrawn|Recovered/,
    walk: async (page) => (await follow(page, /team-blue.*: record the withdrawal$/), await fill(page, { note: 'Stood down at the yard and driven home.' }), press(page, 'Record the withdrawal')),
  },
];

describe('how far it is from one’s work', () => {
  it.each(WAYS)('given $as, when they $to, then it takes at most $pages pages and $clicks presses', async ({ as, pages, clicks, walk, ends }) => {
    const context = await signedIn(browser, platform, as);
    const { page, complaints } = await look.openPage(context);
    await page.goto(`${platform.url}/work`);
    const far = await walked(page, walk);
    expect(await main(page)).toMatch(ends);
    expect([far.pages <= pages, far.clicks <= clicks, far]).toEqual([true, true, far]);
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('given a notice, when it is acknowledged, then that is one page and one press from the notices', async () => {
    const context = await signedIn(browser, platform, 'rm-price');
    const { page } = await look.openPage(context);
    await page.goto(`${platform.url}/notices`);
    const acknowledge = () => Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: /^Acknowledge/ }).first().click()]);
    expect(await walked(page, acknowledge)).toEqual({ pages: 1, clicks: 1 });
    expect(await main(page)).toMatch(/Acknowledged at 10:00 on Wednesday 1 April 2026\./);
    await context.close();
  }, 120_000);

  it('given who chases what is late, then that is two pages and three presses from their work, and the note and the telling are there', async () => {
    const context = await signedIn(browser, platform, 'cmdr-hale');
    const { page } = await look.openPage(context);
    await page.goto(`${platform.url}/work`);
    const far = await walked(page, async () => (await follow(page, /^team-red.*: note or chase$/), await page.getByLabel('Yes, chase them').check(), await fill(page, { text: 'Spoken to about it.' }), press(page, 'Record it')));
    expect(far).toEqual({ pages: 2, clicks: 3 });
    expect(await main(page)).toMatch(/those who hold the deadline are told once more\..*Cmdr Ruth Hale at 10:00 on Wednesday 1 April 2026: Spoken to about it\./);
    await context.close();
  }, 120_000);
});

describe('where people are told no', () => {
  const opened = async (as: string, path: string): Promise<Page> => {
    const { page } = await look.openPage(await signedIn(browser, platform, as));
    await page.goto(platform.url + path);
    return page;
  };

  it('given a case that one may not know of and one that is not there, when they are searched for, then both are answered alike and neither stands in an address', async () => {
    const page = await opened('rm-price', '/search');
    const answers: string[] = [];
    for (const reference of ['MET-26-0002', 'MET-26-9999']) {
      await fill(page, { reference });
      await press(page, 'Open the case');
      answers.push((await main(page)).replaceAll(reference, ''));
      expect([page.url(), await page.title()]).toEqual([`${platform.url}/search`, 'Error: Search – Covert policing']);
    }
    expect(answers[0]).toMatch(/You have no case with this reference/);
    expect(answers[1]).toBe(answers[0]);
    const officer = await opened('supt-okafor', '/search');
    await fill(officer, { reference: 'met-26-0001' });
    await press(officer, 'Open the case');
    expect(officer.url()).toBe(platform.url + staged.weir);
  }, 120_000);

  it('given an acceptance that would run too long, when it is sent, then the day is named up to which it might', async () => {
    const page = await opened('di-rourke', `${staged.risk}/accept`);
    await day(page, 'until', ['31', '12']);
    await press(page, 'Accept the risk');
    expect(await main(page)).toMatch(/The risk was not accepted .*An acceptance ends after now and within 183 days\. What would be allowed Accept it to the end of Wednesday 30 September 2026 at the latest\./);
    await press(page, 'Change what you entered');
    expect(await page.locator('#until-month').inputValue()).toBe('12');
  }, 120_000);

  it('given somebody who oversees nothing, when they type the address of oversight, then they are told who may, and no link leads there', async () => {
    const page = await opened('dc-ahmed', '/oversight');
    expect(await main(page)).toMatch(/You cannot see this page .*These roles may: senior responsible officer/);
    expect(await page.getByRole('link', { name: 'Oversight' }).count()).toBe(0);
  }, 120_000);

  it('given an export, when it is taken, then it is a file of ids, states and times without a covert word', async () => {
    const page = await opened('cmdr-hale', '/oversight');
    const { body, type } = await page.evaluate(async () => {
      const answer = await fetch('/oversight/export');
      return { body: await answer.text(), type: answer.headers.get('content-type') };
    });
    expect(type).toBe('text/csv; charset=utf-8');
    expect(body.split('\r\n')[0]).toBe('"list","reference","stream","component","what","instant"');
    expect(body).toMatch(/"late","team-red","resource-[a-z2-7]{16}","","withdrawal-overdue","2026-03-29T12:00:00.000Z"/);
    expect(body).not.toMatch(/Copper|Kite|AB12|Spoken/);
  }, 120_000);

  it('given what was done meanwhile, when it is chased, then it is told what to do instead, and what was typed is kept', async () => {
    const page = await opened('cmdr-hale', '/oversight');
    await follow(page, /^Note or chase.*team-red/);
    const desk = await opened('rm-price', '/work');
    await follow(desk, /team-red.*: record the withdrawal$/);
    await fill(desk, { note: 'Driven home.' });
    await press(desk, 'Record the withdrawal');
    await page.getByLabel('Yes, chase them').check();
    await fill(page, { text: 'Where are they?' });
    await press(page, 'Record it');
    expect(await main(page)).toMatch(/They were not told once more .*What was to be done is done, or fell away\. What would be allowed Note it without chasing\./);
    await press(page, 'Change what you entered');
    expect(await page.locator('#text').inputValue()).toBe('Where are they?');
  }, 120_000);
});
