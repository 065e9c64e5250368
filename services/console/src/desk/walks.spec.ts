import type { Client } from '@cpmp/client';
import * as look from '@cpmp/testing/pages';
import { fill, type Page, press, signedIn } from '../spec-pages.js';
import { clientOf, clockTo, ok, type Platform, startPlatform, WATCH } from '../spec-stage.js';
import { walked } from '../spec-walk.js';
import { stageDesk } from './spec-desk.js';

let browser: Awaited<ReturnType<typeof look.openBrowser>>;
let platform: Platform;
let staged: Awaited<ReturnType<typeof stageDesk>>;
beforeAll(async () => {
  [browser, platform] = await Promise.all([look.openBrowser(), startPlatform('2026-03-02T08:00:00.000Z')]);
  staged = await stageDesk(platform);
}, 120_000);
afterAll(() => Promise.all([browser?.close(), platform?.close()]));

/** A page on which somebody has just landed. */
const landed = async (person: string): Promise<Page> => {
  const { page } = await look.openPage(await signedIn(browser, platform, person));
  await page.goto(platform.url);
  return page;
};
const follow = (page: Page, name: string | RegExp) => Promise.all([page.waitForEvent('load'), page.getByRole('link', { name }).click()]);
const main = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
const choose = async (page: Page, begins: string): Promise<void> => void (await page.locator('#thing').selectOption(await page.locator('#thing option').filter({ hasText: begins }).getAttribute('value')));
const as = (person: string): Promise<Client> => clientOf(platform, person);

const asked = { from: { day: '27', time: '1300' }, to: { day: '31', time: '2000' } };
/** Fills in what is to go out, and has it checked. */
const asking = async (page: Page, thing: string, { tactic = 'vehicle-tracker', part = '2', reference = 'MET-26-0001', until = '3' } = {}): Promise<void> => {
  await fill(page, {
    reference, part, target: part === '2' ? 'AB12CDE' : 'subject-a', 'from-day': asked.from.day, 'from-month': '3', 'from-year': '2026', 'from-time': asked.from.time,
    'to-day': asked.to.day, 'to-month': until, 'to-year': '2026', 'to-time': asked.to.time,
  });
  await page.locator('#tactic').selectOption(tactic);
  await page.getByLabel(part === '2' ? 'A vehicle' : 'A subject').check();
  await choose(page, thing);
  await press(page, 'Continue');
};

/** An operative out under a part of its own; `end` cancels that part. */
const operativeOut = async () => {
  const [ahmed, lane, okafor, cole] = (await Promise.all(['dc-ahmed', 'cab-lane', 'supt-okafor', 'ds-cole'].map(as))) as [Client, Client, Client, Client];
  const made = ok(await ahmed.authorisation.apply({ body: { operation: 'Ashen Kite Two', components: [{ ...WATCH, tactics: [{ tactic: 'undercover-contact', because: 'He sells to strangers only.' }] }] } }));
  const part = { id: made.id, component: 'c1' };
  ok(await lane.authorisation.checkAuthorisation({ params: { id: made.id }, ifMatch: Number(made.etag), body: { outcome: 'pass', comment: 'Complete.' } }));
  const edition = async (): Promise<number> => (await okafor.authorisation.readComponent({ params: part })).etag ?? 0;
  ok(await okafor.authorisation.grant({ params: part, ifMatch: await edition(), body: { form: 'written', statement: 'The least that will do.', reviewBy: '2026-04-10T22:00:00Z' } }));
  const deploy = async () => {
    const [, , id] = staged.operative.split('/');
    ok(await cole.resourceAllocation.deployResource({ body: { resource: id ?? '', authorisation: made.reference, component: 'c1', tactic: 'undercover-contact', target: { subject: 'subject-a' }, window: { from: '2026-03-27T13:00:00Z', to: '2026-03-31T19:00:00Z' } } }));
  };
  const end = async () =>
    void ok(await okafor.authorisation.cancel({ params: part, ifMatch: await edition(), body: { ceasedAt: '2026-03-27T12:05:00Z', told: ['ds-cole'], reason: 'Arrests made.', value: 'A supplier.', productDirection: 'Keep the logs.' } }));
  return { reference: made.reference, deploy, end };
};

