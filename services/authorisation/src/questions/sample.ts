import { createHash } from 'node:crypto';
import type { Row } from './question.js';

/** A number in place of a text that nobody can guide: the same for the same seed. */
const drawn = (seed: string, text: string): string => createHash('sha256').update(`${seed}\n${text}`).digest('hex');

const keyOf = ({ says, events }: Row): string => JSON.stringify([says['reference'] ?? says['what'], events]);

const byDraw = <T>(items: readonly T[], seed: string, text: (item: T) => string): readonly T[] => items.map((item) => ({ item, at: drawn(seed, text(item)) })).toSorted((one, other) => (one.at < other.at ? -1 : 1)).map(({ item }) => item);

/** What a sample covers: of how many it was drawn, and how many of each stratum. */
export type Sample = { readonly seed: string; readonly size: number; readonly of: number; readonly strata: readonly { readonly stratum: string; readonly rows: number; readonly drawn: number }[] };

/** Draws so many rows, one of each stratum in turn, in an order that the seed alone decides: the same seed and the same rows give the same sample. Sealed text has no part in it. */
export const sampled = (rows: readonly Row[], { seed, size }: { readonly seed: string; readonly size: number }): { readonly rows: readonly Row[]; readonly sample: Sample } => {
  const strata = byDraw([...Map.groupBy(rows, ({ stratum = 'all' }) => stratum)], seed, ([stratum]) => stratum).map(([stratum, own]) => ({ stratum, own: byDraw(own, seed, keyOf) }));
  const rounds = Math.max(0, ...strata.map(({ own }) => own.length));
  const chosen = Array.from({ length: rounds }, (_, round) => strata.flatMap(({ own }) => own[round] ?? [])).flat().slice(0, size);
  const taken = new Set(chosen);
  return { rows: chosen, sample: { seed, size, of: rows.length, strata: strata.map(({ stratum, own }) => ({ stratum, rows: own.length, drawn: own.filter((row) => taken.has(row)).length })).toSorted((one, other) => (one.stratum < other.stratum ? -1 : 1)) } };
};
