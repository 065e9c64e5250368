import type { Instant } from '@cpmp/kernel';
import type { Clock } from './types.js';

let lastMs = Number.NaN;
let last: Instant = '';

/** The machine's own clock, for both times. An instant is written once a millisecond, since many are asked for within one, and writing it costs what a small decision does. */
export const machineClock: Clock = {
  now: () => {
    const ms = Date.now();
    if (ms !== lastMs) {
      last = new Date(ms).toISOString();
      lastMs = ms;
    }
    return last;
  },
  machine: () => Date.now(),
};
