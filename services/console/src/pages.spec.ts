import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Answer, type authorisation, type Client, createClient } from '@cpmp/client';
import * as look from '@cpmp/testing/pages';

type Browser = Awaited<ReturnType<typeof look.openBrowser>>;
type Context = Awaited<ReturnType<typeof look.openContext>>;
type Page = Awaited<ReturnType<typeof look.openPage>>['page'];
type Platform = { readonly url: string; close(): Promise<void> };

const HERE = fileURLToPath(new URL('..', import.meta.url));
const SHOTS = fileURLToPath(new URL('../../../artefacts/console/', import.meta.url));
const CANARY = /Copper|Weir|Ashen|Kite|AB12|subject-/i;
/** So many pages are looked at at once: what one waits for, another can use. */
const AT_ONCE = 3;
const SAVES_PICTURES = process.env['CONSOLE_PICTURES'] !== undefined;
const WRITES_SNAPSHOTS = process.env['CONSOLE_SNAPSHOTS'] === 'write';

let platform: Platform;
let browser: Browser;
const contexts = new Map<string, Promise<Context>>();

const ok = <T>(answer: Answer<T>): T => {
  if (answer.ok) return answer.value;
  throw new Error(`${answer.status} ${answer.problem.code}: ${answer.problem.because ?? JSON.stringify(answer.problem.errors)}`);
};
const clientOf = async (person: string): Promise<Client> => {
  const { token } = ok(await createClient({ baseUrl: platform.url }).call<{ token: string }>('POST', '/api/standalone/v1/sign-in', { body: { person } }));
  return createClient({ baseUrl: platform.url, token });
};
const clockTo = async (to: string): Promise<void> => void ok(await createClient({ baseUrl: platform.url }).call('POST', '/api/standalone/v1/clock', { body: { to } }));

const WATCH: authorisation.ApplyBody['components'][number] = {
  handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', subjects: ['subject-a'], vehicles: ['AB12CDE'], confidential: 'none',
  tactics: [{ tactic: 'mobile-surveillance', because: 'The tracker alone does not show who meets the driver.' }, { tactic: 'foot-surveillance', because: 'Handovers are made on foot between parked vehicles.' }],
  necessity: 'The people supplying the yard are not identified by any other line of inquiry.', proportionality: 'Public places only, limited to delivery days.', collateral: 'Other workers at the yard; no pictures of people not met by the subject are to be kept.',
};
const TRACK: typeof WATCH = {
  handle: 'track', power: 'property-interference', ground: 'serious-crime', vehicles: ['AB12CDE'], confidential: 'none', otherMeans: 'Number-plate cameras do not cover the industrial estate; a foot team was seen in January.',
  tactics: [{ tactic: 'vehicle-tracker', because: 'The van changes storage yards nightly; loose follows lost it three times.' }],
  necessity: 'Conspiracy to supply class A drugs, sentence well over three years.', proportionality: 'Location only, no sound or picture; one vehicle used for deliveries.', collateral: 'The van is used by one driver; journeys to a school are to be screened out.',
};

