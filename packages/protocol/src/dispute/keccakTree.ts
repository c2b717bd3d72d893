import { concatBytes } from '@vain/base'
import { keccak256 } from '@vain/crypto'

/**
 * Root over hashes of entries as the courts compute it: children in ascending order, a last node
 * without a sibling moves up. 32 zero bytes if there are none. Source: KeccakTree.sol.
 */
export function keccakRoot(leaves: readonly Uint8Array[]): Uint8Array {
  let level = leaves
  while (level.length > 1) level = levelAbove(level)
  return level[0] ?? new Uint8Array(32)
}

/** The siblings on the way from entry `index` to the root. Requires that there is such an entry. */
export function keccakProof(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  const proof: Uint8Array[] = []
  let place = index
  for (let level = leaves; level.length > 1; level = levelAbove(level)) {
    const sibling = level[place ^ 1]
    if (sibling !== undefined) proof.push(sibling)
    place >>= 1
  }
  return proof
}

function levelAbove(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [a, b] = [level[i] as Uint8Array, level[i + 1]]
    above.push(b === undefined ? a : hashPair(a, b))
  }
  return above
}

function hashPair(a: Uint8Array, b: Uint8Array): Uint8Array {
  return keccak256(...(isBelow(a, b) ? [concatBytes(a, b)] : [concatBytes(b, a)]))
}

function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, i) => byte !== b[i])
  return at >= 0 && (a[at] as number) < (b[at] as number)
}
