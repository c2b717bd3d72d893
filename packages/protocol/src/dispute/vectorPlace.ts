import { concatBytes } from '@vain/base'
import { merkleProof, merkleRoot } from '@vain/crypto'
import { blockBytes } from './block.ts'

/** Bytes of a leaf of a vector's tree. Source: docs/protocol §2.1. */
const leafBytes = 4096

/** A leaf of a vector's tree and how it hangs under the root. Source: VectorTree.sol. */
export type VectorPlace = {
  readonly leaf: Uint8Array
  /** Bit `k` says whether node `k` of the way up is a right child. */
  readonly turns: bigint
  readonly siblings: readonly Uint8Array[]
}

/** Leaf `index` of a vector. Requires that there is one. */
export function vectorPlace(bytes: Uint8Array, index: number): VectorPlace {
  const leaves = leavesOf(bytes)
  const siblings = merkleProof(leaves, index)
  return { leaf: leaves[index] as Uint8Array, turns: wayTo(index, leaves.length).turns, siblings }
}

/**
 * What is under the hash of a vector's root, which a challenge shows: its only leaf, or its top
 * node. Requires that there are bytes. Source: docs/protocol §2.1.
 */
export function rootPreimage(bytes: Uint8Array): Uint8Array {
  const leaves = leavesOf(bytes)
  if (leaves.length === 1) return concatBytes(Uint8Array.of(0), bytes)
  const left = splitOf(leaves.length)
  const halves = [leaves.slice(0, left), leaves.slice(left)]
  return concatBytes(Uint8Array.of(1), ...halves.map(merkleRoot))
}

/** The leaf that holds block `number`. */
export function leafOfBlock(number: number): number {
  return Math.floor((blockBytes * number) / leafBytes)
}

/** A leaf that shows that a vector has not `length` words; undefined if it has. */
export function unfitPlace(bytes: Uint8Array, length: number): VectorPlace | undefined {
  if (bytes.length === 4 * length) return undefined
  const leaves = leavesOf(bytes)
  // Two trees of different sizes differ somewhere, but not everywhere.
  const index = leaves.findIndex((leaf, i) => !fits(wayTo(i, leaves.length), leaf.length, length))
  return index < 0 ? undefined : vectorPlace(bytes, index)
}

/** Whether the tree of a vector of `length` words has a leaf of `leafLength` bytes at a place. */
function fits(way: Way, leafLength: number, length: number): boolean {
  const size = Math.ceil((4 * length) / leafBytes)
  let [start, below] = [0, size]
  for (let i = way.depth - 1; i >= 0; i--) {
    if (below < 2) return false
    const left = splitOf(below)
    if (((way.turns >> BigInt(i)) & 1n) === 0n) below = left
    else {
      start += left
      below -= left
    }
  }
  const expected = start + 1 === size ? 4 * length - leafBytes * start : leafBytes
  return below === 1 && leafLength === expected
}

function leavesOf(bytes: Uint8Array): Uint8Array[] {
  const leaves: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += leafBytes)
    leaves.push(bytes.subarray(at, at + leafBytes))
  return leaves
}

/** The way up from a leaf. Bit `k` of `turns` says whether node `k` is a right child. */
type Way = { readonly turns: bigint; readonly depth: number }

function wayTo(index: number, size: number): Way {
  if (size === 1) return { turns: 0n, depth: 0 }
  const left = splitOf(size)
  const inner = index < left ? wayTo(index, left) : wayTo(index - left, size - left)
  const right = index < left ? 0n : 1n
  return { turns: (right << BigInt(inner.depth)) | inner.turns, depth: inner.depth + 1 }
}

/** Greatest power of two below `size`. Source: RFC 9162 §2.1.1. */
function splitOf(size: number): number {
  let left = 1
  while (2 * left < size) left *= 2
  return left
}
