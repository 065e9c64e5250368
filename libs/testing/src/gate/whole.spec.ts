import { explore, story } from '../explorer.js';
import { EXACTLY } from './essence.js';
import { RULES } from './rules.js';
import type { Scope } from './scope.js';
import { SCOPES, type ScopeName } from './scopes.js';
import { Gate, type GateWorld } from './world.js';

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

describe.each([
  ['custodian', SCOPES.custodian],
  ['oral, without a dead letter', { ...SCOPES.oral, poisons: 0 }],
] satisfies [string, Scope][])('given the world “%s” in which everything tells states apart', (_, scope) => {
  it('when it is seen as the explorer sees it, then it has the same states: nothing that the explorer leaves out can matter', () => {
    const lean = new Gate(scope);
    const leanWorld = lean.world();
    const exact = new Gate(scope, RULES, EXACTLY);
    const { key, ...world } = exact.world();
    const seen = new Set<string>();
    const seenLeanly = (state: GateWorld): string => {
      seen.add(leanWorld.key(exact.asSeenBy(lean, state)));
      return key(state);
    };
    const { complete, failure, states } = explore({ ...world, key: seenLeanly }, STATES_MAX);
    expect([complete, failure]).toEqual([true, undefined]);
    expect(states).toBeGreaterThan(seen.size);
    expect(seen.size).toBe(explore(leanWorld, STATES_MAX).states);
  });
});
