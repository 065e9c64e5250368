import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BackupFault } from '../backup.js';
import { memorySigner, parseCheckpoint } from '../checkpoint.js';
import { NO_HASH, stored } from '../commit.js';
import { logNamed } from '../epochs.js';
import { act, journal, newFolder, note, openSpecimen, removeFolders, START } from '../specimen.js';
import type { CommitStore, StoredCommit } from '../types.js';
import { verifyLog } from '../verify.js';
import { SqliteCommitStore } from './commit-store.js';
import { backUpInto, backUpKeys, backUpLedgers, restoreFolder, restoreTogether } from './folder-backup.js';
import { openLogFile, openMemoryStores, openSqliteStores } from './open.js';

afterAll(removeFolders);

/** A ledger in a folder, and a place for its backups; `more` writes others. */
const lived = async () => {
  const [data, to] = [newFolder(), newFolder()];
  const ledger = await openSpecimen({ stores: openSqliteStores({ directory: data, service: 'specimen' }) });
  const more = async (from: number, last: number) => {
    for (let n = from; n <= last; n++) await ledger.transact(journal, `s${n}`, note(`text ${n}`, n), act(`http/${n}`));
  };
  await more(1, 3);
  return { ledger, data, to, more, backedUp: () => backUpLedgers({ data, to, services: ['specimen'] }) };
};

describe('given a backup in which the disk spoiled a commit that was copied before', () => {
  const spoiled = async () => {
    const world = await lived();
    await world.backedUp();
    const db = new DatabaseSync(join(world.to, 'specimen.sqlite'));
    db.exec("UPDATE commits SET body = CAST(replace(CAST(body AS TEXT), 'dc-ahmed', 'dc-ahmod') AS BLOB) WHERE position = 2");
    db.close();
    await world.more(4, 5);
    return world;
  };

  it('when it is gone on with, then that is said, by position, and not that it is well', async () => {
    const { backedUp, ledger } = await spoiled();
    await expect(backedUp()).rejects.toThrow('position 2');
    await expect(backedUp()).rejects.toBeInstanceOf(BackupFault);
    await ledger.close();
  });

  it('then no checkpoint is signed that the log itself, which is whole, would not hold against', async () => {
    const { backedUp, ledger, data, to } = await spoiled();
    await backedUp().catch(() => {});
    const file = join(to, 'checkpoints', 'specimen-1.checkpoint');
    const log = openLogFile(join(data, 'specimen.sqlite'));
    expect(await verifyLog(log, { checkpoints: [parseCheckpoint(readFileSync(file, 'utf8'))] })).toMatchObject({ whole: true, against: true });
    await log.close();
    await ledger.close();
  });
});

describe('given keys that are backed up while one is destroyed', () => {
  it('then what the key store is writing anew is left: it is gone a moment later, and may be half there', () => {
    const [data, to] = [newFolder(), newFolder()];
    mkdirSync(join(data, 'keys'));
    for (const name of ['master.key', 'specimen.keys', 'specimen.keys.next']) writeFileSync(join(data, 'keys', name), name);
    backUpKeys({ data, to });
    expect(readdirSync(to)).toEqual(['master.key', 'specimen.keys']);
  });
});

describe('given a log that is long', () => {
  const COMMITS = 24_000;
  /** What more is kept when it ends than when it began: verifying such a log, its versions and causes too, keeps 80 bytes a commit. What else the process does meanwhile has been half a million bytes in all. */
  const KEPT_BYTES_MAX = 45 * COMMITS;

  /** Who looked, entry by entry: made as it is read, and let go. */
  const accesses = () => {
    let last: Pick<StoredCommit, 'position' | 'hash'> = { position: 0, hash: NO_HASH };
    const next = (): StoredCommit => {
      const position = last.position + 1;
      const commit = stored({ log: 'specimen-access/1', position, stream: `access-${position}`, version: 1, cause: 'access', at: START, actor: null, prev: last.hash, events: [{ type: 'RecordRead' }] });
      last = { position, hash: commit.hash };
      return commit;
    };
    return { notes: async () => [], readAfter: async (position: number, limit: number) => Array.from({ length: Math.min(limit, COMMITS - position) }, next) };
  };

  it('when it is backed up, then looking at the whole of the backup takes no more memory for it', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const kept: number[] = [];
    const { readAfter } = SqliteCommitStore.prototype;
    const spy = jest.spyOn(SqliteCommitStore.prototype, 'readAfter').mockImplementation(function (this: SqliteCommitStore, ...asked) {
      spy.mockClear(); // it keeps what was answered
      collect();
      kept.push(process.memoryUsage().heapUsed);
      return readAfter.apply(this, asked);
    });
    expect(await backUpInto(newFolder(), { name: 'specimen-access', log: accesses(), signer: memorySigner })).toMatchObject({ position: COMMITS, log: 'specimen-access/1' });
    spy.mockRestore();
    // From the second on the batch before is held.
    expect((kept.at(-1) ?? Number.NaN) - (kept[1] ?? 0)).toBeLessThan(KEPT_BYTES_MAX);
  });
});

