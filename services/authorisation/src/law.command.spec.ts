import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'cpmp-law-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command as `npm run law -- …` does for whoever stands in the folder. */
const law = (...args: readonly string[]) => spawnSync(process.execPath, [fileURLToPath(new URL('./law.command.js', import.meta.url)), ...args], { encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } });

describe('npm run law -- replay, shadow', () => {
  beforeAll(() => writeFileSync(join(folder, 'notes.txt'), 'no ledger at all, but long enough to look like something to whoever opens it'));

  it.each([
    ['a ledger that is not there', 2, 'There is no nowhere.', ['replay', 'nowhere']],
    ['a file that is no ledger', 1, 'file is not a database', ['replay', 'notes.txt']],
    ['a draft that is not there', 2, 'nowhere.yaml', ['shadow', '--pack', 'nowhere.yaml', 'notes.txt']],
  ])('given %s, then that is said in a sentence', (_, code, said, args) => {
    const { status, stdout, stderr } = law(...args);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('    at ');
  });
});
