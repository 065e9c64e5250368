import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { Checkpoint } from './checkpoint.js';
import { canonicalBytes, canonicalText, faultOf, hashOf } from './canonical.js';
import { act, journal, type Noted, newFolder, note, openSpecimen, removeFolders, stillClock } from './specimen.js';
import { openLogFile, openSqliteStores } from './sqlite/open.js';
import { type Verification, verifyLog } from './verify.js';

afterAll(removeFolders);

const COMMITS = 9;
// Unsealed, so that the specs see the text that they change.
const openJournal = { ...journal, personal: { Noted: [] } };

/** A ledger's file with commits on three streams. */
const ledgerFile = async (directory = newFolder(), commits = COMMITS): Promise<string> => {
  const clock = stillClock();
  const ledger = await openSpecimen({ aggregates: [openJournal], stores: openSqliteStores({ directory, service: 'specimen' }), clock });
  for (let n = 1; n <= commits; n++) {
    clock.move(1000);
    await ledger.transact(openJournal, `s${n % 3}`, note(`text ${n}`, n), act(`http/${n}`));
  }
  await ledger.close();
  return join(directory, 'specimen.sqlite');
};

const verified = async (file: string, ...checkpoints: readonly Checkpoint[]): Promise<Verification> => {
  const store = openLogFile(file);
  try {
    return await verifyLog(store, { checkpoints });
  } finally {
    await store.close();
  }
};

const checkpointOf = async (file: string): Promise<Checkpoint> => {
  const { log = '', commits, root } = await verified(file);
  return { origin: log, size: commits, root };
};

/** Somebody with the file in their hands. */
const tamper = (file: string, how: (db: DatabaseSync) => void): void => {
  const db = new DatabaseSync(file);
  how(db);
  db.close();
};

type Row = { position: number; stream: string; version: number; cause: string; hash: string; body: Uint8Array };
const rowsOf = (db: DatabaseSync): Row[] => db.prepare('SELECT * FROM commits ORDER BY position').all() as Row[];
const write = (db: DatabaseSync, { position, stream, version, cause, hash, body }: Row): void =>
  void db.prepare('INSERT OR REPLACE INTO commits (position, stream, version, cause, hash, body) VALUES (?, ?, ?, ?, ?, ?)').run(position, stream, version, cause, hash, body);

/** A row whose body says something else, with its columns and its hash made to fit. */
const rewritten = (row: Row, change: object): Row => {
  const said = { ...(JSON.parse(Buffer.from(row.body).toString()) as Omit<Row, 'hash' | 'body'>), ...change };
  const body = canonicalBytes(said);
  return { position: said.position, stream: said.stream, version: said.version, cause: said.cause, hash: hashOf(body), body };
};

/** Every commit from a position on, with its chain made to fit again: what somebody does who knows how it works. */
const rechain = (db: DatabaseSync, from: number, change: (row: Row) => object): void => {
  const rows = rowsOf(db);
  for (const row of rows.slice(from - 1)) {
    const before = rows[row.position - 2];
    const next = rewritten(row, { ...change(row), prev: before?.hash ?? '0'.repeat(64) });
    rows[row.position - 1] = next;
    write(db, next);
  }
};

