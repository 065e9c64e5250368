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
