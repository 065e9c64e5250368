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
});