describe('given a ledger that nobody touched', () => {
  it('when it is verified, then it is whole, and whether it was held against a checkpoint is said', async () => {
    const file = await ledgerFile();
    const checkpoint = await checkpointOf(file);
    expect(await verified(file)).toMatchObject({ whole: true, log: 'specimen/1', commits: COMMITS, against: false });
    expect(await verified(file, checkpoint)).toMatchObject({ whole: true, commits: COMMITS, against: true });
  });

  it('when it grew since its checkpoints, then it is whole against all of them', async () => {
    const directory = newFolder();
    const checkpoints = [];
    for (let size = 1; size <= 5; size++) checkpoints.push(await checkpointOf(await ledgerFile(directory, size)));
    expect(await verified(join(directory, 'specimen.sqlite'), ...checkpoints)).toMatchObject({ whole: true, commits: 5, against: true });
  });

  it('whatever was decided in it, sealed or not, then it is whole, and reads as it was decided', () => {
    const diary = { ...journal, category: 'diary' };
    const name = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('9', '10', '__proto__', 'é', '\ufb33', '\ud83d\ude00'));
    const said = fc.dictionary(name, fc.oneof(fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' }), fc.dictionary(name, fc.string()))).filter((value) => faultOf(value) === undefined);
    return fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(said, fc.boolean()), { minLength: 1, maxLength: 6 }), async (all) => {
        const directory = newFolder();
        const ledger = await openSpecimen({ aggregates: [openJournal, diary], stores: openSqliteStores({ directory, service: 'specimen' }) });
        for (const [n, [what, isSealed]] of all.entries()) {
          const aggregate = isSealed ? diary : openJournal;
          await ledger.transact(aggregate, `s${n}`, () => [{ type: 'Noted', text: 'x', tags: ['y'], n, what } as Noted], act(`http/${n}`));
          const [recorded] = await ledger.unseal(await ledger.history(aggregate, `s${n}`));
          expect(recorded?.event).toEqual(JSON.parse(canonicalText({ type: 'Noted', text: 'x', tags: ['y'], n, what })));
        }
        await ledger.close();
        expect(await verified(join(directory, 'specimen.sqlite'))).toMatchObject({ whole: true, commits: all.length });
      }),
      { numRuns: 30 },
    );
  });

  it('when it is long, then who waits hears how far it has come', async () => {
    const heard: number[] = [];
    const store = openLogFile(await ledgerFile(newFolder(), 1));
    let [row] = (await store.readAfter(0, 1)) as unknown as [Row];
    await store.close();
    const rows = [row];
    for (let position = 2; position <= 2500; position++) rows.push((row = rewritten(row, { position, version: position, cause: `http/${position}`, prev: row.hash })));
    const found = await verifyLog({ readAfter: async (after, limit) => rows.filter(({ position }) => position > after).slice(0, limit) }, { progress: (position) => heard.push(position) });
    expect(found).toMatchObject({ whole: true, commits: 2500 });
    expect(heard).toEqual([1000, 2000, 2500]);
  });

  it('when it is empty, then it is whole, but not for a checkpoint that knows commits', async () => {
    const file = await ledgerFile(newFolder(), 0);
    expect(await verified(file)).toMatchObject({ whole: true, commits: 0 });
    expect(await verified(file, await checkpointOf(await ledgerFile()))).toMatchObject({ whole: false, fault: { position: 1 } });
  });
});