/** What the pages show: a case with both parts in force, things out, one part cancelled; and a case that waits. */
const stage = async () => {
  const [ahmed, lane, okafor, whitfield, price] = await Promise.all(['dc-ahmed', 'cab-lane', 'supt-okafor', 'ac-whitfield', 'rm-price'].map(clientOf)) as [Client, Client, Client, Client, Client];
  await clockTo('2026-03-02T09:00:00Z');
  const weir = ok(await ahmed.authorisation.apply({ body: { operation: 'Copper Weir', components: [WATCH, TRACK] } }));
  const kite = ok(await ahmed.authorisation.apply({ body: { operation: 'Ashen Kite', components: [WATCH, TRACK] } }));
  const on = async (component: string) => {
    const read = await okafor.authorisation.readComponent({ params: { id: weir.id, component } });
    return { params: { id: weir.id, component }, ifMatch: read.etag ?? 0 };
  };
  await clockTo('2026-03-02T09:40:00Z');
  ok(await lane.authorisation.checkAuthorisation({ params: { id: weir.id }, ifMatch: Number(weir.etag), body: { outcome: 'pass', comment: 'Both parts are complete; two levels of officer are needed.' } }));
  await clockTo('2026-03-02T10:30:00Z');
  const grant = { form: 'written', statement: 'It is the only workable step now, and no more than is needed.', reviewBy: '2026-03-30T23:00:00Z' } as const;
  ok(await okafor.authorisation.grant({ ...(await on('c1')), body: grant }));
  ok(await whitfield.authorisation.grant({ ...(await on('c2')), body: grant }));
  const { items: teams } = ok(await price.resourceAllocation.listResources());
  const { items: things } = ok(await price.assetRegistry.listAssets());
  const idOf = (list: readonly { id: string; label?: string }[], label: string): string => list.find((one) => one.label === label)?.id ?? '';
  const window = { from: '2026-03-02T12:00:00Z', to: '2026-05-20T19:00:00Z' };
  const under = { authorisation: weir.reference, target: { vehicle: 'AB12CDE' }, window };
  const team = ok(await price.resourceAllocation.deployResource({ body: { ...under, resource: idOf(teams, 'team-red'), component: 'c1', tactic: 'mobile-surveillance' } }));
  const tracker = ok(await price.assetRegistry.deployAsset({ body: { ...under, asset: idOf(things, 'tracker-1'), component: 'c2', tactic: 'vehicle-tracker' } }));
  await price.assetRegistry.deployAsset({ body: { ...under, asset: idOf(things, 'tracker-2'), component: 'c2', tactic: 'vehicle-tracker', target: { vehicle: 'XY70ZZZ' } } });
  const refused = ok(await price.assetRegistry.listDeployments({ query: { state: 'refused' } })).items[0];
  await clockTo('2026-03-27T11:00:00Z');
  ok(await okafor.authorisation.review({ ...(await on('c1')), body: { changed: 'Two buyers identified.', decision: 'continue', nextReview: '2026-04-24T23:00:00Z' } }));
  await clockTo('2026-03-27T12:00:00Z');
  ok(await okafor.authorisation.cancel({ ...(await on('c1')), body: { ceasedAt: '2026-03-27T11:50:00Z', told: ['rm-price', 'dc-ahmed'], reason: 'Arrests made at the yard.', value: 'Three suppliers.', productDirection: 'Keep the logs.' } }));
  await clockTo('2026-03-27T12:05:00Z');
  return { weir: `/cases/${weir.id}`, kite: `/cases/${kite.id}`, team: `/deployments/resources/${team.id}`, tracker: `/deployments/assets/${tracker.id}`, refused: `/deployments/assets/${refused?.id ?? ''}` };
};

type Staged = Awaited<ReturnType<typeof stage>>;
/** A page to look at: as whom, where, what is done there first, and how many sheets it may take. */
type Seen = { readonly name: string; readonly as?: string; readonly at: (staged: Staged) => string; readonly act?: (page: Page) => Promise<unknown>; readonly print?: number };

/** Presses a button that sends a form, and waits for the answer. */
const press = (page: Page, name: string) => Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).click()]);
const fill = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [id, text] of Object.entries(fields)) await page.locator(`#${id}`).fill(text);
};
const deploying = async (page: Page): Promise<void> => {
  await fill(page, { reference: 'met-26-0002', part: '1', target: 'AB12CDE', 'from-day': '28', 'from-month': '3', 'from-year': '2026', 'from-time': '0800', 'to-day': '28', 'to-month': '3', 'to-year': '2026', 'to-time': '20.00' });
  await page.locator('#tactic').selectOption('foot-surveillance');
  await page.getByLabel('A vehicle').check();
  await page.locator('#thing').selectOption({ label: 'team-blue, surveillance team' });
  await press(page, 'Continue');
};
const cancelling = async (page: Page): Promise<void> => {
  await fill(page, { reason: 'Van seized.', value: 'Both yards.', 'ceased-day': '27', 'ceased-month': '3', 'ceased-year': '2026', 'ceased-time': '11:45' });
  await press(page, 'Cancel part 2');
};

