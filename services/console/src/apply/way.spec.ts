import * as look from '@cpmp/testing/pages';
import { fill, type Page, press, signedIn } from '../spec-pages.js';
import { clientOf, ok, type Platform, startPlatform } from '../spec-stage.js';
import { walked } from '../spec-walk.js';
import { type Staged, STARTS, stage } from './spec-drafts.js';

const saved = (page: Page) => press(page, 'Save and continue');

describe('the way through an application', () => {
  let browser: Awaited<ReturnType<typeof look.openBrowser>>;
  let platform: Platform;
  let staged: Staged;
  beforeAll(async () => {
    [platform, browser] = await Promise.all([startPlatform(STARTS), look.openBrowser()]);
    staged = await stage(platform);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await platform?.close();
  });

  const open = async (path: string, person = 'dc-ahmed'): Promise<Page> => {
    const { page } = await look.openPage(await signedIn(browser, platform, person));
    await page.goto(platform.url + path);
    return page;
  };
  const heading = (page: Page): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent();
  const main = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  const follow = (page: Page, name: string | RegExp) => Promise.all([page.waitForEvent('load'), page.locator('main').getByRole('link', { name, ...(typeof name === 'string' ? { exact: true } : {}) }).click()]);

  it('given one part with one tactic, when somebody applies, then it is ten pages of one question each, a list of tasks, and a check before it is sent', async () => {
    const page = await open('/notices');
    const asked: (string | null)[] = [];
    const next = async (answer: () => Promise<unknown>): Promise<void> => {
      asked.push(await heading(page));
      await answer();
      await saved(page);
    };
    const choose = (name: string) => () => page.getByLabel(name, { exact: true }).check();
    const write = (text: string) => () => fill(page, { answer: text });
    await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: 'Apply', exact: true }).click()]);
    const { pages } = await walked(page, async () => {
      await next(() => fill(page, { operation: 'Copper Weir' }));
      await next(choose('Directed surveillance'));
      await next(choose('Preventing or detecting crime, or preventing disorder'));
      await next(choose('Foot surveillance'));
      await next(write('Handovers are made on foot.'));
      await next(() => fill(page, { 'subject-1': 'subject-a' }));
      await next(write('No other line of inquiry.'));
      await next(write('Public places only.'));
      await next(write('Others are not recorded.'));
      await next(choose('Not likely'));
    });
    expect([asked.length, pages]).toEqual([10, 10]);
    expect(asked).toEqual([
      'Which operation is it for, and who must know?', 'What power do you ask for?', 'On which ground?', 'Which tactics?', 'Foot surveillance: why this tactic?', 'Who, what and where?', 'Why is it necessary?', 'Why is it proportionate?', 'Who else may be affected?',
      'Is confidential information likely to be obtained?',
    ].map((text) => expect.stringContaining(text)));
    expect(await main(page)).toMatch(/2 of 3 sections complete\. The draft is kept for 28 days after you last saved it, until .* 30 March 2026\. Nobody else sees it\./);
    await follow(page, /^Check your answers and send/);
    await press(page, 'Send the application');
    expect(await main(page)).toMatch(/The application was sent to the gatekeepers\. Its reference is MET-26-\d{4}\./);
  }, 120_000);

  it('given a power that makes use of a source, then what it alone asks for is asked: of whom, which conduct, privilege and safeguards', async () => {
    const page = await open(`${staged.begun}/parts/c3/power`);
    await page.getByLabel('Covert human intelligence source', { exact: true }).check();
    await saved(page);
    await page.goto(`${platform.url}${staged.begun}/check`);
    for (const asks of ['Which source?', 'What conduct do you ask for?', 'Is it meant to obtain matters subject to legal privilege?', 'Which safeguards are there?']) expect(await main(page)).toContain(asks);
    await page.goto(`${platform.url}${staged.begun}/parts/c3/safeguards`);
    await fill(page, { explained: 'By the handler, with the adult present.' });
    await saved(page);
    await page.goto(`${platform.url}${staged.begun}/check`);
    expect(await main(page)).toMatch(/By the handler, with the adult present\./);
    await page.goto(`${platform.url}${staged.begun}/parts/c3/remove`);
    await press(page, 'Remove part 3');
  }, 60_000);

  it('given a draft that waits, when its author comes back, then it is one press away', async () => {
    const page = await open('/apply');
    const way = await walked(page, () => follow(page, /^Copper Weir\s*, draft/));
    expect([way, await heading(page)]).toEqual([{ pages: 1, clicks: 1 }, 'Apply for an authority']);
  }, 60_000);

  it('given a returned case, when its applicant changes what was asked for, then one press begins it, the comment is before them, and the gatekeeper has it again', async () => {
    const page = await open('/apply');
    const way = await walked(page, () => press(page, 'Change and send again MET-26-0001'));
    expect([way, await main(page)]).toEqual([{ pages: 1, clicks: 1 }, expect.stringMatching(/Returned by PS Tom Lane at 09:20 on Monday 2 March 2026 Say more of who else may be affected/)]);
    await follow(page, /^Check your answers and send/);
    await follow(page, 'Change collateral intrusion, part 2');
    await fill(page, { answer: 'Nobody but the driver; journeys to a school are screened out.' });
    await saved(page);
    expect(await main(page)).toMatch(/journeys to a school are screened out/);
    await press(page, 'Send again');
    expect(await main(page)).toMatch(/The application was sent to the gatekeepers again\. Its reference is still MET-26-0001\./);
  }, 60_000);

  it('given a list of places, when another is asked for and Enter is pressed in it, then nothing typed is lost and all of it is saved', async () => {
    const page = await open(`${staged.begun}/parts/c2/scope`);
    await fill(page, { 'subject-1': 'subject-b' });
    await press(page, 'Add another subject');
    expect([await page.locator('#subject-1').inputValue(), new URL(page.url()).hash]).toEqual(['subject-b', '#subject-2']);
    await page.locator('#subject-2').fill('subject-c');
    await Promise.all([page.waitForEvent('load'), page.locator('#subject-2').press('Enter')]);
    expect(await heading(page)).toContain('Why is it necessary?');
    await page.goto(`${platform.url}${staged.begun}/check`);
    expect(await main(page)).toMatch(/Subject: subject-b Subject: subject-c Vehicle: AB12CDE Place: the yard, other, outside the force area/);
  }, 60_000);

  it('given another power, when it is chosen, then what the old one alone had is asked anew, and the rest stays', async () => {
    const page = await open(`${staged.whole}/parts/c1/power`);
    await page.getByLabel('Property interference', { exact: true }).check();
    await saved(page);
    await page.goto(`${platform.url}${staged.whole}/check`);
    await press(page, 'Send the application');
    expect(await main(page)).toMatch(/There is a problem Part 1: select the ground Part 1: select the tactics that you need Part 1: say what else was considered, and why it will not do/);
    expect(await main(page)).toMatch(/The people supplying the yard are not identified/);
  }, 60_000);

  it('given a case that was decided meanwhile, when its change is sent, then the law’s no is a page that says what would be allowed, and the draft stays', async () => {
    const okafor = await clientOf(platform, 'supt-okafor');
    const id = staged.changing.slice('/apply/'.length);
    const { etag } = await okafor.authorisation.readComponent({ params: { id, component: 'c1' } });
    ok(await okafor.authorisation.refuse({ params: { id, component: 'c1' }, ifMatch: etag ?? 0, body: { reason: 'Not needed.' } }));
    const page = await open(`${staged.changing}/check`);
    await press(page, 'Send again');
    expect([await heading(page), await main(page)]).toEqual(['The application was not sent', expect.stringMatching(/Part 1 has been decided\. What would be allowed Leave it out, and apply for a new authority\./)]);
    await follow(page, 'Go to the application');
    await follow(page, 'Remove part 1');
    await press(page, 'Remove part 1');
    expect(await main(page)).toMatch(/Part 2: property interference/);
    await follow(page, 'Check your answers and send');
    await press(page, 'Send again');
    expect(await main(page)).toMatch(/sent to the gatekeepers again/);
  }, 60_000);

  it('given a draft, when it is discarded, then it is gone, and nobody else ever saw it', async () => {
    const stranger = await open(staged.begun, 'cab-lane');
    expect(await heading(stranger)).toBe('Page not found');
    const page = await open(staged.begun);
    await follow(page, 'Discard the draft');
    await press(page, 'Discard the draft');
    expect(await main(page)).toMatch(/The draft is discarded\./);
    await page.goto(platform.url + staged.begun);
    expect(await heading(page)).toBe('Page not found');
  }, 60_000);

  it('given a handler, when they choose a source by pseudonym, say that it was made on paper, that it is urgent and what is done at a place, then the draft says so, and keeps it when it is saved again', async () => {
    const page = await open(`${staged.handled}/parts/c1/source`, 'dc-bell');
    await page.getByLabel('WREN').check();
    await saved(page);
    await page.goto(`${platform.url}${staged.handled}/parts/c1/scope`);
    await fill(page, { 'place-1': 'the yard' });
    await page.getByLabel('Kind of place 1').selectOption('other');
    await page.getByLabel('What is done at place 1').selectOption('retrieval');
    await saved(page);
    await page.goto(`${platform.url}${staged.handled}/parts/c1/urgent`);
    await fill(page, { answer: 'The handover is tonight.' });
    await saved(page);
    await page.goto(`${platform.url}${staged.handled}/operation`);
    await page.getByText('It was made on paper before').click();
    await fill(page, { 'made-day': '1', 'made-month': '3', 'made-year': '2026', 'made-time': '2140' });
    await saved(page);
    await page.goto(`${platform.url}${staged.handled}/operation`);
    await saved(page);
    const client = await clientOf(platform, 'dc-bell');
    const wren = ok(await client.assetRegistry.listSources({ query: {} })).items.find(({ pseudonym }) => pseudonym === 'WREN');
    const { application } = ok(await client.authorisation.readDraft({ params: { id: staged.handled.split('/')[2] ?? '' } }));
    expect(application).toMatchObject({ madeAt: '2026-03-01T21:40:00.000Z', components: [{ source: wren?.id, urgent: 'The handover is tonight.', places: [{ handle: 'the yard', kind: 'other', inArea: true, purpose: 'retrieval' }] }] });
    await page.goto(`${platform.url}${staged.handled}/parts/c1/source`);
    expect(await page.getByLabel('WREN').isChecked()).toBe(true);
  });
});
