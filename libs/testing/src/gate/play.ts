import { EXACTLY } from './essence.js';
import { RULES, type Rules } from './rules.js';
import type { Scope } from './scope.js';
import { Gate } from './world.js';
import type { Streams } from './world-invariants.js';

/**
 * Plays one story of a scope: of all that may happen next, the first thing whose telling contains the words, step by step.
 * @throws when nothing of the kind may happen, with everything that may
 */
export const play = (scope: Scope, words: readonly string[], rules: Rules = RULES): Streams => {
  const gate = new Gate(scope, rules, EXACTLY);
  const { initial, steps, always } = gate.world();
  let world = initial;
  for (const word of words) {
    const next = steps(world);
    const step = next.find(({ told }) => told().includes(word));
    if (!step) throw new Error(`“${word}” cannot happen now. What can:\n${next.map(({ told }) => told()).join('\n')}`);
    world = step.world;
    const breach = always(world);
    if (breach) throw new Error(`${breach.invariant} is broken: ${breach.what}`);
  }
  return gate.streamsIn(world);
};
