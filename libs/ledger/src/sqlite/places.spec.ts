import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bodyOf, NO_HASH, stored } from '../commit.js';
import { newFolder, removeFolders } from '../specimen.js';
import type { StoredCommit } from '../types.js';
import { verifyLog } from '../verify.js';
import { SqliteCommitStore, SqliteLogReader } from './commit-store.js';
import { openDatabase } from './database.js';

const STREAMS = 500;
const BATCH = 64;
/** Several runs of places, and a part of one. */
const COMMITS = 20_000;

const hashes = new Map<number, string>([[0, NO_HASH]]);
const commitAt = (position: number): StoredCommit => {
  const turn = position - 1;
  const commit = stored({
    log: 'specimen/1', position, stream: `journal-${turn % STREAMS}`, version: Math.floor(turn / STREAMS) + 1, cause: `http/${position}`,
    at: '2026-03-02T09:00:00.000Z', actor: null, prev: hashes.get(position - 1) ?? '', events: [{ type: 'Noted' }],
  });
  hashes.set(position, commit.hash);
  return commit;
};

/** A commit whose body says what its columns say. */
const rehashed = ({ body, position, hash, ...columns }: StoredCommit): StoredCommit => stored({ ...bodyOf({ ...commitAt(position), body, hash }), ...columns });

const opened: SqliteCommitStore[] = [];
const openAt = (file: string): SqliteCommitStore => {
  const store = new SqliteCommitStore(openDatabase(file, 'FULL'));
  opened.push(store);
  return store;
};
const grow = async (store: SqliteCommitStore, from: number, to: number): Promise<void> => {
  for (let first = from; first <= to; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, to - first + 1) }, (_, n) => commitAt(first + n));
    expect(await store.append(batch)).toBe('written');
  }
};
const countIn = (file: string, table: string): number => {
  const db = new DatabaseSync(file, { readOnly: true });
  const { count } = db.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number };
  db.close();
  return count;
};

/** Any stream, with some of its versions in stored runs and some not, and every cause. */
const holdsAll = async (store: SqliteCommitStore, commits: number): Promise<void> => {
  for (const n of [0, 1, 7, STREAMS - 1]) {
    const positions = Array.from({ length: commits }, (_, at) => at + 1).filter((position) => (position - 1) % STREAMS === n);
    for (const after of [0, 1, 20, positions.length - 1, positions.length]) expect((await store.readStream(`journal-${n}`, after)).map(({ position }) => position)).toEqual(positions.slice(after));
    for (const position of positions) expect((await store.byCause(`journal-${n}`, `http/${position}`))?.position).toBe(position);
    expect(await store.byCause(`journal-${n}`, `http/${(positions[0] ?? 0) + 1}`)).toBeUndefined();
  }
};

const refusesAgain = async (store: SqliteCommitStore, commits: number): Promise<void> => {
  const next = commitAt(commits + 1);
  for (const taken of [1, 2_000, commits - 1].map(commitAt)) {
    expect(await store.append([{ ...next, stream: taken.stream, version: taken.version }])).toBe('conflict');
    expect(await store.append([{ ...next, stream: taken.stream, version: 10_000, cause: taken.cause }])).toBe('conflict');
  }
};

