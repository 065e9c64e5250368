import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { commitStoreContract, keyStoreContract, viewStoreContract } from '../contracts/index.js';
import { FileKeyStore } from '../file-key-store.js';
import { MemoryKeyStore } from '../memory-key-store.js';
import type { View } from '../types.js';
import { SqliteCommitStore } from './commit-store.js';
import { openDatabase } from './database.js';
import { cursorOf } from '../paging.js';
import { sqlOf } from './filter.js';
import { openSqliteStores } from './open.js';
import { SqliteViewStore } from './view-store.js';

const folder = mkdtempSync(join(tmpdir(), 'cpmp-stores-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Databases in memory by place, so that two stores see the same one. */
const inMemory = new Map<string, DatabaseSync>();
const memory = (place: string): DatabaseSync => {
  if (!inMemory.get(place)?.isOpen) inMemory.set(place, openDatabase(':memory:', 'FULL'));
  return inMemory.get(place) as DatabaseSync;
};
const file = (place: string): string => join(folder, `${place}.sqlite`);

commitStoreContract('SQLite in memory', (place) => new SqliteCommitStore(memory(place)), { keeps: false });
commitStoreContract('a SQLite file', (place) => new SqliteCommitStore(openDatabase(file(place), 'FULL')), { keeps: true });
viewStoreContract('SQLite in memory', (place) => new SqliteViewStore(memory(place)), { keeps: false });
viewStoreContract('a SQLite file', (place) => new SqliteViewStore(openDatabase(file(place), 'NORMAL')), { keeps: true });
keyStoreContract('memory', () => new MemoryKeyStore(), { keeps: false });
keyStoreContract('a file', (place) => new FileKeyStore(join(folder, `${place}.keys`), new Uint8Array(32).fill(7)), { keeps: true });

const pragmaOf = (store: object, name: string): unknown => Object.values((Reflect.get(store, 'db') as DatabaseSync).prepare(`PRAGMA ${name}`).get() ?? {})[0];

describe('SQLite stores', () => {
  it('given a service, when its stores are opened, then commits and accesses wait for the disk, views do not, and all keep a write-ahead log', async () => {
    const stores = openSqliteStores({ directory: join(folder, 'data'), service: 'specimen' });
    const [FULL, NORMAL] = [2, 1];
    expect([stores.commits, stores.access, stores.views].map((store) => [pragmaOf(store, 'journal_mode'), pragmaOf(store, 'synchronous')])).toEqual([['wal', FULL], ['wal', FULL], ['wal', NORMAL]]);
    for (const store of [stores.commits, stores.access, stores.views, stores.keys]) await store.close();
  });

  it('given what is made of a topic, which is not heard again once its place has moved, then it waits for the disk, and what is made of a log does not', async () => {
    const db = openDatabase(join(folder, 'fed.views'), 'NORMAL');
    const store = new SqliteViewStore(db);
    const view = { version: 1, key: () => undefined, indexes: [], on: {} };
    const [ofLog, ofTopic]: readonly View[] = [{ ...view, name: 'of-log', from: 'log' }, { ...view, name: 'of-topic', from: { topic: 'sender.notes.v1' } }];
    for (const each of [ofLog, ofTopic] as readonly View[]) await store.prepare(each);
    const waited: unknown[] = [];
    const exec = db.exec.bind(db);
    db.exec = (sql) => {
      if (sql === 'COMMIT') waited.push(pragmaOf(store, 'synchronous'));
      exec(sql);
    };
    const fold = (one: View | undefined, from: number) => store.fold([{ view: one as View, from, to: from + 1, changes: [{ key: 'a', doc: { from } }] }]);
    expect([await fold(ofLog, 0), await fold(ofTopic, 0), await fold(ofTopic, 7), await fold(ofLog, 1)]).toEqual([true, true, false, true]);
    await store.reset(ofTopic as View);
    const [FULL, NORMAL] = [2, 1];
    expect(waited).toEqual([NORMAL, FULL, NORMAL, FULL]);
    await store.close();
    await expect(fold(ofTopic, 1)).rejects.toThrow('The store does not answer.');
  });

  it('given a place that keeps no write-ahead log, then it is refused at open', () => {
    expect(() => openDatabase('file:nowhere?mode=memory', 'FULL')).toThrow('The store is not durable: journal memory, synchronous 2.');
  });

  it('given a question by a declared index, then SQLite answers it by one, without sorting', async () => {
    const db = openDatabase(':memory:', 'FULL');
    const view: View = { name: 'some-view', version: 3, from: 'log', key: () => undefined, indexes: ['total', 'in.side', 'tags'], on: {} };
    await new SqliteViewStore(db).prepare(view);
    const plan = (query: Parameters<typeof sqlOf>[2]): string => {
      const { text, bound } = sqlOf(view, 'view_some_view_3', query);
      return db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...bound).map(({ detail }) => String(detail)).join('; ');
    };
    const all = [
      plan({ where: { total: { eq: 1 } } }),
      plan({ where: { total: { from: 1, to: 3 } }, sort: { by: 'total', descending: true } }),
      plan({ where: { 'in.side': { in: ['a', 'b'] } } }),
      plan({ where: { tags: { contains: 'x' } } }),
      plan({ sort: { by: 'in.side' } }),
      plan({ sort: { by: 'total' }, after: cursorOf(7, 'k') }),
    ];
    for (const detail of all.slice(0, 3)) expect(detail).toMatch(/SEARCH view_some_view_3 USING INDEX view_some_view_3_\d/);
    expect(all[3]).toMatch(/SEARCH view_some_view_3_has USING PRIMARY KEY \(field=\? AND value=\?\)/);
    expect(all[4]).toMatch(/^SCAN view_some_view_3 USING INDEX view_some_view_3_1_\w+$/);
    expect(all[5]).toMatch(/^SEARCH view_some_view_3 USING INDEX view_some_view_3_0_\w+ \(at total>\?\)$/);
    for (const detail of [all[0], all[1], all[4]]) expect(detail).not.toContain('TEMP B-TREE');
    db.close();
  });
});
