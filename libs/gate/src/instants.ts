import type { Instant } from '@cpmp/kernel';

/** The instant some seconds after another. */
export const secondsAfter = (at: Instant, seconds: number): Instant => new Date(Date.parse(at) + seconds * 1000).toISOString();

/** The instant some hours after another, elapsed time. */
export const hoursAfter = (at: Instant, hours: number): Instant => secondsAfter(at, hours * 3600);
