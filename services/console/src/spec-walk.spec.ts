import * as look from '@cpmp/testing/pages';
import { press } from './spec-pages.js';
import { walked } from './spec-walk.js';

let browser: Awaited<ReturnType<typeof look.openBrowser>>;
beforeAll(async () => {
  browser = await look.openBrowser();
}, 60_000);
afterAll(() => browser?.close());

const FORM = '<form><label><input type="radio" name="a" value="1">One</label><select name="s"><option>x</option><option>y</option></select><input id="t" name="t"><button>Send</button></form><a href="#on">On this page</a>';

describe('a walk', () => {
  it('given a page that is opened, when a radio’s label is clicked, a list and a text are typed into and the form is sent, then it is one page and two clicks', async () => {
    const { page } = await look.openPage(await look.openContext(browser));
    await page.route('https://console.test/**', (route) => route.fulfill({ contentType: 'text/html', body: FORM }));
    await page.goto('https://console.test/form');
    const sending = async (): Promise<void> => {
      await page.getByText('One').click();
      await page.locator('select').selectOption('y');
      await page.locator('#t').fill('typed');
      await press(page, 'Send');
    };
    const first = await walked(page, sending);
    expect(await walked(page, async () => (await sending(), await sending()))).toEqual({ pages: 2, clicks: 4 });
    expect(first).toEqual({ pages: 1, clicks: 2 });
  });
});
