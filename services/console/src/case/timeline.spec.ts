import type { CaseFile } from './case-file.js';
import { pictureOf } from './timeline.js';

const fileOf = (appliedAt: string, until: string) => ({ away: [], deployments: [], the: { appliedAt, components: [{ id: 'c1', state: 'in-force', from: appliedAt, until, reviews: [] }] } }) as unknown as CaseFile;
const ticksOf = (from: string, until: string) => pictureOf(fileOf(from, until), from)?.drawn.ticks ?? [];

describe('the scale of a case’s picture', () => {
  it('given days in summer, then each mark is a midnight of London, where an end at midnight is drawn too', () => {
    // Eight days: the last mark is the end itself.
    const { drawn } = pictureOf(fileOf('2026-06-01T23:00:00.000Z', '2026-06-09T23:00:00.000Z'), '2026-06-01T23:00:00.000Z') ?? {};
    const end = drawn?.rows[0]?.bars[0];
    expect(drawn?.ticks.map(({ x }) => x)).toContain((end?.x ?? 0) + (end?.width ?? 0));
  });

  it('given the clocks change in it, then the days go on by their own names', () => {
    expect(ticksOf('2026-03-27T09:00:00.000Z', '2026-04-02T23:00:00.000Z').map(({ label }) => label)).toEqual(['28 Mar', '29 Mar', '30 Mar', '31 Mar', '1 Apr', '2 Apr', '3 Apr', '4 Apr']);
    expect(ticksOf('2026-10-23T09:00:00.000Z', '2026-10-29T00:00:00.000Z').map(({ label }) => label)).toEqual(['24 Oct', '25 Oct', '26 Oct', '27 Oct', '28 Oct', '29 Oct']);
  });
});

describe('the picture of a case with more on it than a picture holds', () => {
  const AT = '2026-03-02T09:00:00.000Z';
  const part = (id: string) => ({ id, state: 'in-force', from: AT, until: '2026-06-01T23:00:00.000Z', reviews: [] });
  const deployment = (index: number) => ({ id: `d${index}`, component: 'c1', label: `VT-${index}`, kind: '', thing: `asset-${index}`, startedAt: AT, ...(index === 49 ? { state: 'deployed' } : { state: 'recovered', closedAt: '2026-03-03T09:00:00.000Z' }) });
  const file = { away: [], deployments: Array.from({ length: 50 }, (_, index) => deployment(index)), the: { appliedAt: AT, components: [part('c1'), part('c2')] } } as unknown as CaseFile;

  it('given fifty deployments under its first part, then every part is drawn and what is out, and how many are not is said', () => {
    const { drawn, more } = pictureOf(file, '2026-03-10T09:00:00.000Z') ?? {};
    expect([drawn?.rows.length, drawn?.rows.map(({ name }) => name)]).toEqual([40, expect.arrayContaining(['Part 1', 'Part 2', 'VT-49'])]);
    expect(more).toBe(12);
  });
});
