import fc from 'fast-check';
import { suppressed, withTotals } from './disclosure.js';

const BELOW = 5;
/** Beyond it an enumeration learns nothing new: every number in these tables is smaller. */
const LARGEST = 12;

const tables = (rows: number, columns: number) => fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });

/** Every table of four numbers that would have been published so: what somebody can know who has nothing but the page. */
const candidates = (published: readonly (readonly (number | null)[])[]): readonly (readonly (readonly number[])[])[] => {
  const options = (row: number, column: number): readonly number[] => {
    const shown = published[row]?.[column];
    return shown === null || shown === undefined ? Array.from({ length: LARGEST }, (_, index) => index + 1) : [shown];
  };
  const found: (readonly (readonly number[])[])[] = [];
  for (const a of options(0, 0)) for (const b of options(0, 1)) for (const c of options(1, 0)) for (const d of options(1, 1)) {
    const table = withTotals([[a, b], [c, d]]);
    if (table.every((row, r) => row.every((number, col) => { const shown = published[r]?.[col]; return shown === null ? number > 0 : shown === number; }))) found.push(table);
  }
  return found;
};

/** The rank of rows of numbers, by elimination. */
const rankOf = (rows: readonly (readonly number[])[]): number => {
  const left = rows.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < (left[0]?.length ?? 0); column += 1) {
    const pivot = left.findIndex((row, index) => index >= rank && Math.abs(row[column] ?? 0) > 1e-9);
    if (pivot < 0) continue;
    [left[rank], left[pivot]] = [left[pivot] as number[], left[rank] as number[]];
    const lead = left[rank] as number[];
    for (const [index, row] of left.entries()) {
      if (index === rank) continue;
      const factor = (row[column] ?? 0) / (lead[column] as number);
      for (let at = column; at < row.length; at += 1) row[at] = (row[at] ?? 0) - factor * (lead[at] ?? 0);
    }
    rank += 1;
  }
  return rank;
};

describe('what is published of small numbers', () => {
  it('given any table of four numbers, when somebody tries every table that fits what is published, then no number that was left out has one value alone', () => {
    fc.assert(fc.property(tables(2, 2), (cells) => {
      const published = suppressed(withTotals(cells), BELOW);
      const fitting = candidates(published);
      for (const [r, row] of published.entries()) for (const [c, shown] of row.entries()) if (shown === null) expect(new Set(fitting.map((table) => table[r]?.[c])).size).toBeGreaterThan(1);
    }), { numRuns: 150 });
  });

  it('given any larger table, then no number that was left out follows from the sums by arithmetic', () => {
    fc.assert(fc.property(tables(4, 3), (cells) => {
      const published = suppressed(withTotals(cells), BELOW);
      const places = published.flatMap((row, r) => row.flatMap((shown, c) => (shown === null ? [[r, c] as const] : [])));
      const [rows, columns] = [published.length, published[0]?.length ?? 0];
      const sign = (r: number, c: number): number => ((r === rows - 1) === (c === columns - 1) ? 1 : -1);
      const sums = [
        ...Array.from({ length: rows }, (_, row) => places.map(([r, c]) => (r === row ? sign(r, c) : 0))),
        ...Array.from({ length: columns }, (_, column) => places.map(([r, c]) => (c === column ? sign(r, c) : 0))),
      ];
      const rank = rankOf(sums);
      for (const index of places.keys()) expect(rankOf([...sums, places.map((_, other) => Number(other === index))])).toBe(rank + 1);
    }), { numRuns: 150 });
  });

  it('given any table, then every small number is left out, noughts and what nothing hangs on are published as they are', () => {
    fc.assert(fc.property(tables(3, 3), (cells) => {
      const table = withTotals(cells);
      const published = suppressed(table, BELOW);
      for (const [r, row] of published.entries()) for (const [c, shown] of row.entries()) {
        const number = table[r]?.[c] ?? 0;
        if (number > 0 && number < BELOW) expect(shown).toBeNull();
        if (number === 0) expect(shown).toBe(0);
        if (shown !== null) expect(shown).toBe(number);
      }
      if (table.flat().every((number) => number === 0 || number >= BELOW)) expect(published).toEqual(table);
    }));
  });

  it('given one small number among large ones, then the least that it takes is left out with it: one of its row, one of its column, and where those cross', () => {
    expect(suppressed(withTotals([[2, 20, 30], [15, 25, 35], [40, 50, 60]]), BELOW)).toEqual([[null, null, 30, 52], [null, null, 35, 75], [40, 50, 60, 150], [57, 95, 125, 277]]);
  });
});
