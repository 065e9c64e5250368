import { SeededRandom } from './seeded-random.js';

const taken = (random: SeededRandom, ...counts: readonly number[]): readonly string[] => counts.map((count) => Buffer.from(random.bytes(count)).toString('hex'));

describe('given seeded randomness', () => {
  it('when the seed is the same, then the same bytes come, however they are asked for; with another seed others', () => {
    const [one, other] = [new SeededRandom('seed'), new SeededRandom('other')];
    expect(taken(new SeededRandom('seed'), 12, 32, 100).join('')).toBe(taken(one, 100, 44).join(''));
    expect(taken(one, 32)).not.toEqual(taken(other, 32));
  });

  it('when it goes on from a place in a log, then nothing that was given before comes again, and the same place gives the same', () => {
    const nonces = (place: string): readonly string[] => {
      const random = new SeededRandom('seed');
      random.continueFrom(place);
      return taken(random, ...Array.from({ length: 50 }, () => 12));
    };
    expect(nonces('commit 7')).toEqual(nonces('commit 7'));
    expect(new Set([...nonces(''), ...nonces('commit 7'), ...nonces('commit 8')]).size).toBe(150);
  });
});
