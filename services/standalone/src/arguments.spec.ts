import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

describe('a command that a person calls', () => {
  it.each([['simulate', 'simulate'], ['drill', 'drill'], ['faults', 'test:faults']])('%s: given an option that it has not, then it says which and how it is used, and exit 2, since 1 is a verdict', (file, name) => {
    const command = fileURLToPath(new URL(`./${file}.command.js`, import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--nope'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^Unknown option '--nope'[^]*npm run ${name} -- `));
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('simulate: given a folder that cannot be one, from where the person stands, then one sentence names it, and exit 2', () => {
    const command = fileURLToPath(new URL('./simulate.command.js', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--data', 'nowhere'], { encoding: 'utf8', env: { ...process.env, INIT_CWD: '/proc' } });
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^The data folder \/proc\/nowhere cannot be made or written \(\w+\)\. Name another with --data DIR\.\n$/)]);
  });
});
