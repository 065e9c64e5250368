import { type Aggregate, type Decision, type DomainEvent, isRefusal, refuse } from '@cpmp/kernel';
import { KeyDestroyed, KeyReused, Unavailable } from './errors.js';
import { act, journal, newFolder, note, type Noted, openSpecimen, removeFolders } from './specimen.js';
import { openMemoryStores, openSqliteStores } from './sqlite/open.js';
import type { CommitStore, StoredCommit } from './types.js';
import { BATCH_COMMITS_MAX } from './job-queue.js';
import { ATTEMPTS_MAX } from './writer.js';

afterAll(removeFolders);

/** Watches what a store is given to append. */
const watched = (store: CommitStore): readonly (readonly StoredCommit[])[] => {
  const batches: (readonly StoredCommit[])[] = [];
  const append = store.append.bind(store);
  store.append = (commits) => {
    batches.push(commits);
    return append(commits);
  };
  return batches;
};

describe('group commit', () => {
  it('given many commands at once on a file, then few appends hold them, each with at most one command of a stream', async () => {
    const stores = openSqliteStores({ directory: newFolder(), service: 'specimen' });
    const ledger = await openSpecimen({ stores });
    const batches = watched(stores.commits);
    const [commands, streams] = [300, 60];
    await Promise.all(Array.from({ length: commands }, (_, n) => ledger.transact(journal, `s${n % streams}`, note(`t${n}`), act(`http/${n}`))));
    expect(batches.flat()).toHaveLength(commands);
    expect(batches.length).toBe(commands / streams);
    for (const batch of batches) {
      expect(new Set(batch.map(({ stream }) => stream)).size).toBe(batch.length);
      expect(batch.length).toBeLessThanOrEqual(BATCH_COMMITS_MAX);
    }
    await ledger.close();
  });

  it('given more streams than a batch holds, then the rest goes with the next', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    const batches = watched(stores.commits);
    await Promise.all(Array.from({ length: BATCH_COMMITS_MAX + 1 }, (_, n) => ledger.transact(journal, `s${n}`, note('t'), act('http/1'))));
    expect(batches.map((batch) => batch.length)).toEqual([BATCH_COMMITS_MAX, 1]);
  });

  it('given commands at once that all need a new key, then the keys are made durable together; where one was destroyed only its command hears of it', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    const asked: (readonly string[])[] = [];
    const { ensure } = stores.keys;
    stores.keys.ensure = (ids) => (asked.push(ids), ensure.call(stores.keys, ids));
    const noted = (...streams: readonly string[]) => Promise.allSettled(streams.map((stream) => ledger.transact(journal, stream, note('t'), act('http/1'))));
    await noted('one', 'two', 'three');
    expect(asked[0]).toEqual(['one', 'two', 'three'].map((stream) => `journal-${stream}/authority-x`));
    await stores.keys.destroy(['journal-five/authority-x']);
    const outcomes = await noted('four', 'five', 'six');
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason as Error))).toEqual([expect.objectContaining({ position: 4 }), expect.any(KeyDestroyed), expect.objectContaining({ position: 5 })]);
  });

  it('given an act that took effect, and a key that another process destroyed since, when the act is tried again on the state that is kept, then it is answered by what took effect', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    await ledger.transact(journal, 'one', note('t'), act('http/1'));
    await stores.keys.destroy(['journal-one/authority-x']);
    expect(await ledger.transact(journal, 'one', note('t'), act('http/1'))).toMatchObject({ position: 1, repeated: true });
    await expect(ledger.transact(journal, 'one', note('t'), act('http/2'))).rejects.toBeInstanceOf(KeyDestroyed);
  });

  it('given a key store that is away, then all commands of a batch hear so after one question, and nothing is written', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    let asked = 0;
    stores.keys.ensure = async () => {
      asked += 1;
      throw new Unavailable('away');
    };
    const outcomes = await Promise.allSettled(['one', 'two', 'three'].map((stream) => ledger.transact(journal, stream, note('t'), act('http/1'))));
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason instanceof Unavailable)).toEqual([true, true, true]);
    expect([asked, await stores.commits.tail()]).toEqual([1, undefined]);
  });

  it('given one stream, then each command is decided on what is durable of the one before', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    const durable: number[] = [];
    await Promise.all(Array.from({ length: 5 }, (_, n) => ledger.transact(journal, 'one', (state) => (durable.push(state.total), note('t')()), act(`http/${n}`))));
    expect(durable).toEqual([0, 1, 2, 3, 4]);
  });

  it('given refusals among others, then they make no commit, and all are answered', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    const batches = watched(stores.commits);
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, n) => ledger.transact(journal, `s${n}`, n % 2 ? note('t') : () => refuse('no', 'No.', { instead: 'Later.' }), act('http/1'))));
    expect(outcomes.map(isRefusal)).toEqual(Array.from({ length: 10 }, (_, n) => n % 2 === 0));
    expect(batches.map((batch) => batch.map(({ position }) => position))).toEqual([[1, 2, 3, 4, 5]]);
  });

  it('given a ledger that closes, then what was taken is written and answered, and nothing more is taken', async () => {
    const directory = newFolder();
    const ledger = await openSpecimen({ stores: openSqliteStores({ directory, service: 'specimen' }) });
    const taken = [1, 2, 3].map((n) => ledger.transact(journal, 'one', note('t'), act(`http/${n}`)));
    const closed = ledger.close();
    await expect(ledger.transact(journal, 'one', note('t'), act('http/4'))).rejects.toBeInstanceOf(Unavailable);
    expect((await Promise.all(taken)).map((outcome) => (isRefusal(outcome) ? 0 : outcome.position))).toEqual([1, 2, 3]);
    await closed;
  });
});

