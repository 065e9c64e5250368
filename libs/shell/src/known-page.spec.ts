import { knownPage, type Paged } from './known-page.js';

const all = Array.from({ length: 20 }, (_, index) => index);
const ask = async ({ limit = 50, after = '0' }: Paged) => {
  const from = Number(after);
  const docs = all.slice(from, from + limit);
  return { docs, ...(from + limit < all.length ? { next: String(from + limit) } : {}) };
};

describe('given a list of which a caller may know some', () => {
  it('when it is read page by page, then each page is full, in order, and nothing known is missed or said twice', async () => {
    for (const limit of [1, 2, 3, 50]) {
      const found: number[] = [];
      let after: string | undefined;
      do {
        const page = await knownPage(ask, (doc) => doc % 3 === 0, { limit, ...(after === undefined ? {} : { after }) });
        if (page.next !== undefined) expect(page.docs).toHaveLength(limit);
        found.push(...page.docs);
        after = page.next;
      } while (after !== undefined);
      expect(found).toEqual([0, 3, 6, 9, 12, 15, 18]);
    }
  });

  it('when they may know of nothing, then the one page is empty and there is no next', async () => {
    expect(await knownPage(ask, () => false, { limit: 2 })).toEqual({ docs: [] });
  });
});
