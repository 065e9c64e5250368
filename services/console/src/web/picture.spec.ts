import { picture } from './picture.js';

const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const drawn = (bars: readonly (readonly [number, number, string])[], now = at(5)) =>
  picture({ from: at(2), to: at(9), now, ticks: [], rows: [{ name: 'team-red', bars: bars.map(([from, to, label]) => ({ from: at(from), to: at(to), kind: 'live', label })) }] });

describe('a picture of time', () => {
  it('given bars that begin before it and end after it, when it is drawn, then they are cut at its edges and say so', () => {
    const [bar] = drawn([[1, 20, 'Deployed']]).rows[0]?.bars ?? [];
    expect([bar?.before, bar?.after, bar?.x, bar?.width]).toEqual([true, true, 190, 770]);
  });

  it('given a bar too short for its words, when another is where they would stand, then the words give way; else they stand beside it', () => {
    const labels = (bars: Parameters<typeof drawn>[0]) => drawn(bars).rows[0]?.bars.map(({ label }) => label);
    expect([labels([[2, 3, 'A label that is far too long for it'], [4, 8, 'Booked']]), labels([[2, 3, 'A label that is far too long for it']])]).toEqual([['', 'Booked'], ['A label that is far too long for it']]);
  });

  it('given a time that is not in it, when it is drawn, then now is not', () => {
    expect([drawn([], at(20)).now, drawn([], at(2)).now]).toEqual([undefined, 190]);
  });
});