describe('the ways of the desk', () => {
  it('given a case reference, when the desk deploys an item under a permit, then it is out in three pages and five clicks at the most', async () => {
    const page = await landed('rm-price');
    const way = await walked(page, async () => (await asking(page, 'van-3'), press(page, 'Deploy')));
    expect(await main(page)).toMatch(/van-3|OV-0003/);
    expect(await main(page)).toMatch(/Deployed Case MET-26-0001, part 2/);
    expect([way.pages <= 3, way.clicks <= 5, way]).toEqual([true, true, { pages: 2, clicks: 3 }]);
  });

  it('given no start, when a deployment is asked for, then it begins with the next minute, and the page says which', async () => {
    const page = await landed('rm-price');
    await asking(page, 'van-3');
    await press(page, 'Change what you entered');
    await fill(page, { 'from-day': '', 'from-month': '', 'from-year': '', 'from-time': '' });
    await press(page, 'Continue');
    const [, hour = '', minute = ''] = /(\d\d):(\d\d) on /.exec(await page.locator('body').innerText()) ?? [];
    const begins = new Date(Date.UTC(2026, 0, 1, Number(hour), Number(minute) + 1)).toISOString().slice(11, 16);
    expect(await main(page)).toContain(`Window From ${begins} on `);
  });

  it('given a tracker without the power to watch by it, when the desk comes to work, then it is first of all that waits, is said on the case, and is recorded as switched off', async () => {
    const page = await landed('rm-price');
    const queues = async (): Promise<readonly string[]> => {
      await page.goto(`${platform.url}/work`);
      return (await page.locator('main h2').allInnerTexts()).slice(0, 2);
    };
    expect(await queues()).toEqual(['Must be switched off (1)', 'Must come back (1)']);
    expect(await main(page)).toMatch(/Vehicle tracker VT-0001.* Switch off now ?Directed surveillance is not in force any more/);
    const officer = await landed('ac-whitfield');
    await officer.goto(`${platform.url}${staged.weir}`);
    expect(await main(officer)).toMatch(/Out now: Vehicle tracker VT-0001, deployed, switch off now[;.]/);
    await follow(page, 'Deploy and recall');
    expect(await main(page)).toMatch(/Out now and to be switched off \(1\) Vehicle tracker VT-0001 Switch off now Switched off by: .*Directed surveillance is not in force any more\. It stays where it is and must not run\./);
    await follow(page, /^Record that it is switched off/);
    await press(page, 'Record that it is switched off');
    expect(await main(page)).toMatch(/Enter how it was switched off/);
    await fill(page, { note: 'Over the air.' });
    await press(page, 'Record that it is switched off');
    expect(await main(page)).toMatch(/It is recorded as switched off\..*May it run\? Switched off/);
    expect(await queues()).toEqual(['Must be switched off (0)', 'Must come back (1)']);
  });

  it('given a team that withdraws, when the desk records it, then in two pages and three clicks at the most', async () => {
    const page = await landed('rm-price');
    const way = await walked(page, async () => (await follow(page, /^Record the withdrawal of/), await fill(page, { note: 'All back at base.' }), press(page, 'Record the withdrawal')));
    expect(await main(page)).toMatch(/The withdrawal is recorded\./);
    expect([way.pages <= 2, way.clicks <= 3]).toEqual([true, true]);
  });

  it('given an item in the store, when a custodian hands it out and takes it in again, then each in two pages and three clicks at the most', async () => {
    const page = await landed('rm-price');
    const out = await walked(page, async () => (await fill(page, { name: 'fc-0107' }), await press(page, 'Open it'), await fill(page, { to: 'dc-ahmed' }), press(page, 'Check it out')));
    expect(await main(page)).toMatch(/It is checked out to DC Sana Ahmed\./);
    await page.goto(platform.url);
    const back = await walked(page, async () => (await fill(page, { name: 'camera-1' }), await press(page, 'Open it'), press(page, 'Check it in')));
    expect(await main(page)).toMatch(/It is checked in: it is in the store\. .* Checked in\. .* Checked out to DC Sana Ahmed\./);
    expect([out, back].map(({ pages, clicks }) => [pages <= 2, clicks <= 3])).toEqual([[true, true], [true, true]]);
  });

  it('given a recall, when a custodian records the recovery, then in two pages and three clicks at the most', async () => {
    const whitfield = await as('ac-whitfield');
    const params = { id: staged.weir.slice('/cases/'.length), component: 'c2' };
    const ifMatch = (await whitfield.authorisation.readComponent({ params })).etag ?? 0;
    ok(await whitfield.authorisation.cancel({ params, ifMatch, body: { ceasedAt: '2026-03-27T12:05:00Z', told: ['rm-price'], reason: 'Van seized.', value: 'Both yards.', productDirection: 'Keep the tracks.' } }));
    await clockTo(platform, '2026-03-27T12:10:00Z');
    const page = await landed('rm-price');
    const way = await walked(page, async () => {
      await follow(page, /^Record the recovery of .*VT-0001/);
      await page.getByLabel('Recovered', { exact: true }).check();
      await fill(page, { note: 'Taken off; the keeper agreed.' });
      await press(page, 'Record the recovery');
    });
    expect(await main(page)).toMatch(/How it came back is recorded\..* Recovered/);
    expect([way.pages <= 2, way.clicks <= 3]).toEqual([true, true]);
  });

  it('given an operative that withdraws, when its cover officer records the decision, then in two pages and three clicks at the most; it was refused first while not fit to the end', async () => {
    const { reference, deploy, end } = await operativeOut();
    const page = await landed('ds-cole');
    await asking(page, 'op-17', { reference, part: '1', tactic: 'undercover-contact', until: '5' });
    await press(page, 'Deploy');
    expect(await main(page)).toMatch(/op-17 cannot be deployed The assessment ends with Friday 1 May 2026\. What would be allowed Fit until the end of Friday 1 May 2026\./i);
    await deploy();
    await end();
    await clockTo(platform, '2026-03-27T12:20:00Z');
    await page.goto(platform.url);
    const way = await walked(page, async () => (await follow(page, /^Record the withdrawal decision of/), await fill(page, { note: 'Out by the evening train; low risk.' }), press(page, 'Record the withdrawal decision')));
    expect(await main(page)).toMatch(/The decision is recorded\./);
    expect([way.pages <= 2, way.clicks <= 3]).toEqual([true, true]);
  });
});

