/** A world's key has a character for each number, so that they must fit. */
export const NUMBERS_MAX = 0xffff;

/** Gives values one small number each; values with the same key are the same value, whatever else they hold. */
export class Numbered<T> {
  private readonly numbers = new Map<string, number>();
  private readonly values: T[] = [];

  constructor(private readonly keyOf: (value: T) => string) {}

  /** @throws when there are more different values than a key can tell apart */
  numberOf(value: T): number {
    const key = this.keyOf(value);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.values.length >= NUMBERS_MAX) throw new Error('Too many different streams or messages for one world: make its scope smaller.');
    this.numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }

  /** The first of the values that were given this number. */
  get(number: number): T {
    return this.values[number] as T;
  }
}