/** What is done to the file, the position that is named, and what is said of it. */
const touched: readonly [what: string, how: (db: DatabaseSync) => void, position: number, said: string][] = [
  ['a byte of a body is edited', (db) => db.exec("UPDATE commits SET body = CAST(replace(CAST(body AS TEXT), 'text 4', 'text X') AS BLOB) WHERE position = 4"), 4, 'its hash is not the hash of its bytes'],
  ['a body is edited and its hash made to fit', (db) => write(db, rewritten(rowsOf(db)[3] as Row, { at: '2026-03-02T09:00:04.500Z' })), 5, 'it does not follow the commit before it'],
  ['the last body is edited and its hash made to fit, canonical no more', (db) => {
    const body = Buffer.from(rowsOf(db)[8]?.body ?? []).toString().replace('{', '{ ');
    db.prepare('UPDATE commits SET body = ?, hash = ? WHERE position = 9').run(Buffer.from(body), hashOf(body));
  }, 9, 'its bytes are not canonical'],
  ['a body is no JSON any more', (db) => db.prepare('UPDATE commits SET body = ?, hash = ? WHERE position = 2').run(Buffer.from('gone'), hashOf('gone')), 2, 'its bytes are not JSON'],
  ['a body is null', (db) => db.prepare('UPDATE commits SET body = ?, hash = ? WHERE position = 2').run(Buffer.from('null'), hashOf('null')), 2, 'its bytes are no commit'],
  ['a commit is deleted', (db) => db.exec('DELETE FROM commits WHERE position = 6'), 6, 'position 7 stands where 6 should'],
  ['the first commit is deleted', (db) => db.exec('DELETE FROM commits WHERE position = 1'), 1, 'position 2 stands where 1 should'],
  ['a commit is inserted and those behind it moved', (db) => {
    const rows = rowsOf(db);
    db.exec('DELETE FROM commits WHERE position > 4');
    write(db, rewritten(rows[3] as Row, { position: 5, stream: 'journal-put', version: 1, cause: 'http/put', prev: rows[3]?.hash }));
    for (const row of rows.slice(4)) write(db, { ...row, position: row.position + 1 });
  }, 6, 'its column position is not what its body says'],
  ['a commit is put before the first', (db) => write(db, rewritten(rowsOf(db)[0] as Row, { position: -5, stream: 'journal-put', cause: 'http/put' })), 1, 'position -5 stands where 1 should'],
  ['a commit is put far behind the last', (db) => write(db, rewritten(rowsOf(db)[8] as Row, { position: 999, stream: 'journal-put', version: 1, cause: 'http/put' })), 10, 'position 999 stands where 10 should'],
  ['two commits change places', (db) => {
    const [fourth, fifth] = rowsOf(db).slice(3) as [Row, Row];
    db.exec('DELETE FROM commits WHERE position IN (4, 5)');
    write(db, { ...fourth, position: 5 });
    write(db, { ...fifth, position: 4 });
  }, 4, 'its column position is not what its body says'],
  ['two commits change places, with positions and hashes made to fit', (db) => {
    const [fourth, fifth] = rowsOf(db).slice(3) as [Row, Row];
    db.exec('DELETE FROM commits WHERE position IN (4, 5)');
    const moved = rewritten(fifth, { position: 4, prev: rowsOf(db)[2]?.hash });
    write(db, moved);
    write(db, rewritten(fourth, { position: 5, prev: moved.hash }));
  }, 5, 'it is earlier than the commit before it'],
  ['an event is given to another stream, with the chain made to fit', (db) => rechain(db, 5, ({ position }) => (position === 5 ? { stream: 'journal-other' } : {})), 5, 'its version does not follow its stream'],
  ['a cause is used twice, with the chain made to fit', (db) => {
    db.exec('CREATE TABLE loose AS SELECT * FROM commits; DROP TABLE commits; ALTER TABLE loose RENAME TO commits; CREATE UNIQUE INDEX p ON commits (position)');
    rechain(db, 7, ({ position }) => (position === 7 ? { cause: 'http/4' } : {}));
  }, 7, 'its cause took effect before'],
  ['a cause is used twice, and a later commit is spoiled', (db) => {
    db.exec('CREATE TABLE loose AS SELECT * FROM commits; DROP TABLE commits; ALTER TABLE loose RENAME TO commits; CREATE UNIQUE INDEX p ON commits (position)');
    rechain(db, 7, ({ position }) => (position === 7 ? { cause: 'http/4' } : {}));
    db.exec("UPDATE commits SET hash = 'f' WHERE position = 9");
  }, 7, 'its cause took effect before'],
  ['a commit is of another log, with the chain made to fit', (db) => rechain(db, 5, ({ position }) => (position === 5 ? { log: 'other/1' } : {})), 5, 'it belongs to log other/1'],
  ...(['stream', 'version', 'cause'] as const).map((column): [string, (db: DatabaseSync) => void, number, string] => [
    `the column ${column} says something else than the body`,
    (db) => db.exec(`UPDATE commits SET ${column} = ${column === 'version' ? '77' : "'journal-x'"} WHERE position = 3`),
    3,
    `its column ${column} is not what its body says`,
  ]),
  ['a stream does not follow, and further on bytes are edited, the clock goes back and a commit is missing', (db) => {
    rechain(db, 5, ({ position }) => ({ ...(position === 5 ? { stream: 'journal-other' } : {}), ...(position === 6 ? { at: '2026-01-01T00:00:00.000Z' } : {}) }));
    db.exec("UPDATE commits SET body = CAST('{}' AS BLOB) WHERE position = 7; DELETE FROM commits WHERE position = 8");
  }, 5, 'its version does not follow its stream'],
  ['bytes are not canonical, and further on bytes are edited', (db) => {
    const body = Buffer.from(rowsOf(db)[3]?.body ?? []).toString().replace('{', '{ ');
    db.prepare('UPDATE commits SET body = ?, hash = ? WHERE position = 4').run(Buffer.from(body), hashOf(body));
    db.exec("UPDATE commits SET body = CAST('{}' AS BLOB) WHERE position = 6");
  }, 4, 'its bytes are not canonical'],
  ['a stream begins twice, with the chain made to fit', (db) => rechain(db, 4, ({ position }) => (position === 4 ? { version: 1 } : {})), 4, 'its version does not follow its stream'],
  ['the column hash says something else', (db) => db.exec(`UPDATE commits SET hash = '${'0'.repeat(64)}' WHERE position = 3`), 3, 'its hash is not the hash of its bytes'],
];

