import { BadCursor, Unavailable } from '../errors.js';
import type { Change, Query, View, ViewStore } from '../types.js';
import { queryContract } from './view-queries.contract.js';

/** Opens the engine's store as a process has it at its start. The same `place` finds what was kept before. */
export type OpenViewStore = (place: string) => ViewStore | Promise<ViewStore>;

/** `keeps`: what was written is there after the store was closed. `keepsVersions`: the version before stays, since a process that is being replaced may still serve it. */
export type ViewStoreOptions = { readonly keeps: boolean; readonly keepsVersions?: boolean };

const viewOf = (more: Partial<View> = {}): View => ({ name: 'totals', version: 1, from: 'log', key: () => undefined, indexes: ['total', 'tags', 'in.side'], on: {}, ...more });
const put = (key: string, doc: object | undefined): Change => ({ key, doc });
const totals = viewOf();

let places = 0;

/** What every view store keeps: a view is where its checkpoint says, all or nothing, and answers the closed filter alike on every engine. */
export const viewStoreContract = (engine: string, openStore: OpenViewStore, { keeps, keepsVersions = false }: ViewStoreOptions): void => {
  const opened: ViewStore[] = [];
  const open = async (place: string): Promise<ViewStore> => {
    const store = await openStore(place);
    opened.push(store);
    return store;
  };
  const prepared = async (...views: readonly View[]): Promise<ViewStore> => {
    const store = await open(`views-${++places}`);
    for (const view of views) await store.prepare(view);
    return store;
  };

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  describe(`a view store on ${engine}`, () => {
    foldContract(prepared);
    versionContract(prepared, keepsVersions);
    refusalContract(prepared);
    queryContract(prepared);
    sharedContract(open, keeps);
  });
};

type Prepared = (...views: readonly View[]) => Promise<ViewStore>;

