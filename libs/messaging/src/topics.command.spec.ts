import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('./topics.command.js', import.meta.url));
const topics = (...args: readonly string[]) => spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8', env: {} });

describe('npm run topics', () => {
  it('given an option that it has not, then it says which and how it is used, and exit 2: no broker was asked', () => {
    expect(topics('plan', '--nope')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^Unknown option '--nope'[^]*npm run topics -- plan\|apply/) });
  });

  it('given nothing to do, a number that is none, or no broker, then it says so, and exit 2', () => {
    expect(topics()).toMatchObject({ status: 2, stderr: expect.stringContaining('npm run topics -- plan|apply') });
    expect(topics('plan', '--partitions', 'many')).toMatchObject({ status: 2, stderr: '--partitions is a whole number from 1.\n' });
    expect(topics('plan')).toMatchObject({ status: 2, stderr: 'KAFKA_BROKERS is not set.\n' });
  });
});
