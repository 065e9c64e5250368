import * as look from '@cpmp/testing/pages';
import { clockTo as moveClock } from './spec-stage.js';

type Browser = Awaited<ReturnType<typeof look.openBrowser>>;
type Page = Awaited<ReturnType<typeof look.openPage>>['page'];
type Platform = { readonly url: string; close(): Promise<void> };

let browser: Browser;
let platform: Platform;
let complaints: (readonly string[])[];

beforeAll(async () => {
  browser = await look.openBrowser();
}, 60_000);
afterAll(() => browser?.close());
beforeEach(async () => {
  const { startPlatform } = (await import(new URL('../../standalone/dist/platform.js', import.meta.url).href)) as { startPlatform: (options: object) => Promise<Platform> };
  platform = await startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: '2026-03-02T08:00:00.000Z' }, demonstration: true });
  complaints = [];
}, 60_000);
afterEach(() => platform?.close());

const clockTo = (to: string): Promise<void> => moveClock(platform, to);

/** Presses what sends a form or leads on, and waits for the page that comes. */
const press = async (page: Page, name: string | RegExp, role: 'button' | 'link' = 'button'): Promise<void> => {
  await Promise.all([page.waitForEvent('load'), page.getByRole(role, { name, ...(typeof name === 'string' ? { exact: true } : {}) }).click()]);
};
const fill = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
};
const choose = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [label, option] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).selectOption({ label: option });
};
/** A day, month, year and time in the group of that name. */
const fillTime = async (page: Page, group: string, [day, month, time]: readonly [string, string, string?]): Promise<void> => {
  const fields = page.getByRole('group', { name: group });
  await fields.getByLabel('Day').fill(day);
  await fields.getByLabel('Month').fill(month);
  await fields.getByLabel('Year').fill('2026');
  if (time) await fields.getByLabel('Time').fill(time);
};
const heading = (page: Page): Promise<string | null> => page.getByRole('heading', { level: 1 }).textContent();
const main = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
const card = async (page: Page, part: string): Promise<string> => (await page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: part }) }).innerText()).replaceAll(/\s+/g, ' ');

const signIn = async (person: string, javaScriptEnabled: boolean): Promise<Page> => {
  const opened = await look.openPage(await look.openContext(browser, { javaScriptEnabled }));
  complaints.push(opened.complaints);
  await opened.page.goto(platform.url);
  await opened.page.getByLabel(person, { exact: true }).check();
  await press(opened.page, 'Sign in');
  return opened.page;
};

const openCase = async (page: Page): Promise<void> => {
  await press(page, 'Search', 'link');
  await fill(page, { 'Case reference': 'met-26-0001' });
  await press(page, 'Open the case');
};

/** Answers one question and goes on to the next: chosen by their labels, or typed into the fields of these labels. */
const answer = async (page: Page, given: readonly string[] | Readonly<Record<string, string>>): Promise<void> => {
  if (Array.isArray(given)) for (const label of given as readonly string[]) await page.getByLabel(label, { exact: true }).check();
  else await fill(page, given as Readonly<Record<string, string>>);
  await press(page, 'Save and continue');
};

