import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { leafHash, MerkleTree, nodeHash } from './merkle.js';

/** The test tree of the certificate-transparency project (transparency-dev/merkle, testonly/constants.go): its leaves, and its root at each size. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** RFC 6962 §2.1 word for word: split at the largest power of two below n. */
const mth = (leaves: readonly Uint8Array[]): Uint8Array => {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leafHash(leaves[0] as Uint8Array);
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
};

describe('a Merkle tree', () => {
  it('given the published test tree, then its root at every size is the published one', () => {
    const tree = new MerkleTree();
    const roots = [hex(tree.root())];
    for (const leaf of LEAVES) {
      tree.add(Buffer.from(leaf, 'hex'));
      roots.push(hex(tree.root()));
    }
    expect(roots).toEqual(ROOTS);
    expect(tree.size).toBe(LEAVES.length);
  });

  it('given published hashes of single leaves and nodes, then they are ours', () => {
    expect(hex(leafHash(Buffer.from('00', 'hex')))).toBe('96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7');
    expect(hex(nodeHash(leafHash(Buffer.from('10', 'hex')), leafHash(Buffer.from('2021', 'hex'))))).toBe('5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e');
  });

  it('whatever the leaves, the root is what RFC 6962 says', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3 }), { maxLength: 70 }), (leaves) => {
        const tree = new MerkleTree();
        for (const leaf of leaves) tree.add(leaf);
        expect(hex(tree.root())).toBe(hex(mth(leaves)));
      }),
    );
  });
});
