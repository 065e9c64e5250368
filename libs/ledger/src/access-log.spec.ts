import { setTimeout as wait } from 'node:timers/promises';
import { ACCESS_FLUSH_MS, ENTRIES_MAX } from './access-log.js';
import { Unavailable } from './errors.js';
import { act, journal, note, openSpecimen } from './specimen.js';
import { openMemoryStores } from './sqlite/open.js';
import type { CommitStore, Ledger, StoredCommit } from './types.js';
import { verifyLog } from './verify.js';

const entriesOf = async (store: CommitStore): Promise<readonly { readonly type: string; readonly what: string }[]> =>
  (await store.readAfter(0, 100)).flatMap(({ body }) => (JSON.parse(Buffer.from(body).toString()) as { events: { type: string; what: string }[] }).events);

const reader = { person: 'cab-lane', roles: ['gatekeeper'] };

describe('the access log', () => {
  it('given reads and refusals, then they are written soon, several to one commit, and chained like the log', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    for (let n = 0; n < 5; n++) ledger.access({ actor: reader, what: `journal-${n}`, why: 'list' });
    ledger.access({ actor: reader, what: 'journal-9', why: 'refused', code: 'not-permitted' });
    expect(await stores.access.tail()).toBeUndefined();
    await wait(ACCESS_FLUSH_MS + 100);
    expect(await stores.access.tail()).toMatchObject({ position: 1 });
    expect((await entriesOf(stores.access)).map(({ type, what }) => `${type} ${what}`)).toEqual([...[0, 1, 2, 3, 4].map((n) => `RecordRead journal-${n}`), 'CommandRefused journal-9']);
    ledger.access({ actor: null, what: 'journal-1', why: 'list' });
    await ledger.close();
  });

  it('given a seal, then it is not opened before the access log has who read it; where nothing is sealed nobody waits for that, and it is written soon', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    await ledger.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    await ledger.open({ nothing: 'sealed' }, { actor: reader, what: 'journal-one', why: 'read' });
    expect(await stores.access.tail()).toBeUndefined();
    await wait(ACCESS_FLUSH_MS + 100);
    expect((await entriesOf(stores.access)).map(({ type, what }) => `${type} ${what}`)).toEqual(['RecordRead journal-one']);
    const order: string[] = [];
    const [append, get] = [stores.access.append.bind(stores.access), stores.keys.get.bind(stores.keys)];
    stores.access.append = async (commits) => {
      const result = await append(commits);
      order.push('written');
      return result;
    };
    stores.keys.get = (id) => (order.push('opened'), get(id));
    await ledger.open((await ledger.history(journal, 'one'))[0], { actor: reader, what: 'journal-one', why: 'read' });
    expect(order).toEqual(['written', 'opened']);
  });

  it('given reads that come one after the other while nothing else is heard, then the first waits for the disk, and the others together; where it does not take them, none of them is answered, and all are written later', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    await ledger.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    const sealed = (await ledger.history(journal, 'one'))[0];
    const append = stores.access.append.bind(stores.access);
    stores.access.append = async () => { throw new Unavailable('The disk is full.'); };
    const read = async (what: string): Promise<readonly Promise<unknown>[]> => {
      const asked: Promise<unknown>[] = [];
      for (let n = 0; n < 5; n++) {
        asked.push(ledger.open(sealed, { actor: reader, what: `${what}-${n}`, why: 'read' }));
        for (let steps = 0; steps < 20; steps++) await Promise.resolve();
      }
      return asked;
    };
    expect((await Promise.allSettled(await read('away'))).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    stores.access.append = append;
    await new Promise((turned) => setImmediate(turned));
    await Promise.all(await read('there'));
    // What the disk did not take is sent again as it was; then what has come since; then what came meanwhile.
    expect(await stores.access.tail()).toMatchObject({ position: 3 });
    expect((await entriesOf(stores.access)).map(({ what }) => what)).toEqual(['away', 'there'].flatMap((when) => [0, 1, 2, 3, 4].map((n) => `${when}-${n}`)));
  });

  it.each(['is written', 'is written late, when it is sent again', 'is written late, and another process writes behind it', 'is not, and another process writes first'])('given a write whose answer was lost: when it %s, then each entry is there once, and the chain is whole', async (fate) => {
    const stores = openMemoryStores();
    const append = stores.access.append.bind(stores.access);
    const access = Object.assign(Object.create(stores.access) as CommitStore, { append });
    const [ledger, rival] = [await openSpecimen({ stores }), await openSpecimen({ stores: { ...stores, access } })];
    await ledger.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    const sealed = (await ledger.history(journal, 'one'))[0];
    const read = (by: Ledger, what: string) => by.open(sealed, { actor: reader, what, why: 'read' });
    await read(ledger, 'before');
    let late: readonly StoredCommit[] = [];
    stores.access.append = async (commits) => {
      if (fate === 'is written') await append(commits);
      late = commits;
      throw new Unavailable('The line was cut.');
    };
    await expect(read(ledger, 'lost')).rejects.toBeInstanceOf(Unavailable);
    stores.access.append = async (commits) => {
      stores.access.append = append;
      if (fate.includes('late')) await append(late);
      if (fate.includes('another')) await read(rival, 'rival');
      return append(commits);
    };
    await read(ledger, 'after');
    expect((await entriesOf(stores.access)).map(({ what }) => what).filter((what) => what !== 'rival')).toEqual(['before', 'lost', 'after']);
    expect(await verifyLog(stores.access)).toMatchObject({ whole: true });
  });

  it('given more than one commit may hold that waited while the store was away, then all of it is written, in its order, in several', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    const whats = Array.from({ length: 2 * ENTRIES_MAX + 1 }, (_, n) => `journal-${n}`);
    for (const what of whats) ledger.access({ actor: reader, what, why: 'list' });
    await ledger.transact(journal, 'one', note('Copper Weir'), act('http/1'));
    await ledger.open((await ledger.history(journal, 'one'))[0], { actor: reader, what: 'journal-one', why: 'read' });
    const written = (await stores.access.readAfter(0, 100)).map(({ body }) => (JSON.parse(Buffer.from(body).toString()) as { events: { what: string }[] }).events.map(({ what }) => what));
    expect(written.map(({ length }) => length)).toEqual([ENTRIES_MAX, ENTRIES_MAX, 2]);
    expect(written.flat()).toEqual([...whats, 'journal-one']);
  });

  it('given text that has no canonical form, then that it was asked for is written, and nothing behind it is held up', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    ledger.access({ actor: reader, what: '/journals/\ud800\0', why: 'refused', code: 'not-found' });
    ledger.access({ actor: reader, what: '/journals/1', why: 'list' });
    const flushed = stores.access;
    const entries: Promise<readonly { what: string }[]> = wait(ACCESS_FLUSH_MS + 100).then(() => entriesOf(flushed));
    expect((await entries).map(({ what }) => what)).toEqual(['/journals/\uFFFD\uFFFD', '/journals/1']);
  });

  it('given two processes that write it, then every entry is there once and the chain is whole', async () => {
    const stores = openMemoryStores();
    const both = [await openSpecimen({ stores }), await openSpecimen({ stores })] as const;
    await both[0].transact(journal, 'one', note('t'), act('http/1'));
    const sealed = (await both[0].history(journal, 'one'))[0];
    await Promise.all(Array.from({ length: 20 }, (_, n) => both[n % 2 === 0 ? 0 : 1].open(sealed, { actor: reader, what: `read-${n}`, why: 'read' })));
    expect(new Set((await entriesOf(stores.access)).map(({ what }) => what)).size).toBe(20);
    expect(await entriesOf(stores.access)).toHaveLength(20);
    expect(await verifyLog(stores.access)).toMatchObject({ whole: true, log: 'specimen-access/1' });
  });
});
