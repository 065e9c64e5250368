import { explore, story } from '../explorer.js';
import { MISTAKES } from './mistakes.js';
import { RULES } from './rules.js';
import { SCOPES } from './scopes.js';
import { Gate } from './world.js';

const STATES_MAX = 500_000;

describe('given a gate without the rule that', () => {
  it.each(MISTAKES.map((mistake) => [mistake.rule, mistake] as const))('%s: when its world is explored, then an invariant is found broken, with the story that breaks it', (rule, { planted, scope, breaks }) => {
    const { failure, states } = explore(new Gate(SCOPES[scope], { ...RULES, ...planted }).world(), STATES_MAX);
    console.log(`without “${rule}”: ${failure?.invariant ?? 'nothing'} is broken after ${states.toLocaleString('en-GB')} states, in ${failure?.trace.length ?? 0} steps`);
    expect(breaks).toContain(failure?.invariant);
    expect(failure?.trace.every((step) => /^(\d\d March )?\d\d:\d\d:\d\d  \S/.test(step))).toBe(true);
  });
});

describe('given an invariant that is broken', () => {
  it('when its story is told, then a person can read it', () => {
    const planted = MISTAKES.find(({ rule }) => rule === 'a permit is taken before its start-by')?.planted;
    const { failure } = explore(new Gate(SCOPES.life, { ...RULES, ...planted }).world(), STATES_MAX);
    expect(failure && story(failure)).toBe(
      [
        'I2 is broken: p1 started at 09:01:00, and was to be taken before 09:01:00.',
        '   1. 09:00:00  Somebody asks for p1 to deploy asset-x under a/c1: p1 is asked for',
        '   2. 09:00:00  authority reads the request for p1: p1 is issued, to be taken before 09:01:00',
        '   3. 09:01:00  is the time',
        '   4. 09:01:00  asset reads that p1 is issued (until 09:02:00): deployed under p1',
      ].join('\n'),
    );
  });
});
