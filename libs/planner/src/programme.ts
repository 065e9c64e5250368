import type { Highs } from 'highs';

/** The place of a column. */
export type Column = number;

/** What is to be made the most of: what each column is worth, in whole numbers, and which are held at nothing meanwhile. */
export type Sought = { readonly worth: ReadonlyMap<Column, number>; readonly held: ReadonlySet<Column> };

/** Nearer than this to a whole number is that number: the solver counts in floating point. */
const WHOLE = 1e-6;
/** Sums are whole numbers, so what is less than one better is not better. */
const LESS_THAN_ONE = 1 - WHOLE;
/** How much a programme may hold before it is not solved at all: beyond this the solver would take more memory than a service has beside its own. */
const ENTRIES_MAX = 100_000;

/** A linear programme over whole numbers, stated a column and a row at a time. */
export class Programme {
  private readonly upper: number[] = [];
  private readonly bounds: { readonly lower: number; readonly upper: number }[] = [];
  private readonly starts: number[] = [0];
  private readonly indices: number[] = [];
  private readonly values: number[] = [];

  constructor(private readonly highs: Highs) {}

  /** A whole number from 0 to `upper`; answers its place. */
  column(upper: number): Column {
    return this.upper.push(upper) - 1;
  }

  /** How many columns there are. */
  get columns(): number {
    return this.upper.length;
  }

  /** Holds the sum of the columns, each so many times, between two bounds; none: at least, or at most, anything. */
  row(columns: Iterable<readonly [column: Column, times: number]>, { lower = -this.highs.infinity, upper = this.highs.infinity }: { readonly lower?: number; readonly upper?: number }): void {
    for (const [column, times] of columns) {
      this.indices.push(column);
      this.values.push(times);
    }
    this.starts.push(this.indices.length);
    this.bounds.push({ lower, upper });
  }

  /** What a sum comes to. */
  sum(worth: ReadonlyMap<Column, number>, values: ArrayLike<number>): number {
    return [...worth].reduce((sum, [column, each]) => sum + each * Math.round(values[column] ?? 0), 0);
  }

  /**
   * Makes the most of a sum, from values that hold by all rows, until a time (milliseconds of `performance.now()`).
   * Answers values that are no worse, and what no values better: `undefined` where that is not known.
   */
  maximise({ worth, held }: Sought, from: Float64Array, until: number): { readonly values: Float64Array; readonly bound: number | undefined } {
    const seconds = (until - performance.now()) / 1000;
    if (seconds <= 0 || this.indices.length > ENTRIES_MAX) return { values: from, bound: undefined };
    const model = this.highs.createModel(this.dataFor({ worth, held }));
    try {
      model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: LESS_THAN_ONE, time_limit: seconds });
      model.setSolution({ colValue: from });
      model.run();
      const { modelStatus, solutionStatus } = this.highs.constants;
      const found = model.info.get('primal_solution_status') === solutionStatus.feasible ? Float64Array.from(model.getSolution().colValue) : from;
      const values = this.sum(worth, found) > this.sum(worth, from) ? found : from;
      const bound = model.getModelStatus() === modelStatus.optimal ? this.sum(worth, values) : Math.floor(Number(model.info.get('mip_dual_bound')) + WHOLE);
      return { values, bound: Number.isFinite(bound) ? bound : undefined };
    } finally {
      model.dispose();
    }
  }

  private dataFor({ worth, held }: Sought) {
    const [numCols, numRows] = [this.columns, this.bounds.length];
    const { objectiveSense: { maximize }, variableType: { integer } } = this.highs.constants;
    return {
      numCols, numRows, sense: maximize,
      colCost: Float64Array.from({ length: numCols }, (_, column) => worth.get(column) ?? 0),
      colLower: new Float64Array(numCols), colUpper: Float64Array.from(this.upper, (upper, column) => (held.has(column) ? 0 : upper)),
      rowLower: Float64Array.from(this.bounds, ({ lower }) => lower), rowUpper: Float64Array.from(this.bounds, ({ upper }) => upper),
      matrix: { format: 'csr' as const, numRows, numCols, starts: Int32Array.from(this.starts), indices: Int32Array.from(this.indices), values: Float64Array.from(this.values) },
      integrality: new Int32Array(numCols).fill(integer),
    };
  }
}
