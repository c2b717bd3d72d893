import { sha256 } from './hash.ts'

// The prefixes keep a node from being passed off as a leaf and the reverse.
const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

/** Hash of one leaf. Source: RFC 9162 §2.1.1. */
export function hashLeaf(leaf: Uint8Array): Uint8Array {
  return sha256(leafPrefix, leaf)
}

/** Hash of an inner node. Source: RFC 9162 §2.1.1. */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodePrefix, left, right)
}

/**
 * The level above `level`. A last node without a sibling moves up as it is, which gives the same
 * tree as splitting at the largest power of two below the number of leaves (RFC 9162 §2.1.1).
 */
export function hashLevel(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] as Uint8Array
    const right = level[i + 1]
    above.push(right === undefined ? left : hashNode(left, right))
  }
  return above
}
