import type { AnnualReturn } from './annual-return.js';

/** Numbers from 1 to one less than this are not published: force policy. */
export const SUPPRESSED_BELOW = 5;

/** Numbers with their totals as the last row and the last column; null where a number is not published. A total holds nothing apart from the numbers above or beside it. */
export type Published = readonly (readonly (number | null)[])[];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** A table with a total at the end of each row, and a row of totals. */
export const withTotals = (cells: readonly (readonly number[])[]): readonly (readonly number[])[] => {
  const rows = cells.map((row) => [...row, sum(row)]);
  return [...rows, (rows[0] ?? []).map((_, column) => sum(rows.map((row) => row[column] ?? 0)))];
};

type Place = readonly [row: number, column: number];

/**
 * Whether what is not published could be one more, or one less, for all that is published. With the totals negative every row and every column of the table sums to nothing:
 * a change of one number is made good by a walk that goes back and forth between rows and columns over numbers that are not published either, each at least 1.
 */
class Hidden {
  private readonly rows: number;
  private readonly columns: number;

  constructor(
    private readonly table: readonly (readonly number[])[],
    private readonly hidden: readonly (readonly boolean[])[],
  ) {
    this.rows = table.length;
    this.columns = table[0]?.length ?? 0;
  }

  /** May this number be one more (1) or one less (-1)? Everybody knows that what is hidden is at least 1, since a nought is published. */
  private may([row, column]: Place, step: 1 | -1): boolean {
    return this.hidden[row]?.[column] === true && (step === 1 || (this.table[row]?.[column] ?? 0) > 1);
  }

  /** A total counts against its row or its column: one more of it is one less of the sum. The sum of all counts for it again. */
  private sign([row, column]: Place): 1 | -1 {
    return (row === this.rows - 1) === (column === this.columns - 1) ? 1 : -1;
  }

  private adds(place: Place, toSum: 1 | -1): boolean {
    return this.may(place, (toSum * this.sign(place)) as 1 | -1);
  }

  /** Whether a change of the sum by a number at `start` can be made good by others. */
  private isFreeBy(start: Place, toSum: 1 | -1): boolean {
    if (!this.adds(start, toSum)) return false;
    const seen = new Set([start[0]]);
    const rows = [start[0]];
    for (let row = rows.pop(); row !== undefined; row = rows.pop()) {
      for (let column = 0; column < this.columns; column += 1) {
        if ((row === start[0] && column === start[1]) || !this.adds([row, column], -toSum as 1 | -1)) continue;
        if (column === start[1]) return true;
        for (let next = 0; next < this.rows; next += 1) {
          if (seen.has(next) || !this.adds([next, column], toSum)) continue;
          seen.add(next);
          rows.push(next);
        }
      }
    }
    return false;
  }

  /** The first number that is not published and can be computed from what is. */
  exposed(): Place | undefined {
    for (let row = 0; row < this.rows; row += 1)
      for (let column = 0; column < this.columns; column += 1)
        if (this.hidden[row]?.[column] && !this.isFreeBy([row, column], 1) && !this.isFreeBy([row, column], -1)) return [row, column];
    return undefined;
  }
}

/** What else to leave out for a number that is exposed: the least that closes a rectangle with it, of numbers that are none of them nought; else the smallest number anywhere. */
const nextToHide = (table: readonly (readonly number[])[], hidden: readonly (readonly boolean[])[], [row, column]: Place): readonly Place[] => {
  const places = table.flatMap((numbers, r) => numbers.flatMap((number, c): readonly Place[] => (number > 0 ? [[r, c]] : [])));
  const numberAt = ([r, c]: Place): number => table[r]?.[c] ?? 0;
  const open = (corners: readonly Place[]): readonly Place[] => corners.filter(([r, c]) => !hidden[r]?.[c]);
  const rectangles = places.filter(([r, c]) => r !== row && c !== column).map(([r, c]): readonly Place[] => [[r, c], [row, c], [r, column]]).filter((corners) => corners.every((place) => numberAt(place) > 0));
  const choices = [...rectangles.map(open).filter((corners) => corners.length > 0), ...(rectangles.some((corners) => open(corners).length > 0) ? [] : open(places).map((place) => [place]))];
  return choices.map((corners) => ({ corners, cost: sum(corners.map(numberAt)) })).toSorted((one, other) => one.cost - other.cost)[0]?.corners ?? [];
};

/** Leaves out every small number, and as many others as it takes so that none can be computed from the totals. A nought is published: it is about nobody. */
export const suppressed = (table: readonly (readonly number[])[], below = SUPPRESSED_BELOW): Published => {
  const hidden = table.map((row) => row.map((number) => number > 0 && number < below));
  for (let exposed = new Hidden(table, hidden).exposed(); exposed; exposed = new Hidden(table, hidden).exposed()) {
    const more = nextToHide(table, hidden, exposed);
    if (more.length === 0) break;
    for (const [row, column] of more) (hidden[row] as boolean[])[column] = true;
  }
  return table.map((row, r) => row.map((number, c) => (hidden[r]?.[c] ? null : number)));
};

/** The columns of what is published: each act is in one of them. */
const COLUMNS: readonly { readonly name: string; readonly of: (count: (measure: string) => number) => number }[] = [
  { name: 'granted', of: (count) => count('granted') - count('granted-in-urgency') },
  { name: 'granted-in-urgency', of: (count) => count('granted-in-urgency') },
  { name: 'refused', of: (count) => count('refused') },
  { name: 'renewed', of: (count) => count('renewed') },
  { name: 'cancelled', of: (count) => count('cancelled') },
];

/** What may be given to somebody who asks under freedom of information: decisions of a year by power and kind, without small numbers. */
export const disclosure = ({ year, force, powers }: Pick<AnnualReturn, 'year' | 'powers'> & { readonly force?: string }) => {
  const cells = powers.map(({ counts }) => COLUMNS.map(({ of }) => of((measure) => counts.find((one) => one.measure === measure)?.count ?? 0)));
  const published = suppressed(withTotals(cells));
  return {
    year, ...(force === undefined ? {} : { force }), suppressedBelow: SUPPRESSED_BELOW, columns: [...COLUMNS.map(({ name }) => name), 'total'],
    rows: published.map((counts, index) => ({ power: powers[index]?.power ?? 'all', counts })),
  };
};