const foldContract = (prepared: Prepared): void => {
  it('given a view that is new, then it is empty and nothing was folded', async () => {
    const store = await prepared(totals);
    expect(await store.checkpoint(totals)).toBe(0);
    expect(await store.get(totals, 'a')).toBeUndefined();
    expect(await store.query(totals, {})).toEqual({ docs: [] });
  });

  it('given changes, when they are folded, then documents are made, replaced and deleted, and the checkpoint stands where they end', async () => {
    const store = await prepared(totals);
    expect(await store.fold([{ view: totals, from: 0, to: 3, changes: [put('a', { total: 1 }), put('b', { total: 2 }), put('never', undefined)] }])).toBe(true);
    expect(await store.fold([{ view: totals, from: 3, to: 9, changes: [put('a', { total: 5, more: true }), put('b', undefined)] }])).toBe(true);
    expect(await store.checkpoint(totals)).toBe(9);
    expect(await store.query(totals, {})).toEqual({ docs: [{ total: 5, more: true }] });
    expect(await store.get(totals, 'b')).toBeUndefined();
    expect(await store.getAll(totals, ['a', 'b', 'never'])).toEqual({ docs: new Map([['a', { total: 5, more: true }]]), at: 9 });
    expect(await store.getAll(totals, [])).toEqual({ docs: new Map(), at: 9 });
  });

  it.each([['looks', false], ['is told', true]])('given values that change, one by one, appear and go, when the store %s what they were, then a document is found by what it holds now, in its order now, and by nothing it held before', async (_, told) => {
    const store = await prepared(totals);
    const by = async (where: NonNullable<Query['where']>) => (await store.query(totals, { where, sort: { by: 'total' } })).docs.map((doc) => (doc as { readonly id: string }).id);
    const there = new Map<string, object>();
    const fold = async (from: number, ...docs: readonly { readonly id: string; readonly gone?: true; readonly [field: string]: unknown }[]): Promise<void> => {
      const changes = docs.map((doc) => ({ ...put(doc.id, doc.gone ? undefined : doc), ...(told ? { was: there.get(doc.id) ?? null } : {}) }));
      await store.fold([{ view: totals, from, to: from + 1, changes }]);
      for (const { key, doc } of changes) if (doc) there.set(key, doc); else there.delete(key);
    };
    await fold(0, { id: 'a', total: 1, tags: ['x', 'y'], in: { side: 'l' } }, { id: 'b', total: 2, tags: ['x'], in: { side: 'l' } });
    await fold(1, { id: 'a', total: 3, tags: ['y', 'z'], in: { side: 'l' } });
    expect([await by({}), await by({ total: { eq: 1 } }), await by({ total: { eq: 3 } }), await by({ tags: { contains: 'x' } }), await by({ tags: { contains: 'z' } }), await by({ 'in.side': { eq: 'l' } })]).toEqual([['b', 'a'], [], ['a'], ['b'], ['a'], ['b', 'a']]);
    await fold(2, { id: 'a', total: 3, in: { side: 'r' } }, { id: 'b', tags: ['x'], in: { side: 'l' } });
    expect([await by({ total: { eq: 2 } }), await by({ total: { eq: null } }), await by({ tags: { contains: 'y' } }), await by({ 'in.side': { eq: 'r' } }), await by({ 'in.side': { eq: 'l' } })]).toEqual([[], ['b'], [], ['a'], ['b']]);
    await fold(3, { id: 'b', gone: true }, { id: 'never', gone: true });
    expect([await by({}), await by({ tags: { contains: 'x' } })]).toEqual([['a'], []]);
    await fold(4, { id: 'b', total: 1, tags: ['w'] });
    expect([await by({}), await by({ tags: { contains: 'w' } }), await by({ tags: { contains: 'x' } })]).toEqual([['b', 'a'], ['b'], []]);
  });

  it('given any document, then it is read as it was written', async () => {
    const store = await prepared(totals);
    const docs = [{}, { 'é 😀': 'Łódź \uE000', deep: { er: [[1, 2.5, -0.1, 1e-7], [null, true]] } }, { large: 'ß'.repeat(300_000) }, { $from: { log: [1, 2] } }];
    await store.fold([{ view: totals, from: 0, to: 1, changes: docs.map((doc, n) => put(`k${n} é`, doc)) }]);
    for (const [n, doc] of docs.entries()) expect(await store.get(totals, `k${n} é`)).toEqual(doc);
  });

  it('given a fold that does not begin at the checkpoint, then it is not done: neither its documents nor its checkpoint', async () => {
    const store = await prepared(totals);
    await store.fold([{ view: totals, from: 0, to: 2, changes: [put('a', { total: 1 })] }]);
    expect(await store.fold([{ view: totals, from: 0, to: 3, changes: [put('a', { total: 9 }), put('b', { total: 9 })] }])).toBe(false);
    expect(await store.fold([{ view: totals, from: 5, to: 6, changes: [put('a', undefined)] }])).toBe(false);
    expect(await store.checkpoint(totals)).toBe(2);
    expect(await store.query(totals, {})).toEqual({ docs: [{ total: 1 }] });
  });

  it('given several views, when one of them was folded by another, then none of them moves', async () => {
    const other = viewOf({ name: 'other-totals' });
    const store = await prepared(totals, other);
    await store.fold([{ view: other, from: 0, to: 1, changes: [] }]);
    const folds = (from: number) => [
      { view: totals, from: 0, to: 2, changes: [put('a', { total: 1 })] },
      { view: other, from, to: 2, changes: [put('a', { total: 2 })] },
    ];
    expect(await store.fold(folds(0))).toBe(false);
    expect([await store.checkpoint(totals), await store.checkpoint(other)]).toEqual([0, 1]);
    expect(await store.get(totals, 'a')).toBeUndefined();
    expect(await store.fold(folds(1))).toBe(true);
    expect([await store.get(totals, 'a'), await store.get(other, 'a')]).toEqual([{ total: 1 }, { total: 2 }]);
  });

  it('given a view that is reset, then it is empty, is asked as if it were new, and can be folded again; others are as they were', async () => {
    const other = viewOf({ name: 'other-totals' });
    const store = await prepared(totals, other);
    const changes = [put('a', { total: 1, tags: ['x'] })];
    await store.fold([totals, other].map((view) => ({ view, from: 0, to: 4, changes })));
    await store.reset(totals);
    expect(await store.checkpoint(totals)).toBe(0);
    expect(await store.query(totals, { where: { tags: { contains: 'x' } } })).toEqual({ docs: [] });
    expect(await store.fold([{ view: totals, from: 0, to: 4, changes }])).toBe(true);
    expect(await store.query(totals, { where: { tags: { contains: 'x' } } })).toEqual({ docs: [{ total: 1, tags: ['x'] }] });
    expect(await store.checkpoint(other)).toBe(4);
  });

  it('given a view that is made anew beside, when it takes the place of the first, then its documents and its place are the view’s, which goes on from there, time and again', async () => {
    const made = viewOf({ name: 'totals-anew' });
    const store = await prepared(totals);
    await store.fold([{ view: totals, from: 0, to: 4, changes: [put('a', { total: 1, tags: ['x'] }), put('b', { total: 2 })] }]);
    for (const round of [1, 2, 3]) {
      await store.prepare(made);
      expect(await store.checkpoint(made)).toBe(0);
      await store.fold([{ view: made, from: 0, to: 4 + round, changes: [put('a', { total: 7, round, tags: ['y'] })] }]);
      expect((await store.query(totals, { where: { tags: { contains: 'x' } } })).docs).toHaveLength(round === 1 ? 1 : 0);
      expect(await store.replace(totals, made)).toBe(true);
      expect(await store.checkpoint(totals)).toBe(4 + round);
      expect(await store.query(totals, {})).toEqual({ docs: [{ total: 7, round, tags: ['y'] }] });
      expect((await store.query(totals, { where: { tags: { contains: 'y' } }, sort: { by: 'total' } })).docs).toHaveLength(1);
    }
    expect(await store.fold([{ view: totals, from: 7, to: 8, changes: [put('b', { total: 8 })] }])).toBe(true);
    expect(await store.get(totals, 'b')).toEqual({ total: 8 });
  });

  it('given a view that went further meanwhile, then what was made beside does not take its place, and can be folded on', async () => {
    const made = viewOf({ name: 'totals-anew' });
    const store = await prepared(totals, made);
    await store.fold([{ view: made, from: 0, to: 4, changes: [put('a', { total: 4 })] }]);
    await store.fold([{ view: totals, from: 0, to: 5, changes: [put('a', { total: 5 })] }]);
    expect(await store.replace(totals, made)).toBe(false);
    expect([await store.get(totals, 'a'), await store.checkpoint(totals)]).toEqual([{ total: 5 }, 5]);
    expect(await store.fold([{ view: made, from: 4, to: 5, changes: [put('a', { total: 50 })] }])).toBe(true);
    expect(await store.replace(totals, made)).toBe(true);
    expect(await store.get(totals, 'a')).toEqual({ total: 50 });
  });
};

