import fc from 'fast-check';
import { Causes, firstTwice, hintOf } from './causes.js';

type Place = { readonly position: number; readonly stream: string; readonly version: number; readonly cause: string };

/** A log of commits by stream and cause, each stream's versions without a gap. */
const logOf = (said: readonly (readonly [stream: string, cause: string])[]): readonly Place[] =>
  said.map(([stream, cause], n) => ({ position: n + 1, stream, cause, version: said.slice(0, n + 1).filter(([other]) => other === stream).length }));

async function* inTwos(log: readonly Place[]): AsyncGenerator<readonly Place[]> {
  for (let from = 0; from < log.length; from += 2) yield log.slice(from, from + 2);
}

const walked = async (log: readonly Place[]) => {
  const causes = new Causes();
  const follow = log.every((place) => causes.take(place.version, place));
  return { follow, suspects: causes.suspects.length, twice: await firstTwice(causes.suspects, inTwos(log)) };
};

/** Two causes of one hint: among some ten thousand there are such. */
const alike = (): readonly [string, string] => {
  const known = new Map<number, string>();
  for (let n = 0; ; n++) {
    const cause = `http/${n}`;
    const other = known.get(hintOf(cause));
    if (other !== undefined) return [other, cause];
    known.set(hintOf(cause), cause);
  }
};

describe('given two causes of one hint', () => {
  it('when both take effect in one stream, then neither is said to have taken effect before; a third that did is', async () => {
    const [one, other] = alike();
    expect(await walked(logOf([['a', one], ['a', other]]))).toEqual({ follow: true, suspects: 1, twice: undefined });
    expect(await walked(logOf([['b', other], ['a', one], ['a', other], ['a', one]]))).toMatchObject({ follow: true, twice: 4 });
  });
});

describe('given any log', () => {
  it('when it is walked, then the first cause that its stream had before is found, in short streams and in long ones', async () => {
    const said = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 400 }).map((n) => `http/${n}`)), { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(said, async (pairs) => {
        const log = logOf(pairs);
        const first = log.find(({ position, stream, cause }) => log.some((other) => other.position < position && other.stream === stream && other.cause === cause));
        expect(await walked(log)).toMatchObject({ follow: true, twice: first?.position });
      }),
    );
  });

  it.each([[0], [2], [40]])('when a stream of 39 commits goes on with version %i, then it does not follow', (version) => {
    const causes = new Causes();
    for (const place of logOf(Array.from({ length: 39 }, (_, n) => ['a', `http/${n}`] as const))) causes.take(place.version, place);
    expect(causes.take(version, { position: 40, stream: 'a', cause: 'http/40' })).toBe(version === 40);
    expect(causes.take(1, { position: 41, stream: 'a', cause: 'http/41' })).toBe(false);
  });
});
