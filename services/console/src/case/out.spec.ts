import { onPlatform, readerOf } from '../spec-reader.js';
import { stage } from '../spec-stage.js';

const here = onPlatform(stage);

describe('what is out under a case', () => {
  it.each([
    { who: 'who may read teams and items', person: 'rm-price', links: ['team', 'tracker'] }, { who: 'who may read teams alone', person: 'ds-cole', links: ['team'] }, { who: 'who may read neither', person: 'di-rourke', links: [] },
  ] as const)('given $who, when the case is read, then all of it is said, and a link stands where it leads somewhere', async ({ person, links }) => {
    const reader = await readerOf(here.platform, person);
    const { status, html, words } = await reader.get(here.at.weir);
    const out = [...html.matchAll(/href="(\/deployments\/[^"]+)"/g)].map(([, href = '']) => href);
    expect([status, [...new Set(out)].toSorted(), words.match(/Out now: \w/g)?.length]).toEqual([200, links.map((name) => here.at[name]).toSorted(), 2]);
    for (const href of out) expect([href, (await reader.get(href)).status]).toEqual([href, 200]);
  });
});