const apply = async (page: Page): Promise<void> => {
  await press(page, 'Apply', 'link');
  await answer(page, { 'Name of the operation': 'Copper Weir' });
  await answer(page, ['Directed surveillance']);
  await answer(page, ['Preventing or detecting crime, or preventing disorder']);
  await answer(page, ['Mobile surveillance', 'Foot surveillance']);
  await answer(page, { 'Foot surveillance: why this tactic?': 'Handovers are made on foot.' });
  await answer(page, { 'Mobile surveillance: why this tactic?': 'The tracker alone does not show who meets the driver.' });
  await answer(page, { 'Subject 1': 'subject-a', 'Vehicle 1': 'AB12CDE' });
  await answer(page, { 'Why is it necessary?': 'No other line of inquiry.' });
  await answer(page, { 'Why is it proportionate?': 'Delivery days only.' });
  await answer(page, { 'Who else may be affected?': 'Other workers.' });
  await answer(page, ['Not likely']);
  await press(page, 'Add another part');
  await answer(page, ['Property interference']);
  await answer(page, ['Serious crime']);
  await answer(page, ['Vehicle tracker']);
  await answer(page, { 'Vehicle tracker: why this tactic?': 'Loose follows lost it three times.' });
  await answer(page, { 'Vehicle 1': 'AB12CDE' });
  await answer(page, { 'Why is it necessary?': 'Conspiracy to supply.' });
  await answer(page, { 'Why is it proportionate?': 'Location only.' });
  await answer(page, { 'Who else may be affected?': 'One driver.' });
  await answer(page, { 'What else was considered?': 'Cameras do not cover the estate.' });
  await answer(page, ['Not likely']);
  await press(page, /^Check your answers and send/, 'link');
  await press(page, 'Send the application');
};

const grant = async (page: Page, part: string): Promise<void> => {
  await openCase(page);
  await press(page, `Decide part ${part}`, 'link');
  await page.getByLabel('Grant', { exact: true }).check();
  await fill(page, { 'Why, in your own words': 'I am satisfied that it is the only workable step, and no more than is needed.' });
  await fillTime(page, 'When will you review it?', ['30', '3']);
  await press(page, 'Record my decision');
};

const deploy = async (page: Page, part: string, { thing, tactic }: { readonly thing: string; readonly tactic: string }): Promise<void> => {
  await press(page, 'Deploy and recall', 'link');
  await fill(page, { 'Case reference': 'MET-26-0001', Part: part, Target: 'AB12CDE' });
  await choose(page, { Tactic: tactic, 'Team or item': thing });
  await page.getByLabel('A vehicle').check();
  await fillTime(page, 'From when?', ['2', '3', '1200']);
  await fillTime(page, 'Until when?', ['20', '5', '19.00']);
  await press(page, 'Continue');
  await press(page, 'Deploy');
};

const TRACKER = { thing: 'tracker-1, vehicle tracker', tactic: 'Vehicle tracker' };
const TEAM = { thing: 'team-red, surveillance team', tactic: 'Mobile surveillance' };

