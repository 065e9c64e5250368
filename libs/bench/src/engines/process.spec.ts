import { spawn } from 'node:child_process';
import { coreShare, megabytesOf } from './process.js';

describe('what is known of another process', () => {
  it('given one that does nothing but count, then it takes a share of a core; a stopped one takes none', async () => {
    const busy = spawn(process.execPath, ['-e', 'for (;;);']);
    const pid = busy.pid ?? 0;
    let share = 0;
    while (share === 0) share = await coreShare([pid], 0.05);
    busy.kill('SIGSTOP');
    while ((await coreShare([pid], 0.01)) > 0);
    expect(await coreShare([pid], 0.05)).toBe(0);
    busy.kill('SIGKILL');
  });

  it('given this one, then its memory is what it says itself', () => {
    expect(megabytesOf(process.pid) / (process.memoryUsage.rss() / 2 ** 20)).toBeCloseTo(1, 1);
  });
});
