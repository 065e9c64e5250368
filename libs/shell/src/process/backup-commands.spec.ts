import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { Aggregate } from '@cpmp/kernel';
import { machineClock, openLedger, openSqliteStores } from '@cpmp/ledger';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'cpmp-restore-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a command for whoever stands in the folder. */
const run = (command: 'backup' | 'restore', ...args: readonly string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL(`./${command}.command.js`, import.meta.url)), ...args], { encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } });
const FAIL = { status: 1, stderr: '', stdout: expect.stringMatching(/^FAIL [^\n]+\n$/) };

type Kept = { readonly type: 'Kept' };
const box: Aggregate<number, Kept> = { category: 'box', initial: 0, evolve: (count) => count + 1, personal: { Kept: [] } };

/** A data folder in which three things were kept. */
const lived = async () => {
  const ledger = await openLedger({ service: 'boxes', stores: openSqliteStores({ directory: join(folder, 'data'), service: 'boxes' }), aggregates: [box], views: [], clock: machineClock });
  for (const id of ['a', 'b', 'c']) await ledger.transact(box, id, () => [{ type: 'Kept' as const }], { cause: `http/${id}`, actor: null });
  await ledger.close();
};
const BACKUP = ['--data', 'data', '--to', 'backup', '--keys-to', 'keys'];
const RESTORE = ['--from', 'backup', '--keys-from', 'keys', '--data', 'made'];

describe('npm run restore, where it cannot be', () => {
  const FOLDER = ['--from', '.', '--keys-from', '.', '--data', 'made'];

  it.each([
    ['a checkpoint that is not there', [...FOLDER, '--checkpoint', 'nowhere'], 'nowhere'],
    ['a checkpoint that is none', [...FOLDER, '--checkpoint', 'note'], 'That is no checkpoint'],
    ['a folder without a backup', FOLDER, 'There is no backup in'],
    ['a folder without a ledger that is asked for orphans, of which nobody may believe that it has none', ['--data', 'nowhere', '--orphans'], 'There is no ledger in'],
    ['a folder without a ledger that is to say what was lost', [...FOLDER, '--lost-from', 'nowhere'], 'There is no ledger in'],
  ])('given %s, then that is said in a sentence, and nothing is made', (_, args, said) => {
    writeFileSync(join(folder, 'note'), 'no checkpoint\n');
    const ran = run('restore', ...args);
    expect(ran).toMatchObject(FAIL);
    expect(ran.stdout).toContain(said);
    expect(readdirSync(folder)).toEqual(['note']);
  });

  it('given keys that are not there, or a file that is no backup, then that is said in a sentence, and which; run again with what is right it is done', async () => {
    await lived();
    run('backup', ...BACKUP);
    const without = run('restore', '--from', 'backup', '--keys-from', 'nowhere', '--data', 'made');
    expect(without).toMatchObject(FAIL);
    expect(without.stdout).toContain('nowhere');
    writeFileSync(join(folder, 'backup', 'other.sqlite'), 'not a database at all, but long enough to look like something');
    const strange = run('restore', ...RESTORE);
    expect([strange.status, strange.stderr, strange.stdout]).toEqual([1, '', expect.stringMatching(/FAIL [^\n]*other\.sqlite[^\n]*\n$/)]);
    rmSync(join(folder, 'backup', 'other.sqlite'));
    expect(run('restore', ...RESTORE)).toMatchObject({ status: 0, stdout: expect.stringContaining('boxes: restored to position 3') });
  });

  it('given that what was there before cannot be read, then the restore stands, and it is said that what was lost cannot be', async () => {
    await lived();
    run('backup', ...BACKUP);
    writeFileSync(join(folder, 'data', 'boxes.sqlite'), 'spoiled');
    const ran = run('restore', ...RESTORE, '--lost-from', 'data');
    expect([ran.status, ran.stderr, ran.stdout]).toEqual([0, '', expect.stringMatching(/boxes: restored to position 3[^]*what boxes lost cannot be said/)]);
  });
});

describe('npm run backup, where it cannot be', () => {
  it('given a data folder without its keys, then no backup is made that nobody could read, and no key that would sign in the place of another', async () => {
    await lived();
    rmSync(join(folder, 'data', 'keys'), { recursive: true });
    const ran = run('backup', ...BACKUP);
    expect(ran).toMatchObject(FAIL);
    expect(ran.stdout).toContain('There are no keys in');
    expect([existsSync(join(folder, 'data', 'keys')), existsSync(join(folder, 'backup'))]).toEqual([false, false]);
  });

  it('given a ledger that the disk has spoiled, or a place that is none, then that is said in a sentence', async () => {
    await lived();
    const db = new DatabaseSync(join(folder, 'data', 'boxes.sqlite'));
    db.exec("UPDATE commits SET hash = 'x' || hash WHERE position = 2");
    db.close();
    const spoiled = run('backup', ...BACKUP);
    expect([spoiled.status, spoiled.stderr, spoiled.stdout]).toEqual([1, '', expect.stringMatching(/FAIL [^\n]*boxes[^\n]*position 2[^\n]*\n$/)]);
    writeFileSync(join(folder, 'file'), '');
    const nowhere = run('backup', '--data', 'data', '--to', 'file', '--keys-to', 'keys');
    expect(nowhere).toMatchObject(FAIL);
    expect(nowhere.stdout).toContain('ENOTDIR');
  });
});