describe('a lawful deployment from end to end, by hand', () => {
  it.each([['with script', true], ['without script', false]])('given six people, when they work %s, then what is out is out under the law and only so, and comes back', async (_, script) => {
    await clockTo('2026-03-02T09:00:00Z');
    const [ahmed, lane, okafor, whitfield, price] = (await Promise.all(['DC Sana Ahmed', 'PS Tom Lane', 'Supt Ada Okafor', 'AC James Whitfield', 'PS Gwen Price'].map((name) => signIn(name, script)))) as [Page, Page, Page, Page, Page];

    await apply(ahmed);
    expect(await main(ahmed)).toMatch(/The application was sent to the gatekeepers\. Its reference is MET-26-0001\./);
    expect(await card(ahmed, 'Part 1')).toMatch(/With the gatekeeper Nobody has decided on it\. Nothing may be deployed under it\./);

    await clockTo('2026-03-02T09:40:00Z');
    await openCase(lane);
    await press(lane, 'Check the application');
    await lane.getByLabel('Pass it to the officers').check();
    await fill(lane, { 'What did you find?': 'Both parts are complete; two levels of officer are needed.' });
    await press(lane, 'Record my check');
    expect(await main(lane)).toMatch(/The application went to the officers at 09:40 on Monday 2 March 2026\./);

    await clockTo('2026-03-02T10:15:00Z');
    await deploy(price, '2', TRACKER);
    expect([await heading(price), await price.title(), new URL(price.url()).pathname]).toEqual(['Tracker-1 cannot be deployed', 'Not allowed, MET-26-0001 – Covert policing', '/deploy']);
    expect(await main(price)).toMatch(/Part 2 is not in force: it is awaiting decision\..*What would be allowed An authorising officer must grant it first\..*Code: not-in-force\./);
    await press(price, 'Change what you entered');
    expect([await price.getByLabel('Target', { exact: true }).inputValue(), await price.getByRole('group', { name: 'Until when?' }).getByLabel('Time').inputValue()]).toEqual(['AB12CDE', '19.00']);

    await clockTo('2026-03-02T10:30:00Z');
    await grant(okafor, '1');
    expect(await main(okafor)).toMatch(/Part 1 is in force, to the end of Monday 1 June 2026\./);
    await grant(okafor, '2');
    expect(await heading(okafor)).toBe('Part 2 was not granted');
    expect(await main(okafor)).toMatch(/A superintendent may not grant property interference\. PA 1997 s\.93\(5\).*What would be allowed .*assistant commissioner/);
    await press(okafor, 'Why is part 2 awaiting decision?', 'link');
    expect(await main(okafor)).toMatch(/It waits for an authorising officer\./);

    await clockTo('2026-03-02T11:20:00Z');
    await grant(whitfield, '2');
    await press(whitfield, /Write the notice$/, 'link');
    await whitfield.getByLabel('Of the grant').check();
    await press(whitfield, 'Record that it was sent');
    expect(await main(whitfield)).toMatch(/The notice of part 2 is recorded as sent\./);

    await deploy(price, '1', TEAM);
    expect([await heading(price), /Deployed .*Out since 11:20 on Monday 2 March 2026/.test(await main(price))]).toEqual(['Surveillance team team-red', true]);
    await deploy(price, '2', TRACKER);
    await deploy(price, '2', TRACKER);
    expect(await main(price)).toMatch(/already/);

    await clockTo('2026-05-21T08:00:00Z');
    await openCase(whitfield);
    expect(await card(whitfield, 'Part 2')).toMatch(/In force 11 days left, to the end of Monday 1 June 2026\. Granted by AC James Whitfield\..*Out now: Vehicle tracker VT-0001, deployed\./);
    await press(whitfield, 'Cancel part 2', 'link');
    await fill(whitfield, { 'Why do you cancel it?': 'Van seized after the arrests.', 'What did it give?': 'Showed both storage yards.' });
    await fillTime(whitfield, 'When did you tell them to stop?', ['21', '5', '8.45']);
    await whitfield.getByLabel('PS Gwen Price').check();
    await press(whitfield, 'Cancel part 2');
    expect([await heading(whitfield), /direction-missing/.test(await main(whitfield))]).toEqual(['Part 2 was not cancelled', true]);
    await press(whitfield, 'Change what you entered');
    await fill(whitfield, { 'What happens to the product?': 'Location data to be kept with the case papers.' });
    await press(whitfield, 'Cancel part 2');
    expect(await main(whitfield)).toMatch(/Part 2 is cancelled\. One thing is out under it and must come back\./);
    expect(await card(whitfield, 'Part 2')).toMatch(/Cancelled Ended at 09:00 on Thursday 21 May 2026, cancelled by AC James Whitfield\. Activity was told to stop at 08:45 on Thursday 21 May 2026\..*VT-0001, recall ordered\./);

    await press(price, 'Notices', 'link');
    await press(price, /^Acknowledge Recall/);
    expect(await main(price)).toMatch(/Acknowledged at 09:00 on Thursday 21 May 2026\. It goes no further\./);
    await press(price, 'Deploy and recall', 'link');
    await press(price, 'Record the recovery of Vehicle tracker VT-0001', 'link');
    await price.getByLabel('Recovered', { exact: true }).check();
    await fill(price, { 'How was it done?': 'Taken from the van in the police pound with the keeper’s written consent.' });
    await press(price, 'Record the recovery');
    expect(await main(price)).toMatch(/Recovered.*Closed 09:00 on Thursday 21 May 2026/);

    await openCase(okafor);
    expect(await card(okafor, 'Part 2')).toMatch(/Out now: nothing\./);
    const record = await okafor.getByRole('table', { name: 'What happened, newest first' }).textContent();
    expect(record?.replaceAll(/\s+/g, ' ')).toMatch(/vehicle tracker VT-0001 answered: recovered.*Part 2 was cancelled.*told: PS Gwen Price.*A permit was issued for vehicle tracker VT-0001.*Part 1 was granted.*A permit for vehicle tracker VT-0001 was refused \(not in force\).*passed it to the officers.*An application was made/);
    expect(complaints.flat()).toEqual([]);
    await Promise.all([ahmed, lane, okafor, whitfield, price].map((page) => page.context().close()));
  }, 600_000);
});

