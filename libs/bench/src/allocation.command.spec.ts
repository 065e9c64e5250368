import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('./allocation.command.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cpmp-allocation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const command = (...args: readonly string[]) => spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });
const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));

const tasks = [0, 1, 2].map((id) => ({ id, start: id, end: id + 2 }));

it('given files of both kinds, when they are planned, then each has a line, its plan is written under its name, and the exit code is 0', () => {
  write('few.json', { name: 'few', objective: 'min-resources', tasks, resources: [0, 1, 2].map((id) => ({ id, can: 'e' })) });
  write('most.json', { name: 'most', objective: 'max-priority', tasks: tasks.map((one) => ({ ...one, weight: 2 })), resources: [{ id: 'a' }] });
  write('notes.txt', 'no file of ours');
  const { stdout, stderr, status } = command(folder, '--out', join(folder, 'plans'), '--budget-ms', '5000');
  expect(stdout.trim().split('\n').map((line) => line.split('  ').slice(0, 7))).toEqual([['few', 'min-resources', '3', '3', '2', '2', '0.00'], ['most', 'max-priority', '3', '1', '4', '4', '0.00']]);
  expect([stderr, status]).toEqual(['', 0]);
  expect(JSON.parse(readFileSync(join(folder, 'plans/most.json'), 'utf8'))).toMatchObject({ name: 'most', value: 4, bound: 4, assign: { 0: [['a']], 2: [['a']] }, refused: [{ task: 1, reason: 'busy', need: 0, blockedBy: { a: 0 } }] });
});

it('given a file that is none, when they are planned, then it names the file and what is wrong, plans the others, and the exit code is 1', () => {
  write('broken.json', '{');
  write('wrong.json', { name: 'wrong', objective: 'fastest', tasks: [{ id: 0, start: 3, end: 4, weight: -1 }, { id: '0', start: 3, end: 4 }], resources: [] });
  const { stdout, stderr, status } = command(folder);
  expect([stdout.trim().split('\n').length, status]).toEqual([2, 1]);
  for (const said of ['broken.json', 'wrong.json', 'objective', 'weight', 'each id once']) expect(stderr).toContain(said);
});

it('given tasks that nobody can all serve, then it says that there is no plan, and the exit code is 1', () => {
  const alone = mkdtempSync(join(folder, 'alone-'));
  writeFileSync(join(alone, 'none.json'), JSON.stringify({ name: 'none', objective: 'min-resources', tasks, resources: [{ id: 0 }] }));
  const { stdout, stderr, status } = command(alone, '--out', alone);
  expect([stdout.split('  ').slice(0, 7), status]).toEqual([['none', 'min-resources', '3', '1', '-', '-', '-'], 1]);
  expect(stderr).toContain('none.json: task 0 is not served');
  expect(JSON.parse(readFileSync(join(alone, 'none.json'), 'utf8'))).toMatchObject({ value: null, bound: null, assign: {} });
});

it('given a call that means nothing, then the usage is said and the exit code is 2', () => {
  for (const args of [[], [join(folder, 'nowhere')], [mkdtempSync(join(folder, 'empty-'))], [folder, folder], [folder, '--budget-ms', 'soon'], [folder, '--fast']]) {
    const { stdout, stderr, status } = command(...args);
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toContain('npm run bench:allocation -- DIR');
  }
});
