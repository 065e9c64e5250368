import fc from 'fast-check';
import { MerkleTree, nodeHash, leafHash } from './merkle.js';
import { ProofTree } from './proof-tree.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const leaf = (n: number): Uint8Array => Buffer.from(`leaf ${n}`);

const treeOf = (size: number): ProofTree => {
  const tree = new ProofTree();
  for (let n = 0; n < size; n += 1) tree.add(leaf(n));
  return tree;
};

const rootOf = (size: number): string => {
  const tree = new MerkleTree();
  for (let n = 0; n < size; n += 1) tree.add(leaf(n));
  return hex(tree.root());
};

describe('a tree that proves', () => {
  it('given the example of RFC 6962 §2.1.3, then its proofs are those written there', () => {
    const tree = treeOf(7);
    const [a, b, c, d, e, f, j] = Array.from({ length: 7 }, (_, n) => leafHash(leaf(n))) as Uint8Array[] & { length: 7 };
    const [g, h, i] = [nodeHash(a!, b!), nodeHash(c!, d!), nodeHash(e!, f!)];
    const [k, l] = [nodeHash(g, h), nodeHash(i, j!)];
    const proof = (hashes: readonly Uint8Array[]) => hashes.map(hex);
    expect(proof(tree.inclusion(0, 7))).toEqual(proof([b!, h, l]));
    expect(proof(tree.inclusion(3, 7))).toEqual(proof([c!, g, l]));
    expect(proof(tree.inclusion(4, 7))).toEqual(proof([f!, j!, k]));
    expect(proof(tree.inclusion(6, 7))).toEqual(proof([i, k]));
    expect(proof(tree.consistency(3, 7))).toEqual(proof([c!, d!, g, l]));
    expect(proof(tree.consistency(4, 7))).toEqual(proof([l]));
    expect(proof(tree.consistency(6, 7))).toEqual(proof([i, j!, k]));
  });

  it('whatever its size, then its root at every size is that of the tree which keeps nothing', () => {
    const tree = treeOf(70);
    for (let size = 0; size <= 70; size += 1) expect(hex(tree.root(size))).toBe(rootOf(size));
  });

  it('given a leaf or a size that it has not, then it proves nothing', () => {
    const tree = treeOf(5);
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 9 }), fc.integer({ min: -3, max: 9 }), (index, size) => {
        fc.pre(index < 0 || index >= size || size > 5);
        expect(() => tree.inclusion(index, size)).toThrow(RangeError);
      }),
    );
    for (const [from, size] of [[3, 2], [-1, 3], [2, 6], [1.5, 3]] as const) expect(() => tree.consistency(from, size)).toThrow(RangeError);
  });
});
