import { type Figure, readable } from './figure.js';

/** One run in the picture. */
export type Column = { readonly label: string; readonly figures: readonly Figure[] };

const WIDTH = 960;
const LEFT = 60;
const RIGHT = 260;
const TOP = 30;
const BOTTOM = 60;
const ROW = 22;
const HEIGHT = 420;
const DEEP = HEIGHT - TOP - BOTTOM;
/** How far beyond its mark a figure is still told apart. */
const TIMES_MAX = 3;
/** Dark enough on white to be read, and told apart without colour by their dashes (WCAG 2.2, 1.4.1 and 1.4.11). */
const INKS = ['#003078', '#b10e1e', '#00703c', '#4c2c92', '#912b88', '#28647d', '#6f4a00'] as const;
const DASHES = ['', '8 4', '2 3', '12 4 2 4'] as const;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** How well a figure stands against its mark: 1 is just kept, more is better. */
export const standing = ({ value, floor, goal, better }: Figure): number => {
  const mark = floor ?? goal ?? Number.NaN;
  return better === 'higher' ? value / mark : mark / value;
};

const y = (times: number): number => TOP + DEEP * (1 - Math.min(times, TIMES_MAX) / TIMES_MAX);
const x = (column: number, columns: number): number => LEFT + (columns < 2 ? 0.5 : column / (columns - 1)) * (WIDTH - LEFT - RIGHT);

const lineOf = (name: string, n: number, columns: readonly Column[]): string => {
  const points = columns.flatMap(({ figures }, column) => {
    const figure = figures.find((each) => each.name === name);
    return figure ? [{ x: x(column, columns.length).toFixed(1), y: y(standing(figure)).toFixed(1), value: figure.value }] : [];
  });
  const ink = INKS[n % INKS.length];
  const dash = DASHES[Math.floor(n / INKS.length) % DASHES.length];
  const dots = points.map((point) => `<circle cx="${point.x}" cy="${point.y}" r="4" fill="${ink}"><title>${escaped(name)}: ${readable(point.value)}</title></circle>`).join('');
  const legend = TOP + n * ROW;
  return `<polyline points="${points.map((point) => `${point.x},${point.y}`).join(' ')}" fill="none" stroke="${ink}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/>${dots}
  <line x1="${WIDTH - RIGHT + 30}" x2="${WIDTH - RIGHT + 60}" y1="${legend}" y2="${legend}" stroke="${ink}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/><text x="${WIDTH - RIGHT + 68}" y="${legend + 4}">${escaped(name)}</text>`;
};

/** A picture of some figures over the runs, each divided by its mark, with a title and a description for whoever does not see it. */
export const plot = (columns: readonly Column[], marked: readonly Figure[]): string => {
  const height = Math.max(HEIGHT, TOP + marked.length * ROW + BOTTOM);
  const last = marked.map((figure) => `${figure.name} ${readable(figure.value)}`).join(', ');
  const labels = [0, columns.length - 1].filter((n, at, all) => n >= 0 && all.indexOf(n) === at).map((n) => `<text x="${x(n, columns.length).toFixed(1)}" y="${TOP + DEEP + 24}" text-anchor="middle">${escaped(columns[n]?.label ?? '')}</text>`);
  const lines = [0, 1, 2, 3].map((times) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(times)}" y2="${y(times)}" stroke="${times === 1 ? '#0b0c0c' : '#b1b4b6'}" stroke-width="${times === 1 ? 2 : 1}"/><text x="${LEFT - 8}" y="${y(times) + 4}" text-anchor="end">${times}×</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="13" fill="#0b0c0c">
  <title id="title">Figures of npm run bench, run by run</title>
  <desc id="desc">Each figure divided by its floor, or by its goal: above 1 it is kept. ${columns.length} runs. The last: ${escaped(last)}.</desc>
  <rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
  ${[...lines, ...labels].join('\n  ')}
  ${marked.map(({ name }, n) => lineOf(name, n, columns)).join('\n  ')}
</svg>
`;
};
