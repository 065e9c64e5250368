import { onPlatform, readerOf } from '../spec-reader.js';
import { stage } from '../spec-stage.js';

const here = onPlatform(stage);

describe('a step on a part that ended meanwhile', () => {
  it.each(['review', 'renew', 'cancel'])('given it was cancelled five minutes ago, when %s is opened, then it says when it ended, and calls nothing late', async (step) => {
    const { words } = await (await readerOf(here.platform, 'ac-whitfield')).get(`${here.at.weir}/components/c1/${step}`);
    expect([words.includes('Cancelled Ended at 12:00 on Friday 27 March 2026.'), words.includes('was due')]).toEqual([true, false]);
  });
});
