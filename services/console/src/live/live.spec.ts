import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@cpmp/client';
import * as look from '@cpmp/testing/pages';
import { clientOf, clockTo, ok, type Platform, stage, type Staged, startPlatform } from '../spec-stage.js';

type Browser = Awaited<ReturnType<typeof look.openBrowser>>;
type Page = Awaited<ReturnType<typeof look.openPage>>['page'];

const LIMIT_MS = 120_000;
const LOOK_MS = 50;
let browser: Browser;
let platform: Platform;
let at: Staged;
let complaints: (readonly string[])[];
let whitfield: Client;
let lane: Client;
let price: Client;

let minute = 5;
/** The time as the pages say it. */
const time = (): string => `12:${String(minute).padStart(2, '0')}`;
const moveOn = () => clockTo(platform, `2026-03-27T12:${String((minute += 1)).padStart(2, '0')}:00Z`);

beforeAll(async () => {
  [browser, platform] = await Promise.all([look.openBrowser(), startPlatform('2026-03-02T08:00:00.000Z')]);
  at = await stage(platform);
  [whitfield, lane, price] = (await Promise.all(['ac-whitfield', 'cab-lane', 'rm-price'].map((person) => clientOf(platform, person)))) as [Client, Client, Client];
}, LIMIT_MS);
afterAll(async () => {
  await browser?.close();
  await platform?.close();
});
beforeEach(async () => {
  complaints = [];
  await moveOn();
});

const idOf = (path: string): string => path.split('/').at(-1) ?? '';
/** Reviews part 2 of the case: it changes, and nothing ends. */
const review = async () => {
  const params = { id: idOf(at.weir), component: 'c2' };
  const { etag } = await whitfield.authorisation.readComponent({ params });
  return ok(await whitfield.authorisation.review({ params, ifMatch: etag ?? 0, body: { changed: 'Nothing.', decision: 'continue', nextReview: '2026-04-24T23:00:00Z' } }));
};
const checkKite = async () => {
  const { etag } = await lane.authorisation.readAuthorisation({ params: { id: idOf(at.kite) } });
  return ok(await lane.authorisation.checkAuthorisation({ params: { id: idOf(at.kite) }, ifMatch: etag ?? 0, body: { outcome: 'pass', comment: 'Complete.' } }));
};

