import { merkleRoot, sha256 } from '@vain/crypto'

/**
 * The siblings that do not follow from the leaves at `shown`, level by level from the leaves, each
 * from left to right; of a tree of which nothing is shown, its root. Source: Sha256Multiproof.sol.
 *
 * @param shown - ascending
 */
export function multiproof(leaves: readonly Uint8Array[], shown: readonly number[]): Uint8Array[] {
  if (leaves.length === 0) return []
  if (shown.length === 0) return [merkleRoot(leaves)]
  const proof: Uint8Array[] = []
  let known = [...shown]
  let level = leaves.map((leaf) => sha256(Uint8Array.of(0), leaf))
  for (; level.length > 1; level = levelAbove(level)) {
    for (const place of known) {
      const sibling = level[place ^ 1]
      if (sibling !== undefined && !known.includes(place ^ 1)) proof.push(sibling)
    }
    known = [...new Set(known.map((place) => place >> 1))]
  }
  return proof
}

/** Source: RFC 9162 §2.1.1. */
function levelAbove(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i] as Uint8Array, level[i + 1]]
    above.push(right === undefined ? left : sha256(Uint8Array.of(1), left, right))
  }
  return above
}
