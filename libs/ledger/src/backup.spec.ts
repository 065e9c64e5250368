import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backUp, BackupFault, lostBeyond, orphansIn, restore } from './backup.js';
import { parseCheckpoint } from './checkpoint.js';
import { epochs } from './epochs.js';
import { act, journal, newFolder, note, openSpecimen, removeFolders, START, totals } from './specimen.js';
import { openLogFile, openMemoryStores, openSqliteStores } from './sqlite/open.js';
import { openBackup } from './sqlite/backup-file.js';
import { backUpKeys, backUpLedgers, restoreFolder } from './sqlite/folder-backup.js';
import type { CommitStore, Ledger } from './types.js';
import { verifyLog } from './verify.js';

afterAll(removeFolders);

/** A ledger in a folder, to which a few were written; `more` writes others. */
const lived = async (commits = 3) => {
  const directory = newFolder();
  const stores = openSqliteStores({ directory, service: 'specimen' });
  const ledger = await openSpecimen({ stores });
  const more = async (from: number, to: number) => {
    for (let n = from; n <= to; n++) await ledger.transact(journal, `s${n}`, note(`text ${n}`, n), act(`http/${n}`));
  };
  await more(1, commits);
  const file = join(directory, 'specimen.sqlite');
  const copied = async (to: CommitStore) => {
    const log = openLogFile(file);
    return backUp(log, to).finally(() => log.close());
  };
  return { ledger, stores, file, more, copied };
};
const RESTORING = { service: 'specimen', at: START };
const reopened = (commits: CommitStore): Promise<Ledger> => openSpecimen({ stores: { ...openMemoryStores(), commits } });

describe('given a ledger that others write', () => {
  it('when it is backed up again, then only what is new is copied, byte for byte, with its notes', async () => {
    const { ledger, more, copied } = await lived();
    const backup = openBackup(':memory:');
    await ledger.notes.putNote('topics/a/b', { at: 3 }, 0);
    expect(await copied(backup)).toEqual({ position: 3, commits: 3 });
    await more(4, 5);
    await ledger.notes.putNote('topics/a/b', { at: 5 }, 1);
    expect(await copied(backup)).toEqual({ position: 5, commits: 2 });
    const checkpoint = parseCheckpoint(await ledger.proofs.checkpoint());
    expect(await verifyLog(backup, { checkpoints: [checkpoint] })).toMatchObject({ whole: true, commits: 5, against: true });
    expect((await backup.note('topics/a/b'))?.value).toEqual({ at: 5 });
    await ledger.close();
  });

  it('when the log is another than the backup’s, then nothing is copied', async () => {
    const [one, other] = [await lived(3), await lived(2)];
    const backup = openBackup(':memory:');
    await one.copied(backup);
    await expect(other.copied(backup)).rejects.toBeInstanceOf(BackupFault);
    expect((await backup.tail())?.position).toBe(3);
    await Promise.all([one.ledger.close(), other.ledger.close()]);
  });
});

describe('given a folder of ledgers', () => {
  it('when it is backed up, then all are, in order of their names, and what is to be first before the others; when it holds none, then that is said', async () => {
    const directory = newFolder();
    for (const service of ['b', 'c', 'a']) {
      const ledger = await openSpecimen({ service, stores: openSqliteStores({ directory, service }) });
      await ledger.transact(journal, 's', note('text', 1), act('http/1'));
      await ledger.close();
    }
    const logs = async (more: object): Promise<readonly string[]> => (await backUpLedgers({ data: directory, to: newFolder(), ...more })).map(({ log }) => log).filter((log) => !log.includes('access'));
    expect([await logs({}), await logs({ first: ['c'] }), await logs({ services: ['b'] })]).toEqual([['a/1', 'b/1', 'c/1'], ['c/1', 'a/1', 'b/1'], ['b/1']]);
    await expect(logs({ data: newFolder() })).rejects.toThrow(BackupFault);
  });

  it('when it is to be restored where something is, then nothing there is touched', async () => {
    const [directory, from, keysFrom, data] = [newFolder(), newFolder(), newFolder(), newFolder()];
    const ledger = await openSpecimen({ stores: openSqliteStores({ directory, service: 'specimen' }) });
    await ledger.transact(journal, 's', note('text', 1), act('http/1'));
    await backUpLedgers({ data: directory, to: from });
    backUpKeys({ data: directory, to: keysFrom });
    await ledger.close();
    writeFileSync(join(data, 'somebody’s'), 'own');
    await expect(restoreFolder({ from, keysFrom, data, at: START })).rejects.toThrow('is not empty');
    expect(readdirSync(data)).toEqual(['somebody’s']);
  });
});

