import fc from 'fast-check';
import type { Query, View, ViewStore } from '../types.js';
import { answered, type Doc, docsUpTo, pages, query, samples } from './view-questions.js';

const RUNS = 150;
const DOCS_MAX = 20;

/** What the closed filter language answers: the same on every engine, and the same as a plain reading of it in memory. */
export const queryContract = (prepared: (...views: readonly View[]) => Promise<ViewStore>): void => {
  it('whatever is stored and asked, the pages together are what a plain reading of the filter answers', async () => {
    const store = await prepared(samples);
    await fc.assert(
      fc.asyncProperty(docsUpTo(DOCS_MAX), query, async (all, asked) => {
        await store.reset(samples);
        await store.fold([{ view: samples, from: 0, to: 1, changes: all.map((one) => ({ key: one.key, doc: one })) }]);
        const read = await pages(store, asked);
        expect(read.flatMap((page) => page.docs)).toEqual(answered(all, asked));
        for (const page of read.slice(0, -1)) expect(page.docs).toHaveLength(asked.limit ?? 0);
      }),
      { numRuns: RUNS },
    );
  });

  it('given documents that come and go between two pages, then what stays is read once', async () => {
    const store = await prepared(samples);
    const numbered = (key: string, value: number | null) => ({ key, doc: { key, number: value } });
    await store.fold([{ view: samples, from: 0, to: 1, changes: ['a', 'b', 'c', 'd'].map((key, n) => numbered(key, n % 2 === 0 ? null : n)) }]);
    const asked: Query = { sort: { by: 'number' }, limit: 2 };
    const first = await store.query(samples, asked);
    await store.fold([{ view: samples, from: 1, to: 2, changes: [{ key: 'c', doc: undefined }, numbered('aa', null), numbered('bb', 1)] }]);
    const second = await store.query(samples, { ...asked, limit: 10, after: first.next });
    expect([first, second].map((page) => page.docs.map((one) => (one as Doc).key))).toEqual([['a', 'c'], ['b', 'bb', 'd']]);
    expect(second.next).toBeUndefined();
  });

  it('given an array that changes, then only what it holds now is found', async () => {
    const store = await prepared(samples);
    const tagged = (...tags: readonly string[]) => [{ key: 'a', doc: { key: 'a', tags } }];
    const found = async (contains: string) => (await store.query(samples, { where: { tags: { contains } } })).docs.length;
    await store.fold([{ view: samples, from: 0, to: 1, changes: tagged('x', 'y', 'x') }]);
    expect([await found('x'), await found('y')]).toEqual([1, 1]);
    await store.fold([{ view: samples, from: 1, to: 2, changes: tagged('y') }]);
    expect([await found('x'), await found('y')]).toEqual([0, 1]);
    await store.fold([{ view: samples, from: 2, to: 3, changes: [{ key: 'a', doc: undefined }] }]);
    expect(await found('y')).toBe(0);
  });
};
