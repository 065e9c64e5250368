import fc from 'fast-check';
import { exitCodeOf, type Figure, lineOf, median, percentile, ratio, verdictOf } from './figure.js';

const figure = (more: Partial<Figure>): Figure => ({ name: 'append', value: 0.5, better: 'higher', ...more });

describe('given numbers', () => {
  it.each([[[3], 3], [[3, 1, 2], 2], [[4, 1, 3, 2], 2.5], [[1, 1, 9], 1], [[100, 9], 54.5]])('of %j the median is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('the median does not depend on their order, and as many lie below it as above', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const middle = median(values);
        expect(median(values.toReversed())).toBe(middle);
        const half = values.length / 2;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
      }),
    );
  });

  it.each([[50, 50], [99, 99], [100, 100], [1, 1]])('of 1 to 100, %d per cent are at most %d', (percent, expected) => {
    expect(percentile(Array.from({ length: 100 }, (_, n) => 100 - n), percent)).toBe(expected);
  });

  it('of few, the 99th per cent is the largest', () => {
    expect(percentile([5, 1, 7], 99)).toBe(7);
  });

  it('of none there is no middle', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => percentile([], 50)).toThrow(RangeError);
  });

  it('a ratio is the middle of the rounds’ own, so that a round in which the machine was busy does not count more', () => {
    expect(ratio([40, 4, 50], [100, 10, 100])).toBe(0.4);
  });
});

describe('given a figure and its marks', () => {
  it.each<[Partial<Figure>, ReturnType<typeof verdictOf>]>([
    [{}, 'printed'],
    [{ floor: 0.5 }, 'kept'],
    [{ floor: 0.51 }, 'missed'],
    [{ floor: 0.4, goal: 0.6 }, 'below goal'],
    [{ floor: 0.6, goal: 0.7 }, 'missed'],
    [{ goal: 3, better: 'lower', value: 3 }, 'kept'],
    [{ goal: 3, better: 'lower', value: 3.1 }, 'below goal'],
    [{ floor: 3, better: 'lower', value: 3.1 }, 'missed'],
    [{ floor: 0.1, value: Number.NaN }, 'missed'],
  ])('%j is %s', (more, verdict) => {
    expect(verdictOf(figure(more))).toBe(verdict);
    expect(lineOf(figure(more))).toContain(verdict);
  });

  it('only a floor that is missed, or nothing measured, fails a run', () => {
    expect(exitCodeOf([figure({}), figure({ goal: 9 })])).toBe(0);
    expect(exitCodeOf([figure({}), figure({ floor: 9 })])).toBe(1);
    expect(exitCodeOf([])).toBe(1);
  });
});