describe('given a backup, and a log that went on and is lost', () => {
  const lose = async () => {
    const world = await lived();
    const backup = openBackup(':memory:');
    await world.copied(backup);
    await world.more(4, 5);
    const later = parseCheckpoint(await world.ledger.proofs.checkpoint());
    await world.ledger.close();
    return { ...world, backup, later };
  };

  it('when it is restored, then it goes on as another epoch right behind, whose ids nobody has had, and its views are folded from it', async () => {
    const { backup } = await lose();
    const { commits } = openMemoryStores();
    expect(await restore(backup, commits, RESTORING)).toEqual({ position: 3, log: 'specimen/2' });
    const ledger = await reopened(commits);
    expect(ledger.log).toBe('specimen/2');
    await ledger.transact(journal, 's4', note('anew', 40), act('http/anew'));
    const events = (await ledger.readAfter(0, 10)).flatMap((commit) => commit.events);
    expect(events.map(({ meta, event }) => `${meta.id} ${event.type}`)).toEqual([
      'specimen/1/1/0 Noted', 'specimen/1/2/0 Noted', 'specimen/1/3/0 Noted', 'specimen/2/4/0 EpochOpened', 'specimen/2/5/0 Noted',
    ]);
    expect(await ledger.views.query(totals, { sort: { by: 'total' } })).toMatchObject({ docs: [{ total: 1 }, { total: 2 }, { total: 3 }, { total: 40 }] });
    expect(await ledger.lineage()).toEqual({ log: 'specimen/2', opened: [{ log: 'specimen/2', continues: 'specimen/1', end: 3 }] });
    expect(await verifyLog(commits, { checkpoints: [parseCheckpoint(await ledger.proofs.checkpoint())] })).toMatchObject({ whole: true, log: 'specimen/2', commits: 5, against: true });
    await ledger.close();
  });

  it('when it is restored, then what it kept holds against earlier checkpoints, and one beyond is an abandoned tail: never whole in silence', async () => {
    const { backup, later } = await lose();
    const { commits } = openMemoryStores();
    const early = await reopened(backup);
    const kept = parseCheckpoint(await early.proofs.checkpoint());
    await restore(backup, commits, RESTORING);
    expect(await verifyLog(commits, { checkpoints: [kept] })).toMatchObject({ whole: true, abandoned: [], against: true });
    expect(await verifyLog(commits, { checkpoints: [later] })).toMatchObject({ whole: true, abandoned: [{ log: 'specimen/1', from: 4, to: 5 }], against: false });
    await expect(restore(backup, openMemoryStores().commits, { ...RESTORING, checkpoints: [later] })).rejects.toThrow('position 4');
  });

  it('when the same backup is restored again, then it opens yet another epoch; and none that was there before', async () => {
    const { backup } = await lose();
    await restore(backup, openMemoryStores().commits, RESTORING);
    const { commits } = openMemoryStores();
    expect(await restore(backup, commits, RESTORING)).toMatchObject({ log: 'specimen/3' });
    expect(await verifyLog(commits)).toMatchObject({ whole: true, log: 'specimen/3', commits: 4 });
    await expect(restore(backup, openMemoryStores().commits, { ...RESTORING, epoch: 1 })).rejects.toBeInstanceOf(RangeError);
  });

  it('when something is there already, or the backup was touched, then nothing is restored', async () => {
    const { backup, stores } = await lose();
    await expect(restore(backup, openBackup(':memory:'), { ...RESTORING, checkpoints: [{ origin: 'specimen/1', size: 3, root: new Uint8Array(32) }] })).rejects.toThrow('position 3');
    const { commits } = openMemoryStores();
    const came = await restore(backup, commits, RESTORING);
    expect(await restore(backup, commits, RESTORING)).toEqual(came);
    const ledger = await reopened(commits);
    await ledger.transact(journal, 's1', note('since', 9), act('http/9'));
    await expect(restore(backup, commits, RESTORING)).rejects.toBeInstanceOf(BackupFault);
    await stores.commits.close();
  });

  it('when an epoch is opened anywhere but right behind what it continues, then verify names the position', async () => {
    const { backup } = await lose();
    const { commits } = openMemoryStores();
    await restore(backup, commits, RESTORING);
    const all = await commits.readAfter(0, 10);
    const without = all.filter(({ stream }) => stream !== epochs.stream);
    const [opening] = all.filter(({ stream }) => stream === epochs.stream);
    const forged = [...without.slice(0, 2), ...(opening ? [{ ...opening, position: 3 }] : [])];
    expect(await verifyLog({ readAfter: async (after) => forged.filter(({ position }) => position > after) })).toMatchObject({ whole: false, fault: { position: 3 } });
  });

  it('when the lost log can still be read, then what was lost is named by log, position, stream and kind', async () => {
    const { file } = await lose();
    const log = openLogFile(file);
    expect(await lostBeyond(log, 3)).toMatchObject([
      { log: 'specimen/1', position: 4, stream: 'journal-s4', kinds: ['Noted'], cause: 'http/4' },
      { log: 'specimen/1', position: 5, stream: 'journal-s5', kinds: ['Noted'], cause: 'http/5' },
    ]);
    await log.close();
  });
});

