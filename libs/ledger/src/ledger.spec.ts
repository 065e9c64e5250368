import { ERASED, isRefusal, isSealed, refuse } from '@cpmp/kernel';
import fc from 'fast-check';
import { KeyReused, Unavailable } from './errors.js';
import { act, journal, note, type Noted, openSpecimen, START, stillClock, totals } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import type { ViewReader } from './types.js';
import { verifyLog } from './verify.js';

const open = (stores = openMemoryStores()) => openSpecimen({ stores });

describe('a ledger', () => {
  it('given an act, when it is transacted, then its events are durable and its views have passed it', async () => {
    const ledger = await open();
    const outcome = await ledger.transact(journal, 'one', note('covert'), act('http/1'));
    expect(outcome).toMatchObject({ version: 1, position: 1, repeated: false, events: [{ text: 'covert' }] });
    expect(await ledger.views.get(totals, 'one')).toMatchObject({ total: 1 });
    expect((await ledger.load(journal, 'one')).state).toEqual({ total: 1, texts: ['covert'] });
  });

  it('given the same cause again, then the first outcome is answered; with another request it is refused', async () => {
    const ledger = await open();
    await ledger.transact(journal, 'one', note('first'), act('http/1', { fingerprint: 'f1' }));
    expect(await ledger.transact(journal, 'one', note('second'), act('http/1', { fingerprint: 'f1' }))).toMatchObject({ repeated: true, events: [{ text: 'first' }], position: 1 });
    await expect(ledger.transact(journal, 'one', note('second'), act('http/1', { fingerprint: 'f2' }))).rejects.toBeInstanceOf(KeyReused);
  });

  it('given a refusal or nothing to record, then no commit is made and the same cause decides anew', async () => {
    const ledger = await open();
    expect(isRefusal(await ledger.transact(journal, 'one', () => refuse('no', 'Not now.', { instead: 'Later.' }), act('http/1')))).toBe(true);
    expect(await ledger.transact(journal, 'one', () => [], act('http/1'))).toMatchObject({ events: [], position: 0 });
    expect(await ledger.tail()).toBeUndefined();
    expect(await ledger.transact(journal, 'one', note('now'), act('http/1'))).toMatchObject({ position: 1, repeated: false });
  });

  it('given many commands at once, then each stream is decided in order and the log verifies', async () => {
    const stores = openMemoryStores();
    const ledger = await open(stores);
    const acts = Array.from({ length: 200 }, (_, i) => ledger.transact(journal, `s${i % 7}`, (state) => note(`t${state.total}`)(), act(`http/${i}`)));
    await Promise.all(acts);
    const { state } = await ledger.load(journal, 's0');
    expect(state.texts).toEqual(Array.from({ length: state.total }, (_, i) => `t${i}`));
    expect(await verifyLog(stores.commits)).toMatchObject({ whole: true, commits: 200 });
  });

  it('given one command that throws, then only its own caller hears of it', async () => {
    const ledger = await open();
    const bad = ledger.transact(journal, 'one', () => { throw new Error('bug'); }, act('http/1'));
    const good = ledger.transact(journal, 'two', note('fine'), act('http/2'));
    await expect(bad).rejects.toThrow('bug');
    expect(await good).toMatchObject({ position: 1 });
  });

  it('given text without a canonical form, then it is refused before anything is written', async () => {
    const ledger = await open();
    await expect(ledger.transact(journal, 'one', note('x', Number.NaN), act('http/1'))).rejects.toMatchObject({ name: 'IllFormed', rule: 'number-not-finite' });
    expect(await ledger.tail()).toBeUndefined();
  });

  it.each([['closed', journal], ['open', { ...journal, personal: { Noted: [] } }]] as const)('given events that nest as deeply as a commit may and deeper, their text %s, then what is written verifies, and what is too deep is refused with its rule', async (_, aggregate) => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores, aggregates: [aggregate] });
    const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
    const refused: number[] = [];
    for (let levels = 55; levels <= 70; levels++) {
      const decide = () => [{ type: 'Noted', text: 'covert', tags: [], n: 1, deep: deep(levels) } as unknown as Noted];
      await ledger.transact(aggregate, `s${levels}`, decide, act('http/1')).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'IllFormed', rule: 'nested-too-deep' });
        refused.push(levels);
      });
    }
    expect(refused).toEqual([62, 63, 64, 65, 66, 67, 68, 69, 70]);
    expect(await verifyLog(stores.commits)).toMatchObject({ whole: true, commits: 7 });
  });

  it('given a clock that went back, then no commit is earlier than the one before it, nor than its message', async () => {
    const clock = stillClock();
    const ledger = await openSpecimen({ clock });
    await ledger.transact(journal, 'one', note('a'), act('http/1'));
    clock.move(-60_000);
    expect(await ledger.transact(journal, 'one', note('b'), act('http/2'))).toMatchObject({ at: START });
    expect(await ledger.transact(journal, 'one', note('c'), act('x/3', { notBefore: '2026-03-02T10:00:00.000Z' }))).toMatchObject({ at: '2026-03-02T10:00:00.000Z' });
  });

  it('given personal text, then the log, the views and the relay hold it closed, and the door opens it after writing who reads', async () => {
    const stores = openMemoryStores();
    const ledger = await open(stores);
    await ledger.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    const [commit] = await stores.commits.readAfter(0, 1);
    expect(Buffer.from(commit!.body).toString()).not.toContain('Copper');
    const doc = await ledger.views.get(totals, 'one');
    expect(isSealed(doc!.last)).toBe(true);
    expect((await ledger.readAfter(0, 10))[0]?.events[0]?.event).toMatchObject({ text: doc!.last });
    const opened = await ledger.open(doc!, { actor: { person: 'cab-lane', roles: ['gatekeeper'] }, what: 'journal-one', why: 'read' });
    expect(opened).toMatchObject({ last: 'Copper Weir', tags: ['a'] });
    const [access] = await stores.access.readAfter(0, 1);
    expect(Buffer.from(access!.body).toString()).toContain('cab-lane');
  });

  it('given its key was destroyed, then the text reads as erased everywhere and the chain stays whole', async () => {
    const stores = openMemoryStores();
    const ledger = await open(stores);
    await ledger.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    await ledger.destroyKeys(['journal-one/authority-x'], act('erase/1'));
    expect((await ledger.load(journal, 'one')).state.texts).toEqual([ERASED]);
    const doc = await ledger.views.get(totals, 'one');
    expect(await ledger.open(doc!, { actor: { person: 'x', roles: [] }, what: 'w', why: 'y' })).toMatchObject({ last: ERASED });
    expect(await verifyLog(stores.commits)).toMatchObject({ whole: true });
    await expect(ledger.transact(journal, 'one', note('again'), act('http/2'))).rejects.toThrow('destroyed');
  });

  it('given a decision with facts, then it reads the views at the tail and its commit keeps what it used', async () => {
    const stores = openMemoryStores();
    const ledger = await open(stores);
    const made = Array.from({ length: 20 }, (_, i) =>
      ledger.transactWith(journal, `s${i}`, { read: async (views) => (await views.query(totals, { limit: 1000 })).docs.length, decide: (_, __, count) => note(String(count), count)() }, act(`http/${i}`)),
    );
    const counts = (await Promise.all(made)).map((outcome) => (isRefusal(outcome) ? -1 : outcome.events[0]!.n));
    expect(counts).toEqual(Array.from({ length: 20 }, (_, i) => i));
    const [, second] = await stores.commits.readAfter(0, 2);
    expect(JSON.parse(Buffer.from(second!.body).toString())).toMatchObject({ facts: { position: 1, used: 1 } });
  });

  it.each([
    ['is away', new Unavailable('It is full.'), undefined],
    ['does not take what was folded', new TypeError('no text'), 0],
  ])('given a view store that %s, then nothing is decided on a list that lacks the last commits; readers hear of a store that is away, and are answered with what there is where a fold is broken', async (_, fault, listed) => {
    const stores = openMemoryStores();
    const ledger = await open(stores);
    const counted = (views: ViewReader) => views.query(totals, {}).then(({ docs }) => docs.length);
    const decided = () => ledger.transactWith(journal, 'two', { read: counted, decide: (_, __, count) => note('t', count)() }, act('http/2'));
    await ledger.transact(journal, 'one', note('t'), act('http/1'));
    const fold = stores.views.fold.bind(stores.views);
    stores.views.fold = () => Promise.reject(fault);
    expect(await counted(ledger.views).catch(() => undefined)).toBe(listed);
    await expect(decided()).rejects.toBe(fault);
    stores.views.fold = fold;
    expect([await decided(), await ledger.tail()]).toMatchObject([{ events: [{ n: 1 }] }, { position: 2 }]);
  });

  it('given two processes on one log, then each position is won once and both see all of it', async () => {
    const stores = openMemoryStores();
    const one = await open(stores);
    const two = await open(stores);
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 ? one : two).transact(journal, 'same', (state) => note(`t${state.total}`)(), act(`http/${i}`))));
    expect(new Set(outcomes.map((o) => (isRefusal(o) ? 0 : o.position))).size).toBe(60);
    expect((await one.load(journal, 'same')).state.total).toBe(60);
    expect((await two.load(journal, 'same')).state.texts).toEqual(Array.from({ length: 60 }, (_, i) => `t${i}`));
    expect(await verifyLog(stores.commits)).toMatchObject({ whole: true, commits: 60 });
  });

  it('given an append whose answer was lost, then it is recognised by its own hash and not made twice', async () => {
    const stores = openMemoryStores();
    const { append } = stores.commits;
    let lose = true;
    stores.commits.append = async (commits) => {
      const result = await append.call(stores.commits, commits);
      if (!lose) return result;
      lose = false;
      throw new Error('connection reset');
    };
    const ledger = await open(stores);
    expect(await ledger.transact(journal, 'one', note('a'), act('http/1'))).toMatchObject({ position: 1 });
    expect(await ledger.transact(journal, 'one', note('b'), act('http/2'))).toMatchObject({ position: 2 });
  });

  it('given a store that does not take it, then the caller hears so and nothing is written', async () => {
    const stores = openMemoryStores();
    const append = stores.commits.append.bind(stores.commits);
    stores.commits.append = async () => { throw new Error('disk full'); };
    const ledger = await open(stores);
    await expect(ledger.transact(journal, 'one', note('a'), act('http/1'))).rejects.toMatchObject({ name: 'Unavailable' });
    stores.commits.append = append;
    expect(await ledger.transact(journal, 'one', note('a'), act('http/1'))).toMatchObject({ position: 1, repeated: false });
  });

  it('whatever was written, a rebuild of the views gives the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), n: fc.integer({ min: 0, max: 9 }), text: fc.string({ unit: 'grapheme' }) }), { maxLength: 15 }), async (writes) => {
        const ledger = await open();
        for (const [i, { id, n, text }] of writes.entries()) await ledger.transact(journal, id, note(text.replaceAll('\0', ''), n), act(`http/${i}`));
        const before = JSON.stringify((await ledger.views.query(totals, { sort: { by: 'total' } })).docs);
        await ledger.rebuild(totals);
        expect(JSON.stringify((await ledger.views.query(totals, { sort: { by: 'total' } })).docs)).toBe(before);
      }),
      { numRuns: 30 },
    );
  });
});
