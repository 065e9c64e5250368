import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'cpmp-restore-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command for whoever stands in the folder. */
const restore = (...args: readonly string[]) => spawnSync(process.execPath, [fileURLToPath(new URL('./restore.command.js', import.meta.url)), ...args], { encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } });

describe('npm run restore', () => {
  const FOLDER = ['--from', '.', '--keys-from', '.', '--data', 'made'];
  beforeAll(() => writeFileSync(join(folder, 'note'), 'no checkpoint\n'));

  it.each([
    ['a checkpoint that is not there', [...FOLDER, '--checkpoint', 'nowhere'], 'nowhere'],
    ['a checkpoint that is none', [...FOLDER, '--checkpoint', 'note'], 'That is no checkpoint'],
    ['a folder without a backup', FOLDER, 'There is no backup in'],
    ['a folder without a ledger that is asked for orphans, of which nobody may believe that it has none', ['--data', 'nowhere', '--orphans'], 'There is no ledger in'],
  ])('given %s, then that is said in a sentence, and nothing is made', (_, args, said) => {
    const { status, stdout, stderr } = restore(...args);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^FAIL [^\n]+\n$/);
    expect(stdout).toContain(said);
    expect(readdirSync(folder)).toEqual(['note']);
  });
});
