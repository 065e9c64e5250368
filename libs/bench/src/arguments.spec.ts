import { Misused, readArguments } from './arguments.js';
import { ENGINE_MEASURES } from './engines/index.js';
import { MEASURES } from './measures/index.js';

const read = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => readArguments(args, { embedded: MEASURES, onEngines: ENGINE_MEASURES }, env);
const names = (args: readonly string[]): readonly string[] => read(args).measures.map(({ name }) => name);

describe('given the arguments of a bench', () => {
  it('none is everything, and is recorded', () => {
    expect(read([])).toEqual({ measures: MEASURES, engines: false, json: false, record: true, fuzzSeconds: 0 });
  });

  it('on real engines there are others', () => {
    expect(read(['--engines'])).toMatchObject({ measures: ENGINE_MEASURES, engines: true, record: true });
    expect(names(['--engines', '--only', 'idle-cpu'])).toEqual(['distributed']);
  });

  it('one measure by its name, or by one of its figures', () => {
    expect(names(['--only', 'growth'])).toEqual(['growth']);
    expect(read(['--only', 'growth-verify'])).toMatchObject({ figure: 'growth-verify', record: false });
    expect(names(['--only', 'growth-verify'])).toEqual(['growth']);
  });

  it.each<[readonly string[], Readonly<Record<string, string>>, boolean]>([
    [['--json'], {}, false], [['--only', 'grant'], {}, false], [[], { CI: 'true' }, false], [['--no-record'], {}, false],
    [['--json', '--record'], {}, true], [['--record'], { CI: 'true' }, true],
  ])('%j with %j is recorded: %s', (args, env, recorded) => {
    expect(read(args, env).record).toBe(recorded);
  });

  it('fuzzing is for two minutes a service unless it is said otherwise', () => {
    expect(read(['--fuzz']).fuzzSeconds).toBe(120);
    expect(read(['--fuzz', '--fuzz-seconds', '5']).fuzzSeconds).toBe(5);
  });

  it.each([['--only', 'nothing'], ['--rounds', '4'], ['--rounds', 'many'], ['--fast'], ['--fuzz', '--fuzz-seconds', 'x'], ['--help']])('%s %s is answered with what may be asked', (...args) => {
    expect(() => read(args)).toThrow(Misused);
  });

  it('no figure belongs to two measures', () => {
    const figures = [...MEASURES, ...ENGINE_MEASURES].flatMap((measure) => measure.figures);
    expect(new Set(figures).size).toBe(figures.length);
  });
});
