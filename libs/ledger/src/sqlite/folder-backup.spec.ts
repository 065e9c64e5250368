import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BackupFault } from '../backup.js';
import { parseCheckpoint } from '../checkpoint.js';
import { act, journal, newFolder, note, openSpecimen, removeFolders } from '../specimen.js';
import { verifyLog } from '../verify.js';
import { backUpLedgers } from './folder-backup.js';
import { openLogFile, openSqliteStores } from './open.js';

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
