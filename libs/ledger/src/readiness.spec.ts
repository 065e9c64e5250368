import type { DatabaseSync } from 'node:sqlite';
import type { Aggregate, DomainEvent } from '@cpmp/kernel';
import { bodyOf } from './commit.js';
import { Unavailable, UnknownEvent } from './errors.js';
import { BEHIND_MS_MAX } from './ledger.js';
import { act, journal, note, type Noted, openSpecimen, stillClock, totals } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import type { View } from './types.js';

const MINUTES_MS = 200_000;

/** The same journal in the next release, which writes a type that this one does not know. */
const nextJournal: Aggregate<unknown, DomainEvent> = { category: 'journal', initial: {}, evolve: (state) => state, personal: { Noted: [], NotedTwice: [] } };

describe('given an event of a type that this process does not know', () => {
  /** Two processes of two releases on one log: the newer one has written what the older cannot read. */
  const mixed = async () => {
    const stores = openMemoryStores();
    const [older, newer] = [await openSpecimen({ stores }), await openSpecimen({ stores, aggregates: [nextJournal], views: [] })];
    await older.transact(journal, 'one', note('a'), act('http/1'));
    await newer.transact(nextJournal, 'one', () => [{ type: 'NotedTwice' }], act('http/2'));
    return { older, newer, stores };
  };

  it('when it stands in the log, then the process is not ready, says the type, and answers nothing from views that it cannot fold past it', async () => {
    const { older, newer } = await mixed();
    expect(await older.health()).toEqual({ ready: false, position: 2, why: 'This process knows no NotedTwice of journal.' });
    expect(await newer.health()).toEqual({ ready: true, position: 2 });
    await older.transact(journal, 'other', note('b'), act('http/3'));
    for (const call of [older.views.get(totals, 'one'), older.views.get(totals, 'other'), older.views.query(totals, {})]) await expect(call).rejects.toBeInstanceOf(UnknownEvent);
  });

  it('when its stream is loaded, then it is unavailable, so that a caller asks elsewhere and no message is given up', async () => {
    const { older } = await mixed();
    for (const call of [older.load(journal, 'one'), older.history(journal, 'one'), older.readAfter(1, 10), older.transact(journal, 'one', note('c'), act('http/3'))])
      await expect(call).rejects.toMatchObject({ constructor: UnknownEvent, name: 'Unavailable' });
    expect((await older.tail())?.position).toBe(2);
  });

  it('when no view would meet it, then loading its stream is enough to make the process unready', async () => {
    const { stores } = await mixed();
    const viewless = await openSpecimen({ stores, views: [] });
    expect(await viewless.health()).toMatchObject({ ready: true });
    await viewless.load(journal, 'one').catch(() => {});
    expect(await viewless.health()).toMatchObject({ ready: false, why: 'This process knows no NotedTwice of journal.' });
  });

  it('when a process starts on it, then it does not start', async () => {
    const { stores } = await mixed();
    await expect(openSpecimen({ stores })).rejects.toBeInstanceOf(UnknownEvent);
  });

  it('when a decision would write one, then that is a mistake and nothing is written', async () => {
    const ledger = await openSpecimen();
    await expect(ledger.transact(journal, 'one', () => [{ type: 'NotedTwice' } as unknown as Noted], act('http/1'))).rejects.toThrow('journal does not name NotedTwice');
    expect(await ledger.tail()).toBeUndefined();
  });
});

describe('given a view that cannot follow', () => {
  it('when it stops, then the commits stand and are answered, health says so, and it is ready again once the view follows', async () => {
    let broken = false;
    const brittle: View = { ...totals, name: 'brittle', on: { Noted: (_, event, meta) => { if (broken) throw new RangeError('Copper Weir'); return { id: meta.streamId, n: event.n }; } } };
    const ledger = await openSpecimen({ views: [totals, brittle] });
    broken = true;
    expect(await ledger.transact(journal, 'one', note('a', 4), act('http/1'))).toMatchObject({ position: 1 });
    expect(await ledger.health()).toEqual({ ready: false, position: 1, why: 'views stopped: RangeError' });
    broken = false;
    expect(await ledger.health()).toEqual({ ready: true, position: 1 });
    expect(await ledger.views.get(brittle, 'one')).toEqual({ id: 'one', n: 4 });
  });

  it('when a rival process committed, then whoever reads here finds it, without a commit of its own', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores }), await openSpecimen({ stores, views: [] })];
    await two.transact(journal, 'one', note('a', 4), act('http/1'));
    expect(await one.views.get(totals, 'one')).toMatchObject({ total: 4 });
    await two.transact(journal, 'one', note('b', 2), act('http/2'));
    expect((await one.views.query(totals, {})).docs).toMatchObject([{ total: 6 }]);
  });
});

