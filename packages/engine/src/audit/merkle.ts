import { digest, HASH_BYTES } from "../event-store/hash-chain.ts";

/**
 * A Merkle tree over the hashes of events, as RFC 6962 (2.1) and RFC 9162 (2.1) build it: a leaf is SHA-256 of a zero
 * byte and the event's hash, a node SHA-256 of a one byte and its two children, and the left part of a tree is the
 * largest full one that is smaller. The two prefixes keep a node from being passed off as a leaf.
 *
 * Leaves are only added, and only the roots of the full subtrees are kept: memory grows with the logarithm.
 */
export class MerkleTree {
  readonly #peaks: Subtree[] = [];
  #proven: ProvenLeaf | null = null;
  #size = 0;

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** `prove`: the path from this leaf to the root is wanted; of one leaf a tree. */
  add(eventHash: Uint8Array, prove = false): void {
    if (prove && this.#proven !== null) throw new Error("a tree proves one of its leaves");
    if (prove) this.#proven = { index: this.#size, path: [] };
    let subtree: Subtree = { hash: leafHash(eventHash), first: this.#size, size: 1 };
    this.#size += 1;
    for (let left = this.#peaks.at(-1); left?.size === subtree.size; left = this.#peaks.at(-1)) {
      this.#peaks.pop();
      this.#climb(this.#proven?.path, left, subtree);
      subtree = join(left, subtree);
    }
    this.#peaks.push(subtree);
  }

  /** Of the leaves so far. SHA-256 of nothing for none, as RFC 6962 has it. */
  root(): Uint8Array {
    return this.#foldPeaks(undefined)?.hash ?? digest(new Uint8Array(0));
  }

  /** Of the leaf that was to be proven, in the tree of the leaves so far. Throws when there was none. */
  proof(): Omit<Inclusion, "eventHash"> {
    if (this.#proven === null) throw new Error("no leaf was to be proven");
    const { index, path: lower } = this.#proven;
    const path = [...lower];
    this.#foldPeaks(path);
    return { leafIndex: index, treeSize: this.#size, path };
  }

  #foldPeaks(path: Uint8Array[] | undefined): Subtree | undefined {
    let right = this.#peaks.at(-1);
    for (let index = this.#peaks.length - 2; index >= 0 && right !== undefined; index -= 1) {
      const left = this.#peaks[index];
      if (left === undefined) throw new Error("a subtree is missing");
      this.#climb(path, left, right);
      right = join(left, right);
    }
    return right;
  }

  /** Where one of two subtrees holds the proven leaf, the other is its sibling. */
  #climb(path: Uint8Array[] | undefined, left: Subtree, right: Subtree): void {
    if (path === undefined || this.#proven === null) return;
    const { index } = this.#proven;
    if (index < left.first || index >= right.first + right.size) return;
    path.push(index < right.first ? right.hash : left.hash);
  }
}

interface Subtree {
  readonly hash: Uint8Array;
  /** Index of its first leaf. */
  readonly first: number;
  readonly size: number;
}

interface ProvenLeaf {
  readonly index: number;
  readonly path: Uint8Array[];
}

function join(left: Subtree, right: Subtree): Subtree {
  return { hash: nodeHash(left.hash, right.hash), first: left.first, size: left.size + right.size };
}

export interface Inclusion {
  readonly eventHash: Uint8Array;
  /** 0 for the first leaf. */
  readonly leafIndex: number;
  readonly treeSize: number;
  /** From the leaf's sibling up. */
  readonly path: readonly Uint8Array[];
}

/**
 * The root that a path leads to, after RFC 9162, 2.1.3.2; null when the path's length does not fit the tree. It proves
 * something only when it is the root that was known before.
 */
export function rootOfPath({ eventHash, leafIndex, treeSize, path }: Inclusion): Uint8Array | null {
  if (!(Number.isSafeInteger(treeSize) && Number.isSafeInteger(leafIndex))) return null;
  if (leafIndex < 0 || leafIndex >= treeSize) return null;
  let index = leafIndex;
  let last = treeSize - 1;
  let hash = leafHash(eventHash);
  for (const sibling of path) {
    if (last === 0) return null;
    if (index % 2 === 1 || index === last) {
      hash = nodeHash(sibling, hash);
      while (index % 2 === 0 && index > 0) {
        index /= 2;
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, sibling);
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : null;
}

const leafBytes = new Uint8Array(1 + HASH_BYTES);
const nodeBytes = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1);

function leafHash(eventHash: Uint8Array): Uint8Array {
  assertHash(eventHash);
  leafBytes.set(eventHash, 1);
  return digest(leafBytes);
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  assertHash(left);
  assertHash(right);
  nodeBytes.set(left, 1);
  nodeBytes.set(right, 1 + HASH_BYTES);
  return digest(nodeBytes);
}

function assertHash(hash: Uint8Array): void {
  if (hash.length !== HASH_BYTES) throw new RangeError(`a hash has ${HASH_BYTES} bytes, not ${hash.length}`);
}
