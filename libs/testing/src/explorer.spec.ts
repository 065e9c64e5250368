import { explore, type World } from './explorer.js';

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
  settled: () => false,
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

  it('given what must hold in the end, then it is held only against settled worlds', () => {
    const world = { ...jugs(), finally: ([, b]: readonly [number, number]) => (b === 5 ? undefined : { invariant: 'five is full', what: 'not full' }), settled: ([a]: readonly [number, number]) => a === 3 };
    expect(explore(world, 1000).failure).toMatchObject({ invariant: 'five is full', trace: ['fill three'] });
  });
});
