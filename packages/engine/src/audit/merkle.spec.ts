import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MerkleTree, rootOfPath } from "./merkle.ts";

/** The tree as RFC 6962, 2.1, defines it, written down without a thought of speed. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const [leaf] = leaves;
  if (leaf === undefined) return sha256();
  if (leaves.length === 1) return sha256(Buffer.from([0]), leaf);
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha256(Buffer.from([1]), naiveRoot(leaves.slice(0, left)), naiveRoot(leaves.slice(left)));
}

const leaf = (index: number): Buffer => createHash("sha256").update(String(index)).digest();
const leavesOf = (size: number): readonly Buffer[] => Array.from({ length: size }, (_, index) => leaf(index));
const hex = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString("hex");

describe("a Merkle tree", () => {
  it("has the root of RFC 6962 at every size, and that of nothing at none", () => {
    const tree = new MerkleTree();
    // The empty tree's root is the one of RFC 6962's reference implementation: SHA-256 of an empty string.
    expect(hex(tree.root())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (let size = 1; size <= 130; size += 1) {
      tree.add(leaf(size - 1));
      expect(hex(tree.root())).toBe(hex(naiveRoot(leavesOf(size))));
      expect(tree.size).toBe(size);
    }
  });

  it("proves every leaf of every tree, and no other leaf, index, size or root", () => {
    for (let treeSize = 1; treeSize <= 40; treeSize += 1) {
      const root = hex(naiveRoot(leavesOf(treeSize)));
      for (let leafIndex = 0; leafIndex < treeSize; leafIndex += 1) {
        const tree = new MerkleTree();
        for (const [index, each] of leavesOf(treeSize).entries()) tree.add(each, index === leafIndex);
        const inclusion = { eventHash: leaf(leafIndex), ...tree.proof() };
        expect(inclusion).toMatchObject({ leafIndex, treeSize });
        expect(hex(rootOfPath(inclusion))).toBe(root);
        const withSibling = (at: number) => ({ ...inclusion, path: inclusion.path.with(at, leaf(99)) });
        const wrong = [
          { ...inclusion, eventHash: leaf(leafIndex + 1) },
          { ...inclusion, leafIndex: leafIndex + 1 },
          { ...inclusion, leafIndex: -1 },
          { ...inclusion, path: [...inclusion.path, leaf(7)] },
          ...(treeSize === 1 ? [] : [{ ...inclusion, path: inclusion.path.slice(1) }]),
          ...inclusion.path.map((_, at) => withSibling(at)),
        ];
        for (const other of wrong) expect(hex(rootOfPath(other))).not.toBe(root);
      }
    }
  });

  it("does not take a node for a leaf", () => {
    const tree = new MerkleTree();
    for (const each of leavesOf(4)) tree.add(each);
    const forged = new MerkleTree();
    for (const pair of [leavesOf(4).slice(0, 2), leavesOf(4).slice(2)]) forged.add(naiveRoot(pair));
    expect(hex(forged.root())).not.toBe(hex(tree.root()));
  });

  it("refuses a leaf that is not a hash, and to prove none or two", () => {
    expect(() => new MerkleTree().add(new Uint8Array(31))).toThrow(RangeError);
    const tree = new MerkleTree();
    expect(() => tree.proof()).toThrow("no leaf");
    tree.add(leaf(0), true);
    expect(() => tree.add(leaf(1), true)).toThrow("one of its leaves");
  });
});
