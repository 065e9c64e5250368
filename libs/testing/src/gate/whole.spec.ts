import { explore, story } from '../explorer.js';
import { RULES } from './rules.js';
import { SCOPES, type ScopeName } from './scopes.js';
import { EXACTLY } from './essence.js';
import { Gate } from './world.js';

/** More worlds than any scope has: a scope that grows beyond it is cut, and fails. */
const STATES_MAX = 1_500_000;

describe.each(Object.keys(SCOPES) as ScopeName[])('given the whole world “%s”', (name) => {
  it(`of ${SCOPES[name].about}, when everything that can happen happens, then every invariant of the gate holds in every state`, () => {
    const { failure, complete, states, steps, ends, depth } = explore(new Gate(SCOPES[name]).world(), STATES_MAX);
    console.log(`explored ${name}: ${states.toLocaleString('en-GB')} states, ${steps.toLocaleString('en-GB')} steps, ${ends.toLocaleString('en-GB')} ends, at most ${depth} steps deep${complete ? '' : ', CUT'}`);
    expect(failure && story(failure)).toBeUndefined();
    expect(complete).toBe(true);
  });
});

describe.each(['custodian', 'oral'] as const)('given the world “%s” in which everything tells states apart', (name) => {
  it('when it is seen as the explorer sees it, then it has the same states: nothing that the explorer leaves out can matter', () => {
    const lean = new Gate(SCOPES[name]);
    const leanWorld = lean.world();
    const exact = new Gate(SCOPES[name], RULES, EXACTLY);
    const world = exact.world();
    const seen = new Set<string>();
    const key = (state: typeof world.initial): string => {
      seen.add(leanWorld.key(exact.asSeenBy(lean, state)));
      return world.key(state);
    };
    const { complete, failure } = explore({ ...world, key }, STATES_MAX);
    expect([complete, failure]).toEqual([true, undefined]);
    expect(seen.size).toBe(explore(leanWorld, STATES_MAX).states);
  });
});
