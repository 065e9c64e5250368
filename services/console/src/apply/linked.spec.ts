import { onPlatform, type Reader, readerOf } from '../spec-reader.js';
import { clientOf, ok } from '../spec-stage.js';

let ahmed: Reader;

const here = onPlatform(async (platform) => {
  ahmed = await readerOf(platform, 'dc-ahmed');
});

const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

/** A draft of these parts, by their words in the API. */
const drafted = async (...components: readonly { readonly handle: string; readonly power: 'chis' | 'criminal-conduct' | 'directed-surveillance' }[]): Promise<string> => {
  const { authorisation } = await clientOf(here.platform, 'dc-ahmed');
  return `/apply/${ok(await authorisation.startDraft({ body: { operation: 'Copper Weir', components: [...components] } })).id}`;
};

const USE = { power: 'chis' } as const;
const CRIME = { power: 'criminal-conduct' } as const;

describe('the part that criminal conduct stands on', () => {
  it('given parts as they were added, when it is asked for, then each other part is named as it must be entered', async () => {
    const path = await drafted({ handle: 'part-1', ...USE }, { handle: 'part-2', ...USE }, { handle: 'part-3', ...CRIME });
    expect((await ahmed.get(`${path}/parts/c3/linked`)).words).toContain('Part 1 is called part-1, part 2 is called part-2.');
  });

  it('given that a part before them was removed, when it is asked for, then what is to be entered names the parts as they are numbered now', async () => {
    const path = await drafted({ handle: 'part-1', power: 'directed-surveillance' }, { handle: 'part-2', ...USE }, { handle: 'part-3', ...USE }, { handle: 'part-4', ...CRIME });
    const remove = `${path}/parts/c1/remove`;
    const { html } = await ahmed.get(remove);
    expect((await ahmed.send(remove, { key: hidden(html, 'key'), version: hidden(html, 'version') })).status).toBe(303);
    const asked = await ahmed.get(`${path}/parts/c3/linked`);
    expect([asked.status, asked.words.includes('Part 1 is called part-2, part 2 is called part-3.'), asked.words.includes('Part 1 is called part-1')]).toEqual([200, true, false]);
  });
});
