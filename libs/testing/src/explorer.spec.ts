import { explore, story, type World } from './explorer.js';

/** Two jugs, of three and five: a world small enough to know by heart. */
const jugs = (breach?: (w: readonly [number, number]) => string | undefined): World<readonly [number, number]> => ({
  initial: [0, 0],
  steps: ([a, b]) => {
    const pour = Math.min(a, 5 - b);
    const back = Math.min(b, 3 - a);
    return [
      { told: () => 'fill three', world: [3, b] },
      { told: () => 'fill five', world: [a, 5] },
      { told: () => 'empty three', world: [0, b] },
      { told: () => 'empty five', world: [a, 0] },
      { told: () => 'pour into five', world: [a - pour, b + pour] },
      { told: () => 'pour into three', world: [a + back, b - back] },
    ];
  },
  key: (w) => w.join(),
  always: (w) => {
    const what = breach?.(w);
    return what === undefined ? undefined : { invariant: 'never four', what };
  },
  finally: () => undefined,
});

describe('the explorer', () => {
  it('given a small world, then it sees every state once and says that it is complete', () => {
    expect(explore(jugs(), 1000)).toMatchObject({ states: 16, complete: true });
  });

  it('given a breach, then it answers the shortest way there', () => {
    const { failure } = explore(jugs(([, b]) => (b === 4 ? 'four' : undefined)), 1000);
    expect(failure?.trace).toEqual(['fill five', 'pour into three', 'empty three', 'pour into three', 'fill five', 'pour into three']);
  });

  it('given a bound, then it says that it was cut', () => {
    expect(explore(jugs(), 5)).toMatchObject({ states: 5, complete: false });
  });

  it('given what must have come about in the end, then it is held only against worlds in which nothing more can happen', () => {
    const { steps, ...rest } = jugs();
    const untilThreeIsFull: World<readonly [number, number]> = {
      ...rest,
      steps: (w) => (w[0] === 3 ? [] : steps(w)),
      finally: ([, b]) => (b === 0 ? undefined : { invariant: 'five is empty', what: `it holds ${b}` }),
    };
    const { failure, ends } = explore(untilThreeIsFull, 1000);
    expect([failure?.what, failure?.trace, ends]).toEqual(['it holds 5', ['fill five', 'fill three'], 2]);
  });

  it('given a failure, then its story is told a step a line', () => {
    const { failure } = explore(jugs(([, b]) => (b === 2 ? 'two' : undefined)), 1000);
    expect(failure && story(failure)).toBe('never four is broken: two.\n   1. fill five\n   2. pour into three');
  });
});
