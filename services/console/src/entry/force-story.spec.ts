import * as look from '@cpmp/testing/pages';
import { press, type Page } from '../spec-pages.js';
import { type Force, passed, startForce } from './spec-force.js';

const LIMIT_MS = 120_000;
let browser: Awaited<ReturnType<typeof look.openBrowser>>;
let force: Force;

beforeAll(async () => {
  [browser, force] = await Promise.all([look.openBrowser(), startForce()]);
  force.provider.person = 'supt-okafor';
}, LIMIT_MS);
afterAll(async () => {
  await browser?.close();
  await force?.close();
});

const opened = async (javaScriptEnabled: boolean): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> => look.openPage(await look.openContext(browser, { javaScriptEnabled }));
const SIGN_IN = 'Sign in with your force account';
const h1 = (page: Page) => page.locator('h1').innerText();

// The provider is another site to the browser: what it sends of cookies, and what the policy lets a form lead to, is decided by the browser itself.
describe.each([true, false])('signing in at the force’s provider in Chromium, script %s', (script) => {
  it('given somebody at a page, when they sign in, then they are on it, with nothing of the provider’s answer in the history; signing out takes them through the provider and back', async () => {
    const { page, complaints } = await opened(script);
    await page.goto(`${force.url}/notices`);
    await page.getByRole('button', { name: SIGN_IN }).click();
    await page.waitForURL(`${force.url}/notices`);
    expect([await h1(page), await page.locator('.app-who').innerText()]).toEqual(['Notices', expect.stringContaining('Supt Ada Okafor')]);
    const history: string[] = [];
    for (let back = await page.goBack(); back !== null && history.length < 5; back = await page.goBack()) history.push(page.url());
    expect(history.filter((address) => /code=|state=/.test(address))).toEqual([]);
    await page.goto(`${force.url}/notices`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${force.provider.issuer}/session/end*`);
    await page.locator('button[value="yes"]').click();
    await page.waitForURL(`${force.url}/sign-in*`);
    await page.goto(`${force.url}/notices`);
    expect([await h1(page), complaints]).toEqual(['Sign in', []]);
  }, LIMIT_MS);
});

describe('a form that is sent after the session’s end', () => {
  it('given what was typed, when its author signs in again, then the browser brings it back', async () => {
    const { page, complaints } = await opened(true);
    await page.goto(`${force.url}/notices`);
    await page.getByRole('button', { name: SIGN_IN }).click();
    await page.waitForURL(`${force.url}/notices`);
    const back = passed(21 * 60_000);
    try {
      // As a page that stood open would: its text is nobody's but the browser's until it is sent.
      await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<form id="stale" method="post" action="/assets/new"><input name="serial" value="4471-20"></form>'); document.getElementById('stale').submit()`);
      await page.getByText('What you typed is kept').waitFor();
      await page.getByRole('button', { name: SIGN_IN }).click();
      await page.waitForURL('**/sign-in/done/*');
      expect(await h1(page)).toBe('You are signed in again');
      await press(page, 'Show what you typed');
      expect([new URL(page.url()).pathname, await page.locator('#serial').inputValue(), await page.locator('.app-who').innerText()]).toEqual(['/assets/new', '4471-20', expect.stringContaining('Supt Ada Okafor')]);
      expect(complaints).toEqual([]);
    } finally {
      back();
    }
  }, LIMIT_MS);
});
