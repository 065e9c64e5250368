import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('./rehearse.command.js', import.meta.url));
const CALL = readFileSync(new URL('../rehearsals/03-urgent-oral.yaml', import.meta.url), 'utf8');
/** The operation up to the first refusal of a grant: three steps. */
const SHORT = CALL.slice(0, CALL.indexOf('  - { at: 2026-03-27T19:10'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command where the files are, as npm does. */
const rehearse = async (files: Readonly<Record<string, string>>, ...more: readonly string[]) => {
  for (const [name, written] of Object.entries(files)) writeFileSync(join(folder, name), written);
  const child = spawn(process.execPath, [COMMAND, ...Object.keys(files), ...more], { env: { ...process.env, INIT_CWD: folder } });
  const exit = new Promise<number | null>((ended) => child.once('close', ended));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { out: out.trim().split('\n'), err: err.split('\n').filter((line) => line !== '' && !line.includes(' … ')), code };
};

describe('npm run rehearse', () => {
  it('given files that come out, then a line a step, a sum a file, and exit 0', async () => {
    const { out, err, code } = await rehearse({ 'a.yaml': SHORT, 'b.yaml': SHORT });
    expect(out.slice(0, 5)).toEqual([
      'a.yaml: A telephone call on a Friday night, and the clocks change',
      'ok   step 1 2026-03-27T18:50 ds-khan apply call',
      'ok   step 2 2026-03-27T18:55 cab-lane check call',
      'ok   step 3 2026-03-27T19:00 insp-doyle grant call/follow',
      '3 passed, 0 failed, 0 not available',
    ]);
    expect([out.at(-1), err, code]).toEqual(['3 passed, 0 failed, 0 not available', [], 0]);
  });

  it('given a step that fails, then the rest is played all the same, and exit 1', async () => {
    const { out, code } = await rehearse({ 'a.yaml': SHORT.replace('state: submitted', 'state: in-force') });
    expect(out.slice(1)).toEqual([expect.stringMatching(/^FAIL step 1 .*: expected state in-force, got submitted$/), expect.stringMatching(/^ok   step 2 /), expect.stringMatching(/^ok   step 3 /), '2 passed, 1 failed, 0 not available']);
    expect(code).toBe(1);
  });

  it('given one file that does not read, then its faults are said by line, nothing is played, and exit 2', async () => {
    const { out, err, code } = await rehearse({ 'a.yaml': SHORT, 'b.yaml': SHORT.replace('rank: sergeant', 'rank: marshal').replace('subjects:', 'objects:') });
    expect([out, err, code]).toEqual([[''], [expect.stringMatching(/^b\.yaml:4: .*rank/), expect.stringMatching(/^b\.yaml:22: .*“objects”$/)], 2]);
  });

  it('given no file, an option that it has not, or a file that is not there, then it says so, and exit 2', async () => {
    expect(await rehearse({})).toMatchObject({ err: [expect.stringContaining('npm run rehearse -- FILE'), expect.anything()], code: 2 });
    expect(await rehearse({}, '--nope')).toMatchObject({ err: [expect.stringContaining('npm run rehearse -- FILE'), expect.anything()], code: 2 });
    expect(await rehearse({}, 'nowhere.yaml')).toMatchObject({ err: ['nowhere.yaml: cannot be read (ENOENT)'], code: 2 });
  });

  it('given an address where no platform is, then one sentence, and exit 1', async () => {
    const { err, code } = await rehearse({ 'a.yaml': SHORT }, '--url', 'http://127.0.0.1:1');
    expect([err, code]).toEqual([['At http://127.0.0.1:1 there is no standalone platform (unreachable).'], 1]);
  });
});