/** Signs in, and goes to a page when somebody listens there. */
const openAs = async (person: string, path: string, { clock = false, before }: { clock?: boolean; before?: (page: Page) => Promise<unknown> } = {}): Promise<Page> => {
  const { page, complaints: own } = await look.openPage(await look.openContext(browser, {}));
  complaints.push(own);
  await page.goto(`${platform.url}/sign-in`);
  await page.locator(`input[value="${person}"]`).check();
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Sign in' }).click()]);
  if (clock) await page.clock.install();
  await before?.(page);
  const listening = before ? undefined : page.waitForResponse('**/events?**');
  await page.goto(platform.url + path);
  await listening;
  return page;
};
const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
const setHidden = (page: Page, hidden: boolean) => page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} }); document.dispatchEvent(new Event('visibilitychange'))`);

/** Keeps what the page hears, so that a spec can tell silence from news that has not come yet. */
const noteNews = (page: Page) => page.addInitScript("window.heard = []; const add = EventSource.prototype.addEventListener; EventSource.prototype.addEventListener = function (name, act) { add.call(this, name, (event) => (act(event), window.heard.push(event.data))) };");
/** Asked again from out here: a page asks itself again by evaluating text, which its policy does not allow. */
const untilTrue = async (page: Page, expression: string): Promise<void> => {
  while (!(await page.evaluate(expression))) await pause(LOOK_MS);
};
const heard = (page: Page, text: string) => untilTrue(page, `window.heard.some((data) => data.includes('${text}'))`);

describe('given a page that shows a case', () => {
  it('when it changes, then one polite line says when, and neither focus, place nor page moves', async () => {
    const page = await openAs('supt-okafor', at.weir);
    await page.getByRole('link', { name: 'Record', exact: true }).focus();
    const before = await page.locator('main').innerHTML();
    await review();
    await status(page, `This page changed at ${time()}. Show the changes`);
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Record');
    expect((await page.locator('main').innerHTML()).replace(/This page changed.*?<\/a>/, '')).toBe(before);
    expect([await page.getByRole('link', { name: 'Show the changes' }).getAttribute('href'), await look.rules(page), complaints.flat()]).toEqual([platform.url + at.weir, [], []]);
    await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: 'Show the changes' }).click()]);
    expect(await page.getByRole('status').textContent()).toBe('');
  }, LIMIT_MS);

  it('when it changes again and again, then at most one sentence a minute is said, the last one, and none twice', async () => {
    const page = await openAs('supt-okafor', at.weir, { clock: true, before: noteNews });
    const [first] = [time(), await review()];
    await status(page, `at ${first}`);
    for (const nth of [1, 2]) {
      await moveOn();
      await review();
      await heard(page, time());
      expect([nth, await page.getByRole('status').textContent()]).toEqual([nth, expect.stringContaining(`at ${first}`)]);
    }
    await page.clock.fastForward('01:01');
    await status(page, `This page changed at ${time()}.`);
    await page.clock.fastForward('01:01');
    expect(await page.getByRole('status').textContent()).toContain(`at ${time()}`);
  }, LIMIT_MS);

  it('when the change came after the page was made and before anybody listened, or while the line was down, then it is said all the same', async () => {
    let refused = 0;
    const page = await openAs('supt-okafor', at.weir, { before: (own) => own.route('**/events?**', (route) => ((refused += 1) === 1 ? route.abort('connectionreset') : route.continue())) });
    await review();
    await status(page, `This page changed at ${time()}.`);
    expect(refused).toBe(2);
  }, LIMIT_MS);

  it('when its tab is hidden, then nobody listens, and when it is shown again, then what changed meanwhile is said', async () => {
    const page = await openAs('supt-okafor', at.weir);
    const closed = page.waitForEvent('requestfailed', (request) => request.url().includes('/events'));
    await setHidden(page, true);
    await closed;
    await review();
    expect(await page.getByRole('status').textContent()).toBe('');
    await setHidden(page, false);
    await status(page, `This page changed at ${time()}.`);
  }, LIMIT_MS);

  it('when a clock on it runs out, then what stands beside it says since when it is late, and no more until when', async () => {
    const page = await openAs('supt-okafor', at.weir, { clock: true });
    const clocks = () => page.locator('p:has([data-left])').allTextContents();
    expect(await clocks()).toContainEqual(expect.stringMatching(/days left, (until|to the end)/));
    await page.clock.fastForward(200 * 86_400_000);
    await untilTrue(page, "/late/.test(document.querySelector('[data-left]').textContent)");
    for (const words of await clocks()) expect(words).toMatch(/days late: was due at /);
    expect(await page.locator('.app-clock').evaluateAll((all) => all.map(({ className }) => className))).not.toContain('app-clock app-clock--plain');
  }, LIMIT_MS);

  it('when a clock on it comes to its last day, then the polite line says that once', async () => {
    const page = await openAs('supt-okafor', at.weir, { clock: true });
    await page.clock.fastForward(59 * 86_400_000);
    await untilTrue(page, "/less than 24 hours left|is late now/.test(document.getElementById('live').textContent)");
  }, LIMIT_MS);
});

/** Listens as a browser does, with a cookie. */
const follow = async (person: string, query: string, headers: Record<string, string> = {}) => {
  const form = new URLSearchParams({ person });
  const cookie = headers['cookie'] ?? (await fetch(`${platform.url}/sign-in`, { method: 'POST', redirect: 'manual', body: form, headers: { origin: platform.url } })).headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const hangUp = new AbortController();
  const response = await fetch(`${platform.url}/events?${query}`, { headers: { cookie, ...headers }, signal: hangUp.signal });
  let text = '';
  const ended = (async () => {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
  })().catch(() => {});
  const until = async (wanted: RegExp): Promise<string> => {
    while (!wanted.test(text)) await pause(5);
    return text;
  };
  return { status: response.status, cookie, until, ended, hangUp: () => hangUp.abort() };
};

describe('given the news that the console passes on', () => {
  it('when a connection is dropped, then the last id of all services brings what was missed, once', async () => {
    const query = `stream=authority-${idOf(at.weir)}`;
    const first = await follow('supt-okafor', query);
    await first.until(/authorisation\/1\/\d+,(asset-registry|resource-allocation)\/1\/\d+,(asset-registry|resource-allocation)\/1\/\d+|(asset-registry|resource-allocation).*authorisation\/1\/\d+/);
    await review();
    const text = await first.until(/event: changed[\s\S]*\n\n$/);
    first.hangUp();
    await review();
    const last = text.match(/id: (.*)/g)?.at(-1)?.slice('id: '.length) ?? '';
    const again = await follow('supt-okafor', query, { cookie: first.cookie, 'last-event-id': last });
    expect((await again.until(/event: changed[\s\S]*\n\n$/)).match(/event: changed\ndata: (.*)/g)).toEqual([`event: changed\ndata: {"stream":"authority-${idOf(at.weir)}","at":"${time()}"}`]);
    again.hangUp();
  }, LIMIT_MS);

  it('when somebody names a case that they may not know of, then they hear nothing of it', async () => {
    const { items } = ok(await price.assetRegistry.listAssets());
    const kept = items.find(({ label }) => label === 'tracker-2')?.id ?? '';
    const query = `stream=authority-${idOf(at.kite)},asset-${kept}`;
    const [deaf, knows] = [await follow('rm-price', query), await follow('cab-lane', query)];
    for (const one of [deaf, knows]) await one.until(/asset-registry\/1\/\d+/);
    await checkKite();
    await knows.until(/event: changed\ndata: {"stream":"authority-/);
    ok(await price.assetRegistry.recordServiceability({ params: { id: kept }, body: { serviceable: true } }));
    expect(await deaf.until(/event: changed/)).not.toContain(`"authority-${idOf(at.kite)}"`);
    for (const one of [deaf, knows]) one.hangUp();
  }, LIMIT_MS);

  it('when the session is signed out, then its connections end; who is not signed in is told so, and who names nothing need not come back', async () => {
    const ear = await follow('supt-okafor', `stream=authority-${idOf(at.weir)}`);
    await fetch(`${platform.url}/sign-out`, { method: 'POST', redirect: 'manual', headers: { cookie: ear.cookie, origin: platform.url } });
    await ear.ended;
    expect((await follow('supt-okafor', 'stream=authority-aaaaaaaaaaaaaaaa', { cookie: ear.cookie })).status).toBe(401);
    expect((await follow('supt-okafor', 'stream=Copper')).status).toBe(204);
  }, LIMIT_MS);
});

describe('given pages that show what is in force', () => {
  it('when it ends, then an alert says so; where somebody may be typing, what changed opens beside it', async () => {
    const page = await openAs('rm-price', at.tracker);
    const form = await openAs('ac-whitfield', `${at.weir}/components/c2/renew`);
    const { etag } = await whitfield.authorisation.readComponent({ params: { id: idOf(at.weir), component: 'c2' } });
    ok(await whitfield.authorisation.cancel({ params: { id: idOf(at.weir), component: 'c2' }, ifMatch: etag ?? 0, body: { ceasedAt: '2026-03-27T12:00:00Z', told: ['rm-price'], reason: 'Seized.', value: 'Both yards.', productDirection: 'Keep it.' } }));
    for (const one of [page, form]) await one.getByRole('alert').filter({ hasText: `Something on this page ended or was recalled at ${time()}. Show what ended` }).waitFor();
    expect([await page.locator('#alarm a').getAttribute('target'), await form.locator('#alarm a').getAttribute('target'), await look.rules(page), await look.rules(form)]).toEqual([null, '_blank', [], []]);
  }, LIMIT_MS);
});