const versionContract = (prepared: Prepared, keepsVersions: boolean): void => {
  const folded = { from: 0, to: 4, changes: [put('a', { total: 1, colour: 'red', shades: ['pink'] })] };

  it('given a view that is prepared again, then it keeps what it has', async () => {
    const store = await prepared(totals);
    await store.fold([{ view: totals, ...folded }]);
    await store.prepare(totals);
    expect(await store.checkpoint(totals)).toBe(4);
    expect(await store.get(totals, 'a')).toMatchObject({ total: 1 });
  });

  it('given another version of a view, when it is prepared, then it is empty, and the one before is gone, or the one before that', async () => {
    const store = await prepared(totals);
    await store.fold([{ view: totals, ...folded }]);
    for (const version of keepsVersions ? [2, 3] : [2]) {
      const next = viewOf({ version });
      await store.prepare(next);
      expect(await store.checkpoint(next)).toBe(0);
      expect(await store.query(next, {})).toEqual({ docs: [] });
      if (keepsVersions && version === 2) expect(await store.get(totals, 'a')).toMatchObject({ total: 1 });
    }
    await store.prepare(totals);
    expect(await store.checkpoint(totals)).toBe(0);
    expect(await store.get(totals, 'a')).toBeUndefined();
  });

  it('given other indexes of the same version, when it is prepared, then its documents are found by them', async () => {
    const store = await prepared(totals);
    await store.fold([{ view: totals, ...folded }]);
    const other = viewOf({ indexes: ['shades', 'colour'] });
    await store.prepare(other);
    expect(await store.checkpoint(other)).toBe(4);
    expect((await store.query(other, { where: { colour: { eq: 'red' }, shades: { contains: 'pink' } }, sort: { by: 'colour' } })).docs).toHaveLength(1);
    await store.fold([{ view: other, from: 4, to: 5, changes: [put('b', { colour: 'red', shades: [] })] }]);
    expect((await store.query(other, { where: { colour: { eq: 'red' } } })).docs).toHaveLength(2);
  });
};

