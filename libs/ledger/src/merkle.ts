import { hash } from 'node:crypto';

const HASH_BYTES = 32;
// RFC 6962 §2.1: leaves and nodes are hashed with different first bytes, so that neither can pass for the other.
const LEAF = 0;
const NODE = 1;

/** A hash as text, a character a byte: it costs a third of what a buffer of its own does. One call a hash, since `createHash` costs several times what there is to hash here. */
const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'binary');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'binary');

// What is hashed is put together in the same place each time.
const leaf = Buffer.alloc(1 + HASH_BYTES, LEAF);
const node = Buffer.alloc(1 + 2 * HASH_BYTES, NODE);

const leafText = (data: Uint8Array): string => {
  if (data.length !== HASH_BYTES) return sha256(Buffer.concat([Uint8Array.of(LEAF), data]));
  leaf.set(data, 1);
  return sha256(leaf);
};

const nodeText = (left: string, right: string): string => {
  node.write(left, 1, 'binary');
  node.write(right, 1 + HASH_BYTES, 'binary');
  return sha256(node);
};

/** The hash of one leaf. */
export const leafHash = (data: Uint8Array): Uint8Array => bytesOf(leafText(data));

/** The hash of two subtrees. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return bytesOf(sha256(node));
};

/** A Merkle tree that grows leaf by leaf and keeps only the roots of its complete subtrees: one a level, where its size has a one in binary. RFC 6962, RFC 9162. */
export class MerkleTree {
  private readonly levels: string[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(data: Uint8Array): void {
    this.put(leafText(data));
  }

  /** Adds a leaf whose data is a hash in hex. */
  addHash(hex: string): void {
    // Anything else than 64 digits would leave what stood there before.
    if (leaf.write(hex, 1, 'hex') !== HASH_BYTES) throw new RangeError('This is no hash.');
    this.put(sha256(leaf));
  }

  private put(leafHashed: string): void {
    const { levels } = this;
    let [root, level] = [leafHashed, 0];
    for (let size = this.count; size % 2 === 1; size = (size - 1) / 2) root = nodeText(levels[level++] as string, root);
    levels[level] = root;
    this.count += 1;
  }

  /** The root over all leaves so far; of no leaves, the hash of nothing. */
  root(): Uint8Array {
    let root: string | undefined;
    for (let size = this.count, level = 0; size > 0; size = Math.floor(size / 2), level++) {
      const left = this.levels[level] as string;
      if (size % 2 === 1) root = root === undefined ? left : nodeText(left, root);
    }
    return bytesOf(root ?? sha256(new Uint8Array()));
  }
}
