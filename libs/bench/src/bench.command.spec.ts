import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('./bench.command.js', import.meta.url));
const bench = (...args: readonly string[]) => spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });

it('given --json, when one figure is asked for, then standard output is that figure and nothing else, and the exit code is its floor’s', () => {
  const { stdout, status } = bench('--json', '--only', 'append', '--rounds', '5');
  const { figures, machine } = JSON.parse(stdout);
  expect(figures).toEqual([{ name: 'append', value: expect.any(Number), floor: 0.4, better: 'higher' }]);
  expect(status).toBe(figures[0].value >= 0.4 ? 0 : 1);
  expect(machine).toMatchObject({ cores: expect.any(Number), node: process.versions.node });
});

it('given an argument that means nothing, then the usage is said and the exit code is 2', () => {
  const { stdout, stderr, status } = bench('--only', 'nothing');
  expect([stdout, status]).toEqual(['', 2]);
  expect(stderr).toContain('Nothing is called nothing.');
});
