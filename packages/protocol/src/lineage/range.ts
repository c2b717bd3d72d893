import { hashWords } from '../abi.ts'
import type { Hex } from '../hex.ts'

/** Where a leaf stands in a range. As `ModelLineage` takes it. */
export type RangeProof = {
  /** Its place, from 0. */
  readonly index: number
  /** Siblings from the leaf up to the peak. */
  readonly path: readonly Hex[]
}

/** A Merkle mountain range over leaves in order. */
export type MountainRange = {
  readonly size: number
  /** Roots of its trees, the largest first: one of 2^h leaves for every bit h of the size. */
  readonly peaks: readonly Hex[]
  /** The proof of the leaf at a place, `0 <= index < size`. */
  proofOf(index: number): RangeProof
}

/** The range that has these leaves. Source: docs/protocol/lineage.md. */
export function createRange(leaves: readonly Hex[]): MountainRange {
  const trees = treesOf(leaves.length).map(({ start, height }) => ({
    start,
    levels: levelsOf(leaves.slice(start, start + 2 ** height)),
  }))
  return {
    size: leaves.length,
    peaks: trees.map(({ levels }) => levels.at(-1)?.[0] as Hex),
    proofOf(index) {
      const tree = trees.findLast(({ start }) => start <= index)
      const path = (tree?.levels ?? []).slice(0, -1).map((level, height) => {
        const place = Math.floor((index - (tree?.start ?? 0)) / 2 ** height)
        return level[place % 2 === 0 ? place + 1 : place - 1] as Hex
      })
      return { index, path }
    },
  }
}

/**
 * Whether `leaf` is in the range of `size` leaves with these peaks. Takes what a stranger sends: a
 * malformed proof is `false`.
 */
export function verifyRangeProof(
  range: { readonly size: number; readonly peaks: readonly Hex[] },
  leaf: Hex,
  { index, path }: RangeProof,
): boolean {
  const place = treesOf(range.size).findLastIndex(({ start }) => start <= index)
  const tree = treesOf(range.size)[place]
  if (!Number.isInteger(index) || index < 0 || index >= range.size) return false
  if (tree === undefined || path.length !== tree.height) return false
  const top = path.reduce(
    (hash, sibling, height) =>
      Math.floor((index - tree.start) / 2 ** height) % 2 === 0
        ? hashWords(hash, sibling)
        : hashWords(sibling, hash),
    leaf,
  )
  return top === range.peaks[place]
}

/** The trees of a range, the largest first. */
function treesOf(size: number): { readonly start: number; readonly height: number }[] {
  const trees: { start: number; height: number }[] = []
  let start = 0
  for (let height = 52; height >= 0; height--)
    if (Math.floor(size / 2 ** height) % 2 === 1) {
      trees.push({ start, height })
      start += 2 ** height
    }
  return trees
}

/** All levels of a perfect tree, from its leaves to its root. */
function levelsOf(leaves: readonly Hex[]): (readonly Hex[])[] {
  const levels: (readonly Hex[])[] = [leaves]
  for (let level = leaves; level.length > 1; ) {
    const below = level
    level = Array.from({ length: below.length / 2 }, (_, i) =>
      hashWords(below[2 * i] as Hex, below[2 * i + 1] as Hex),
    )
    levels.push(level)
  }
  return levels
}