describe('what script adds', () => {
  it('given five minutes before the end of a session, then a dialog takes the focus and tells when; Escape stays and gives the focus back', async () => {
    const page = await signIn('PS Gwen Price', true);
    await page.clock.install();
    await page.goto(`${platform.url}/notices`);
    await page.getByRole('link', { name: 'Deploy and recall' }).focus();
    await page.clock.fastForward('15:10');
    const dialog = page.getByRole('dialog', { name: /You will be signed out at 08:\d\d/ });
    await dialog.waitFor();
    expect([await look.rules(page), await page.evaluate('document.activeElement.id')]).toEqual([[], 'session-stay']);
    const [extended] = await Promise.all([page.waitForResponse('**/session/extend'), page.keyboard.press('Escape')]);
    expect([await dialog.isVisible(), await page.evaluate('document.activeElement.textContent.trim()'), extended.status()]).toEqual([false, 'Deploy and recall', 200]);
    // It goes on for twenty minutes more; the next warning is as long before that end, and names it anew.
    const { ends } = (await extended.json()) as { ends: string };
    await page.clock.fastForward('14:00');
    expect(await dialog.isVisible()).toBe(false);
    await page.clock.fastForward('01:10');
    await page.getByRole('dialog', { name: `You will be signed out at ${ends}` }).waitFor();
    const [again] = await Promise.all([page.waitForResponse('**/session/extend'), page.getByRole('button', { name: 'Stay signed in' }).click()]);
    expect([again.status(), await page.evaluate('document.activeElement.textContent.trim()')]).toEqual([200, 'Deploy and recall']);
    expect(complaints.flat()).toEqual([]);
  }, 60_000);

  it('given a session that nothing makes longer, when somebody stays to the end, then they are asked once, told when it ends, and left to finish', async () => {
    const page = await signIn('PS Gwen Price', true);
    await page.clock.install();
    await page.goto(`${platform.url}/notices`);
    await page.route('**/session/extend', (route) => route.fulfill({ json: { seconds: 280, ends: '08:24' } }));
    await page.clock.fastForward('15:10');
    const dialog = page.getByRole('dialog', { name: /You will be signed out at/ });
    await dialog.waitFor();
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await page.getByRole('status').filter({ hasText: 'You will be signed out at 08:24, whatever you do.' }).waitFor();
    await page.clock.runFor(60_000);
    expect([await dialog.isVisible(), complaints.flat()]).toEqual([false, []]);
  }, 60_000);

  it('given a request that waits, when the answer comes, then one polite line says so, and neither focus nor page moves', async () => {
    const page = await signIn('PS Gwen Price', true);
    let asked = 0;
    await page.route('**/deploy', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('</h1>', '</h1><p data-awaits="/deployments/x">Waiting.</p>') });
    });
    await page.route('**/deployments/x/state', (route) => route.fulfill({ json: { state: (asked += 1) < 2 ? 'requested' : 'deployed' } }));
    await page.goto(`${platform.url}/deploy`);
    await page.getByLabel('Case reference').focus();
    await page.getByRole('status').filter({ hasText: 'The authority has answered. Show the answer' }).waitFor();
    expect([await page.evaluate('document.activeElement.id'), asked, await page.getByRole('link', { name: 'Show the answer' }).getAttribute('href'), complaints.flat()]).toEqual(['reference', 2, '/deployments/x', []]);
  }, 60_000);
});
