import { explore } from '../explorer.js';
import { EXACTLY } from './essence.js';
import { RULES } from './rules.js';
import type { Scope } from './scope.js';
import { SCOPES } from './scopes.js';
import { Gate, type GateWorld } from './world.js';

const STATES_MAX = 500_000;

describe.each([
  ['custodian', SCOPES.custodian],
  ['oral, without a dead letter', { ...SCOPES.oral, poisons: 0 }],
] satisfies [string, Scope][])('given the world “%s” in which everything tells states apart', (_, scope) => {
  it('when it is seen as the explorer sees it, then it has the same states: nothing that the explorer leaves out can matter', () => {
    const lean = new Gate(scope);
    const leanWorld = lean.world();
    const exact = new Gate(scope, RULES, EXACTLY);
    const { key, ...world } = exact.world();
    const asSeenLeanly = exact.asSeenBy(lean);
    const seen = new Set<string>();
    const noting = (state: GateWorld): string => {
      seen.add(leanWorld.key(asSeenLeanly(state)));
      return key(state);
    };
    const { complete, failure, states } = explore({ ...world, key: noting }, STATES_MAX);
    expect([complete, failure]).toEqual([true, undefined]);
    expect(states).toBeGreaterThan(seen.size);
    expect(seen.size).toBe(explore(leanWorld, STATES_MAX).states);
  });
});