const refusalContract = (prepared: Prepared): void => {
  it('given a field that is no declared index, then it is neither filtered nor sorted by', async () => {
    const store = await prepared(totals);
    await expect(store.query(totals, { where: { colour: { eq: 1 } } })).rejects.toThrow('View totals has no index colour.');
    await expect(store.query(totals, { sort: { by: 'colour' } })).rejects.toThrow(RangeError);
  });

  it.each(['', 'x', 'bnVsbA', Buffer.from('[{},"a"]').toString('base64url'), Buffer.from('[true,"a"]').toString('base64url'), Buffer.from('[1,2]').toString('base64url')])('given %j for a cursor, then it is refused', async (after) => {
    const store = await prepared(totals);
    await expect(store.query(totals, { sort: { by: 'total' }, after })).rejects.toBeInstanceOf(BadCursor);
  });

  it('given a store that is closed, then nothing is answered: it is unavailable', async () => {
    const store = await prepared(totals);
    await store.close();
    const calls = [store.prepare(totals), store.checkpoint(totals), store.fold([{ view: totals, from: 0, to: 1, changes: [] }]), store.get(totals, 'a'), store.query(totals, {}), store.reset(totals), store.replace(totals, totals)];
    for (const call of calls) await expect(call).rejects.toBeInstanceOf(Unavailable);
  });
};

const sharedContract = (open: (place: string) => Promise<ViewStore>, keeps: boolean): void => {
  it('given two processes that fold one log, then every position is folded once', async () => {
    const place = `views-${++places}`;
    const end = 60;
    const foldAll = async (): Promise<number> => {
      const store = await open(place);
      await store.prepare(totals);
      let lost = 0;
      for (let from = await store.checkpoint(totals); from < end; from = await store.checkpoint(totals)) {
        const before = (await store.get(totals, 'sum')) as { total: number } | undefined;
        const changes = [put('sum', { total: (before?.total ?? 0) + from + 1 }), put(`p${from + 1}`, { total: from + 1 })];
        if (!(await store.fold([{ view: totals, from, to: from + 1, changes }]))) lost += 1;
      }
      return lost;
    };
    const lost = await Promise.all([foldAll(), foldAll()]);
    expect(Math.max(...lost)).toBeGreaterThan(0);
    const store = await open(place);
    expect(await store.get(totals, 'sum')).toEqual({ total: (end * (end + 1)) / 2 });
    expect((await store.query(totals, { limit: 1000 })).docs).toHaveLength(end + 1);
  });

  it.each([1, 2, 3])('given a view that another process made anew %i times, when those that knew it as it was read it, each in its own way, then they find what is there, go on from there, and see before long what others made of it', async (times) => {
    const place = `views-${++places}`;
    const made = viewOf({ name: 'totals-anew' });
    const there = { total: 1, tags: ['x'] };
    const first = { from: 0, to: 4, changes: [put('a', there)] };
    const [other, ...readers] = (await Promise.all(Array.from({ length: 5 }, () => open(place)))) as [ViewStore, ViewStore, ViewStore, ViewStore, ViewStore];
    await other.prepare(totals);
    await other.fold([{ view: totals, ...first }]);
    for (const reader of readers) expect(await reader.get(totals, 'a')).toEqual(there);
    for (let round = 0; round < times; round++) {
      await other.prepare(made);
      await other.fold([{ view: made, ...first }]);
      expect(await other.replace(totals, made)).toBe(true);
    }
    const [gets, asks, lists, folds] = readers;
    expect(await gets.get(totals, 'a')).toEqual(there);
    expect(await asks.getAll(totals, ['a', 'b'])).toEqual({ docs: new Map([['a', there]]), at: 4 });
    expect((await lists.query(totals, { where: { tags: { contains: 'x' } } })).docs).toEqual([there]);
    for (let done = false; !done; ) {
      const from = await folds.checkpoint(totals);
      done = await folds.fold([{ view: totals, from, to: 5, changes: [put('b', { total: 2 })] }]);
    }
    let listed: readonly object[] = [];
    while (listed.length < 2) listed = (await lists.query(totals, { sort: { by: 'total' } })).docs;
    expect(listed).toEqual([there, { total: 2 }]);
  });

  if (!keeps) return;
  it('given a process that stopped, when another opens the store, then every view is where it was', async () => {
    const place = `views-${++places}`;
    const before = await open(place);
    await before.prepare(totals);
    await before.fold([{ view: totals, from: 0, to: 7, changes: [put('a', { total: 1, tags: ['x'] })] }]);
    await before.close();
    const after = await open(place);
    await after.prepare(totals);
    expect(await after.checkpoint(totals)).toBe(7);
    expect(await after.query(totals, { where: { tags: { contains: 'x' }, total: { from: 1 } } })).toEqual({ docs: [{ total: 1, tags: ['x'] }] });
  });
};
