import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Of a process's line in `/proc`, after its name, which may hold anything: time in user mode and in the kernel, in ticks of which Linux has 100 a second. */
const [USER, KERNEL] = [11, 12];
const TICKS_A_SECOND = 100;

const ticksOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
  return Number(fields[USER]) + Number(fields[KERNEL]);
};

/** How much of one core processes take together while they are watched, in per cent. */
export const coreShare = async (pids: readonly number[], seconds: number): Promise<number> => {
  const sum = (): number => pids.reduce((total, pid) => total + ticksOf(pid), 0);
  const [before, began] = [sum(), performance.now()];
  await wait(seconds * 1000);
  return ((sum() - before) / TICKS_A_SECOND / ((performance.now() - began) / 1000)) * 100;
};

/** What a process holds in memory now, in megabytes. */
export const megabytesOf = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? Number.NaN) / 1024;
