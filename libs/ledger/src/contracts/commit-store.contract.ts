import { NO_HASH, stored } from '../commit.js';
import { Unavailable } from '../errors.js';
import type { CommitBody, CommitStore, StoredCommit } from '../types.js';
import { verifyLog } from '../verify.js';
import { BATCH_COMMITS_MAX } from '../job-queue.js';

/** Opens the engine's store as a process has it at its start. The same `place` finds what was kept before. */
export type OpenCommitStore = (place: string) => CommitStore | Promise<CommitStore>;

/** `keeps`: what was written is there after the store was closed. `beginsBatches`: of a batch in conflict what stands before the conflict may be written. */
export type CommitStoreOptions = { readonly keeps: boolean; readonly beginsBatches?: boolean };

const LARGE_CHARS = 1_000_000;
const AT = '2026-03-02T09:00:00.000Z';

/** The commit after another one (or the first), with what the test is about. */
const following = (last: Pick<StoredCommit, 'position' | 'hash'> | undefined, more: Partial<CommitBody> = {}): StoredCommit => {
  const position = (last?.position ?? 0) + 1;
  const body = { log: 'specimen/1', stream: `journal-${position}`, version: 1, cause: 'http/1', at: AT, actor: null, events: [{ type: 'Noted' }] };
  return stored({ ...body, position, prev: last?.hash ?? NO_HASH, ...more });
};

/** One commit after another, one for each of `bodies`. */
const chain = (bodies: readonly Partial<CommitBody>[], last?: StoredCommit): readonly StoredCommit[] =>
  bodies.reduce<readonly StoredCommit[]>((done, body) => [...done, following(done.at(-1) ?? last, body)], []);

const bytesOf = ({ body }: StoredCommit): string => Buffer.from(body).toString('hex');

let places = 0;

/** What every commit store keeps: one gapless chain, all or nothing, whoever writes; every byte as it was given. */
export const commitStoreContract = (engine: string, openStore: OpenCommitStore, { keeps, beginsBatches = false }: CommitStoreOptions): void => {
  const opened: CommitStore[] = [];
  const open = async (place: string): Promise<CommitStore> => {
    const store = await openStore(place);
    opened.push(store);
    return store;
  };
  const fresh = (): Promise<CommitStore> => open(`commits-${++places}`);

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  describe(`a commit store on ${engine}`, () => {
    readingContract(fresh);
    conflictContract(fresh, beginsBatches);
    noteContract(fresh);
    sharedContract(open, keeps);
  });
};

const readingContract = (fresh: () => Promise<CommitStore>): void => {
  it('given an empty log, then it has no end and nothing to read', async () => {
    const store = await fresh();
    expect(await store.tail()).toBeUndefined();
    expect(await store.readAfter(0, 10)).toEqual([]);
    expect(await store.readStream('journal-1', 0)).toEqual([]);
    expect(await store.byCause('journal-1', 'http/1')).toBeUndefined();
  });

  it('given commits, when they are read after a position, then they come in order, at most as many as were asked for, and the end is the last', async () => {
    const store = await fresh();
    const commits = chain(Array.from({ length: 12 }, (_, n) => ({ at: `2026-03-02T09:00:${String(n).padStart(2, '0')}.000Z` })));
    expect(await store.append(commits.slice(0, 5))).toBe('written');
    expect(await store.append(commits.slice(5))).toBe('written');
    expect((await store.readAfter(0, 100)).map(({ hash }) => hash)).toEqual(commits.map(({ hash }) => hash));
    expect((await store.readAfter(3, 4)).map(({ position }) => position)).toEqual([4, 5, 6, 7]);
    expect(await store.readAfter(12, 4)).toEqual([]);
    expect(await store.tail()).toEqual({ position: 12, hash: commits.at(-1)?.hash, at: '2026-03-02T09:00:11.000Z' });
  });

  it('given as many commits as a batch holds and fewer, when they are appended, then each is there as it was, and as the version and the cause that it is', async () => {
    const store = await fresh();
    const commits = chain(Array.from({ length: BATCH_COMMITS_MAX + 19 }, (_, n) => ({ stream: `journal-${n % 50}`, version: Math.floor(n / 50) + 1, cause: `http/${n}` })));
    expect(await store.append(commits.slice(0, BATCH_COMMITS_MAX))).toBe('written');
    expect(await store.append(commits.slice(BATCH_COMMITS_MAX))).toBe('written');
    expect((await store.readAfter(0, 100)).map((commit) => ({ ...commit, body: bytesOf(commit) }))).toEqual(commits.map((commit) => ({ ...commit, body: bytesOf(commit) })));
    expect((await store.readStream('journal-7', 0)).map(({ position }) => position)).toEqual([8, 58]);
    for (const { stream, cause, position } of commits) expect((await store.byCause(stream, cause))?.position).toBe(position);
  });

  it('given any text, when its commit is read, then its bytes and columns are those that were written', async () => {
    const store = await fresh();
    const texts = ['Zürich, Łódź, Πάτρα', 'e\u0301 is not é', '한국어 😀 \uE000 \uFFFD', 'quotes \' " ` and %_\\', '\t\r\n', 'x'.repeat(LARGE_CHARS), 'ß'.repeat(LARGE_CHARS)];
    const commits = chain(texts.map((text, n) => ({ stream: `journal-${text.slice(0, 20)}-${n}`, cause: `http/${text.slice(0, 20)}`, events: [{ type: 'Noted', text }] })));
    await store.append(commits);
    const read = await store.readAfter(0, 100);
    expect(read.map(bytesOf)).toEqual(commits.map(bytesOf));
    expect(read.map(({ body: _body, ...columns }) => columns)).toEqual(commits.map(({ body: _body, ...columns }) => columns));
    for (const commit of commits) expect((await store.byCause(commit.stream, commit.cause))?.hash).toBe(commit.hash);
  });

  it('given streams whose names look alike, when one is read, then it has its own commits only, in order, after the version asked for', async () => {
    const store = await fresh();
    const names = ['journal-a', 'journal-A', 'journal-a ', 'journal-a-1', 'journal-é', 'journal-e\u0301'];
    const commits = chain([1, 2, 3].flatMap((version) => names.map((stream) => ({ stream, version, cause: `http/${version}` }))));
    await store.append(commits);
    for (const name of names) {
      const own = commits.filter(({ stream }) => stream === name).map(({ position }) => position);
      expect((await store.readStream(name, 0)).map(({ position }) => position)).toEqual(own);
      expect((await store.readStream(name, 2)).map(({ position }) => position)).toEqual(own.slice(2));
      expect((await store.byCause(name, 'http/2'))?.position).toBe(own[1]);
    }
    expect(await store.byCause('journal-a', 'HTTP/2')).toBeUndefined();
  });
};

