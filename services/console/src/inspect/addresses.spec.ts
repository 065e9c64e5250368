import { onPlatform, readerOf } from '../spec-reader.js';

const here = onPlatform();

describe('the address of a question', () => {
  it.each(['02', '2.0', '0x2', '21', 'two'])('given %s, which is none, then there is no such page, and no other one in its place', async (number) => {
    const reader = await readerOf(here.platform, 'ipco-frost');
    expect([(await reader.get(`/inspection/questions/${number}`)).status, (await reader.get(`/inspection/questions/${number}/download`)).status]).toEqual([404, 404]);
  });
});
