import { createHash } from 'node:crypto';

/**
 * Bytes that only look random: the same seed gives the same ones, so that a rehearsal played twice gives the same ledgers. SHA-256 over seed and counter.
 * Keys and nonces made of them protect nothing from whoever knows the seed. What a rehearsal does not write into its ledgers (sign-in, the master key) stays truly random.
 */
export class SeededRandom {
  private counter = 0;
  private rest = Buffer.alloc(0);

  constructor(private seed: string) {}

  /** Goes on from a place in a log: after a restart no nonce of what is kept there comes again. */
  continueFrom(place: string): void {
    this.seed = `${this.seed}\n${place}`;
    this.counter = 0;
    this.rest = Buffer.alloc(0);
  }

  readonly bytes = (count: number): Uint8Array => {
    while (this.rest.length < count) {
      const more = createHash('sha256').update(`${this.seed}\n${this.counter++}`).digest();
      this.rest = Buffer.concat([this.rest, more]);
    }
    const taken = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(count);
    return taken;
  };
}
