import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { act, journal, newFolder, note, openSpecimen, removeFolders } from './specimen.js';
import { openSqliteStores } from './sqlite/open.js';

afterAll(removeFolders);

const COMMAND = fileURLToPath(new URL('./verify.command.js', import.meta.url));
const UNSEEN = 'without a checkpoint kept elsewhere, a log that was cut off, forked, rolled back or rewritten would not show';

type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** Runs the command as `npm run verify -- …` does. */
const verify = (...args: readonly string[]): Promise<Ran> => verifyFrom(undefined, ...args);

/** The same from where a person stands: npm runs it in the project's folder, and tells where that is. */
const verifyFrom = (stands: string | undefined, ...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...process.env, ...(stands === undefined ? {} : { INIT_CWD: stands }) } });
    const said = { out: '', err: '' };
    child.stdout.on('data', (text) => (said.out += text));
    child.stderr.on('data', (text) => (said.err += text));
    child.on('close', (code) => resolve({ code, ...said }));
  });

/** A data folder with two ledgers, and what was read of one of them. */
const dataFolder = async (): Promise<string> => {
  const directory = newFolder();
  for (const service of ['specimen', 'other']) {
    const ledger = await openSpecimen({ service, stores: openSqliteStores({ directory, service }) });
    for (let n = 1; n <= 5; n++) await ledger.transact(journal, 'one', note(`text ${n}`), act(`http/${n}`));
    await ledger.open((await ledger.history(journal, 'one'))[0], { actor: { person: 'hmi-cole', roles: ['inspector'] }, what: 'journal-one', why: 'inspection' });
    await ledger.close();
  }
  return directory;
};

const change = (file: string, sql: string): void => {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
};

/** Each line as `ok` or `FAIL`, the file’s name, and what follows; the verdict is the last. */
const linesOf = (directory: string, { out }: Ran): readonly string[] => out.replaceAll(`${directory}/`, '').replaceAll(/root [0-9a-f]{64}/g, 'root …').trim().split('\n');

