import { onPlatform, readerOf } from '../spec-reader.js';

const here = onPlatform();

const taken = async (cookie: string) => {
  const answer = await fetch(`${here.platform.url}/oversight/export`, { headers: { cookie } });
  const [type, disposition] = ['content-type', 'content-disposition'].map((name) => answer.headers.get(name));
  return [answer.status, type, disposition];
};

describe('what of oversight may leave as a file', () => {
  it('given who oversees, when they ask for it, then it is a file that keeps its name', async () => {
    expect(await taken((await readerOf(here.platform, 'cmdr-hale')).cookie)).toEqual([200, 'text/csv; charset=utf-8', 'attachment; filename="oversight.csv"']);
  });

  it('given nobody who is signed in, or who does not oversee, when they ask for it, then a page says so, and no file is saved in its name', async () => {
    const page = 'text/html; charset=utf-8';
    expect([await taken(''), await taken((await readerOf(here.platform, 'rm-price')).cookie)]).toEqual([[401, page, null], [403, page, null]]);
  });
});
