import fc from 'fast-check';
import { Unavailable } from './errors.js';
import { act, journal, note, type Noted, openSpecimen, totals } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import type { Ledger, View, ViewStore } from './types.js';

describe('a log-fed view', () => {
  /** A fold that leaves fields undefined, which a store does not keep. */
  const careless: View = {
    ...totals,
    name: 'careless',
    on: { Noted: (doc: Record<string, unknown> | undefined, event) => ({ ...doc, [`f${event.n}`]: event.text === '' ? undefined : event.n, has: Object.keys(doc ?? {}).join() }) },
  };

  it('whatever was written, and however it was batched, a rebuild gives the same bytes', async () => {
    const writes = fc.array(fc.record({ id: fc.constantFrom('a', 'b'), n: fc.integer({ min: 0, max: 2 }), text: fc.constantFrom('', 'x') }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(writes, async (all) => {
        const ledger = await openSpecimen({ views: [careless], aggregates: [{ ...journal, personal: { Noted: [] } }] });
        for (const [i, { id, n, text }] of all.entries()) await ledger.transact({ ...journal, personal: { Noted: [] } }, id, note(text, n), act(`http/${i}`));
        const bytes = async () => JSON.stringify((await ledger.views.query(careless, {})).docs);
        const before = await bytes();
        await ledger.rebuild(careless);
        expect(await bytes()).toBe(before);
      }),
      { numRuns: 40 },
    );
  });

  it('given a process that died before it folded, when another opens the log, then the view is where the log is', async () => {
    const stores = openMemoryStores();
    const dying = await openSpecimen({ stores, views: [] });
    for (let n = 1; n <= 3; n++) await dying.transact(journal, 'one', note('t', n), act(`http/${n}`));
    const next = await openSpecimen({ stores });
    expect(await next.views.get(totals, 'one')).toMatchObject({ total: 6 });
  });

  it('given two processes, when the other has folded on and written, then this one folds nothing twice into what it finds there', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores }), await openSpecimen({ stores })];
    await two.transact(journal, 'one', note('t', 4), act('http/1'));
    expect((await two.views.query(totals, {})).docs).toMatchObject([{ total: 4 }]);
    await one.transact(journal, 'one', note('t', 2), act('http/2'));
    expect(await one.views.get(totals, 'one')).toMatchObject({ total: 6 });
    expect((await two.views.query(totals, {})).docs).toMatchObject([{ total: 6 }]);
  });

  it('given many who ask at once, then the log is looked at once for all of them, and again for whoever asks after that', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores }), await openSpecimen({ stores })];
    await one.transact(journal, 'one', note('t', 4), act('http/1'));
    const readAfter = stores.commits.readAfter.bind(stores.commits);
    let looks = 0;
    stores.commits.readAfter = async (...asked) => {
      looks += 1;
      const found = await readAfter(...asked);
      if (looks === 1) await one.transact(journal, 'one', note('t', 2), act('http/2')); // behind what was found
      return found;
    };
    const totalOf = async () => ((await two.views.get(totals, 'one')) as { readonly total: number }).total;
    const first = totalOf();
    await new Promise((resolve) => setImmediate(resolve));
    const [, ...later] = await Promise.all([first, ...Array.from({ length: 10 }, totalOf)]);
    expect(later).toEqual(Array.from({ length: 10 }, () => 6));
    expect(looks).toBeLessThan(6);
  });

  it('given a view of a longer log than this one, when it is opened, then it is folded anew', async () => {
    const stores = openMemoryStores();
    await stores.views.prepare(totals);
    await stores.views.fold([{ view: totals, from: 0, to: 40, changes: [{ key: 'ghost', doc: { id: 'ghost' } }] }]);
    const ledger = await openSpecimen({ stores });
    expect(await ledger.views.get(totals, 'ghost')).toBeUndefined();
    await ledger.transact(journal, 'one', note('t'), act('http/1'));
    expect((await ledger.views.query(totals, {})).docs).toMatchObject([{ id: 'one', total: 1 }]);
  });

  it('given another process that writes and folds while this one begins, then the view is not taken for one of a longer log', async () => {
    const stores = openMemoryStores();
    const one = await openSpecimen({ stores });
    const emptied: string[] = [];
    const views: ViewStore = Object.assign(Object.create(stores.views) as ViewStore, {
      prepare: async (view: View) => {
        await stores.views.prepare(view);
        await one.transact(journal, 'one', note('t', 4), act('http/1'));
        await one.views.query(totals, {});
      },
      reset: async ({ name }: View) => void emptied.push(name),
    });
    const two = await openSpecimen({ stores: { ...stores, views } });
    expect([emptied, await two.views.get(totals, 'one')]).toMatchObject([[], { total: 4 }]);
  });

  it('given a new version of a view, when it is opened, then it is folded from the beginning', async () => {
    const stores = openMemoryStores();
    const before = await openSpecimen({ stores });
    await before.transact(journal, 'one', note('t', 3), act('http/1'));
    const doubled: View = { ...totals, version: 2, on: { Noted: (_, event, meta) => ({ id: meta.streamId, total: event.n * 2 }) } };
    const after = await openSpecimen({ stores, views: [doubled] });
    expect(await after.views.get(doubled, 'one')).toEqual({ id: 'one', total: 6 });
  });

  it('given a view that this log does not feed, then it cannot be rebuilt from it', async () => {
    const ledger = await openSpecimen();
    await expect(async () => ledger.rebuild({ ...totals, name: 'other' })).rejects.toThrow('View other is not folded from this log.');
  });
});

