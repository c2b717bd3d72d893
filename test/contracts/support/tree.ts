import { toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'

/** A tree over leaves, split as RFC 9162 §2.1.1 does, with what each node is the hash of. */
export type Tree = {
  readonly hash: Uint8Array
  readonly preimage: Uint8Array
  readonly halves?: readonly [Tree, Tree]
}

/** The tree over these leaves. */
export function treeOf(leaves: readonly Uint8Array[]): Tree {
  if (leaves.length === 1) {
    const preimage = Uint8Array.from([0, ...(leaves[0] as Uint8Array)])
    return { hash: sha256(preimage), preimage }
  }
  const split = splitOf(leaves.length)
  const [left, right] = [treeOf(leaves.slice(0, split)), treeOf(leaves.slice(split))]
  const preimage = Uint8Array.from([1, ...left.hash, ...right.hash])
  return { hash: sha256(preimage), preimage, halves: [left, right] }
}

/** Largest power of two below `count`. */
const splitOf = (count: number): number => 2 ** Math.ceil(Math.log2(count) - 1)

/** A place in a tree of some size, with what a real tree has there. */
export type Place = {
  readonly node: { level: number; number: number; preimage: string; path: string[] }
  /** How many leaves of the claimed size are below. */
  readonly width: number
  readonly isLeaf: boolean
}

/** All places that a tree of `size` leaves has and that the given tree reaches, top down. */
export function placesOf(tree: Tree, size: number, first = 0, path: string[] = []): Place[] {
  const level = Math.ceil(Math.log2(size))
  const node = { level, number: first / 2 ** level, preimage: toHex(tree.preimage), path }
  const here = { node, width: size, isLeaf: tree.halves === undefined }
  if (tree.halves === undefined || size === 1) return [here]
  const split = splitOf(size)
  const [left, right] = tree.halves
  return [
    here,
    ...placesOf(left, split, first, [toHex(right.hash), ...path]),
    ...placesOf(right, size - split, first + split, [toHex(left.hash), ...path]),
  ]
}
