import type { Instant } from '@cpmp/kernel';

/** A picture has at most so many rows: then there is another. */
export const ROWS_MAX = 40;

/** A span of time to be drawn. Each kind has an edge or a hatching of its own. */
export type Bar = { readonly from: Instant; readonly to: Instant; readonly kind: 'authority' | 'ended' | 'live' | 'withdraw' | 'booked' | 'asked' | 'unfit'; readonly label: string };
export type Row = { readonly name: string; readonly bars: readonly Bar[]; readonly marks?: readonly Instant[] };
/** What is drawn: rows between two instants, a scale, and now. */
export type Scene = { readonly from: Instant; readonly to: Instant; readonly now: Instant; readonly ticks: readonly { readonly at: Instant; readonly label: string }[]; readonly rows: readonly Row[] };

/** Sizes in units of the picture's own grid. */
const LEFT = 190;
const RIGHT = 960;
const ROW_HEIGHT = 44;
const TOP = 34;
const LETTER_WIDTH = 6.4;
const BAR_WIDTH_MIN = 6;
const PAD = 6;
const FOOT = 20;

/** Geometry of a picture of time; the template draws it, and nothing here knows HTML. */
export const picture = ({ from, to, now, ticks, rows }: Scene) => {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const x = (at: Instant): number => Math.round(LEFT + ((Math.min(Math.max(Date.parse(at), start), end) - start) / (end - start)) * (RIGHT - LEFT));
  const placed = (bar: Bar, _index: number, bars: readonly Bar[]) => {
    const left = x(bar.from);
    const width = Math.max(BAR_WIDTH_MIN, x(bar.to) - left);
    const text = bar.label.length * LETTER_WIDTH;
    const inside = text < width - 8;
    const flip = !inside && left + width + text > RIGHT;
    // Words beside a bar give way to another bar there: the table has them.
    const [first, last] = flip ? [left - PAD - text, left] : [left + width, left + width + PAD + text];
    const crowded = !inside && bars.some((other) => other !== bar && x(other.from) < last && x(other.to) > first);
    return { ...bar, label: crowded ? '' : bar.label, before: bar.from < from, after: bar.to > to, x: left, width, inside, tx: inside ? left + PAD : flip ? left - PAD : left + width + PAD, anchor: flip ? 'end' : 'start' };
  };
  return {
    left: LEFT, right: RIGHT, width: RIGHT + FOOT, height: TOP + rows.length * ROW_HEIGHT + FOOT, top: TOP,
    rows: rows.map((row, index) => ({ name: row.name, y: TOP + index * ROW_HEIGHT, bars: row.bars.map(placed), marks: (row.marks ?? []).map(x) })),
    ticks: ticks.map(({ at, label }) => ({ x: x(at), label })),
    now: now < from || now > to ? undefined : x(now),
  };
};
