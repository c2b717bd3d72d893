import { concatBytes, type Secret, toUint, VainError } from '@vain/base'
import { type MaskStream, merkleRoot } from '@vain/crypto'
import { toBitmap } from '../bitmap.ts'
import type { Mask } from '../messages/bodies.ts'
import { agreePair, openMaskKeys } from './agreement.ts'
import { candidateEdges, edgeOf } from './edges.ts'
import type { MaskFrame, ShareTable } from './frame.ts'
import { type RoundSecrets, selfMaskKey } from './keys.ts'

/** A member's pair seeds with its peers, ascending by peer. */
export type PairSeeds = ReadonlyMap<number, Secret<Uint8Array>>

/**
 * The pair seeds of a member with everyone to whom it has a valid edge: those below whose ciphertext
 * does not give the seed they committed to are left out. One agreement each: what follows from them
 * is computed from this table.
 *
 * Source: docs/protocol §4.3.
 */
export function agreePairs(
  frame: MaskFrame,
  shares: ShareTable,
  index: number,
  secrets: RoundSecrets,
): PairSeeds {
  const seeds = new Map<number, Secret<Uint8Array>>()
  const keys = openMaskKeys(frame.start, secrets.maskSeed)
  for (const peer of candidateEdges(frame, shares, index)) {
    const seed = agreePair(frame, shares, index, keys, peer)
    if (seed !== undefined) seeds.set(peer, seed)
  }
  return seeds
}

/**
 * The mask streams that turn a quantised update into the masked vector: applied to `x` they give
 * `y`.
 *
 * The aggregator learns the sum over the survivors of a group and nothing else about any one update,
 * as long as fewer than `2t − g` members of the group, in a graph `2t − k` of the neighbours, collude
 * with it and the self seed is used once (docs/protocol §4.8).
 *
 * @throws {VainError} `protocol/too-few-edges` if fewer than `threshold − 1` edges are valid
 *
 * Source: docs/protocol §4.5, after Bonawitz et al. 2017, §4.
 */
export function maskStreams(
  frame: MaskFrame,
  index: number,
  secrets: RoundSecrets,
  pairs: PairSeeds,
): MaskStream[] {
  const needed = frame.topology.thresholdOf(index) - 1
  if (pairs.size < needed)
    throw new VainError('protocol/too-few-edges', 'too few valid edges hide this update', {
      edges: pairs.size,
      needed,
    })
  return [
    { key: selfMaskKey(frame, index, secrets.selfSeed), sign: 1 },
    ...[...pairs].map(([peer, key]): MaskStream => ({ key, sign: index < peer ? 1 : -1 })),
  ]
}

/**
 * The pair masks in a member's vector, as its mask message names them: who, and a root over
 * `u16(peer) ‖ edge`, so that one of them can be shown without the share bundle.
 *
 * @param peers - ascending
 *
 * Source: docs/protocol §4.5.
 */
export function maskedEdges(
  shares: ShareTable,
  index: number,
  peers: Iterable<number>,
): Pick<Mask, 'peers' | 'edges'> {
  const all = [...peers]
  const leaves = all.map((peer) =>
    concatBytes(toUint(peer, 16), edgeOf(shares, index, peer) ?? new Uint8Array()),
  )
  const edges = leaves.length === 0 ? new Uint8Array(32) : merkleRoot(leaves)
  return { peers: toBitmap(all), edges }
}