describe('given a log of several runs', () => {
  const folder = newFolder();
  const file = join(folder, 'long.sqlite');
  beforeAll(() => grow(openAt(file), 1, COMMITS));
  afterEach(async () => {
    for (const store of opened.splice(1)) await store.close();
  });
  afterAll(async () => {
    for (const store of opened.splice(0)) await store.close();
    removeFolders();
  });

  it('then the process that wrote it finds every commit by stream and by cause, and takes none twice', async () => {
    const [store] = opened as [SqliteCommitStore];
    expect(countIn(file, 'place_runs')).toBe(Math.floor(COMMITS / 4_096));
    await holdsAll(store, COMMITS);
    await refusesAgain(store, COMMITS);
  });

  it('then so does a process that opens it afterwards', async () => {
    const store = openAt(file);
    await holdsAll(store, COMMITS);
    await refusesAgain(store, COMMITS);
  });

  it('when another process writes on, then the first finds that too, and takes none of it twice', async () => {
    const [store] = opened as [SqliteCommitStore];
    await grow(openAt(file), COMMITS + 1, COMMITS + 10_000);
    await holdsAll(store, COMMITS + 10_000);
    await refusesAgain(store, COMMITS + 10_000);
    await grow(store, COMMITS + 10_001, COMMITS + 10_100);
    await holdsAll(store, COMMITS + 10_100);
  });

  it('when the runs are lost, or are of another log, then they are made again when the log is opened', async () => {
    const commits = COMMITS + 10_100;
    for (const loss of ['DROP TABLE place_runs', 'DELETE FROM place_runs', "UPDATE place_runs SET hash = 'of another log'"]) {
      const db = new DatabaseSync(file);
      db.exec(loss);
      db.close();
      const store = openAt(file);
      await holdsAll(store, commits);
      await refusesAgain(store, commits);
      await store.close();
    }
  });

  it('when the log is cut off and goes on otherwise, then the new commits are found and taken once, and those that are gone by nobody', async () => {
    const db = new DatabaseSync(file);
    db.exec('DELETE FROM commits WHERE position > 5000');
    db.close();
    const store = openAt(file);
    await holdsAll(store, 5_000);
    let prev = hashes.get(5_000) ?? '';
    const others = Array.from({ length: BATCH }, (_, n) => {
      const commit = stored({ ...bodyOf(commitAt(5_001 + n)), stream: 'otherwise-1', version: n + 1, cause: `otherwise/${n}`, prev });
      prev = commit.hash;
      return commit;
    });
    expect(await store.append(others)).toBe('written');
    for (const each of [store, openAt(file)]) {
      expect((await each.readStream('otherwise-1', 0)).map(({ position }) => position)).toEqual(others.map(({ position }) => position));
      expect((await each.byCause('otherwise-1', 'otherwise/7'))?.position).toBe(5_008);
      expect(await each.byCause('journal-0', 'http/5001')).toBeUndefined();
      expect(await each.append([{ ...commitAt(5_001 + BATCH), stream: 'otherwise-1', version: 3, cause: 'otherwise/new' }])).toBe('conflict');
    }
    const reader = new SqliteLogReader(new DatabaseSync(file, { readOnly: true }));
    expect(await verifyLog(reader)).toMatchObject({ whole: true, commits: 5_000 + BATCH });
    await reader.close();
  });
});

it('given a write that fails half-way, then nothing of it is remembered', async () => {
  const db = openDatabase(':memory:', 'FULL');
  const store = new SqliteCommitStore(db);
  await grow(store, 1, 3);
  db.exec("CREATE TRIGGER full BEFORE INSERT ON commits WHEN NEW.position = 5 BEGIN SELECT RAISE(ABORT, 'full'); END");
  await expect(store.append([commitAt(4), commitAt(5)])).rejects.toThrow('full');
  db.exec('DROP TRIGGER full');
  expect(await store.byCause('journal-3', 'http/4')).toBeUndefined();
  expect(await store.append([commitAt(4), commitAt(5)])).toBe('written');
  expect((await store.readStream('journal-4', 0)).map(({ position }) => position)).toEqual([5]);
  await store.close();
});

it.each([
  ['one of them is there already', async (store: SqliteCommitStore) => expect(await store.append([commitAt(4), { ...commitAt(5), stream: 'journal-0', version: 1 }])).toBe('conflict')],
  ['the disk takes none of them', async (store: SqliteCommitStore, db: DatabaseSync) => {
    const exec = db.exec.bind(db);
    db.exec = (sql) => {
      if (sql !== 'COMMIT') return exec(sql);
      db.exec = exec;
      throw new Error('full');
    };
    await expect(store.append([commitAt(4), commitAt(5)])).rejects.toThrow('full');
  }],
])('given commits that were noted before their write came to nothing, since %s, when one is written at the same place, then it does not stand in its own way', async (_, fail) => {
  const db = openDatabase(':memory:', 'FULL');
  const store = new SqliteCommitStore(db);
  await grow(store, 1, 3);
  await fail(store, db);
  expect(await store.append([commitAt(4)])).toBe('written');
  expect(await store.append([{ ...commitAt(5), stream: 'journal-3', version: 1 }])).toBe('conflict');
  expect(await store.append([commitAt(5)])).toBe('written');
  await holdsAll(store, 5);
  await store.close();
});

