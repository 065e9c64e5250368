import { explore, story } from '../explorer.js';
import { SCOPES, type ScopeName } from './scopes.js';
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
