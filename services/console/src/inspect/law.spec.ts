import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as look from '@cpmp/testing/pages';
import { fill, lookedAt, type Page, press, type Seen, signedIn } from '../spec-pages.js';
import { clientOf, ok, type Platform, stage, startPlatform } from '../spec-stage.js';

const STARTS = '2026-03-02T08:00:00.000Z';
const DS = 'directed-surveillance.yaml';
const SHORTER = readFileSync(new URL(`../../../../libs/law/packs/${DS}`, import.meta.url), 'utf8').replace('months: 3', 'months: 2');

const folder = mkdtempSync(join(tmpdir(), 'cpmp-offered-'));
const offering = (name: string, text: string): string => {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, DS), text);
  return place;
};
const shorter = offering('shorter', SHORTER);
const broken = offering('broken', SHORTER.replace('months: 2', 'months: many'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A case on record, and a shadow run of what is offered. */
const tried = async (platform: Platform): Promise<void> => {
  await stage(platform);
  const shaw = await clientOf(platform, 'admin-shaw');
  ok(await shaw.authorisation.shadowLaw({ body: { offer: 'folder' } }));
};
const SHADOW = () => '/law/sets/folder/shadow';
const tryIt = (page: Page) => press(page, 'Try it');

const PAGES: readonly Seen<void>[] = [
  { name: 'law-sets', as: 'admin-shaw', at: () => '/law/sets' },
  { name: 'law-sets-read', as: 'ipco-frost', at: () => '/law/sets' },
  { name: 'law-sets-refused', as: 'dc-ahmed', at: () => '/law/sets' },
  { name: 'law-try', as: 'admin-shaw', at: SHADOW },
  { name: 'law-try-errors', as: 'admin-shaw', at: SHADOW, act: async (page) => (await fill(page, { 'on-day': '31', 'on-month': '2', 'on-year': '2027' }), tryIt(page)) },
  { name: 'law-shadow', as: 'admin-shaw', at: SHADOW, act: tryIt },
  { name: 'law-shadow-cases', as: 'cmdr-hale', at: SHADOW, act: tryIt },
  { name: 'law-shadow-same', as: 'admin-shaw', at: () => '/law/sets/shipped/shadow', act: tryIt },
  { name: 'law-adopt', as: 'admin-shaw', at: () => '/law/sets/folder/adopt' },
  { name: 'law-adopt-refused', as: 'admin-shaw', at: () => '/law/sets/shipped/adopt', act: (page) => press(page, 'Adopt it') },
];

describe('every page of the sets of law', () => lookedAt({ startsAt: STARTS, lawFolder: shorter, stage: tried, pages: PAGES }));

describe('an offer with faults', () => lookedAt({ startsAt: STARTS, lawFolder: broken, stage: async () => {}, pages: [{ name: 'law-sets-faults', as: 'admin-shaw', at: () => '/law/sets' }] }));

describe('an administrator', () => {
  it('given a set that is offered, when they try it and adopt it, then it is the law, by their name', async () => {
    const [browser, platform] = await Promise.all([look.openBrowser(), startPlatform(STARTS, shorter)]);
    try {
      const { page } = await look.openPage(await signedIn(browser, platform, 'admin-shaw'));
      const follow = (name: RegExp) => Promise.all([page.waitForEvent('load'), page.getByRole('link', { name }).click()]);
      await page.goto(`${platform.url}/law/sets`);
      await follow(/^Try it on the record/);
      await press(page, 'Try it');
      await follow(/^Go on to adopting it/);
      await press(page, 'Adopt it');
      const words = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
      expect(words).toContain('The set is the law from now on.');
      expect(words).toMatch(/Adopted before From 0?8:00 on Monday 2 March 2026, by the first start of the platform/);
    } finally {
      await browser.close();
      await platform.close();
    }
  });
});
