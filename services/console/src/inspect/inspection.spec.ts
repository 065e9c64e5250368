import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@cpmp/client';
import * as look from '@cpmp/testing/pages';
import { fill, type Page, press, signedIn } from '../spec-pages.js';
import { clientOf, clockTo, ok, type Platform, stage, type Staged, startPlatform, WATCH } from '../spec-stage.js';
import { walked } from '../spec-walk.js';

let browser: Awaited<ReturnType<typeof look.openBrowser>>;
let platform: Platform;
let staged: Staged;
const folder = mkdtempSync(join(tmpdir(), 'cpmp-inspection-'));

beforeAll(async () => {
  [browser, platform] = await Promise.all([look.openBrowser(), startPlatform('2026-03-02T08:00:00.000Z')]);
  staged = await stage(platform);
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await browser?.close();
  await platform?.close();
});

const opened = async (person: string): Promise<Page> => {
  const { page } = await look.openPage(await signedIn(browser, platform, person));
  await page.goto(`${platform.url}/work`);
  return page;
};
const follow = (page: Page, name: string | RegExp) => Promise.all([page.waitForEvent('load'), page.getByRole('link', { name, exact: typeof name === 'string' }).click()]);
const main = async (page: Page): Promise<string> => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
const saved = async (page: Page, name: string): Promise<{ readonly path: string; readonly called: string }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole(name.includes('pack') ? 'button' : 'link', { name }).click()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return { path, called: download.suggestedFilename() };
};

describe('an inspector', () => {
  it('given a reference, when they open the case, then its record is two pages and two presses away, and its verification three', async () => {
    const page = await opened('ipco-frost');
    const opening = async (): Promise<void> => {
      await fill(page, { reference: 'MET-26-0001' });
      await press(page, 'Open the case');
      await follow(page, 'Inspect');
    };
    expect(await walked(page, opening)).toEqual({ pages: 2, clicks: 2 });
    expect(await main(page)).toMatch(/MET-26-0001 as it is now.*The record, \d+ acts.*refused \(target not authorised\)/);
    expect(await walked(page, () => follow(page, 'Verification'))).toEqual({ pages: 1, clicks: 1 });
    expect(await main(page)).toMatch(/The log authorisation\/1 Whole \d+ commits read.*Root [0-9a-f]{64} Without a checkpoint that you kept elsewhere, a cut-off end would not show/);
  });

  it('given a moment and an officer, then the record is what had been entered by then, and what that officer could know is said', async () => {
    const page = await opened('ipco-frost');
    await page.goto(platform.url + staged.weir.replace('/cases/', '/inspect/'));
    await fill(page, { 'at-day': '2', 'at-month': '3', 'at-year': '2026', 'at-time': '09:50' });
    await page.locator('#officer').selectOption({ label: 'Supt Ada Okafor' });
    await press(page, 'Show');
    expect(new URL(page.url()).search).toBe('?at=2026-03-02T09%3A50%3A00.000Z&officer=supt-okafor');
    const words = await main(page);
    expect(words).toContain('Supt Ada Okafor could read all that follows. This goes by the roles that they acted with in it at 10:30 on Monday 2 March 2026.');
    expect(words).toMatch(/Part 1: directed surveillance Awaiting decision.*The record, 2 acts/);
    expect(words).not.toContain('was granted');
  });

  it('given the pack, the checkpoint and the verifier from the page, then their own machine says that the case is whole', async () => {
    const page = await opened('ipco-frost');
    await page.goto(`${platform.url}${staged.weir.replace('/cases/', '/inspect/')}/verify`);
    const [pack, checkpoint, verifier] = [await saved(page, 'Download evidence pack'), await saved(page, 'Download the checkpoint'), await saved(page, 'Download the verifier')];
    expect([pack.called, checkpoint.called, verifier.called]).toEqual(['MET-26-0001-evidence.json', 'authorisation-1.checkpoint', 'verify-evidence.mjs']);
    const verify = (file: string) => spawnSync(process.execPath, [verifier.path, file, '--checkpoint', checkpoint.path], { encoding: 'utf8', cwd: folder });
    expect(verify(pack.path)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ok {3}authorisation\/1: MET-26-0001, authority-[a-z2-7]{16}: \d+ commits/) });
    const changed = join(folder, 'changed.json');
    writeFileSync(changed, readFileSync(pack.path, 'utf8').replace('supt-okafor', 'supt-nobody'));
    expect(verify(changed)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^FAIL authorisation\/1 position \d+: its hash is not the hash of its bytes/) });

    await clockTo(platform, '2026-03-27T12:30:00Z');
    const ahmed = await clientOf(platform, 'dc-ahmed');
    ok(await ahmed.authorisation.apply({ body: { operation: 'Later', components: [WATCH] } }));
    await fill(page, { checkpoint: readFileSync(checkpoint.path, 'utf8') });
    await press(page, 'Verify against it');
    expect(await main(page)).toMatch(/Whole.*Held against the checkpoint of \d+ commits that you gave, signed with this platform’s key/);
    expect(verify((await saved(page, 'Download evidence pack')).path)).toMatchObject({ status: 0, stdout: expect.stringContaining('the log has only grown since your checkpoint') });
  });
});

describe('somebody else', () => {
  it('given an officer of another force, or whoever has no business with it, then it is not there; an officer of the force is told who may verify', async () => {
    const { token } = ok(await createClient({ baseUrl: platform.url }).call<{ token: string }>('POST', '/api/standalone/v1/sign-in', { body: { person: 'supt-away', rank: 'superintendent', force: 'kent', roles: ['authorising-officer'] } }));
    const away = createClient({ baseUrl: platform.url, token });
    const id = staged.weir.replace('/cases/', '');
    for (const answer of [await away.authorisation.readTimeline({ params: { id }, query: { at: 'now' } }), await away.authorisation.readAuthorisation({ params: { id }, query: { at: 'now' } })]) expect(answer.status).toBe(404);
    const page = await opened('admin-shaw');
    for (const path of [`${id}`, `${id}/verify`, 'aaaaaaaaaaaaaaaa']) {
      const answer = await page.goto(`${platform.url}/inspect/${path}`);
      expect([answer?.status(), await page.title()]).toEqual([404, 'Page not found – Covert policing']);
    }
    const officer = await opened('supt-okafor');
    await officer.goto(`${platform.url}/inspect/${id}/verify`);
    expect(await main(officer)).toMatch(/Your role may not do this\. What would be allowed These roles may: inspector \(IPCO\), judicial commissioner, senior responsible officer\./);
    expect(await officer.goto(`${platform.url}/cases/${id}`).then(() => officer.getByRole('link', { name: 'Inspect' }).count())).toBe(0);
  });
});