describe('given a log that reads another, which was restored', () => {
  const source = { log: 'other/3', opened: [{ log: 'other/3', continues: 'other/1', end: 10 }] };
  const caused = async (cause: string) => {
    const ledger = await openSpecimen();
    await ledger.transact(journal, 's1', note('text'), act(cause));
    await ledger.hearEpoch(source);
    return ledger;
  };

  it.each(['specimen.news/other/1/11/0', 'specimen.news/other/1/12/3#2', 'specimen.news/other/2/4/0'])('when a commit rests on what is void (%s), then it is an orphan', async (cause) => {
    expect(await (await caused(cause)).orphans()).toEqual([{ position: 1, stream: 'journal-s1', cause }]);
  });

  it.each(['specimen.news/other/1/10/0', 'specimen.news/other/3/11/0', 'specimen.news/another/1/99/0', 'http/1'])('when a commit rests on what still counts (%s), then it is none', async (cause) => {
    expect(await (await caused(cause)).orphans()).toEqual([]);
  });

  it('when there are orphans, then they are found in the log alone too', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    await ledger.transact(journal, 's1', note('text'), act('specimen.news/other/1/11/0'));
    await ledger.hearEpoch(source);
    expect(await orphansIn(stores.commits)).toEqual(await ledger.orphans());
    expect(await orphansIn(stores.commits)).toHaveLength(1);
  });

  it('when a person says of one what came of it, then that is kept, sealed, with who said it, once and for good; the others wait on, and the commit stands', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    for (const [id, position] of [['s1', 11], ['s2', 12]]) await ledger.transact(journal, `${id}`, note('text'), act(`specimen.news/other/1/${position}/0`));
    await ledger.hearEpoch(source);
    const by = (cause: string, person: string) => ({ cause, actor: { person, roles: [] } });
    await ledger.resolveOrphan({ position: 1, reason: 'Asked her: entered again.' }, by('http/1', 'sro-penn'));
    expect(await ledger.resolveOrphan({ position: 1, reason: 'Twice.' }, by('http/2', 'sro-else'))).toMatchObject({ events: [] });
    expect(await ledger.resolveOrphan({ position: 3, reason: 'No such.' }, by('http/3', 'sro-penn'))).toMatchObject({ refused: 'unknown-orphan' });
    const [first, second] = await ledger.orphans();
    expect([first?.resolved?.by, second?.resolved]).toEqual(['sro-penn', undefined]);
    expect(JSON.stringify([await ledger.orphans(), await ledger.readAfter(0, 50)])).not.toContain('Asked her');
    expect(await ledger.open(first, { actor: null, what: 'orphans', why: 'spec' } as never)).toMatchObject({ resolved: { reason: 'Asked her: entered again.' } });
    expect((await orphansIn(stores.commits)).map(({ resolved }) => resolved?.by)).toEqual(['sro-penn', undefined]);
  });

  it('when the other is restored once more, then what a person said of an orphan stands, and only the new ones wait', async () => {
    const stores = openMemoryStores();
    const ledger = await openSpecimen({ stores });
    for (const [id, cause] of [['s1', 'other/1/11'], ['s2', 'other/3/15']]) await ledger.transact(journal, `${id}`, note('text'), act(`specimen.news/${cause}/0`));
    await ledger.hearEpoch(source);
    await ledger.resolveOrphan({ position: 1, reason: 'Asked her: entered again.' }, act('http/1'));
    await ledger.hearEpoch({ log: 'other/4', opened: [...source.opened, { log: 'other/4', continues: 'other/3', end: 14 }] });
    for (const orphans of [await ledger.orphans(), await orphansIn(stores.commits)]) expect(orphans.map(({ position, resolved }) => [position, resolved?.by])).toEqual([[1, 'dc-ahmed'], [2, undefined]]);
    expect(await ledger.resolveOrphan({ position: 1, reason: 'Twice.' }, act('http/2'))).toMatchObject({ events: [] });
  });

  it('when it is heard of again, or the other was never restored, then nothing is written', async () => {
    const ledger = await caused('http/1');
    const { position } = (await ledger.tail()) ?? {};
    await ledger.hearEpoch(source);
    await ledger.hearEpoch({ log: 'other/1', opened: [] });
    expect((await ledger.tail())?.position).toBe(position);
  });
});