describe('npm run verify', () => {
  it('given a data folder that is whole, then a line a ledger says so, and what would not show', async () => {
    const directory = await dataFolder();
    const ran = await verify(directory);
    expect(ran.code).toBe(0);
    expect(linesOf(directory, ran)).toEqual([
      `ok   other-access.sqlite other-access/1: 1 commits, root …; ${UNSEEN}`,
      `ok   other.sqlite other/1: 5 commits, root …; ${UNSEEN}`,
      `ok   specimen-access.sqlite specimen-access/1: 1 commits, root …; ${UNSEEN}`,
      `ok   specimen.sqlite specimen/1: 5 commits, root …; ${UNSEEN}`,
      '4 passed, 0 failed',
    ]);
  });

  it('given paths that are meant from where a person stands, then they are found there', async () => {
    const [directory, stands] = [await dataFolder(), newFolder()];
    const from = relative(stands, directory);
    const ran = await verifyFrom(stands, from, '--write-checkpoint', 'kept');
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(await verifyFrom(stands, from, '--checkpoint', 'kept/specimen-1.checkpoint', '--signed-by', 'kept/specimen-1.key')).toMatchObject({ code: 0, out: expect.stringContaining('as the checkpoint says') });
  });

  it('given a ledger in use, then it is verified beside its process, and nothing is written to it', async () => {
    const directory = newFolder();
    const ledger = await openSpecimen({ stores: openSqliteStores({ directory, service: 'specimen' }) });
    await ledger.transact(journal, 'one', note('text'), act('http/1'));
    const [file, bytes] = [join(directory, 'specimen.sqlite'), readFileSync(join(directory, 'specimen.sqlite'))];
    expect(await verify(file)).toMatchObject({ code: 0, out: expect.stringContaining('specimen/1: 1 commits') });
    expect(readFileSync(file)).toEqual(bytes);
    expect(await ledger.transact(journal, 'one', note('more'), act('http/2'))).toMatchObject({ position: 2 });
    await ledger.close();
  });

  it('given ledgers that were changed, then each fault is named by file, log and position, and the others are verified all the same', async () => {
    const directory = await dataFolder();
    change(join(directory, 'other.sqlite'), 'DELETE FROM commits WHERE position = 3');
    change(join(directory, 'specimen-access.sqlite'), "UPDATE commits SET body = CAST(replace(CAST(body AS TEXT), 'hmi-cole', 'hmi-lane') AS BLOB)");
    const ran = await verify(directory);
    expect(ran.code).toBe(1);
    expect(linesOf(directory, ran)).toEqual([
      expect.stringContaining('ok   other-access.sqlite'),
      'FAIL other.sqlite other/1: position 3: position 4 stands where 3 should',
      'FAIL specimen-access.sqlite no log: position 1: its hash is not the hash of its bytes',
      expect.stringContaining('ok   specimen.sqlite'),
      '2 passed, 2 failed',
    ]);
  });

  it('given checkpoints that were written elsewhere, then each ledger is held against its own, and a truncation shows', async () => {
    const [directory, elsewhere] = [await dataFolder(), newFolder()];
    expect(await verify(directory, '--write-checkpoint', elsewhere)).toMatchObject({ code: 0 });
    expect(readdirSync(elsewhere)).toEqual(['other-1', 'other-access-1', 'specimen-1', 'specimen-access-1'].flatMap((log) => [`${log}.checkpoint`, `${log}.key`]));
    const kept = ['--checkpoint', join(elsewhere, 'specimen-1.checkpoint'), '--signed-by', join(elsewhere, 'specimen-1.key')];
    const whole = await verify(directory, ...kept);
    expect(whole.code).toBe(0);
    expect(linesOf(directory, whole)).toContain('ok   specimen.sqlite specimen/1: 5 commits, root …; as the checkpoint says');
    change(join(directory, 'specimen.sqlite'), 'DELETE FROM commits WHERE position > 2');
    expect(await verify(directory)).toMatchObject({ code: 0 });
    const cut = await verify(directory, ...kept);
    expect(cut.code).toBe(1);
    expect(linesOf(directory, cut)).toContain('FAIL specimen.sqlite specimen/1: position 3: the checkpoint knows 5 commits: the log was cut off or rolled back');
  });

  it('given a checkpoint of a ledger that is gone, or empty now, then that is a fault', async () => {
    const [directory, elsewhere] = [await dataFolder(), newFolder()];
    await verify(directory, '--write-checkpoint', elsewhere);
    change(join(directory, 'specimen.sqlite'), 'DELETE FROM commits');
    const kept = ['specimen-1', 'other-1'].flatMap((log) => ['--checkpoint', join(elsewhere, `${log}.checkpoint`)]);
    const emptied = await verify(directory, ...kept);
    expect(emptied.code).toBe(1);
    expect(linesOf(directory, emptied)).toContain('FAIL specimen.sqlite no log: position 1: the checkpoint knows 5 commits: the log was cut off or rolled back');
    const left = newFolder();
    for (const name of ['other.sqlite', 'other-access.sqlite']) copyFileSync(join(directory, name), join(left, name));
    expect(linesOf(left, await verify(left, ...kept)).slice(2)).toEqual([`FAIL ${left}: there is a checkpoint of specimen/1, but no such ledger`, '2 passed, 1 failed']);
  });

  it('given a file that is no ledger, then it cannot be read, and the others are verified all the same', async () => {
    const directory = await dataFolder();
    writeFileSync(join(directory, 'broken.sqlite'), 'not a database at all, but long enough to look like something');
    new DatabaseSync(join(directory, 'empty.sqlite')).exec('CREATE TABLE x (y)');
    const ran = await verify(directory);
    expect(ran.code).toBe(1);
    expect(linesOf(directory, ran).filter((line) => !line.startsWith('ok'))).toEqual([
      'FAIL broken.sqlite: cannot be read as a ledger (file is not a database)',
      'FAIL empty.sqlite: cannot be read as a ledger (no such table: commits)',
      '4 passed, 2 failed',
    ]);
  });

  it.each([
    ['nothing to verify', () => [], 'npm run verify -- DIR|FILE'],
    ['a folder that is not there', () => ['/nowhere'], 'There is no /nowhere.'],
    ['a folder without a ledger', () => [newFolder()], 'No ledger in'],
    ['an evidence pack that is not there', () => ['/nowhere.json'], 'There is no /nowhere.json.'],
    ['an evidence pack, and a key that is not there', () => [COMMAND.replace('.js', '.json'), '--signed-by', '/nowhere.key'], 'There is no /nowhere.key.'],
    ['an evidence pack, and a checkpoint that is not there', () => ['/x.json', '--checkpoint', '/nowhere.checkpoint'], 'There is no /nowhere.checkpoint.'],
    ['a folder where a checkpoint should be', () => [COMMAND, '--checkpoint', '/'], 'EISDIR'],
    ['an option that it does not have', () => ['--help'], "Unknown option '--help'"],
  ])('given %s, then it says what is wrong, and exits 2', async (_, args, said) => {
    const ran = await verify(...args());
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringContaining(said) });
    expect(ran.err).not.toContain('    at ');
  });

  it('given a checkpoint that is none, or not signed by the key, then it says so, and exits 2', async () => {
    const [directory, elsewhere] = [await dataFolder(), newFolder()];
    await verify(directory, '--write-checkpoint', elsewhere);
    const [note, key] = ['specimen-1.checkpoint', 'other-1.key'].map((name) => join(elsewhere, name)) as [string, string];
    expect(await verify(directory, '--checkpoint', key)).toMatchObject({ code: 2, err: expect.stringContaining('That is no checkpoint') });
    expect(await verify(directory, '--checkpoint', note, '--signed-by', key)).toMatchObject({ code: 2, err: expect.stringContaining('carries no signature of the key') });
    const noKey = join(elsewhere, 'none.key');
    writeFileSync(noKey, 'specimen/1+00000000+AQID');
    expect(await verify(directory, '--checkpoint', note, '--signed-by', noKey)).toMatchObject({ code: 2, err: expect.stringContaining('carries no signature of the key') });
    expect(await verify(directory, '--checkpoint', note, '--signed-by', join(elsewhere, 'gone.key'))).toMatchObject({ code: 2, err: expect.stringMatching(/^There is no .*gone\.key\.\n$/) });
    expect(await verify(directory, '--checkpoint', join(elsewhere, 'gone'))).toMatchObject({ code: 2, err: expect.stringContaining('There is no') });
    expect(existsSync(join(directory, 'keys', 'checkpoints.pem'))).toBe(true);
  });
});
