import * as look from '@cpmp/testing/pages';
import { fill, type Page, press, signedIn } from '../spec-pages.js';
import { type Platform, startPlatform } from '../spec-stage.js';
import { walked } from '../spec-walk.js';
import { SAID, stageErrors } from './spec-errors.js';

let browser: Awaited<ReturnType<typeof look.openBrowser>>;
let platform: Platform;
let staged: Awaited<ReturnType<typeof stageErrors>>;
beforeAll(async () => {
  [browser, platform] = await Promise.all([look.openBrowser(), startPlatform('2026-03-02T08:00:00.000Z')]);
  staged = await stageErrors(platform);
}, 120_000);
afterAll(() => Promise.all([browser?.close(), platform?.close()]));

/** A page that somebody who has just signed in has open. */
const opened = async (person: string, path = '/work'): Promise<Page> => {
  const { page } = await look.openPage(await signedIn(browser, platform, person));
  await page.goto(platform.url + path);
  return page;
};
const follow = (page: Page, name: string | RegExp) => Promise.all([page.waitForEvent('load'), page.getByRole('link', { name }).first().click()]);
const main = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');

describe('the way of an error through the console', () => {
  it('given one that the record showed, when the senior responsible officer judges it, then it takes three pages and four clicks, and the day of its report is said', async () => {
    const page = await opened('cmdr-hale');
    const walk = await walked(page, async () => {
      await follow(page, /^MET-26-E0001/);
      await follow(page, 'Judge it');
      await page.getByLabel('It is a relevant error').check();
      await fill(page, { reason: 'Nothing covered a drone.' });
      await press(page, 'Record my judgement');
    });
    expect(walk).toEqual({ pages: 3, clicks: 4 });
    expect(await main(page)).toMatch(/It is established\. The report to the Commissioner is due to the end of Tuesday 17 March 2026\./);
  }, 120_000);

  it('given one that waits for its report, when that is signed off and the error closed with a measure, then its owner’s part is asked for until a gatekeeper says that it was done', async () => {
    const page = await opened('cmdr-hale', staged.owed);
    await follow(page, 'Report it');
    await fill(page, SAID);
    await press(page, 'Sign off the report');
    expect(await main(page)).toMatch(/signed off by you.*Reported to the Commissioner.*Twelve pictures\./);
    await follow(page, 'Close it');
    await fill(page, { causes: 'The end was read wrong.', learnt: 'Read it twice.', 'what-1': 'Two people read the end.', 'owner-1': 'cab-lane', 'due-1-day': '31', 'due-1-month': '3', 'due-1-year': '2026' });
    await press(page, 'Close it');
    expect(await main(page)).toMatch(/It has its outcome\..*Closed.*Measures \(1\)/);
    const lane = await opened('cab-lane', staged.owed);
    await follow(lane, /^Say that it was carried out/);
    await fill(lane, { note: 'It is in the instructions.' });
    await press(lane, 'Record it');
    expect(await main(lane)).toMatch(/Measures \(1\).*It is in the instructions\./);
  }, 120_000);

  it('given something that nobody knows of yet, when an applicant raises it of their case, then they may read it; somebody else may not', async () => {
    const page = await opened('dc-ahmed', '/errors/new');
    await page.getByLabel('Activity after the authority had ended').check();
    await fill(page, { reference: 'met-26-0001', part: '1', text: 'We stayed on for an hour.', 'from-day': '2', 'from-month': '3', 'from-year': '2026', 'from-time': '1500' });
    await press(page, 'Raise it');
    expect(await main(page)).toMatch(/It is raised\..*We stayed on for an hour\..*MET-26-0001, part 1.*15:00 on Monday 2 March 2026/);
    const stranger = await opened('rm-price', new URL(page.url()).pathname);
    expect(await main(stranger)).toMatch(/Page not found/);
  }, 120_000);

  it('given a judgement on what somebody judged meanwhile, then nothing is done and what was typed is kept', async () => {
    const [page, other] = [await opened('cmdr-hale', `${staged.reported}/submission`), await opened('cab-lane', `${staged.reported}/answer`)];
    await other.getByLabel('Noted', { exact: true }).check();
    await fill(other, { text: 'Noted.' });
    await press(other, 'Record the answer');
    await fill(page, { text: 'It lasted an hour.' });
    await press(page, 'Record the submission');
    expect(await main(page)).toMatch(/It changed while you were writing .*It lasted an hour\./);
  }, 120_000);
});