describe('given a ledger’s file in which something was changed', () => {
  it.each(touched)('when %s, then the position is named', async (_, how, position, said) => {
    const file = await ledgerFile();
    tamper(file, how);
    expect(await verified(file)).toMatchObject({ whole: false, commits: position - 1, fault: { position, what: said } });
  });
});

describe('given a checkpoint that is kept elsewhere', () => {
  let file: string;
  let kept: Checkpoint;
  beforeEach(async () => {
    file = await ledgerFile();
    kept = await checkpointOf(file);
  });

  /** Without a checkpoint it does not show, and that it was not held against one is said. */
  const unseen = async () => expect(await verified(file)).toMatchObject({ whole: true, against: false });

  it('when the log is truncated, then only the checkpoint shows it, and from where on', async () => {
    tamper(file, (db) => db.exec('DELETE FROM commits WHERE position > 6'));
    await unseen();
    expect(await verified(file, kept)).toMatchObject({ whole: false, fault: { position: 7, what: 'the checkpoint knows 9 commits: the log was cut off or rolled back' } });
  });

  it('when the log is rolled back to a copy and goes on, then only the checkpoint shows it', async () => {
    const directory = newFolder();
    await ledgerFile(directory, 6);
    const clock = stillClock();
    clock.move(60_000);
    const ledger = await openSpecimen({ aggregates: [openJournal], stores: openSqliteStores({ directory, service: 'specimen' }), clock });
    for (let n = 7; n <= 12; n++) await ledger.transact(openJournal, 's0', note(`another ${n}`), act(`http/again-${n}`));
    await ledger.close();
    file = join(directory, 'specimen.sqlite');
    await unseen();
    expect(await verified(file, kept)).toMatchObject({ whole: false, fault: { position: 9, what: expect.stringContaining('the root differs from the checkpoint') } });
  });

  it('when the log is forked at a commit, the chain behind it made to fit, then only the checkpoint shows it', async () => {
    tamper(file, (db) => rechain(db, 5, ({ position }) => (position === 5 ? { events: [{ type: 'Noted', text: 'never said', tags: [], n: 1 }] } : {})));
    await unseen();
    expect(await verified(file, kept)).toMatchObject({ whole: false, fault: { position: 9, what: expect.stringContaining('the root differs from the checkpoint') } });
  });

  it('when the whole log is rewritten, then only the checkpoint shows it', async () => {
    tamper(file, (db) => rechain(db, 1, () => ({ actor: { person: 'somebody-else', roles: [] } })));
    await unseen();
    expect(await verified(file, kept)).toMatchObject({ whole: false, fault: { position: 9, what: expect.stringContaining('the root differs from the checkpoint') } });
  });

  it('when the log is rewritten, and behind the checkpoint a commit is edited, then the checkpoint shows first, and nothing behind it counts', async () => {
    const directory = newFolder();
    const early = await checkpointOf(await ledgerFile(directory, 6));
    file = await ledgerFile(directory);
    tamper(file, (db) => {
      rechain(db, 1, () => ({ actor: { person: 'somebody-else', roles: [] } }));
      db.exec("UPDATE commits SET body = CAST('{}' AS BLOB) WHERE position = 8");
    });
    expect(await verified(file)).toMatchObject({ whole: false, commits: 7, fault: { position: 8 } });
    expect(await verified(file, early)).toMatchObject({ whole: false, commits: 6, fault: { position: 6, what: expect.stringContaining('the root differs from the checkpoint') } });
  });

  it('when it is of another log, then that is said', async () => {
    expect(await verified(file, { ...kept, origin: 'other/1' })).toMatchObject({ whole: false, fault: { position: 1, what: 'the checkpoint is of other/1, not of specimen/1' } });
  });
});
