import { VainError } from '@vain/base'
import { createMerkleRoot } from './createMerkleRoot.ts'
import { hashLeaf, hashLevel } from './merkleTree.ts'

/**
 * Merkle tree hash of a list of leaves, 32 bytes.
 *
 * It binds order and content of the leaves, and with their number known, the number.
 *
 * @throws {VainError} `crypto/no-leaves` if the list is empty
 *
 * Source: docs/protocol §2.1, RFC 9162 §2.1.1.
 */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  let level = leaves.map(hashLeaf)
  while (level.length > 1) level = hashLevel(level)
  const root = level[0]
  if (root === undefined)
    throw new VainError('crypto/no-leaves', 'a tree without leaves has no root', {})
  return root
}

/**
 * Merkle root of bytes: the leaves are their 4,096-byte pieces, the last one shorter.
 *
 * @throws {VainError} `crypto/no-leaves` if there are no bytes
 *
 * Source: docs/protocol §2.1.
 */
export function merkleRootOfBytes(bytes: Uint8Array): Uint8Array {
  const running = createMerkleRoot()
  running.append(bytes)
  return running.root()
}