/** What a second commit may not take from the first, and what it may share with it. */
const taken: readonly [what: string, second: Partial<CommitBody>][] = [
  ['a version of its stream', { stream: 'journal-1', version: 1, cause: 'http/other' }],
  ['a cause of its stream', { stream: 'journal-1', version: 2, cause: 'http/1' }],
];

const conflictContract = (fresh: () => Promise<CommitStore>, beginsBatches: boolean): void => {
  it.each(taken)('given %s that is taken, when a batch holds it again, then it is a conflict, and of the batch nothing is written, or what stands before it', async (_, second) => {
    const store = await fresh();
    const [first] = chain([{ stream: 'journal-1' }]) as [StoredCommit];
    await store.append([first]);
    const batch = chain([{ stream: 'journal-2' }, second, { stream: 'journal-3' }], first);
    expect(await store.append(batch)).toBe('conflict');
    const there = [first, ...(beginsBatches ? batch.slice(0, 1) : [])];
    expect((await store.readAfter(0, 10)).map(({ hash }) => hash)).toEqual(there.map(({ hash }) => hash));
    expect(await store.append(chain([{ stream: 'journal-4' }], there.at(-1)))).toBe('written');
  });

  it.each(taken)('given %s, when one batch holds it twice, then it is a conflict and nothing is written', async (_, second) => {
    const store = await fresh();
    expect(await store.append(chain([{ stream: 'journal-1' }, second]))).toBe('conflict');
    expect(await store.tail()).toBeUndefined();
  });

  it('given positions that are taken, or lie beyond the end, when commits are appended there, then it is a conflict and nothing is written', async () => {
    const store = await fresh();
    const commits = chain(Array.from({ length: 4 }, () => ({})));
    await store.append(commits.slice(0, 2));
    expect(await store.append(commits.slice(1, 3))).toBe('conflict');
    expect(await store.append(commits.slice(3))).toBe('conflict');
    expect(await store.append(chain([{}]))).toBe('conflict');
    expect((await store.readAfter(0, 10)).map(({ hash }) => hash)).toEqual(commits.slice(0, 2).map(({ hash }) => hash));
  });

  it('given a batch with a gap in itself, then it is refused as a mistake and nothing is written', async () => {
    const store = await fresh();
    const [first, , third] = chain([{}, {}, {}]) as [StoredCommit, StoredCommit, StoredCommit];
    await expect(store.append([first, third])).rejects.toThrow(RangeError);
    expect(await store.tail()).toBeUndefined();
  });

  it('given two streams, then they may have the same version and the same cause', async () => {
    const store = await fresh();
    expect(await store.append(chain([{ stream: 'journal-1' }, { stream: 'journal-2' }]))).toBe('written');
  });
};

