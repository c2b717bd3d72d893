import { VainError } from '@vain/base'
import { hashLeaf, hashNode } from './merkleTree.ts'

/** Bytes of a leaf. Source: docs/protocol §2.1. */
const leafBytes = 4096

/** A Merkle root in the making, of bytes that come piece by piece. */
export type RunningRoot = {
  /** The next bytes, in pieces of any length; they are not kept. */
  append(bytes: Uint8Array): void
  /**
   * Root of all bytes so far; more may follow.
   *
   * @throws {VainError} `crypto/no-leaves` if there are none
   */
  root(): Uint8Array
}

/**
 * Begins the Merkle root of bytes whose leaves are their 4,096-byte pieces, the last one shorter.
 *
 * Holds one leaf and one hash for each level, whatever the number of bytes.
 *
 * Source: docs/protocol §2.1, RFC 9162 §2.1.1.
 */
export function createMerkleRoot(): RunningRoot {
  const open = new Uint8Array(leafBytes)
  let filled = 0
  // Roots of complete trees, each at most half as large as the one before, and their leaves.
  const peaks: { hash: Uint8Array; leaves: number }[] = []

  const addLeaf = (leaf: Uint8Array): void => {
    let peak = { hash: hashLeaf(leaf), leaves: 1 }
    for (let last = peaks.at(-1); last?.leaves === peak.leaves; last = peaks.at(-1)) {
      peaks.pop()
      peak = { hash: hashNode(last.hash, peak.hash), leaves: 2 * peak.leaves }
    }
    peaks.push(peak)
  }

  return {
    append(bytes) {
      let rest = bytes
      while (rest.length > 0) {
        if (filled === 0 && rest.length >= leafBytes) {
          addLeaf(rest.subarray(0, leafBytes))
          rest = rest.subarray(leafBytes)
          continue
        }
        const taken = rest.subarray(0, leafBytes - filled)
        open.set(taken, filled)
        filled += taken.length
        rest = rest.subarray(taken.length)
        if (filled < leafBytes) return
        addLeaf(open)
        filled = 0
      }
    },
    root() {
      const right = filled > 0 ? [hashLeaf(open.subarray(0, filled))] : []
      const hashes = [...peaks.map(({ hash }) => hash), ...right]
      if (hashes.length === 0)
        throw new VainError('crypto/no-leaves', 'a tree without leaves has no root', {})
      // A tree splits at the largest power of two below its number of leaves, so the smaller tree
      // is always on the right.
      return hashes.reduceRight((below, hash) => hashNode(hash, below))
    },
  }
}
