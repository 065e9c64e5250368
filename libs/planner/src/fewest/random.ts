/** Draws a whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** The same draws for the same seed (mulberry32), so that a search can be run again as it was. */
export const seeded = (seed: number): Random => {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
};