describe('the refusals of the desk', () => {
  it('given a window that is taken, when it is booked for a tasking, then the page says how, until when and when it is free, in words', async () => {
    const page = await landed('rm-price');
    await page.goto(platform.url + staged.tasking);
    await choose(page, 'team-blue');
    await press(page, 'Book it');
    expect(await main(page)).toMatch(/^team-blue is not booked team-blue is booked from 08:00 on Saturday 28 March 2026 until 20:00 on Sunday 29 March 2026\. What would be allowed Free from 20:00 on Sunday 29 March 2026\./);
    await press(page, 'Change what you entered');
    expect(await page.locator('#from-time').inputValue()).toBe('08:00');
    await page.getByRole('button', { name: /^Give back\s+team-blue/ }).click();
    await page.getByText('team-blue is given back.').waitFor();
    await choose(page, 'team-blue');
    await press(page, 'Book it');
    expect(await main(page)).toMatch(/team-blue is booked\. A booking authorises nothing\./);
  });

  it('given a risk that nobody accepted, when the item is to go out, then the page says whose acceptance it waits for', async () => {
    const rourke = await as('di-rourke');
    const [, , id = ''] = staged.tracker2.split('/');
    ok(await rourke.riskAssessment.assessRisk({ body: { about: `asset-${id}`, threat: 'It is known.', likelihood: 5, impact: 5, controls: 'None.', residual: [5, 5], owner: 'di-rourke' } }));
    const { reference } = await operativeOut();
    const page = await landed('rm-price');
    await asking(page, 'tracker-2', { reference, part: '1', tactic: 'undercover-contact' });
    await press(page, 'Deploy');
    expect(await main(page)).toMatch(/tracker-2 cannot be deployed .*risk.* What would be allowed/i);
  });

  it('given somebody who handed it out meanwhile, when it is handed out again, then it stays where it is, and what was typed comes back', async () => {
    const page = await landed('rm-price');
    const price = await as('rm-price');
    const [, , id = ''] = staged.van.split('/');
    await page.goto(platform.url + staged.van);
    ok(await price.assetRegistry.changeCustody({ params: { id }, body: { action: 'check-out', to: 'dc-bell' } }));
    await fill(page, { to: 'dc-ahmed' });
    await press(page, 'Check it out');
    expect(await main(page)).toMatch(/^van-3 was not checked out It is checked out to somebody else\. What would be allowed Check it in first\./);
  });

  it.each(['/assets/aaaaaaaaaaaaaaaa', '/resources/aaaaaaaaaaaaaaaa', '/taskings/aaaaaaaaaaaaaaaa', '/assets/aaaaaaaaaaaaaaaa/book'])('given %s, when it is opened, then it is not there', async (path) => {
    const page = await landed('rm-price');
    await page.goto(platform.url + path);
    expect(await main(page)).toMatch(/^Page not found/);
  });

  it('given somebody who works with no case, when they open the board, then the page says who may', async () => {
    const page = await landed('po-reed');
    await page.goto(`${platform.url}/board`);
    expect(await main(page)).toMatch(/^You cannot see this page .*resource manager/);
  });

  it('given what nobody is called, when it is looked for, then the page says so, and no word of it stands in the address', async () => {
    const page = await landed('rm-price');
    await fill(page, { name: 'Copper '.repeat(5_000) });
    await press(page, 'Open it');
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('No item or team that you may see is called so');
    await fill(page, { name: 'Copper' });
    await press(page, 'Open it');
    expect([await page.locator('.govuk-error-summary').innerText(), page.url()]).toEqual([expect.stringContaining('No item or team that you may see is called so'), `${platform.url}/board/find`]);
  });
});

describe('the board', () => {
  it('given more than forty things, when the board is read, then it is a picture of forty and its table, then the next page; the sentence counts them all', async () => {
    const price = await as('rm-price');
    for (let n = 1; n <= 40; n += 1) ok(await price.assetRegistry.registerAsset({ body: { kind: 'audio-device', serial: `AD-${String(n).padStart(4, '0')}`, site: 'bow' } }));
    const page = await landed('rm-price');
    await follow(page, 'Board');
    const rows = () => page.locator('table tbody tr').count();
    expect([await rows(), await page.locator('.app-picture svg .row-name').count(), await page.locator('caption').innerText()]).toEqual([40, 41, 'The same, as a table, page 1 of 2']);
    expect(await main(page)).toMatch(/Now: .*4\d free/);
    await follow(page, 'Next page');
    expect([await rows(), await page.locator('caption').innerText()]).toEqual([7, 'The same, as a table, page 2 of 2']);
    await page.getByText('Show only some kinds or states').click();
    await page.getByLabel('Audio device').check();
    await press(page, 'Show these');
    expect([await rows(), await main(page)]).toEqual([40, expect.stringContaining('40 teams and items are of the kinds and in the states that you chose.')]);
  });
});