describe('given clocks and stores that fail', () => {
  it(`when the clock is more than ${BEHIND_MS_MAX} ms behind the end of the log, then the process is not ready until it has caught up`, async () => {
    const clock = stillClock();
    const ledger = await openSpecimen({ clock });
    clock.move(10_000);
    await ledger.transact(journal, 'one', note('a'), act('http/1'));
    clock.move(-BEHIND_MS_MAX);
    expect(await ledger.health()).toMatchObject({ ready: true });
    clock.move(-1);
    expect(await ledger.health()).toEqual({ ready: false, position: 1, why: 'the clock is 2 s behind the log' });
    clock.move(1);
    expect(await ledger.health()).toMatchObject({ ready: true });
  });

  it('when the access log cannot be written, then the process is not ready until what waited is written', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    await ledger.transact(journal, 'one', note('a'), act('http/1'));
    const append = stores.access.append.bind(stores.access);
    stores.access.append = async () => { throw new Unavailable('away'); };
    const reading = { actor: { person: 'cab-lane', roles: [] }, what: 'journal-one', why: 'read' };
    const sealed = (await ledger.history(journal, 'one'))[0];
    await expect(ledger.open(sealed, reading)).rejects.toBeInstanceOf(Unavailable);
    expect(await ledger.health()).toMatchObject({ ready: false, why: 'the access log is not written' });
    stores.access.append = append;
    expect(await ledger.open(sealed, reading)).toMatchObject({ event: { text: 'a' } });
    expect(await ledger.health()).toMatchObject({ ready: true });
    // What could not be written is written as it was, and what came since behind it.
    expect((await stores.access.readAfter(0, 9)).flatMap((commit) => bodyOf(commit).events)).toHaveLength(2);
  });

  it('when the store is gone, then it is unavailable to callers, and health says so', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    await stores.commits.close();
    await expect(ledger.transact(journal, 'one', note('a'), act('http/1'))).rejects.toBeInstanceOf(Unavailable);
    await expect(ledger.load(journal, 'one')).rejects.toBeInstanceOf(Unavailable);
    expect(await ledger.health()).toEqual({ ready: false, position: 0, why: 'the store does not answer' });
  });

  it.each([
    ['column stream', "stream = 'journal-two'"],
    ['column version', 'version = 7'],
    ['column cause', "cause = 'http/2'"],
    ['column hash', "hash = 'x'"],
    ['body', "body = CAST(replace(CAST(body AS TEXT), 'dc-ahmed', 'dc-other') AS BLOB)"],
  ])('when the %s of a commit was changed behind its back, then it is not read, and its position is named', async (_, change) => {
    const stores = openMemoryStores();
    const writer = await openSpecimen({ stores });
    for (const stream of ['one', 'other']) await writer.transact(journal, stream, note('a'), act('http/1'));
    (Reflect.get(stores.commits, 'db') as DatabaseSync).exec(`UPDATE commits SET ${change} WHERE position = 1`);
    const reader = await openSpecimen({ stores, views: [] });
    await expect(reader.readAfter(0, 10)).rejects.toMatchObject({ name: 'Corrupt', position: 1 });
    await expect(reader.load(journal, 'one')).rejects.toMatchObject({ name: 'Corrupt', position: 1 });
  });
});

describe('given a write that the store neither takes nor refuses', () => {
  it('when minutes have gone by, then the process is not ready, says why, and that it goes on no more', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores: { ...stores, commits: Object.assign(Object.create(stores.commits) as typeof stores.commits, { append: () => new Promise<never>(() => {}) }) } });
    void ledger.transact(journal, 'one', note('a'), act('http/1'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ledger.standsStill).toBe(false);
    expect(await ledger.health()).toMatchObject({ ready: true });
    const later = performance.now() + MINUTES_MS;
    const now = jest.spyOn(performance, 'now').mockReturnValue(later);
    expect(ledger.standsStill).toBe(true);
    expect(await ledger.health()).toMatchObject({ ready: false, why: 'what is being decided has come to no end for minutes' });
    now.mockRestore();
  });
});
