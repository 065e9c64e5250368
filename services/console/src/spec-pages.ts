import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import * as look from '@cpmp/testing/pages';
import { CHECKED, type Checked } from './entry/statement.js';
import { CANARY, type Platform, startPlatform } from './spec-stage.js';

type Browser = Awaited<ReturnType<typeof look.openBrowser>>;
type Context = Awaited<ReturnType<typeof look.openContext>>;
export type Page = Awaited<ReturnType<typeof look.openPage>>['page'];

const HERE = fileURLToPath(new URL('..', import.meta.url));
const SHOTS = fileURLToPath(new URL('../../../artefacts/console/', import.meta.url));
/** So many pages are looked at at once: what one waits for, another can use. */
const AT_ONCE = 3;
const SAVES_PICTURES = process.env['CONSOLE_PICTURES'] !== undefined;
const WRITES_SNAPSHOTS = process.env['CONSOLE_SNAPSHOTS'] === 'write';

/** A page to look at: as whom, where (an address of the platform, or a whole one), what is done there first, and how many sheets it may take. `changing`: it shows what the specs found, so what a screen reader is told of it is not kept. */
export type Seen<Staged> = { readonly name: string; readonly as?: string; readonly at: (staged: Staged) => string; readonly act?: (page: Page) => Promise<unknown>; readonly print?: number; readonly changing?: true };

/** The ways in which every page is looked at as it opens; those after them change the window. */
const CHECKS = { errors: look.errors, rules: look.rules, shape: look.shape, names: look.names, targets: look.targets, covert: look.covert(CANARY), keyboard: look.keyboard };
const WAYS: readonly string[] = [...Object.keys(CHECKS), 'reflow', 'spacing', 'stillness', 'told'];

/** A fault put into every page on its way to the browser, on one page that would show it. */
export type Planted = { readonly fault: string; readonly on: string; readonly from: string | RegExp; readonly to: string; readonly seen: RegExp };

/** Presses a button that sends a form, and waits for the answer. */
export const press = (page: Page, name: string) => Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).click()]);

/** Types into fields, by their ids. */
export const fill = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [id, text] of Object.entries(fields)) await page.locator(`#${id}`).fill(text);
};

/** Signs a person of the demonstration force in, in a browser of their own. */
export const signedIn = async (browser: Browser, platform: Platform, person: string): Promise<Context> => {
  const context = await look.openContext(browser);
  const { page } = await look.openPage(context);
  await page.goto(`${platform.url}/sign-in`);
  await page.locator(`input[value="${person}"]`).check();
  await press(page, 'Sign in');
  await page.close();
  return context;
};

