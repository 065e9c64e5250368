import { STAGE_NAMES, stagesOf } from './stages.js';

const frame = (id: number, url: string, children: readonly number[] = [], functionName = 'f') => ({ id, callFrame: { functionName, url }, children });

describe('given a profile of a grant', () => {
  const nodes = [
    frame(1, '', [2, 5, 7, 8, 9], '(root)'),
    frame(2, 'file:///x/libs/ledger/dist/folding.js', [3]),
    frame(3, 'file:///x/services/authorisation/dist/domain/authority.js'),
    frame(5, 'file:///x/libs/ledger/dist/writer.js', [6]),
    frame(6, 'file:///x/services/authorisation/dist/domain/decisions/grant.js'),
    frame(7, '', [], '(idle)'),
    frame(8, '', [], '(garbage collector)'),
    frame(9, 'node:inspector', [], 'post'),
  ];

  it('then each sample counts for the outermost stage of its stack, what is in none is the rest, and idle time and the profiler’s are nobody’s', () => {
    const stages = stagesOf({ nodes, samples: [2, 3, 5, 6, 7, 8, 9], timeDeltas: [1, 2, 4, 8, 16, 32, 64] });
    expect(stages).toEqual({ ...Object.fromEntries(STAGE_NAMES.map((name) => [name, 0])), fold: 3, decide: 8, rest: 36 });
  });
});
