/** One measured number. A ratio has no unit; a floor must be kept, a goal is aimed at. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit?: 'µs' | 'ms' | 'MB' | '/s' | '%';
  /** What stood in for what production runs, where the figure rests on it. */
  readonly standIn?: string;
  readonly floor?: number;
  readonly goal?: number;
  readonly better: 'higher' | 'lower';
};

/** The middle of some numbers; of an even count, the mean of the two in the middle. @throws RangeError of none */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  if (high === undefined || low === undefined) throw new RangeError('Nothing was measured.');
  return (low + high) / 2;
};

/** The smallest value that at least so many per cent do not exceed. @throws RangeError of none */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
  if (value === undefined) throw new RangeError('Nothing was measured.');
  return value;
};

/** The median of the rounds' own ratios: what held the machine up in one round held up both sides of it. */
export const ratio = (ours: readonly number[], theirs: readonly number[]): number => median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));

/** True when a figure is on the wrong side of a mark, or is no number at all. */
const misses = ({ value, better }: Figure, mark: number | undefined): boolean => mark !== undefined && !(better === 'higher' ? value >= mark : value <= mark);

/** What a figure came to. */
export const verdictOf = (figure: Figure): 'missed' | 'below goal' | 'kept' | 'printed' => {
  if (misses(figure, figure.floor)) return 'missed';
  if (misses(figure, figure.goal)) return 'below goal';
  return figure.floor === undefined && figure.goal === undefined ? 'printed' : 'kept';
};

/** 1 when a floor is missed, or nothing was measured. */
export const exitCodeOf = (figures: readonly Figure[]): 0 | 1 => (figures.length === 0 || figures.some((figure) => verdictOf(figure) === 'missed') ? 1 : 0);

/** A number as people read it: three figures that count. */
export const readable = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** One figure on a line. */
export const lineOf = (figure: Figure): string => {
  const { name, value, unit, floor, goal, better, standIn } = figure;
  const marks = [...(floor === undefined ? [] : [`floor ${floor}`]), ...(goal === undefined ? [] : [`goal ${goal}`]), ...(better === 'lower' ? ['lower is better'] : []), ...(standIn ? [`on ${standIn}`] : [])];
  return `${name.padEnd(26)}${`${readable(value)}${unit ? ` ${unit}` : ''}`.padStart(10)}   ${verdictOf(figure).padEnd(11)}${marks.join(', ')}`.trimEnd();
};
