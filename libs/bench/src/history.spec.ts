import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.js';
import { type Entry, entriesOf, record } from './history.js';
import { plot, standing } from './plot.js';

const machine = { cpu: 'A <fast> & "good" one', cores: 2, memoryGb: 8, platform: 'linux-x64', node: '24.0.0', load: 1.5 };
const append = (value: number): Figure => ({ name: 'append', value, floor: 0.4, better: 'higher' });
const start: Figure = { name: 'start', value: 6, goal: 3, better: 'lower' };
const page: Figure = { name: 'page', value: 12.345, unit: 'ms', better: 'lower' };
const entry = (day: number, figures: readonly Figure[]): Entry => ({ date: `2026-03-0${day}T09:00:00.000Z`, commit: `c0ffee${day}`, machine, figures });

describe('given a history', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-history-'));
  const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('when runs are added, then each is a line, and page and picture show all of them', () => {
    record(folder, entry(1, [append(0.2), page]));
    const first = textOf('history.ndjson');
    record(folder, entry(2, [append(0.6), start, page]));
    expect(textOf('history.ndjson').startsWith(first)).toBe(true);
    expect(entriesOf(textOf('history.ndjson'))).toEqual([entry(1, [append(0.2), page]), entry(2, [append(0.6), start, page])]);
    expect(textOf('HISTORY.md')).toContain('| append | floor 0.4 | 0.200 | 0.600 |');
    expect(textOf('HISTORY.md')).toContain('| start | goal 3 | – | 6.00 |');
    expect(textOf('HISTORY.md')).toContain('| page (ms) | – | 12.3 | 12.3 |');
    expect(textOf('HISTORY.md')).toContain('![');
    expect(textOf('history.svg')).toContain('2 runs. The last: append 0.600, start 6.00.');
  });

  it('when a run is of one figure alone, then what others were stays on the page', () => {
    record(folder, entry(3, [page]));
    expect(textOf('HISTORY.md')).toContain('| append | floor 0.4 | 0.200 | 0.600 | – |');
    expect(textOf('HISTORY.md')).toContain('| page (ms) | – | 12.3 | 12.3 | 12.3 |');
  });
});

describe('given a picture', () => {
  const picture = plot([{ label: '03-01 <c0ffee1>', figures: [append(0.2)] }, { label: '03-02', figures: [append(0.6), start] }], [append(0.6), start]);

  it('then it says what it is to whoever does not see it', () => {
    expect(picture).toMatch(/^<svg [^>]*role="img" aria-labelledby="title desc"/);
    expect(picture).toMatch(/<title id="title">.+<\/title>/);
    expect(picture).toMatch(/<desc id="desc">.+<\/desc>/);
  });

  it('then each figure has a line with its points and its name, told apart by more than colour', () => {
    expect(picture.match(/<polyline/g)).toHaveLength(2);
    expect(picture.match(/<circle/g)).toHaveLength(3);
    const many = Array.from({ length: 9 }, (_, n) => ({ ...append(1), name: `f${n}` }));
    const lines = [...plot([{ label: 'now', figures: many }], many).matchAll(/<polyline [^>]*(stroke="[^"]*")[^>]*?(stroke-dasharray="[^"]*")?\/>/g)].map((found) => `${found[1]} ${found[2]}`);
    expect(new Set(lines).size).toBe(9);
  });

  it('then what a label says is text and no markup', () => {
    expect(picture).toContain('03-01 &lt;c0ffee1>');
  });

  it.each([[append(0.4), 1], [append(0.8), 2], [start, 0.5], [{ ...start, value: 1.5 }, 2]])('%j stands at %d times its mark', (figure, times) => {
    expect(standing(figure)).toBeCloseTo(times);
  });
});
