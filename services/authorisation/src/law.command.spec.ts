import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKS } from '@cpmp/law/load';
import { openSqliteStores } from '@cpmp/ledger';
import { serve, testHost } from '@cpmp/shell/testing';
import { authorisation } from './app.module.js';

const COMMAND = fileURLToPath(new URL('./law.command.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cpmp-law-command-'));
const data = join(folder, 'data');
const draft = join(folder, 'one', 'draft.yaml');
const other = join(folder, 'other', 'draft.yaml');
const noLedger = join(folder, 'letter.sqlite');

beforeAll(async () => {
  const host = await testHost({ at: '2026-03-02T09:00:00.000Z' });
  const served = await serve({ ...host, stores: (service) => openSqliteStores({ directory: data, service }) }, authorisation);
  await served.close();
  for (const path of [draft, other]) {
    mkdirSync(join(path, '..'));
    writeFileSync(path, readFileSync(join(PACKS, '../drafts/commissioner-for-long-surveillance.yaml')));
  }
  writeFileSync(noLedger, 'Dear Sir or Madam');
});
afterAll(() => rmSync(folder, { recursive: true }));

const law = (...args: readonly string[]) => spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });

describe('law replay, law shadow', () => {
  it('given a ledger, when they are run, then each says what it asked', () => {
    expect(law('replay', data)).toMatchObject({ status: 0, stderr: '', stdout: '0 decisions asked again under 1 adopted set: each came out as it was\n' });
    expect(law('shadow', '--pack', draft, data)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^0 decisions and 0 live authorities at 2026-03-02T09:00:00\.000Z: 0 same\n$/) });
  });

  it.each([
    ['another ledger beside', () => ['replay', data, folder], 'does not take'],
    ['a pack where none is tried', () => ['replay', '--pack', draft, data], 'does not take “--pack”'],
    ['a day where none is asked for', () => ['replay', '--on', '2027-01-01', data], 'does not take “--on”'],
    ['another ledger beside a pack', () => ['shadow', '--pack', draft, data, folder], 'does not take'],
    ['a day that no calendar has', () => ['shadow', '--pack', draft, '--on', '2027-02-30', data], '--on takes a day'],
    ['a month that no calendar has', () => ['shadow', '--pack', draft, '--on', '2027-13-01', data], '--on takes a day'],
    ['a pack that is not there', () => ['shadow', '--pack', join(folder, 'gone.yaml'), data], 'gone.yaml'],
    ['a folder for a pack', () => ['shadow', '--pack', folder, data], 'EISDIR'],
  ] as const)('given %s, then it says so and how it is used, and exit 2: nothing is passed over', (_, args, said) => {
    const { status, stdout, stderr } = law(...args());
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(stderr).toContain('usage: npm run law -- replay DIR');
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('given two packs of one name, then neither takes the place of the other: it is a fault', () => {
    expect(law('shadow', '--pack', draft, '--pack', other, data)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('draft.yaml:1: another file has that name') });
  });

  it('given paths from where the person stands, which npm tells, then they are meant from there', () => {
    const { status, stderr } = spawnSync(process.execPath, [COMMAND, 'shadow', '--pack', 'one/draft.yaml', 'data'], { encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('given a file that is no ledger, then it says so in a line, and exit 1', () => {
    const { status, stdout, stderr } = law('replay', noLedger);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('not a database');
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
