import { toHex } from '@vain/base'
import { merkleRoot, sha256 } from '@vain/crypto'
import { type Hex, sumForm } from '@vain/protocol'

const laneWidths = [32, 16] as const

/**
 * What the root of a sum is the hash of, if it is not that of a tree over its pieces: found by
 * trying, since the root says whether it is right. Sums of all groups are found, and of all but one.
 *
 * @param members - of the round: there are not more groups
 * @returns empty if the root is the tree's own, undefined if nothing fits
 *
 * Source: docs/protocol §5.4.
 */
export function findForm(
  pieces: readonly Uint8Array[],
  root: Hex,
  members: number,
): Uint8Array | undefined {
  if (pieces.length === 0) return undefined
  const tree = merkleRoot(pieces)
  if (toHex(tree) === root) return new Uint8Array()
  const words = pieces.reduce((sum, { length }) => sum + length, 0) / 4
  for (let count = 1; count <= members; count++) {
    if (words % count !== 0) continue
    const all = Array.from({ length: count + 1 }, (_, group) => group)
    // Without the last one these are all of `count` groups.
    for (const left of all.toReversed())
      for (const laneBits of laneWidths) {
        const shaped = { numbers: { laneBits }, aggregation: { grouping: 'groups' } } as const
        const groups = all.filter((group) => group !== left)
        const form = sumForm(groups, shaped, tree)
        if (form !== undefined && toHex(sha256(form)) === root) return form
      }
  }
  return undefined
}
