import { NoSuchTree } from './errors.js';
import { leafHash, MerkleTree, nodeHash } from './merkle.js';

/** The largest power of two below a number that is greater than one: where RFC 6962 splits a tree. */
const split = (size: number): number => 2 ** (Math.ceil(Math.log2(size)) - 1);

/** A Merkle tree that keeps every complete subtree, about 64 bytes a leaf, so that it can prove: a leaf to a root, and a smaller tree to a larger. RFC 6962 §2.1. */
export class ProofTree {
  /** At `n` the roots of the complete subtrees of 2^n leaves, from the left. */
  private readonly levels: Uint8Array[][] = [[]];

  get size(): number {
    return this.levels[0]?.length ?? 0;
  }

  add(data: Uint8Array): void {
    let hash = leafHash(data);
    for (let level = 0; ; level += 1) {
      const row = (this.levels[level] ??= []);
      row.push(hash);
      if (row.length % 2 === 1) return;
      hash = nodeHash(row.at(-2) as Uint8Array, hash);
    }
  }

  /** The root over the first so many leaves. @throws NoSuchTree for more than there are */
  root(size = this.size): Uint8Array {
    this.hold(0, size);
    return size === 0 ? new MerkleTree().root() : this.over(0, size);
  }

  /** What proves that a leaf, counted from 0, is in the tree of a size. @throws NoSuchTree when it is not */
  inclusion(leaf: number, size: number): readonly Uint8Array[] {
    this.hold(leaf + 1, size);
    if (leaf < 0) throw new NoSuchTree();
    return this.path(leaf, 0, size);
  }

  /** What proves that the tree of one size begins with the tree of a smaller one. @throws NoSuchTree for sizes that are none */
  consistency(from: number, size: number): readonly Uint8Array[] {
    this.hold(from, size);
    return from === 0 || from === size ? [] : this.subProof(from, { from: 0, to: size, known: true });
  }

  private hold(least: number, size: number): void {
    if (!Number.isInteger(least) || !Number.isInteger(size) || least < 0 || size < least || size > this.size) throw new NoSuchTree();
  }

  /** The root of the leaves of a span, which begins where RFC 6962 would begin one. */
  private over(from: number, to: number): Uint8Array {
    const level = Math.log2(to - from);
    if (Number.isInteger(level)) return this.levels[level]?.[from / (to - from)] as Uint8Array;
    const middle = from + split(to - from);
    return nodeHash(this.over(from, middle), this.over(middle, to));
  }

  private path(leaf: number, from: number, to: number): readonly Uint8Array[] {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    return leaf < middle ? [...this.path(leaf, from, middle), this.over(middle, to)] : [...this.path(leaf, middle, to), this.over(from, middle)];
  }

  private subProof(size: number, { from, to, known }: { readonly from: number; readonly to: number; readonly known: boolean }): readonly Uint8Array[] {
    if (size === to - from) return known ? [] : [this.over(from, to)];
    const half = split(to - from);
    const middle = from + half;
    return size <= half
      ? [...this.subProof(size, { from, to: middle, known }), this.over(middle, to)]
      : [...this.subProof(size - half, { from: middle, to, known: false }), this.over(from, middle)];
  }
}
