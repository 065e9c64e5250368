import { SeededRandom } from '../seeded-random.js';

const RANGE = 2 ** 32;

/** Chance that comes out the same for a seed. */
export class Dice {
  private readonly random: SeededRandom;

  constructor(seed: string) {
    this.random = new SeededRandom(seed);
  }

  /** A fraction from 0, below 1. */
  private fraction(): number {
    return Buffer.from(this.random.bytes(4)).readUInt32BE() / RANGE;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** True so often in a hundred. */
  chance(percent: number): boolean {
    return this.fraction() * 100 < percent;
  }

  pick<T>(of: readonly T[]): T {
    return of[this.between(0, of.length - 1)] as T;
  }

  /** One by its weight. */
  weighed<T>(of: readonly (readonly [weight: number, one: T])[]): T {
    let left = this.fraction() * of.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, one] of of) {
      left -= weight;
      if (left < 0) return one;
    }
    return (of.at(-1) as readonly [number, T])[1];
  }
}
