import { readerOf } from '../spec-reader.js';
import { type Platform, stage, type Staged, startPlatform } from '../spec-stage.js';

let platform: Platform;
let at: Staged;

beforeAll(async () => {
  platform = await startPlatform('2026-03-02T08:00:00.000Z');
  at = await stage(platform);
}, 120_000);
afterAll(() => platform?.close());

describe('what is out under a case', () => {
  it.each([
    { who: 'who may read teams and items', person: 'rm-price', links: ['team', 'tracker'] }, { who: 'who may read teams alone', person: 'ds-cole', links: ['team'] }, { who: 'who may read neither', person: 'ds-dunn', links: [] },
  ] as const)('given $who, when the case is read, then all of it is said, and a link stands where it leads somewhere', async ({ person, links }) => {
    const reader = await readerOf(platform, person);
    const { status, html, words } = await reader.get(at.weir);
    const out = [...html.matchAll(/href="(\/deployments\/[^"]+)"/g)].map(([, href = '']) => href);
    expect([status, [...new Set(out)].toSorted(), words.match(/Out now: \w/g)?.length]).toEqual([200, links.map((name) => at[name]).toSorted(), 2]);
    for (const href of out) expect([href, (await reader.get(href)).status]).toEqual([href, 200]);
  });
});
