import { hash } from 'node:crypto';

const HASH_BYTES = 32;
// RFC 6962 §2.1: leaves and nodes are hashed with different first bytes, so that neither can pass for the other.
const LEAF = 0;
const NODE = 1;

/** One call a hash: `createHash` costs several times what there is to hash here. */
const sha256 = (bytes: Uint8Array): Uint8Array => Buffer.from(hash('sha256', bytes, 'binary'), 'binary');

/** The hash of one leaf. */
export const leafHash = (data: Uint8Array): Uint8Array => {
  const bytes = Buffer.allocUnsafe(1 + data.length);
  bytes[0] = LEAF;
  bytes.set(data, 1);
  return sha256(bytes);
};

/** The hash of two subtrees. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  const bytes = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  bytes[0] = NODE;
  bytes.set(left, 1);
  bytes.set(right, 1 + HASH_BYTES);
  return sha256(bytes);
};

/** A Merkle tree that grows leaf by leaf and keeps only the roots of its complete subtrees. RFC 6962, RFC 9162. */
export class MerkleTree {
  private readonly peaks: { readonly size: number; readonly hash: Uint8Array }[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(data: Uint8Array): void {
    let peak = { size: 1, hash: leafHash(data) };
    for (let left = this.peaks.at(-1); left?.size === peak.size; left = this.peaks.at(-1)) {
      this.peaks.pop();
      peak = { size: peak.size * 2, hash: nodeHash(left.hash, peak.hash) };
    }
    this.peaks.push(peak);
    this.count += 1;
  }

  /** The root over all leaves so far; of no leaves, the hash of nothing. */
  root(): Uint8Array {
    const last = this.peaks.at(-1);
    if (!last) return sha256(new Uint8Array());
    return this.peaks.slice(0, -1).reduceRight((right, { hash }) => nodeHash(hash, right), last.hash);
  }
}
