import { everyDoc } from './every-doc.js';
import { act, journal, note, openSpecimen, totals } from './specimen.js';
import type { Query, ViewReader } from './types.js';

describe('every document of a view', () => {
  const grown = async (many: number) => {
    const ledger = await openSpecimen();
    for (let n = 0; n < many; n++) await ledger.transact(journal, `s${n}`, note('t'), act(`http/${n}`));
    const asked: Query[] = [];
    const views: Pick<ViewReader, 'query'> = { query: (view, query) => (asked.push(query), ledger.views.query(view, query)) };
    return { ledger, views, asked, all: await ledger.views.query(totals, {}).then(({ docs }) => docs) };
  };

  it.each([0, 1, 2, 3, 4, 5])('given %d of them and pages of two, then each comes once, in the order asked for', async (many) => {
    const { views, all } = await grown(many);
    expect(await Array.fromAsync(everyDoc(views, totals, { limit: 2 }))).toEqual(all);
    expect(all).toHaveLength(many);
  });

  it('given somebody who has found what they look for, then no page more is read', async () => {
    const { views, asked } = await grown(5);
    for await (const _one of everyDoc(views, totals, { limit: 2 })) if (asked.length > 1) break;
    expect(asked).toHaveLength(2);
  });
});