it('given a column that was changed behind its back, when its stream is read, then that is said, and the log is written on', async () => {
  const db = openDatabase(':memory:', 'FULL');
  const store = new SqliteCommitStore(db);
  await grow(store, 1, 3);
  db.exec("UPDATE commits SET stream = 'journal-x' WHERE position = 2");
  await expect(store.readStream('journal-1', 0)).rejects.toThrow('its column stream is not what its body says');
  await grow(store, 4, 5);
  expect((await store.readStream('journal-4', 0)).map(({ position }) => position)).toEqual([5]);
  await store.close();
});

it('given a commit that fails after a run of places was stored with it, then the run is stored with the write that succeeds', async () => {
  const file = join(newFolder(), 'late.sqlite');
  const db = openDatabase(file, 'FULL');
  const store = new SqliteCommitStore(db);
  await grow(store, 1, 4_032);
  db.exec(`PRAGMA foreign_keys = ON; CREATE TABLE kept (id INTEGER PRIMARY KEY); CREATE TABLE lent (id INTEGER REFERENCES kept (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER late AFTER INSERT ON place_runs BEGIN INSERT INTO lent VALUES (1); END`);
  await expect(grow(store, 4_033, 4_096)).rejects.toThrow('FOREIGN KEY');
  db.exec('DROP TRIGGER late');
  await grow(store, 4_033, 4_096);
  expect(countIn(file, 'place_runs')).toBe(1);
  await holdsAll(store, 4_096);
  await store.close();
  removeFolders();
});

it('given a write that fails, when another process takes its places before anybody asks, then the other’s are known and its own are not', async () => {
  const file = join(newFolder(), 'two.sqlite');
  const db = openDatabase(file, 'FULL');
  const store = new SqliteCommitStore(db);
  const other = new SqliteCommitStore(openDatabase(file, 'FULL'));
  await grow(store, 1, 3);
  db.exec("CREATE TRIGGER full BEFORE INSERT ON commits WHEN NEW.position = 5 BEGIN SELECT RAISE(ABORT, 'full'); END");
  await expect(store.append([commitAt(4), commitAt(5)])).rejects.toThrow('full');
  db.exec('DROP TRIGGER full');
  const rivals = [4, 5].map((position) => stored({ ...bodyOf(commitAt(position)), stream: `rival-${position}`, version: 1, cause: `rival/${position}` }));
  expect(await other.append(rivals)).toBe('written');
  for (const { stream, cause, position } of rivals) expect((await store.byCause(stream, cause))?.position).toBe(position);
  expect(await store.byCause('journal-3', 'http/4')).toBeUndefined();
  expect(await store.append([{ ...commitAt(6), stream: 'rival-4', version: 2, cause: 'rival/4' }])).toBe('conflict');
  for (const each of [store, other]) await each.close();
  removeFolders();
});

it('given a log that is cut off under a process whose next write is a conflict, when it goes on otherwise, then whoever opens it finds what is there', async () => {
  const file = join(newFolder(), 'cut.sqlite');
  const store = new SqliteCommitStore(openDatabase(file, 'FULL'));
  await grow(store, 1, 9_000);
  const db = new DatabaseSync(file);
  db.exec('DELETE FROM commits WHERE position > 5000');
  db.close();
  expect(await store.append([{ ...commitAt(5_001), cause: 'http/1', stream: 'journal-0' }])).toBe('conflict');
  const others = Array.from({ length: 9_000 }, (_, n) => ({ ...commitAt(5_001 + n), stream: `otherwise-${n % STREAMS}`, version: Math.floor(n / STREAMS) + 1 }));
  for (let first = 0; first < others.length; first += BATCH) expect(await store.append(others.slice(first, first + BATCH).map(rehashed))).toBe('written');
  const other = new SqliteCommitStore(openDatabase(file, 'FULL'));
  for (const each of [store, other])
    for (const n of [0, 7, STREAMS - 1]) expect((await each.readStream(`otherwise-${n}`, 0)).map(({ position }) => position)).toEqual(others.filter(({ stream }) => stream === `otherwise-${n}`).map(({ position }) => position));
  for (const each of [store, other]) await each.close();
  removeFolders();
});