/** What a screen reader is told, without what is another in each run. */
const snapshotOf = async (page: Page): Promise<string> => (await page.locator('body').ariaSnapshot()).replaceAll(/sha256:[0-9a-f]+/g, 'sha256:…').replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID').replaceAll(/(\/static\/)[0-9a-f]{12}\b/g, '$1HASH').replaceAll(/\b[0-9a-f]{15,64}\b/g, 'HASH').replaceAll(/\b[a-z2-7]{16}\b/g, 'ID').replaceAll(/\bOP-[A-Z2-7]{6}\b/g, 'OP-ID').replaceAll(/\b\d+ commits\b/g, 'N commits').replaceAll(/\b(commit) \d+(?:(?:, | and )\d+)*/gi, '$1 N').replaceAll(/\b(position=|commits 1 to )\d+/g, '$1N').replaceAll(/\+[0-9a-f]{8}\+[\w+/]{43,44}=*/g, '+KEY');

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
const lookAt = async <Staged>({ name, at, act, print, changing }: Seen<Staged>, context: Context, { staged, base, whole }: { staged: Staged; base: string; whole: boolean }): Promise<readonly string[]> => {
  const { page, complaints } = await look.openPage(context);
  let html = '';
  page.on('response', (response) => {
    if (response.request().isNavigationRequest() && (response.headers()['content-type'] ?? '').startsWith('text/html')) void response.text().then((text) => (html = text), () => {});
  });
  try {
    await page.goto(new URL(at(staged), base).href);
    await act?.(page);
    await picture(name, page);
    const faults: string[] = [...(whole && !changing ? await told(name, page) : [])];
    for (const check of Object.values(CHECKS)) faults.push(...(await check(page)));
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

/** Stands between browser and platform, and plants. */
const planting = async (platform: Platform, { from, to }: Planted) => {
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

/** What pages are looked at, on what is staged for them, and what is planted to see that the looking can fail. */
export type Gallery<Staged> = { readonly startsAt: string; readonly lawFolder?: string; readonly stage: (platform: Platform) => Promise<Staged>; readonly unstage?: (staged: Staged) => Promise<unknown>; readonly pages: readonly Seen<Staged>[]; readonly planted?: readonly Planted[] };

/** What the accessibility statement is told of a gallery, under its first page's name. Written when all was well; else held against what was written. */
const stated = ({ pages, planted = [] }: Pick<Gallery<any>, 'pages' | 'planted'>, browser: string): readonly string[] => {
  const file = `${CHECKED}${pages[0]?.name ?? ''}.json`;
  const now = { pages: pages.map(({ name }) => name), checks: WAYS, planted: planted.length };
  const { on, browser: by, ...then } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Checked) : { on: '', browser: '' };
  if (JSON.stringify(then) === JSON.stringify(now)) return [];
  if (WRITES_SNAPSHOTS) writeFileSync(file, `${JSON.stringify({ on: new Date().toISOString().slice(0, 10), browser, ...now }, null, 1)}\n`);
  return WRITES_SNAPSHOTS ? [] : [`the accessibility statement is stale (${on}, Chromium ${by}): look at the pages, then run with CONSOLE_SNAPSHOTS=write`];
};

/** Looks at every page of a gallery; what was found, by a page's name or a fault's. */
const visit = async <Staged>(gallery: Gallery<Staged>): Promise<ReadonlyMap<string, readonly string[]>> => {
  const { startsAt, lawFolder, stage, unstage, pages, planted = [] } = gallery;
  mkdirSync(SHOTS, { recursive: true });
  const [platform, browser] = await Promise.all([startPlatform(startsAt, lawFolder), look.openBrowser()]);
  let done = async (): Promise<unknown> => undefined;
  try {
    const staged = await stage(platform);
    done = async () => unstage?.(staged);
    const found = new Map<string, readonly string[]>();
    const contexts = new Map<string, Promise<Context>>();
    // Somebody who is signed in is so on every page of theirs; a page that nobody is signed in to may sign somebody in, which none beside it may notice.
    const contextOf = (as?: string): Promise<Context> => {
      if (as === undefined) return look.openContext(browser);
      const known = contexts.get(as) ?? signedIn(browser, platform, as);
      contexts.set(as, known);
      return known;
    };
    const see = async (page: Seen<Staged>, base: string): Promise<readonly string[]> =>
      lookAt(page, await contextOf(page.as), { staged, base, whole: base === platform.url }).catch((error: Error) => [error.message]);
    await inTurn(pages, async (page) => void found.set(page.name, await see(page, platform.url)));
    await inTurn(planted, async (fault) => {
      const page = pages.find(({ name }) => name === fault.on);
      const between = await planting(platform, fault);
      found.set(fault.fault, page ? await see(page, between.url) : ['there is no such page']);
      between.close();
    });
    const well = pages.every(({ name }) => found.get(name)?.length === 0);
    found.set(STATEMENT, well ? stated(gallery, browser.version()) : ['a page has a fault']);
    return found;
  } finally {
    await browser.close();
    await done();
    await platform.close();
  }
};

/** The name under which it is found whether the accessibility statement says what was looked at. */
const STATEMENT = 'the accessibility statement';

/** The specs of a gallery: a test for each page, one for each planted fault, and one for what the accessibility statement says of them. */
export const lookedAt = <Staged>(gallery: Gallery<Staged>): void => {
  let found: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => void (found = await visit(gallery)), 600_000);

  it.each(gallery.pages.map(({ name }) => name))('given %s, when people read it, hear it, walk it by keyboard, enlarge it or recolour it, then nothing is in their way', (name) => {
    expect(found.get(name)).toEqual([]);
  });

  it('given what was looked at, then the accessibility statement says so', () => {
    expect(found.get(STATEMENT)).toEqual([]);
  });

  if (gallery.planted) {
    it.each(gallery.planted)('given $fault, when the page is looked at, then it is found', ({ fault, seen }) => {
      expect(found.get(fault)?.join('\n')).toMatch(seen);
    });
  }
};
