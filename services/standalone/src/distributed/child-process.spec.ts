import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { linesTo, SupervisedProcess } from './child-process.js';

const folder = mkdtempSync(join(tmpdir(), 'cpmp-child-'));
afterAll(() => rmSync(folder, { recursive: true }));

const entry = join(folder, 'entry.mjs');
beforeAll(() => writeFileSync(entry, "console.log('it runs'); setInterval(() => {}, 1000);"));

/** Whoever looks after it has no descriptor left when it is started, and has them again right after. */
const WITHOUT_DESCRIPTORS = `
import { closeSync, openSync } from 'node:fs';
import { SupervisedProcess } from ${JSON.stringify(new URL('./child-process.js', import.meta.url).href)};
const taken = [];
const supervised = new SupervisedProcess({ entry: ${JSON.stringify(entry)}, env: {}, say: (line) => (process.stdout.write(line), String(line).includes('it runs') && supervised.stop().then(() => clearInterval(goesOn))) });
const goesOn = setInterval(() => {}, 1000);
try { for (;;) taken.push(openSync('/dev/null')); } catch {}
supervised.start();
for (const one of taken) closeSync(one);
`;

describe('the lines of a process', () => {
  it('given a file that cannot be written, then they are lost, and nobody ends for it', async () => {
    const say = linesTo(join(folder, 'no', 'such.log'));
    say(Buffer.from('one\n'));
    await wait(20); // in which it turns out
    say(Buffer.from('another\n'));
    await wait(20);
    const file = join(folder, 'there.log');
    linesTo(file)(Buffer.from('kept\n'));
    while (!existsSync(file) || readFileSync(file, 'utf8') !== 'kept\n') await wait(5);
  });
});

describe('a process that is looked after', () => {
  it('given that it cannot be started, then that is said among its lines, it is tried again, and it can be stopped meanwhile', async () => {
    const { execPath } = process;
    const said: string[] = [];
    const supervised = new SupervisedProcess({ entry, env: {}, say: (line) => said.push(line.toString()) });
    process.execPath = join(folder, 'nowhere');
    supervised.start();
    process.execPath = execPath;
    while (!said.join('').includes('it runs')) await wait(20);
    expect(said[0]).toMatch(/ENOENT\n$/);
    expect(supervised.starts).toBe(2);
    await supervised.stop();
    process.execPath = join(folder, 'nowhere');
    const never = new SupervisedProcess({ entry, env: {}, say: () => {} });
    never.start();
    process.execPath = execPath;
    await never.stop();
    expect(never.starts).toBe(1);
  });

  it('given that nothing more can be opened, then it is tried again too', () => {
    const { status, stdout } = spawnSync('bash', ['-c', 'ulimit -n 64; exec "$0" --input-type=module -e "$1"', process.execPath, WITHOUT_DESCRIPTORS], { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/EMFILE\nit runs\n$/)]);
  });
});