/** A store of which everything fails from its nth write on, as for whoever is killed there. */
const dyingAt = (store: CommitStore, n: number): CommitStore => {
  let writes = 0;
  const dying = <A extends readonly unknown[], R>(write: (...args: A) => Promise<R>) => (...args: A): Promise<R> => (++writes > n ? Promise.reject(new Error('killed')) : write(...args));
  return Object.assign(Object.create(store) as CommitStore, { append: dying(store.append.bind(store)), putNote: dying(store.putNote.bind(store)) });
};
const all = async (store: CommitStore) => ({ commits: (await store.readAfter(0, 2_000)).map(({ position, hash }) => `${position} ${hash}`), notes: (await store.notes()).map(({ key, value }) => `${key} ${JSON.stringify(value)}`).toSorted() });

describe('given somebody who is killed at any write', () => {
  const COMMITS = 1_100; // three runs of a copy
  let source: CommitStore;

  beforeEach(async () => {
    source = openMemoryStores().commits;
    const ledger = await openSpecimen({ stores: { ...openMemoryStores(), commits: source } });
    await Promise.all(Array.from({ length: COMMITS }, (_, n) => ledger.transact(journal, `s${n}`, note(`text ${n}`, n), act(`http/${n}`))));
    await ledger.notes.putNote('topics/a/b', { at: 3 }, 0);
  });

  it('when a backup is run again, then it has what it would have had, once', async () => {
    const whole = openMemoryStores().commits;
    await backUp(source, whole);
    let killed = 0;
    for (let n = 0, finished = false; !finished; n++) {
      const backup = openMemoryStores().commits;
      finished = await backUp(source, dyingAt(backup, n)).then(() => true, () => false);
      killed += Number(!finished);
      await backUp(source, backup);
      expect(await all(backup)).toEqual(await all(whole));
    }
    expect(killed).toBeGreaterThan(3);
  });

  it('when a restore is broken off, then nobody may open what is there; run again it comes to what it would have come to, under one name', async () => {
    let killed = 0;
    let whole: unknown;
    for (let n = 0, finished = false; !finished; n++) {
      const [backup, to] = [openMemoryStores().commits, openMemoryStores().commits];
      await backUp(source, backup);
      finished = await restore(backup, dyingAt(to, n), RESTORING).then(() => true, () => false);
      killed += Number(!finished);
      if (!finished && (await to.tail())) await expect(reopened(to)).rejects.toThrow('broken off');
      // The name was noted in the backup before anything was begun: it is passed over, so that it can never be two.
      const log = n === 0 ? 'specimen/3' : 'specimen/2';
      expect(await restore(backup, to, RESTORING)).toEqual({ position: COMMITS, log });
      if (n > 0) expect(await all(to)).toEqual((whole ??= await all(to)));
      expect((await (await reopened(to)).lineage()).opened).toMatchObject([{ log, end: COMMITS }]);
    }
    expect(killed).toBeGreaterThan(4);
  });

  it('when what was broken off is gone on with from another backup, then it is refused', async () => {
    const [backup, other, to] = [openMemoryStores().commits, openMemoryStores().commits, openMemoryStores().commits];
    await backUp(source, backup);
    await (await reopened(other)).transact(journal, 's1', note('other', 1), act('http/1'));
    await expect(restore(backup, dyingAt(to, 2), RESTORING)).rejects.toThrow('killed');
    await expect(restore(other, to, RESTORING)).rejects.toThrow('another backup');
  });
});

describe('given a restore that another one comes in between', () => {
  it('then it stops, and does not say that all is there of what it left to the other', async () => {
    const { ledger, copied } = await lived();
    const [backup, { commits }] = [openBackup(':memory:'), openMemoryStores()];
    await copied(backup);
    const append: CommitStore['append'] = async (batch) => (batch.length > 1 ? commits.append(batch.slice(0, 1)).then(() => commits.append(batch)) : commits.append(batch));
    await expect(restore(backup, Object.assign(Object.create(commits) as CommitStore, { append }), RESTORING)).rejects.toBeInstanceOf(BackupFault);
    expect(await restore(backup, commits, RESTORING)).toMatchObject({ position: 3 });
    await ledger.close();
  });
});
