import { concatBytes, toHex, toUint } from '@vain/base'
import { merkleRootOfBytes, sha256 } from '@vain/crypto'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import type { GroupSum } from './groupSum.ts'
import { fromWords } from './vector.ts'

type Shaped = {
  readonly numbers: Pick<Configuration['numbers'], 'laneBits'>
  readonly aggregation: Pick<Configuration['aggregation'], 'grouping'>
}

/** A result's bytes, and the root that stands on chain for them. */
export type Rooted = { readonly bytes: Uint8Array; readonly root: Hex }

/** First byte of what no node of a Merkle tree is the hash of (RFC 9162 §2.1.1 has 0 and 1). */
const formPrefix = Uint8Array.of(2)

/**
 * What is published as the sum of a round: the signed numbers of the opened groups, ascending, end
 * to end.
 *
 * @returns the bytes, and a Merkle root, or where `sumForm` has something to say the hash of that
 *
 * Source: docs/protocol §5.4.
 */
export function rootSums(sums: readonly GroupSum[], shaped: Shaped): Rooted {
  const bytes = concatBytes(...sums.map(({ sum }) => fromWords(sum)))
  const tree = merkleRootOfBytes(bytes)
  const groups = sums.map(({ group }) => group)
  const form = sumForm(groups, shaped, tree)
  return { bytes, root: toHex(form === undefined ? tree : sha256(form)) }
}

/**
 * What the root of a round's sum is the hash of; undefined if that is a plain tree over one sum of
 * everyone in words of 32 bits. Source: docs/protocol §5.4.
 *
 * @param groups - those that were opened, ascending
 * @param tree - Merkle root of the published bytes
 */
export function sumForm(
  groups: readonly number[],
  { numbers, aggregation }: Shaped,
  tree: Uint8Array,
): Uint8Array | undefined {
  if (numbers.laneBits === 32 && aggregation.grouping === 'whole') return undefined
  const names = groups.map((group) => toUint(group, 16))
  const count = toUint(groups.length, 16)
  return concatBytes(formPrefix, count, ...names, toUint(numbers.laneBits, 8), tree)
}

/** What is published as the model of a round, or as a run's first one: a checkpoint. */
export function rootCheckpoint(checkpoint: Float32Array): Rooted {
  const bytes = fromWords(checkpoint)
  return { bytes, root: toHex(merkleRootOfBytes(bytes)) }
}