describe('a view whose documents hold what lists show', () => {
  type Listed = { readonly id: string; readonly total: number };
  type Whole = Listed & { readonly texts: readonly string[] };
  const plain = { ...journal, personal: { Noted: [] } };
  const whole: View<Listed, Noted, Whole> = {
    name: 'whole',
    version: 1,
    from: 'log',
    key: (_, meta) => (meta.stream.startsWith('journal-') ? meta.streamId : undefined),
    indexes: ['total'],
    on: { Noted: (doc, { n }, { streamId }) => ({ id: streamId, total: (doc?.total ?? 0) + n }) },
    whole: { category: 'journal', on: (before, { text, n }, { streamId }) => (text === 'gone' ? undefined : { id: streamId, total: (before?.total ?? 0) + n, texts: [...(before?.texts ?? []), text] }) },
  };
  const open = (stores = openMemoryStores()) => openSpecimen({ stores, views: [whole], aggregates: [plain] });

  it('then a list answers that, and whoever asks for one by its key is given the whole, which no store has; also in a process that has folded nothing of it', async () => {
    const stores = openMemoryStores();
    const one = await open(stores);
    for (const [n, text] of ['a', '', 'b'].entries()) await one.transact(plain, 'one', note(text), act(`http/${n}`));
    const all = { id: 'one', total: 3, texts: ['a', '', 'b'] };
    expect(await one.views.get(whole, 'one')).toEqual(all);
    expect((await one.views.query(whole, { where: { total: { eq: 3 } } })).docs).toEqual([{ id: 'one', total: 3 }]);
    expect(await stores.views.get(whole, 'one')).toEqual({ id: 'one', total: 3 });
    const two = await open(stores);
    expect([await two.views.get(whole, 'one'), await two.views.get(whole, 'other')]).toEqual([all, undefined]);
  });

  it('given a whole that was asked for once, when its stream grows, then it is asked for without reading the stream again', async () => {
    const stores = openMemoryStores();
    const ledger = await open(stores);
    await ledger.transact(plain, 'one', note('a'), act('http/1'));
    await ledger.views.get(whole, 'one');
    await ledger.transact(plain, 'one', note('b'), act('http/2'));
    stores.commits.readStream = async () => { throw new Unavailable('not asked'); };
    expect(await ledger.views.get(whole, 'one')).toEqual({ id: 'one', total: 2, texts: ['a', 'b'] });
  });

  it('whatever was written, and whichever process folded it, then wholes and lists are what one process makes of it', async () => {
    const writes = fc.array(fc.record({ by: fc.nat(2), id: fc.constantFrom('a', 'b'), text: fc.constantFrom('x', 'y', 'gone'), asks: fc.constantFrom('get', 'list', 'nothing', 'anew'), n: fc.nat(3) }), { maxLength: 12 });
    const shown = async (ledger: Ledger) => [await ledger.views.get(whole, 'a'), await ledger.views.get(whole, 'b'), (await ledger.views.query(whole, {})).docs];
    await fc.assert(
      fc.asyncProperty(writes, async (all) => {
        const stores = openMemoryStores();
        const alone = await open();
        const many = [await open(stores), await open(stores), await open(stores)];
        for (const [i, { by, id, text, asks, n }] of all.entries()) {
          if (asks === 'anew') many[by] = await open(stores);
          const ledger = many[by] as Ledger;
          if (asks === 'get') await ledger.views.get(whole, id);
          if (asks === 'list') await ledger.views.query(whole, {});
          for (const each of [alone, ledger]) await each.transact(plain, id, note(text, n), act(`http/${i}`));
        }
        const wanted = await shown(alone);
        for (const ledger of many) expect(await shown(ledger)).toEqual(wanted);
        await alone.rebuild(whole);
        expect(await shown(alone)).toEqual(wanted);
      }),
      { numRuns: 25 },
    );
  });

  it('given another process that writes on the stream while it is read, then what is behind what was folded is not in the whole yet, and is folded into it once', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await open(stores), await openSpecimen({ stores, views: [], aggregates: [plain] })];
    await one.transact(plain, 'one', note('a'), act('http/1'));
    const readStream = stores.commits.readStream.bind(stores.commits);
    let between = true;
    stores.commits.readStream = async (...asked) => {
      if (between) {
        between = false;
        await two.transact(plain, 'one', note('b'), act('http/2'));
      }
      return readStream(...asked);
    };
    expect(await one.views.get(whole, 'one')).toMatchObject({ total: 1 });
    expect(await one.views.get(whole, 'one')).toMatchObject({ total: 2 });
  });

  it('given a document that is folded on while its stream is read, then what was read is not taken for the last', async () => {
    const stores = openMemoryStores();
    const before = await open(stores);
    await before.transact(plain, 'one', note('a'), act('http/1'));
    await before.health(); // writes the view
    const ledger = await open(stores);
    const readStream = stores.commits.readStream.bind(stores.commits);
    let between = true;
    stores.commits.readStream = async (...asked) => {
      const found = await readStream(...asked);
      if (between) {
        between = false;
        await ledger.transact(plain, 'one', note('b'), act('http/2'));
        await ledger.health();
      }
      return found;
    };
    expect(await ledger.views.get(whole, 'one')).toMatchObject({ total: 1 });
    expect(await ledger.views.get(whole, 'one')).toMatchObject({ total: 2 });
    await ledger.transact(plain, 'one', note('c'), act('http/3'));
    expect(await ledger.views.get(whole, 'one')).toMatchObject({ total: 3 });
  });
});
