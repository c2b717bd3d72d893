import { equalBytes, VainError } from '@vain/base'
import { hashLeaf, hashLevel, hashNode } from './merkleTree.ts'

/**
 * The hashes, from the leaf's level upwards, that lead from leaf `index` to the root.
 *
 * @param index - `0 <= index < leaves.length`
 * @throws {VainError} `crypto/no-such-leaf` if there is no leaf at `index`
 *
 * Source: RFC 9162 §2.1.3.1.
 */
export function merkleProof(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new VainError('crypto/no-such-leaf', `there is no leaf ${index}`, {
      index,
      count: leaves.length,
    })
  const proof: Uint8Array[] = []
  let place = index
  for (let level = leaves.map(hashLeaf); level.length > 1; level = hashLevel(level)) {
    const sibling = level[place % 2 === 0 ? place + 1 : place - 1]
    if (sibling !== undefined) proof.push(sibling)
    place = Math.floor(place / 2)
  }
  return proof
}

/**
 * Whether `leaf` is number `index` of the `count` leaves under `root`.
 *
 * Takes what a stranger sends: anything malformed is `false`, never an exception. `count` must be
 * known from elsewhere: a root alone does not fix it. Lengths of hashes are not checked: one that is
 * not 32 bytes long leads to the root only through a collision.
 *
 * Source: RFC 9162 §2.1.3.2.
 */
export function verifyMerkleProof(
  root: Uint8Array,
  leaf: Uint8Array,
  index: number,
  count: number,
  proof: readonly Uint8Array[],
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count)) return false
  if (index < 0 || index >= count) return false
  let place = index
  let last = count - 1
  let hash = hashLeaf(leaf)
  for (const sibling of proof) {
    if (last === 0) return false
    // A last node without a sibling moved up unhashed: skip the levels where it did.
    while (place === last && place % 2 === 0) {
      place /= 2
      last /= 2
    }
    hash = place % 2 === 0 ? hashNode(hash, sibling) : hashNode(sibling, hash)
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && equalBytes(hash, root)
}