describe('a lost race', () => {
  it('given a store that keeps the beginning of a batch, when a rival comes in between, then what stands is answered, the rest is decided anew behind the rival, and each happened once', async () => {
    const stores = openMemoryStores();
    const [ledger, rival] = [await openSpecimen({ stores }), await openSpecimen({ stores })];
    const append = stores.commits.append.bind(stores.commits);
    let once = true;
    stores.commits.append = async (commits) => {
      if (!once || commits.length < 3) return append(commits);
      once = false;
      await append(commits.slice(0, 2));
      await rival.transact(journal, 'rival', note('r'), act('http/r'));
      return append(commits.slice(2));
    };
    const outcomes = await Promise.all(Array.from({ length: 5 }, (_, n) => ledger.transact(journal, `s${n}`, note('t'), act('http/1'))));
    expect(outcomes.map((outcome) => (isRefusal(outcome) ? 0 : outcome.position))).toEqual([1, 2, 4, 5, 6]);
    expect((await stores.commits.readAfter(0, 10)).map(({ stream }) => stream)).toEqual(['journal-s0', 'journal-s1', 'journal-rival', 'journal-s2', 'journal-s3', 'journal-s4']);
  });

  it('given a rival that commits between reading the end and appending, then the command is decided anew on what the rival wrote', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores }), await openSpecimen({ stores })];
    await one.transact(journal, 'one', note('mine'), act('http/1'));
    await two.transact(journal, 'one', note('theirs', 10), act('http/2'));
    const seen: number[] = [];
    expect(await one.transact(journal, 'one', (state) => (seen.push(state.total), note('mine again')()), act('http/3'))).toMatchObject({ position: 3, version: 3 });
    // First on what was kept, which the append found to be old.
    expect(seen).toEqual([1, 11]);
  });

  it.each<[string, (state: { readonly total: number }) => Decision<Noted>]>([
    ['refuses', ({ total }) => (total < 5 ? refuse('too-few', 'There are fewer than five.', { instead: 'Bring more.' }) : note('enough')())],
    ['finds nothing to do', ({ total }) => (total < 5 ? [] : note('enough')())],
    ['fails', ({ total }) => {
      if (total < 5) throw new RangeError('fewer than five');
      return note('enough')();
    }],
  ])('given a rival that committed, when a decision on what was kept %s, then it is decided anew on what the rival wrote', async (_, decide) => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores }), await openSpecimen({ stores })];
    await one.transact(journal, 'one', note('mine'), act('http/1'));
    await two.transact(journal, 'one', note('theirs', 10), act('http/2'));
    expect(await one.transact(journal, 'one', decide, act('http/3'))).toMatchObject({ version: 3, events: [{ text: 'enough' }] });
  });

  it('given a stream that is kept, when an act is repeated that would be decided again, then its first outcome is answered and nothing is written, and what came with it goes on', async () => {
    const ledger = await openSpecimen();
    await ledger.transact(journal, 'one', note('first'), act('http/1'));
    await ledger.transact(journal, 'one', note('second'), act('http/2'));
    const [again, other] = await Promise.all([ledger.transact(journal, 'one', note('first'), act('http/1')), ledger.transact(journal, 'two', note('other'), act('http/1'))]);
    expect(again).toMatchObject({ position: 1, version: 1, repeated: true, events: [{ text: 'first' }] });
    expect(other).toMatchObject({ position: 3, version: 1, repeated: false });
    await expect(ledger.transact(journal, 'one', note('otherwise'), { ...act('http/3'), fingerprint: 'a' })).resolves.toMatchObject({ position: 4 });
    await expect(ledger.transact(journal, 'one', note('otherwise'), { ...act('http/3'), fingerprint: 'b' })).rejects.toBeInstanceOf(KeyReused);
  });

  it('given an act that is repeated behind another command, when they go out together, then the other is written, at once and however often that happens', async () => {
    const ledger = await openSpecimen();
    await ledger.transact(journal, 'one', note('first'), act('http/1'));
    await ledger.transact(journal, 'two', note('first'), act('http/1'));
    for (const [version, cause] of [[2, 'http/2'], [3, 'http/3']] as const) {
      const [other, again] = await Promise.all([ledger.transact(journal, 'one', note('other'), act(cause)), ledger.transact(journal, 'two', note('first'), act('http/1'))]);
      expect(other).toMatchObject({ position: version + 1, version, repeated: false });
      expect(again).toMatchObject({ position: 2, version: 1, repeated: true });
    }
  });

  it('given a rival that made the same act, then its outcome is answered', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores }), await openSpecimen({ stores })];
    await one.tail();
    const both = await Promise.all([one, two].map((ledger) => ledger.transact(journal, 'one', note('t'), act('http/1'))));
    expect(both.map((outcome) => !isRefusal(outcome) && [outcome.position, outcome.repeated])).toEqual(expect.arrayContaining([[1, false], [1, true]]));
  });

  it('given facts, when a rival moved the log after they were read, then they are read anew', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores }), await openSpecimen({ stores })];
    await one.transact(journal, 'one', note('t'), act('http/1'));
    let rival = true;
    const read = async () => {
      const position = (await one.tail())?.position;
      if (rival) await two.transact(journal, 'two', note('t'), act('http/2'));
      rival = false;
      return position;
    };
    const outcome = await one.transactWith(journal, 'one', { read, decide: (_, __, position = 0) => note('t', position)() }, act('http/3'));
    expect(outcome).toMatchObject({ position: 3, events: [{ n: 2 }] });
  });

  it('given a race that is never won, then the caller hears that it is unavailable, when to come again, and nothing is written', async () => {
    const stores = openMemoryStores();
    let tries = 0;
    stores.commits.append = async () => {
      tries += 1;
      return 'conflict';
    };
    const ledger = await openSpecimen({ stores });
    await expect(ledger.transact(journal, 'one', note('t'), act('http/1'))).rejects.toMatchObject({ name: 'Unavailable', retryAfterSeconds: 1 });
    expect(tries).toBe(ATTEMPTS_MAX);
    expect(await ledger.tail()).toBeUndefined();
  });
});