const noteContract = (fresh: () => Promise<CommitStore>): void => {
  it('given a note, when it is written, then only with the revision that it has', async () => {
    const store = await fresh();
    expect(await store.note('place')).toBeUndefined();
    expect(await store.putNote('place', { at: 1 }, 1)).toBe(false);
    expect(await store.putNote('place', { at: 1 }, 0)).toBe(true);
    expect(await store.putNote('place', { at: 2 }, 0)).toBe(false);
    expect(await store.note('place')).toEqual({ revision: 1, value: { at: 1 } });
    expect(await store.putNote('place', { at: 2 }, 1)).toBe(true);
    expect(await store.putNote('place', { at: 3 }, 1)).toBe(false);
    expect(await store.note('place')).toEqual({ revision: 2, value: { at: 2 } });
    expect(await store.note('Place')).toBeUndefined();
  });

  it.each([null, 0, '', 'Łódź 😀', [], [1, null, 'a'], { deep: { er: [{ é: true }] } }])('given a note of %j, then that is what is read', async (value) => {
    const store = await fresh();
    await store.putNote('a/b:c é', value, 0);
    expect(await store.note('a/b:c é')).toEqual({ revision: 1, value });
  });

  it('given several notes, then all are read with their keys, whatever they are', async () => {
    const store = await fresh();
    await store.putNote('b', [1], 0);
    await store.putNote('a', null, 0);
    await store.putNote('b', [2], 1);
    expect(await store.notes()).toEqual([{ key: 'a', revision: 1, value: null }, { key: 'b', revision: 2, value: [2] }]);
  });

  it('given many writers of one note, then of each revision exactly one is written', async () => {
    const store = await fresh();
    for (let revision = 0; revision < 3; revision++) {
      const won = await Promise.all(Array.from({ length: 5 }, (_, writer) => store.putNote('lease', writer, revision)));
      expect(won.filter(Boolean)).toHaveLength(1);
    }
  });
};

const sharedContract = (open: (place: string) => Promise<CommitStore>, keeps: boolean): void => {
  it('given two writers, when they race for the end of one log, then each position is taken once and the chain is whole', async () => {
    const place = `commits-${++places}`;
    const each = 40;
    const lost = await Promise.all(
      ['one', 'two'].map(async (writer) => {
        const store = await open(place);
        let conflicts = 0;
        for (let version = 1; version <= each; ) {
          const commit = following(await store.tail(), { stream: `journal-${writer}`, version, cause: `http/${version}` });
          if ((await store.append([commit])) === 'written') version += 1;
          else conflicts += 1;
        }
        return conflicts;
      }),
    );
    expect(Math.max(...lost)).toBeGreaterThan(0);
    expect(await verifyLog(await open(place))).toMatchObject({ whole: true, commits: 2 * each });
  });

  it('given another writer of the log, then what it wrote is read at once', async () => {
    const place = `commits-${++places}`;
    const [one, two] = [await open(place), await open(place)];
    await one.append(chain([{ stream: 'journal-1' }]));
    await one.putNote('place', 7, 0);
    expect((await two.readStream('journal-1', 0)).map(({ version }) => version)).toEqual([1]);
    expect(await two.tail()).toMatchObject({ position: 1 });
    expect(await two.note('place')).toEqual({ revision: 1, value: 7 });
  });

  it('given another writer that wrote much since, then the end is its last', async () => {
    const place = `commits-${++places}`;
    const [one, two] = [await open(place), await open(place)];
    await one.append(chain([{ stream: 'journal-1' }]));
    expect(await one.tail()).toMatchObject({ position: 1 });
    for (let n = 2; n <= 40; n++) await two.append([following(await two.tail(), { stream: `journal-${n}`, cause: `http/${n}` })]);
    expect(await one.tail()).toMatchObject({ position: 40 });
    expect((await one.readAfter(1, 100)).map(({ position }) => position)).toEqual(Array.from({ length: 39 }, (_, n) => n + 2));
  });

  it('given a store that is closed, then nothing is answered: it is unavailable', async () => {
    const store = await open(`commits-${++places}`);
    await store.close();
    const calls = [store.tail(), store.append(chain([{}])), store.readAfter(0, 1), store.readStream('journal-1', 0), store.byCause('journal-1', 'http/1'), store.note('place'), store.putNote('place', 1, 0), store.notes()];
    for (const call of calls) await expect(call).rejects.toBeInstanceOf(Unavailable);
  });

  if (!keeps) return;
  it('given a process that stopped, when another opens the store, then all of it is there', async () => {
    const place = `commits-${++places}`;
    const commits = chain([{}, {}, {}]);
    const before = await open(place);
    await before.append(commits);
    await before.putNote('place', 7, 0);
    await before.close();
    const after = await open(place);
    expect((await after.readAfter(0, 10)).map(bytesOf)).toEqual(commits.map(bytesOf));
    expect(await after.note('place')).toEqual({ revision: 1, value: 7 });
    expect(await after.append(chain([{}], commits[2]))).toBe('written');
  });
};