const PAGES: readonly Seen[] = [
  { name: 'sign-in', at: () => '/sign-in' },
  { name: 'sign-in-errors', at: () => '/sign-in', act: (page) => press(page, 'Sign in') },
  { name: 'signed-out', at: ({ weir }) => weir },
  { name: 'help', at: () => '/help' },
  { name: 'not-found', as: 'rm-price', at: () => '/cases/aaaaaaaaaaaaaaaa' },
  { name: 'notices', as: 'rm-price', at: () => '/notices' },
  { name: 'notices-errors', as: 'rm-price', at: () => '/notices', act: async (page) => (await fill(page, { reference: 'weir' }), press(page, 'Open the case')) },
  { name: 'notices-none', as: 'ipco-frost', at: () => '/notices' },
  { name: 'apply', as: 'dc-ahmed', at: () => '/cases/new' },
  { name: 'apply-errors', as: 'dc-ahmed', at: () => '/cases/new', act: async (page) => (await press(page, 'Add a place to part 1'), await press(page, 'Add another part'), press(page, 'Send the application')) },
  { name: 'case', as: 'supt-okafor', at: ({ weir }) => weir },
  { name: 'case-stands', as: 'rm-price', at: ({ weir }) => weir },
  { name: 'case-application', as: 'dc-ahmed', at: ({ weir }) => `${weir}/application` },
  { name: 'case-record', as: 'supt-okafor', at: ({ weir }) => `${weir}/record` },
  { name: 'why', as: 'supt-okafor', at: ({ weir }) => `${weir}/components/c2/why`, act: (page) => page.getByText('Facts and law used').click() },
  { name: 'check', as: 'cab-lane', at: ({ kite }) => `${kite}/check` },
  { name: 'check-errors', as: 'cab-lane', at: ({ kite }) => `${kite}/check`, act: (page) => press(page, 'Record my check') },
  { name: 'decide', as: 'ac-whitfield', at: ({ kite }) => `${kite}/components/c2/decide`, print: 1 },
  { name: 'decide-errors', as: 'ac-whitfield', at: ({ kite }) => `${kite}/components/c2/decide`, act: async (page) => (await page.getByLabel('Grant', { exact: true }).check(), await page.getByLabel('Orally, and this enters it').check(), await page.getByText('If you decided orally').click(), await fill(page, { 'review-day': '31', 'review-month': '2', 'review-year': '2026', 'decided-time': '11' }), press(page, 'Record my decision')) },
  { name: 'decide-refused', as: 'supt-okafor', at: ({ kite }) => `${kite}/components/c2/decide`, act: async (page) => (await page.getByLabel('Grant', { exact: true }).check(), await fill(page, { statement: 'With the observation.', 'review-day': '30', 'review-month': '4', 'review-year': '2026' }), press(page, 'Record my decision')) },
  { name: 'decide-stale', as: 'ac-whitfield', at: ({ kite }) => `${kite}/components/c2/decide`, act: async (page) => (await page.locator('input[name=version]').evaluate((field) => void ((field as unknown as { value: string }).value = '0')), await page.getByLabel('Refuse', { exact: true }).check(), await fill(page, { statement: 'Not now.' }), press(page, 'Record my decision')) },
  { name: 'review', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/review` },
  { name: 'review-errors', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/review`, act: (page) => press(page, 'Record my review') },
  { name: 'renew', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/renew` },
  { name: 'cancel', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/cancel` },
  { name: 'cancel-errors', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/cancel`, act: (page) => press(page, 'Cancel part 2') },
  { name: 'cancel-refused', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/cancel`, act: cancelling },
  { name: 'notify', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/notify` },
  { name: 'record', as: 'ac-whitfield', at: ({ weir }) => `${weir}/components/c2/record` },
  { name: 'deploy', as: 'rm-price', at: () => '/deploy' },
  { name: 'deploy-errors', as: 'rm-price', at: () => '/deploy', act: (page) => press(page, 'Continue') },
  { name: 'deploy-check', as: 'rm-price', at: () => '/deploy', act: deploying },
  { name: 'deploy-refused', as: 'rm-price', at: () => '/deploy', act: async (page) => (await deploying(page), press(page, 'Deploy')) },
  { name: 'deployment', as: 'rm-price', at: ({ tracker }) => tracker },
  { name: 'deployment-refused', as: 'rm-price', at: ({ refused }) => refused },
  { name: 'recover-errors', as: 'rm-price', at: ({ tracker }) => `${tracker}/recover`, act: (page) => press(page, 'Record the recovery') },
  { name: 'withdraw', as: 'rm-price', at: ({ team }) => `${team}/withdraw` },
  { name: 'withdrawal-decision', as: 'rm-price', at: ({ team }) => `${team}/withdrawal-decision` },
];

let staged: Staged;
const found = new Map<string, readonly string[]>();

const contextOf = (as: string | undefined): Promise<Context> => {
  const known = contexts.get(as ?? '') ?? (as === undefined ? look.openContext(browser) : signedIn(as));
  contexts.set(as ?? '', known);
  return known;
};
const signedIn = async (person: string): Promise<Context> => {
  const context = await look.openContext(browser);
  const { page } = await look.openPage(context);
  await page.goto(`${platform.url}/sign-in`);
  await page.locator(`input[value="${person}"]`).check();
  await press(page, 'Sign in');
  await page.close();
  return context;
};

/** What a screen reader is told, without what is another in each run. */
const snapshotOf = async (page: Page): Promise<string> => (await page.locator('body').ariaSnapshot()).replaceAll(/\b[a-z2-7]{16}\b/g, 'ID').replaceAll(/sha256:[0-9a-f]+/g, 'sha256:…');

const told = async (name: string, page: Page): Promise<readonly string[]> => {
  const file = `${HERE}snapshots/${name}.yml`;
  const now = `${await snapshotOf(page)}\n`;
  if (WRITES_SNAPSHOTS) writeFileSync(file, now);
  const then = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  return now === then ? [] : [`snapshots/${name}.yml says otherwise: look at the page, then run with CONSOLE_SNAPSHOTS=write`];
};

const picture = async (name: string, page: Page): Promise<void> => {
  if (SAVES_PICTURES) await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
};

/** Opens a page and looks at it in every way, from the broadest to the narrowest: what is set for one way stays on for the next. */
const lookAt = async ({ name, as, at, act, print }: Seen, base = platform.url): Promise<readonly string[]> => {
  const { page, complaints } = await look.openPage(await contextOf(as));
  let html = '';
  page.on('response', (response) => {
    if (response.request().isNavigationRequest() && (response.headers()['content-type'] ?? '').startsWith('text/html')) void response.text().then((text) => (html = text), () => {});
  });
  try {
    await page.goto(base + at(staged));
    await act?.(page);
    await picture(name, page);
    const faults: string[] = [...(base === platform.url ? await told(name, page) : [])];
    for (const check of [look.errors, look.rules, look.shape, look.names, look.targets, look.covert(CANARY), look.keyboard]) faults.push(...(await check(page)));
    if (print !== undefined && (await look.sheets(page)) > print) faults.push(`it takes more than ${print} sheets`);
    faults.push(...(await look.reflow(page)));
    await picture(`${name}-320`, page);
    faults.push(...(await look.spacing(page)));
    await page.setViewportSize({ width: 1280, height: 900 });
    faults.push(...(await look.stillness(page)), ...look.inlineIn(html));
    await picture(`${name}-forced`, page);
    return [...faults, ...complaints.map((complaint) => `complaint: ${complaint}`)];
  } finally {
    await page.close();
  }
};

/** Takes from a list until it is empty, so many at a time. */
const inTurn = async <T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
  const rest = [...list];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) await work(one);
  }));
};

/** A fault put into every page on its way to the browser, on one page that would show it. */
type Planted = { readonly fault: string; readonly on: string; readonly from: string | RegExp; readonly to: string; readonly seen: RegExp };

const STYLE = (css: string): string => `<style nonce="NONCE">${css}</style>`;
const PLANTED: readonly Planted[] = [
  { fault: 'a label that is lost', on: 'check', from: /<label[^>]*for="comment"[^>]*>[\s\S]*?<\/label>/, to: '', seen: /axe label/ },
  { fault: 'text too pale', on: 'help', from: '</head>', to: `${STYLE('.govuk-body{color:#aaa}')}</head>`, seen: /axe color-contrast/ },
  { fault: 'a line that does not break', on: 'help', from: '</main>', to: '<p class="govuk-body app-nowrap">one very long line that will not wrap at three hundred and twenty pixels</p></main>', seen: /reflow/ },
  { fault: 'a focus that is not seen', on: 'help', from: '</head>', to: `${STYLE('a:focus{outline:0!important;box-shadow:none!important;background:none!important}')}</head>`, seen: /focus not seen/ },
  { fault: 'a focus that is covered', on: 'help', from: '</main>', to: `</main>${STYLE('.cover{position:fixed;inset:15vh 0 0;background:#fff}')}<div class="cover"></div>`, seen: /focus covered/ },
  { fault: 'a handler in the page', on: 'help', from: '<h1 ', to: '<h1 onclick="x()" ', seen: /inline/ },
  { fault: 'targets too small', on: 'help', from: '</main>', to: `<ul><li><a class="s" href="/a">x</a></li><li><a class="s" href="/b">y</a></li></ul>${STYLE('.s{display:block;width:9px;height:9px;font-size:8px}')}</main>`, seen: /small target/ },
  { fault: 'a covert title', on: 'help', from: '<title>', to: '<title>Copper Weir ', seen: /covert text/ },
  { fault: 'something that moves', on: 'help', from: '</head>', to: `${STYLE('@keyframes k{to{opacity:.9}}h1{animation:k 9s infinite!important}')}</head>`, seen: /motion/ },
  { fault: 'a second h1', on: 'help', from: '</main>', to: '<h1 class="govuk-heading-l">Again</h1></main>', seen: /shape/ },
  { fault: 'a name that hides what is seen', on: 'check', from: 'Record my check\n</button>', to: 'Record my check\n</button><button class="govuk-button" aria-label="Tick">Save</button>', seen: /label not in name/ },
  { fault: 'one name for two ends', on: 'help', from: '</main>', to: '<p class="govuk-body">Go <a class="govuk-link" href="/x">here</a> or <a class="govuk-link" href="/y">here</a></p></main>', seen: /same name, other end/ },
  { fault: 'a link to a field that is not there', on: 'check-errors', from: 'href="#comment"', to: 'href="#remark"', seen: /lands on/ },
];

/** Stands between browser and platform, and plants. */
const planting = async ({ from, to }: Planted) => {
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const up = ask(platform.url + request.url, { method: request.method ?? 'GET', headers: request.headers }, (answer) => {
      const { 'content-length': _length, ...headers } = answer.headers;
      const nonce = /nonce-([^']+)/.exec(headers['content-security-policy']?.toString() ?? '')?.[1] ?? '';
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const whole = Buffer.concat(parts);
        const html = (headers['content-type'] ?? '').includes('html');
        response.writeHead(answer.statusCode ?? 500, headers).end(html ? whole.toString().replace(from, to.replaceAll('NONCE', nonce)) : whole);
      });
    });
    request.pipe(up);
  };
  const server = createServer(pass);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => (server.closeAllConnections(), server.close()) };
};

beforeAll(async () => {
  const { startPlatform } = (await import(new URL('../../standalone/dist/platform.js', import.meta.url).href)) as { startPlatform: (options: object) => Promise<Platform> };
  mkdirSync(SHOTS, { recursive: true });
  [platform, browser] = await Promise.all([startPlatform({ data: ':memory:', port: 0, clock: { kind: 'virtual', startsAt: '2026-03-02T08:00:00.000Z' }, demonstration: true }), look.openBrowser()]);
  staged = await stage();
  await inTurn(PAGES, async (page) => void found.set(page.name, await lookAt(page).catch((error: Error) => [error.message])));
  await inTurn(PLANTED, async (planted) => {
    const page = PAGES.find(({ name }) => name === planted.on);
    const between = await planting(planted);
    found.set(planted.fault, page ? await lookAt(page, between.url).catch((error: Error) => [error.message]) : ['there is no such page']);
    between.close();
  });
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await platform?.close();
});

describe('every page', () => {
  it.each(PAGES.map(({ name }) => name))('given %s, when people read it, hear it, walk it by keyboard, enlarge it or recolour it, then nothing is in their way', (name) => {
    expect(found.get(name)).toEqual([]);
  });
});

describe('the checks themselves', () => {
  it.each(PLANTED)('given $fault, when the page is looked at, then it is found', ({ fault, seen }) => {
    expect(found.get(fault)?.join('\n')).toMatch(seen);
  });
});
