import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './figure.js';

/** What a figure was measured on. */
export type Machine = { readonly cpu: string; readonly cores: number; readonly memoryGb: number; readonly platform: string; readonly node: string; readonly load: number };

/** This machine as it is now; `load` is the mean of the last minute. */
export const machineNow = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform}-${process.arch}`,
  node: process.versions.node,
  load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
});

/** A machine on a line. */
export const machineLine = ({ cpu, cores, memoryGb, platform, node, load }: Machine): string => `${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}, load ${load}`;

const SYNCS = 50;
/** About what 64 commits put into the write-ahead log. */
const SYNCED = Buffer.alloc(64 * 1024, 1);

/** How long the disk of a folder takes to make 64 KB durable, in microseconds: the median of fifty. */
export const fsyncMicroseconds = (folder: string): number => {
  const file = openSync(join(folder, 'synced'), 'w');
  try {
    return median(
      Array.from({ length: SYNCS }, () => {
        const began = performance.now();
        writeSync(file, SYNCED);
        fdatasyncSync(file);
        return (performance.now() - began) * 1000;
      }),
    );
  } finally {
    closeSync(file);
  }
};
