import { onPlatform, readerOf } from '../spec-reader.js';
import { clientOf, ok, WATCH } from '../spec-stage.js';

const here = onPlatform(async (platform) => ok(await (await clientOf(platform, 'dc-ahmed')).authorisation.apply({ body: { operation: 'Copper Weir', cleared: ['dc-bell'], components: [WATCH] } })).reference);

describe('what an applicant waits for', () => {
  it.each([['dc-ahmed', 'who made it', true], ['dc-bell', 'who is only named as one who must know', false]])('given an application, then it is listed for %s, %s: %s', async (person, _, listed) => {
    const { words } = await (await readerOf(here.platform, person)).get('/work');
    expect([words.includes('Waiting for others'), words.includes(`${here.at} , `)]).toEqual([true, listed]);
  });
});