describe('given a restore that is broken off between two logs that belong together', () => {
  /** A service's log and its access log, backed up. */
  const backedUp = async () => {
    const [data, from, keysFrom] = [newFolder(), newFolder(), newFolder()];
    const ledger = await openSpecimen({ stores: openSqliteStores({ directory: data, service: 'specimen' }) });
    await ledger.transact(journal, 's', note('text', 1), act('http/1'));
    ledger.access({ actor: null, what: 'journal-s', why: 'spec' });
    await ledger.close();
    await backUpLedgers({ data, to: from });
    backUpKeys({ data, to: keysFrom });
    return { from, keysFrom };
  };

  it('when the one that was not come to is of a folder, then nobody opens the folder; run again it comes to what it would have come to', async () => {
    const { from, keysFrom } = await backedUp();
    const data = newFolder();
    // By name the access log comes first, and is done; the other is found to be spoiled.
    const db = new DatabaseSync(join(from, 'specimen.sqlite'));
    db.exec("UPDATE commits SET hash = 'x' || hash");
    await expect(restoreFolder({ from, keysFrom, data, at: START })).rejects.toBeInstanceOf(BackupFault);
    expect(() => openSqliteStores({ directory: data, service: 'specimen' })).toThrow('broken off');
    db.exec('UPDATE commits SET hash = substr(hash, 2)');
    db.close();
    expect((await restoreFolder({ from, keysFrom, data, at: START })).map(({ log }) => log)).toEqual(['specimen-access/2', 'specimen/2']);
    const ledger = await openSpecimen({ stores: openSqliteStores({ directory: data, service: 'specimen' }) });
    expect(ledger.log).toBe('specimen/2');
    await ledger.close();
  });

  it('when they are of a server, then no process opens what is done alone; run again both are', async () => {
    const { from } = await backedUp();
    const stores = openMemoryStores();
    const { commits, access } = stores;
    const killed = async (...note: Parameters<CommitStore['putNote']>): Promise<boolean> => {
      if (await commits.tail()) throw new Error('killed');
      return access.putNote(...note);
    };
    const logs = (to: CommitStore) => [{ service: 'specimen', to: commits }, { service: 'specimen-access', to }];
    await expect(restoreTogether(from, logs(Object.assign(Object.create(access) as CommitStore, { putNote: killed })), { at: START })).rejects.toThrow('killed');
    expect([await logNamed(commits, 'specimen'), await access.tail()]).toEqual(['specimen/2', undefined]);
    await expect(openSpecimen({ stores })).rejects.toThrow('broken off');
    // The name was noted in the backup before anything was begun: it is passed over, so that it can never be two.
    expect((await restoreTogether(from, logs(access), { at: START })).map(({ log }) => log)).toEqual(['specimen/2', 'specimen-access/3']);
    const ledger = await openSpecimen({ stores });
    expect(ledger.log).toBe('specimen/2');
    await ledger.close();
  });

  it('when there is no backup of one of them, then nothing is begun of the other', async () => {
    const { from } = await backedUp();
    rmSync(join(from, 'specimen-access.sqlite'));
    const { commits, access } = openMemoryStores();
    await expect(restoreTogether(from, [{ service: 'specimen', to: commits }, { service: 'specimen-access', to: access }], { at: START })).rejects.toBeInstanceOf(BackupFault);
    expect(await Promise.all([commits.notes(), commits.tail()])).toEqual([[], undefined]);
  });
});

describe('given a service whose access log has nothing in it yet', () => {
  it('when it is backed up, then a checkpoint says so, and a restore that asks for one of each log holds it against both', async () => {
    const { data, to, ledger } = await lived();
    await backUpLedgers({ data, to });
    await ledger.close();
    const checkpoints = ['specimen', 'specimen-access'].map((log) => parseCheckpoint(readFileSync(join(to, 'checkpoints', `${log}-1.checkpoint`), 'utf8')));
    expect(checkpoints).toMatchObject([{ origin: 'specimen/1', size: 3 }, { origin: 'specimen-access/1', size: 0 }]);
    const { commits, access } = openMemoryStores();
    const restored = await restoreTogether(to, [{ service: 'specimen', to: commits }, { service: 'specimen-access', to: access }], { at: START, checkpoints });
    expect(restored.map(({ log, position }) => `${log} ${position}`)).toEqual(['specimen/2 3', 'specimen-access/2 0']);
    // It tells nothing of what came since, and nobody may believe so.
    expect(await verifyLog(commits, { checkpoints: [{ origin: 'specimen/1', size: 0, root: new Uint8Array(32) }] })).toMatchObject({ whole: true, against: false });
  });
});

describe('given a checkpoint that is of none of the logs that are restored', () => {
  const strange = { origin: 'spezimen/1', size: 1, root: new Uint8Array(32) };

  it('then the restore does not begin, as if it had been held against it', async () => {
    const { data, to: from, backedUp, ledger } = await lived();
    await backedUp();
    await ledger.close();
    const [keysFrom, there] = [newFolder(), newFolder()];
    backUpKeys({ data, to: keysFrom });
    await expect(restoreFolder({ from, keysFrom, data: there, at: START, checkpoints: [strange] })).rejects.toThrow('spezimen/1');
    expect(readdirSync(there)).toEqual([]);
    const { commits } = openMemoryStores();
    await expect(restoreTogether(from, [{ service: 'specimen', to: commits }], { at: START, checkpoints: [strange] })).rejects.toThrow('spezimen/1');
    expect(await Promise.all([commits.notes(), commits.tail()])).toEqual([[], undefined]);
  });
});