describe('what is decided', () => {
  type Named = { readonly type: 'Named'; readonly name?: string; readonly n: number };
  const named: Aggregate<Record<string, unknown>, Named> = { category: 'named', initial: {}, evolve: (state, { type: _type, ...event }) => ({ ...state, ...event }), personal: { Named: [] } };
  const naming = (name: string | undefined, n: number) => (): readonly Named[] => [{ type: 'Named', name, n }];

  it('given an event with a field that is undefined, then the state after it is the one that another process reads', async () => {
    const stores = openMemoryStores();
    const [one, two] = [await openSpecimen({ stores, aggregates: [named], views: [] }), await openSpecimen({ stores, aggregates: [named], views: [] })];
    await one.transact(named, 'x', naming('Anna', 1), act('http/1'));
    const outcome = await one.transact(named, 'x', naming(undefined, -0), act('http/2'));
    expect(outcome).toMatchObject({ events: [{ type: 'Named', n: 0 }] });
    const [mine, theirs] = [await one.load(named, 'x'), await two.load(named, 'x')];
    expect(mine).toEqual({ state: { name: 'Anna', n: 0 }, version: 2 });
    expect(theirs).toEqual(mine);
  });

  it('given an act of an older release, when it is repeated, then it is answered in today’s shape', async () => {
    const stores = openMemoryStores();
    const before = await openSpecimen({ stores, aggregates: [named], views: [] });
    await before.transact(named, 'x', naming('Anna', 1), act('http/1'));
    type Called = { readonly type: 'Called'; readonly names: readonly string[] };
    const upcast = (event: DomainEvent) => (event.type === 'Named' ? { type: 'Called' as const, names: [(event as Named).name ?? ''] } : (event as Called));
    const called: Aggregate<readonly string[], Called> = { category: 'named', initial: [], evolve: (_, { names }) => names, personal: { Called: [] }, upcast };
    const after = await openSpecimen({ stores, aggregates: [called], views: [] });
    expect(await after.transact(called, 'x', () => [], act('http/1'))).toMatchObject({ repeated: true, events: [{ type: 'Called', names: ['Anna'] }] });
    expect((await after.load(called, 'x')).state).toEqual(['Anna']);
    expect((await after.history(called, 'x'))[0]?.event).toEqual({ type: 'Called', names: ['Anna'] });
  });
});
