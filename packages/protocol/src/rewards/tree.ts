import { fromHex, toHex, VainError } from '@vain/base'
import { keccak256 } from '@vain/crypto'
import { hashWords } from '../abi.ts'
import { type Hex, zeroHash } from '../hex.ts'

/** The Merkle tree of a distribution. */
export type RewardTree = {
  /** Root, 32 zero bytes if nobody has anything. */
  readonly root: Hex
  /**
   * Siblings from the account's leaf upwards, as `RewardMerkle.claim` takes them.
   *
   * @throws {VainError} `rewards/no-such-account` if the account has nothing
   */
  proofOf(account: Hex): Hex[]
}

/**
 * The tree over cumulative amounts that `RewardMerkle` reads: leaves hashed twice and in ascending
 * order, nodes hashed in ascending order, laid out as a complete binary tree in an array.
 *
 * Source: docs/protocol/rewards.md; OpenZeppelin's StandardMerkleTree (`standard-v1`).
 */
export function createRewardTree(amounts: ReadonlyMap<Hex, bigint>): RewardTree {
  const leaves = [...amounts]
    .map(([account, amount]) => ({ account: account.toLowerCase(), hash: leafOf(account, amount) }))
    .toSorted((a, b) => (a.hash < b.hash ? -1 : 1))
  // The last leaf comes first; node i stands above 2i + 1 and 2i + 2.
  const nodes: Hex[] = new Array(Math.max(0, 2 * leaves.length - 1))
  const places = new Map<string, number>()
  for (const [i, { account, hash }] of leaves.entries()) {
    nodes[nodes.length - 1 - i] = hash
    places.set(account, nodes.length - 1 - i)
  }
  for (let i = nodes.length - 1 - leaves.length; i >= 0; i--)
    nodes[i] = hashPair(nodes[2 * i + 1] as Hex, nodes[2 * i + 2] as Hex)
  return {
    root: nodes[0] ?? zeroHash,
    proofOf(account) {
      const place = places.get(account.toLowerCase())
      if (place === undefined)
        throw new VainError('rewards/no-such-account', 'the account has no amount in the tree', {
          account,
        })
      const proof: Hex[] = []
      for (let i = place; i > 0; i = (i - 1) >> 1)
        proof.push(nodes[i % 2 === 0 ? i - 1 : i + 1] as Hex)
      return proof
    },
  }
}

function leafOf(account: Hex, amount: bigint): Hex {
  return toHex(keccak256(fromHex(hashWords(account, amount))))
}

function hashPair(a: Hex, b: Hex): Hex {
  // Lower-case hexadecimal of one length is ordered as the numbers are.
  return a < b ? hashWords(a, b) : hashWords(b, a)
}
